use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::gazetteer::{CODE, COVERAGE, ColumnId, FieldId, FieldKind, LayerId, REASON};

/// Where the values of a property lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// A field of the layer itself or of its label points.
    Field(FieldId, FieldKind),
    Figure(ColumnId),
    /// Why figures of a column are missing.
    Reason(ColumnId),
    /// The share of their parts that figures of a column rest on.
    Coverage(ColumnId),
}

/// The type of a property's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Flag,
}

impl Column {
    pub(crate) fn kind(self) -> Kind {
        match self {
            Column::Field(_, FieldKind::Text) | Column::Reason(_) => Kind::Text,
            Column::Field(_, FieldKind::Flag) => Kind::Flag,
            Column::Field(..) | Column::Figure(_) | Column::Coverage(_) => Kind::Number,
        }
    }
}

/// The property of a name in a layer that has figures: a field as tiles show it, of the layer or of its label
/// points; in a level the name under which others carry its codes; an indicator, why it is missing, or the
/// share of its parts that it rests on, of the year behind `@`, else of the latest of `years`, else of the latest.
pub(crate) fn property<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    layer: LayerId,
    name: &str,
    years: Option<&[i32]>,
) -> Option<Column> {
    let labels = catalog.labels_layer(layer);
    let field = |layer: LayerId| {
        let mut fields = catalog.fields(layer);
        let (id, field) = fields.find(|(_, field)| field.name == name && !field.by_zoom)?;
        Some(Column::Field(id, field.kind))
    };
    let own = || {
        let is_own = catalog.names_of_codes(layer).any(|known| known == name);
        let (id, field) = catalog.fields(layer).find(|(id, _)| is_own && id.number() == CODE)?;
        Some(Column::Field(id, field.kind))
    };
    field(layer).or_else(|| field(labels?)).or_else(own).or_else(|| figure(catalog, layer, name, years))
}

fn figure<D: AsRef<[u8]>>(catalog: &Catalog<D>, layer: LayerId, name: &str, years: Option<&[i32]>) -> Option<Column> {
    let column = |name: &str| {
        if let Some((id, year)) = name.rsplit_once('@') {
            return catalog.column(layer, id, year.parse().ok()?);
        }
        match years {
            Some(years) => years.iter().rev().find_map(|&year| catalog.column(layer, name, year)),
            None => catalog.latest_column(layer, name),
        }
    };
    let reason = || Some(Column::Reason(column(name.strip_suffix(REASON)?)?));
    let coverage = || Some(Column::Coverage(column(name.strip_suffix(COVERAGE)?)?));
    column(name).map(Column::Figure).or_else(reason).or_else(coverage)
}

/// The names that [`property`] knows in a layer, without years and reasons.
pub(super) fn property_names<D: AsRef<[u8]>>(catalog: &Catalog<D>, layer: LayerId) -> BTreeSet<&str> {
    let layers = [Some(layer), catalog.labels_layer(layer)].into_iter().flatten();
    let fields = layers.flat_map(|layer| &catalog.layer_at(layer).fields);
    let fields = fields.filter(|field| !field.by_zoom).map(|field| field.name.as_str());
    let ids = catalog.all_indicators().iter().map(|indicator| indicator.id.as_str());
    let figures = ids.filter(|id| catalog.latest_year(layer, id).is_some());
    fields.chain(catalog.names_of_codes(layer)).chain(figures).collect()
}
