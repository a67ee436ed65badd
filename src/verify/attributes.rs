use zerocopy::little_endian::U32;

use super::decode::Value;
use crate::almanac::ColumnView;
use crate::atlas::{Attribute, LayerView};
use crate::catalog::Catalog;
use crate::gazetteer::{ColumnId, FieldKind, Figure, WEIGHT};
use crate::query::{Part, PointMode};

/// The attributes of features as the columns of atlas and almanac have them: figures are numbers here, which the almanac
/// keeps beside the bytes that tiles copy.
pub(super) struct Columns<'a, D> {
    catalog: &'a Catalog<D>,
    plain: Vec<Plain<'a>>,
    pub(super) figures: Vec<Figures<'a>>,
    /// Of thinned points, of how many one is shown, and how many there are.
    thinned: Option<(u32, u32)>,
}

struct Plain<'a> {
    name: &'a str,
    kind: FieldKind,
    numbers: &'a [U32],
}

/// A column of figures.
pub(super) struct Figures<'a> {
    key: &'a str,
    reason_key: &'a str,
    coverage_key: Option<&'a str>,
    pub(super) column: ColumnId,
    pub(super) view: ColumnView<'a>,
    kind: NumberKind,
}

/// The type of all numbers of a column.
#[derive(Clone, Copy)]
enum NumberKind {
    Unsigned,
    Signed,
    Real,
}

/// The largest whole number up to which a double has all of them.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl NumberKind {
    fn of(view: &ColumnView<'_>, features: u32, decimals: u8) -> NumberKind {
        let values = || (0..features).filter_map(|feature| view.figure(feature).value());
        if decimals > 0 || values().any(|value| value.fract() != 0.0 || value.abs() > EXACT) {
            NumberKind::Real
        } else if values().any(|value| value < 0.0) {
            NumberKind::Signed
        } else {
            NumberKind::Unsigned
        }
    }

    fn value(self, number: f64) -> Value {
        match self {
            NumberKind::Unsigned => Value::Unsigned(number as u64),
            NumberKind::Signed => Value::Signed(number as i64),
            NumberKind::Real => Value::Real(number),
        }
    }
}

impl<'a, D: AsRef<[u8]>> Columns<'a, D> {
    pub(super) fn new(catalog: &'a Catalog<D>, layer: &LayerView<'a, D>, part: &'a Part, zoom: u8) -> Columns<'a, D> {
        let features = layer.len() as u32;
        let plain = part.fields.iter().filter_map(|&id| {
            let field = catalog.field(id);
            Some(Plain { name: &field.name, kind: field.kind, numbers: layer.column_at(id.number(), zoom)? })
        });
        let figures = part.figures.iter().map(|figure| {
            let view = catalog.figures(figure.column);
            let decimals = catalog.indicator_of(figure.column).decimals;
            Figures {
                key: &figure.key,
                reason_key: &figure.reason_key,
                coverage_key: figure.coverage_key.as_deref(),
                column: figure.column,
                view,
                kind: NumberKind::of(&view, features, decimals),
            }
        });
        let thinned = (part.points == PointMode::Thinned).then(|| (layer.stride(zoom), features));
        Columns { catalog, plain: plain.collect(), figures: figures.collect(), thinned }
    }

    /// The attributes of a feature.
    ///
    /// # Errors
    /// Names the one that cannot be, and why.
    pub(super) fn of(&self, feature: u32) -> Result<Vec<(String, Value)>, String> {
        let mut values = Vec::new();
        for Plain { name, kind, numbers } in &self.plain {
            let number = numbers.get(feature as usize).map_or(0, |number| number.get());
            let Some(number) = number.checked_sub(1) else { continue };
            let bytes = self.catalog.atlas().value(number);
            let bytes =
                bytes.ok_or_else(|| format!("its attribute `{name}` is a value that the atlas does not have"))?;
            let value = Attribute::decode(bytes).ok_or_else(|| format!("its attribute `{name}` cannot be read"))?;
            if value.kind() != *kind {
                return Err(format!("its attribute `{name}` is {value:?}, which is not of the type of the field"));
            }
            values.push(((*name).to_owned(), plain(value)));
        }
        if let Some((stride, features)) = self.thinned {
            // The last one that is shown stands for what is left.
            let weight = stride.min(features.saturating_sub(feature));
            values.push((WEIGHT.to_owned(), Value::Unsigned(weight.into())));
        }
        for column in &self.figures {
            match column.view.figure(feature) {
                Figure::Known(number) => {
                    values.push((column.key.to_owned(), column.kind.value(number)));
                    let share = column.coverage_key.zip(column.view.coverage(feature));
                    values.extend(share.map(|(key, share)| (key.to_owned(), Value::Real(share))));
                }
                Figure::Missing(Some(reason)) => {
                    values.push((column.reason_key.to_owned(), Value::Text(reason.name().to_owned())));
                }
                Figure::Missing(None) => {}
            }
        }
        Ok(values)
    }
}

fn plain(value: Attribute) -> Value {
    match value {
        Attribute::Text(text) => Value::Text(text),
        Attribute::Unsigned(number) => Value::Unsigned(number),
        Attribute::Real(number) => Value::Real(number),
        Attribute::Flag(flag) => Value::Flag(flag),
    }
}
