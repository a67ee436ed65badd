use std::io;
use std::path::Path;

use rustc_hash::FxHashMap;
use zerocopy::IntoBytes;
use zerocopy::little_endian::{F64, U32};

use super::figures::{FigureColumn, summarise};
use super::{AlmanacDescription, COLUMN, ColumnRecord, DESCRIPTION, MAGIC, NUMBERS, SHARED, VERSION};
use crate::atlas::{Atlas, Attribute, ComplaintCount, DictionaryBuilder, encode_value};
use crate::container::{ContainerWriter, Finished, NO_LAYER, SectionKey};
use crate::gazetteer::Indicator;
use crate::geo::push_varint;

/// Writes an almanac as a temporary file in `folder`: the columns of each layer of its atlas that has figures.
///
/// # Errors
/// When the disk refuses.
pub fn write<D: AsRef<[u8]>>(
    folder: &Path,
    atlas: &Atlas<D>,
    indicators: Vec<Indicator>,
    layers: &[Vec<FigureColumn>],
    complaints: Vec<ComplaintCount>,
) -> io::Result<Finished> {
    let mut container = ContainerWriter::create(folder)?;
    let mut values = Values::beside(atlas);
    let mut columns = Vec::new();
    for (layer, figures) in layers.iter().enumerate() {
        let mut records = Vec::new();
        for (part, column) in figures.iter().enumerate() {
            let numbers = values.column(column);
            container.add(SectionKey { layer: layer as u16, part: part as u16, kind: COLUMN }, numbers.as_bytes())?;
            records.push(ColumnRecord {
                indicator: column.indicator.clone(),
                year: column.year,
                summary: summarise(&column.values),
            });
        }
        columns.push(records);
    }
    let description = AlmanacDescription { indicators, columns, complaints };
    let key = |kind| SectionKey { layer: NO_LAYER, part: 0, kind };
    container.add(key(DESCRIPTION), &serde_json::to_vec(&description)?)?;
    values.dictionary.write(&mut container)?;
    container.add(key(NUMBERS), values.numbers.as_bytes())?;
    container.add(key(SHARED), values.shared.as_bytes())?;
    container.finish(MAGIC, VERSION, atlas.content_hash())
}

/// The distinct figures of all columns.
#[derive(Default)]
struct Values<'a> {
    /// Places of the values of the atlas.
    of_atlas: FxHashMap<&'a [u8], u32>,
    dictionary: DictionaryBuilder,
    numbers: Vec<F64>,
    shared: Vec<U32>,
}

impl<'a> Values<'a> {
    fn beside<D: AsRef<[u8]>>(atlas: &'a Atlas<D>) -> Values<'a> {
        let values = (0..atlas.value_count()).filter_map(|number| Some((atlas.value(number)?, number)));
        Values { of_atlas: values.collect(), ..Values::default() }
    }

    fn column(&mut self, column: &FigureColumn) -> Vec<U32> {
        let rounded = |value: f64| round(value, column.decimals);
        let kind = FigureKind::of(column.decimals, column.values.iter().flatten().map(|&value| rounded(value)));
        // Most columns repeat few figures: each is encoded once.
        let mut known: FxHashMap<u64, u32> = FxHashMap::default();
        let mut number = |value: f64| {
            let value = rounded(value);
            *known.entry(value.to_bits()).or_insert_with(|| {
                let encoded = encode_figure(value, kind);
                let same = self.of_atlas.get(encoded.as_slice()).map_or(0, |place| place + 1);
                let number = self.dictionary.intern(encoded);
                if number as usize == self.numbers.len() {
                    self.numbers.push(F64::new(value));
                    self.shared.push(U32::new(same));
                }
                number + 1
            })
        };
        column.values.iter().map(|value| U32::new(value.map_or(0, &mut number))).collect()
    }
}

/// Rounds to so many decimals, halves away from zero; minus zero becomes zero.
fn round(value: f64, decimals: u8) -> f64 {
    let scale = 10f64.powi(i32::from(decimals));
    let scaled = (value * scale).round() / scale;
    if scaled.is_finite() { scaled + 0.0 } else { value }
}

/// The largest integer that a double counts up to without gaps.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The type of all figures of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FigureKind {
    Unsigned,
    Signed,
    Double,
}

impl FigureKind {
    fn of(decimals: u8, mut values: impl Iterator<Item = f64> + Clone) -> FigureKind {
        if decimals > 0 || values.clone().any(|value| value.abs() > EXACT) {
            FigureKind::Double
        } else if values.any(|value| value < 0.0) {
            FigureKind::Signed
        } else {
            FigureKind::Unsigned
        }
    }
}

/// A figure as the field `values` of an MVT layer. No plain attribute is a `sint_value`, field 6 of a value (MVT 2.1,
/// section 4.4).
fn encode_figure(value: f64, kind: FigureKind) -> Vec<u8> {
    match kind {
        FigureKind::Double => Attribute::Real(value).encode(),
        FigureKind::Signed => {
            let integer = value as i64;
            let mut out = vec![6 << 3];
            push_varint(&mut out, ((integer << 1) ^ (integer >> 63)) as u64);
            encode_value(&out)
        }
        FigureKind::Unsigned => Attribute::Unsigned(value as u64).encode(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_take_the_type_of_their_column() {
        assert_eq!(encode_figure(300.0, FigureKind::Unsigned), [0x22, 3, 0x28, 0xAC, 0x02]);
        assert_eq!(encode_figure(-2.0, FigureKind::Signed), [0x22, 2, 0x30, 3]);
        let mut double = vec![0x22, 9, 0x19];
        double.extend_from_slice(&12.3f64.to_le_bytes());
        assert_eq!(encode_figure(12.3, FigureKind::Double), double);
        assert_eq!(FigureKind::of(0, [1.0, 2.0].into_iter()), FigureKind::Unsigned);
        assert_eq!(FigureKind::of(0, [1.0, -2.0].into_iter()), FigureKind::Signed);
        assert_eq!(FigureKind::of(0, [-1.0, 1e17].into_iter()), FigureKind::Double);
        assert_eq!(FigureKind::of(2, [1.0].into_iter()), FigureKind::Double);
    }

    #[test]
    fn equal_figures_are_stored_once_and_absence_is_not_zero() {
        let mut values = Values::default();
        let column = |values: Vec<Option<f64>>| FigureColumn { indicator: "x".into(), year: 2020, decimals: 0, values };
        let first = values.column(&column(vec![Some(5.2), None, Some(5.0), Some(-0.0), Some(0.0)]));
        assert_eq!(first, [1, 0, 1, 2, 2].map(U32::new));
        let second = values.column(&column(vec![Some(0.0), Some(5.0), None, None, Some(7.0)]));
        assert_eq!(second, [2, 1, 0, 0, 3].map(U32::new));
        assert_eq!(values.numbers, [5.0, 0.0, 7.0].map(F64::new));
    }

    #[test]
    fn figures_know_the_same_values_of_the_atlas() {
        let (five, text) = (Attribute::Unsigned(5).encode(), Attribute::from("5").encode());
        let mut values =
            Values { of_atlas: [(&text[..], 0), (&five[..], 3)].into_iter().collect(), ..Values::default() };
        let column = |decimals| FigureColumn {
            indicator: "x".into(),
            year: 2020,
            decimals,
            values: vec![Some(5.0), Some(6.0), Some(5.0)],
        };
        values.column(&column(0));
        values.column(&column(1));
        assert_eq!(values.shared, [4, 0, 0, 0].map(U32::new));
    }
}
