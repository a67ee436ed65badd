use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::gazetteer::{CODE, COVERAGE, FieldKind, REASON};

/// Where the values of a property lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
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
pub(crate) enum Kind {
    Text,
    Number,
    Flag,
}

impl Column {
    pub(crate) fn kind(self) -> Kind {
        match self {
            Column::Field { kind: FieldKind::Text, .. } | Column::Reason { .. } => Kind::Text,
            Column::Field { kind: FieldKind::Flag, .. } => Kind::Flag,
            Column::Field { .. } | Column::Figure { .. } | Column::Coverage { .. } => Kind::Number,
        }
    }
}

/// The property of a name in a layer that has figures: a field as tiles show it, of the layer or of its label
/// points; in a level the name under which others carry its codes; an indicator, why it is missing, or the
/// share of its parts that it rests on, of the year behind `@`, else of the latest of `years`, else of the latest.
pub(crate) fn property<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    layer: usize,
    name: &str,
    years: Option<&[i32]>,
) -> Option<Column> {
    let labels = catalog.labels_layer(layer);
    let field = |layer: usize| {
        let fields = &catalog.layer_at(layer)?.fields;
        let field = fields.iter().position(|field| field.name == name && !field.by_zoom)?;
        Some(Column::Field { layer, field, kind: fields[field].kind })
    };
    let own = || {
        let is_own = catalog.names_of_codes(layer).any(|known| known == name);
        is_own.then_some(Column::Field { layer, field: CODE, kind: FieldKind::Text })
    };
    field(layer).or_else(|| field(labels?)).or_else(own).or_else(|| figure(catalog, layer, name, years))
}

fn figure<D: AsRef<[u8]>>(catalog: &Catalog<D>, layer: usize, name: &str, years: Option<&[i32]>) -> Option<Column> {
    let column = |name: &str| {
        if let Some((id, year)) = name.rsplit_once('@') {
            return catalog.column(layer, id, year.parse().ok()?);
        }
        match years {
            Some(years) => years.iter().rev().find_map(|&year| catalog.column(layer, name, year)),
            None => catalog.column(layer, name, catalog.latest_year(layer, name)?),
        }
    };
    let reason = || Some(Column::Reason { column: column(name.strip_suffix(REASON)?)? });
    let coverage = || Some(Column::Coverage { column: column(name.strip_suffix(COVERAGE)?)? });
    column(name).map(|column| Column::Figure { column }).or_else(reason).or_else(coverage)
}

/// The names that [`Catalog::property`] knows in a layer, without years and reasons.
pub(crate) fn property_names<D: AsRef<[u8]>>(catalog: &Catalog<D>, layer: usize) -> BTreeSet<&str> {
    let layers = [Some(layer), catalog.labels_layer(layer)].into_iter().flatten();
    let fields = layers.filter_map(|layer| catalog.layer_at(layer)).flat_map(|layer| &layer.fields);
    let fields = fields.filter(|field| !field.by_zoom).map(|field| field.name.as_str());
    let ids = catalog.all_indicators().iter().map(|indicator| indicator.id.as_str());
    let figures = ids.filter(|id| catalog.latest_year(layer, id).is_some());
    fields.chain(catalog.names_of_codes(layer)).chain(figures).collect()
}
