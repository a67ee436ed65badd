use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::gazetteer::{COVERAGE, FieldKind, REASON};

/// Where the values of a property lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// A field of a layer, by the numbers of both: of the layer itself or of its label points.
    Field { layer: usize, field: usize, kind: FieldKind },
    /// A column of figures, by its number.
    Figure { column: usize },
    /// Why figures of a column are missing.
    Reason { column: usize },
    /// The share of their parts that figures of a column rest on.
    Coverage { column: usize },
}

/// The type of a property's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Flag,
}

impl Column {
    pub(super) fn kind(self) -> Kind {
        match self {
            Column::Field { kind: FieldKind::Text, .. } | Column::Reason { .. } => Kind::Text,
            Column::Field { kind: FieldKind::Flag, .. } => Kind::Flag,
            Column::Field { .. } | Column::Figure { .. } | Column::Coverage { .. } => Kind::Number,
        }
    }
}

/// The number of the field of a code in every layer.
pub(super) const CODE: usize = 0;

impl<D: AsRef<[u8]>> Catalog<D> {
    /// The property of a name in a layer that has figures: a field as tiles show it, of the layer or of its label
    /// points; in a level the name under which others carry its codes; an indicator, why it is missing, or the
    /// share of its parts that it rests on, of the year behind `@`, else of the latest of `years`, else of the latest.
    pub(super) fn property(&self, layer: usize, name: &str, years: Option<&[i32]>) -> Option<Column> {
        let labels = self.labels_layer(layer);
        let field = |layer: usize| {
            let fields = &self.layer_at(layer)?.fields;
            let field = fields.iter().position(|field| field.name == name && !field.by_zoom)?;
            Some(Column::Field { layer, field, kind: fields[field].kind })
        };
        let own = || {
            let is_own = self.names_of_codes(layer).any(|known| known == name);
            is_own.then_some(Column::Field { layer, field: CODE, kind: FieldKind::Text })
        };
        field(layer).or_else(|| field(labels?)).or_else(own).or_else(|| self.figure(layer, name, years))
    }

    fn figure(&self, layer: usize, name: &str, years: Option<&[i32]>) -> Option<Column> {
        let column = |name: &str| {
            if let Some((id, year)) = name.rsplit_once('@') {
                return self.column(layer, id, year.parse().ok()?);
            }
            match years {
                Some(years) => years.iter().rev().find_map(|&year| self.column(layer, name, year)),
                None => self.column(layer, name, self.latest_year(layer, name)?),
            }
        };
        let reason = || Some(Column::Reason { column: column(name.strip_suffix(REASON)?)? });
        let coverage = || Some(Column::Coverage { column: column(name.strip_suffix(COVERAGE)?)? });
        column(name).map(|column| Column::Figure { column }).or_else(reason).or_else(coverage)
    }

    /// The names under which the features of other layers carry the codes of a level.
    fn names_of_codes(&self, layer: usize) -> impl Iterator<Item = &str> {
        let level = self.layer_at(layer).map(|layer| layer.name.as_str());
        let fields = self.levels().flat_map(|(_, layer)| &layer.fields);
        fields.filter(move |field| field.level.as_deref() == level && level.is_some()).map(|field| field.name.as_str())
    }

    /// The names that [`Catalog::property`] knows in a layer, without years and reasons.
    pub(super) fn property_names(&self, layer: usize) -> BTreeSet<&str> {
        let layers = [Some(layer), self.labels_layer(layer)].into_iter().flatten();
        let fields = layers.filter_map(|layer| self.layer_at(layer)).flat_map(|layer| &layer.fields);
        let fields = fields.filter(|field| !field.by_zoom).map(|field| field.name.as_str());
        let ids = self.all_indicators().iter().map(|indicator| indicator.id.as_str());
        let figures = ids.filter(|id| self.latest_year(layer, id).is_some());
        fields.chain(self.names_of_codes(layer)).chain(figures).collect()
    }
}
