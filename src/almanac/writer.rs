use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use rustc_hash::FxHashMap;
use zerocopy::IntoBytes;
use zerocopy::little_endian::{F64, U16, U32};

use super::figures::{FigureColumn, summarise};
use super::{
    AlmanacDescription, CLUSTERS, COLUMN, COVERAGE, ColumnRecord, DESCRIPTION, MAGIC, NOT_COMPUTED, NUMBERS,
    Presentation, REASON, SHARED, VERSION, WHOLE,
};
use crate::atlas::{Atlas, Attribute, ComplaintCount, DictionaryBuilder, LayerView, encode_value};
use crate::cluster::{FiguresOf, ForestView, NodeFigures, beside, figures_by_rule};
use crate::container::{ContainerWriter, Finished, NO_LAYER, SectionKey};
use crate::gazetteer::{Figure, Indicator, Reason, Rule, Summary};
use crate::geo::push_varint;

/// Writes an almanac as a temporary file in `folder`: the columns of each layer of its atlas that has figures.
///
/// # Errors
/// When the disk refuses.
pub fn write<D: AsRef<[u8]>>(
    folder: &Path,
    atlas: &Atlas<D>,
    presentation: Presentation,
    indicators: Vec<Indicator>,
    layers: &[Vec<FigureColumn>],
    complaints: Vec<ComplaintCount>,
) -> io::Result<Finished> {
    let mut container = ContainerWriter::create(folder)?;
    let mut values = Values::beside(atlas);
    let mut columns = Vec::new();
    if layers.iter().any(|figures| !figures.is_empty()) {
        // A figure computed for a tile may be missing for any of them.
        for reason in Reason::ALL {
            values.reason(reason);
        }
    }
    for (layer, figures) in layers.iter().enumerate() {
        let mut records = Vec::new();
        let view = atlas.layer(layer);
        let name = view.as_ref().map_or("", |view| view.record().layer.name.as_str());
        let forest = view.as_ref().and_then(LayerView::clusters);
        for (part, column) in figures.iter().enumerate() {
            let numbers = values.column(column);
            let key = |kind| SectionKey { layer: layer as u16, part: part as u16, kind };
            container.add(key(COLUMN), numbers.as_bytes())?;
            let is_computed = !column.coverage.is_empty();
            if is_computed {
                container.add(key(COVERAGE), coverage(column).as_bytes())?;
            }
            if let Some(forest) = forest {
                let made = of_clusters(forest, name, &indicators, figures, column);
                container.add(key(CLUSTERS), made.as_bytes())?;
            }
            records.push(ColumnRecord {
                indicator: column.indicator.clone(),
                year: column.year,
                is_computed,
                summary: Summary { whole: column.whole, ..summarise(&rounded(column)) },
            });
        }
        columns.push(records);
    }
    let reasons = std::mem::take(&mut values.reasons);
    let description = AlmanacDescription { presentation, indicators, columns, reasons, complaints };
    let key = |kind| SectionKey { layer: NO_LAYER, part: 0, kind };
    container.add(key(DESCRIPTION), &serde_json::to_vec(&description)?)?;
    values.dictionary.write(&mut container)?;
    container.add(key(NUMBERS), values.numbers.as_bytes())?;
    container.add(key(SHARED), values.shared.as_bytes())?;
    container.finish(MAGIC, VERSION, atlas.content_hash())
}

/// What the members of clusters have in a column, as tiles show it.
fn of_clusters(
    forest: ForestView<'_>,
    layer: &str,
    indicators: &[Indicator],
    figures: &[FigureColumn],
    column: &FigureColumn,
) -> Vec<NodeFigures> {
    let indicator = |id: &str| indicators.iter().find(|indicator| indicator.id == id);
    let rule = indicator(&column.indicator).map_or(Rule::None, |indicator| indicator.aggregation.rule());
    let values = |column: &FigureColumn| -> FiguresOf<'static> {
        let rounded = rounded(column);
        Box::new(move |feature| rounded.get(feature as usize).copied().unwrap_or(Figure::Missing(None)))
    };
    let years = |id: &str| figures.iter().filter(|other| other.indicator == id).map(|other| other.year).collect();
    let is_tally = |id: &str, year| indicator(id).is_some_and(|indicator| indicator.is_tally_of(layer, year));
    let beside = beside(rule.beside(column.year, years, is_tally), |id, year| {
        figures.iter().find(|other| other.indicator == id && other.year == year).map(values)
    });
    figures_by_rule(forest, rule, &values(column), beside)
}

/// Figures as tiles show them.
fn rounded(column: &FigureColumn) -> Vec<Figure> {
    let rounded = |figure: &Figure| match *figure {
        Figure::Known(value) => Figure::Known(round(value, column.decimals)),
        missing @ Figure::Missing(_) => missing,
    };
    column.values.iter().map(rounded).collect()
}

fn coverage(column: &FigureColumn) -> Vec<U16> {
    let shares = column.coverage.iter().map(|share| share.map(stored_share));
    shares.map(|share| U16::new(share.unwrap_or(NOT_COMPUTED))).collect()
}

/// A share in ten-thousandths. Rounding makes no partial figure whole, and nothing of what is known.
fn stored_share(share: f64) -> u16 {
    let rounded = (share.clamp(0.0, 1.0) * WHOLE).round();
    // Sums of weights that are all there may differ in their last binary digits.
    let is_whole = share >= 1.0 - 1e-9;
    if is_whole || share <= 0.0 { rounded as u16 } else { rounded.clamp(1.0, WHOLE - 1.0) as u16 }
}

/// The distinct figures of all columns.
#[derive(Default)]
struct Values<'a> {
    /// Places of the values of the atlas.
    of_atlas: FxHashMap<&'a [u8], u32>,
    dictionary: DictionaryBuilder,
    numbers: Vec<F64>,
    shared: Vec<U32>,
    /// The places of their names.
    reasons: BTreeMap<Reason, u32>,
}

impl<'a> Values<'a> {
    fn beside<D: AsRef<[u8]>>(atlas: &'a Atlas<D>) -> Values<'a> {
        let values = (0..atlas.value_count()).filter_map(|number| Some((atlas.value(number)?, number)));
        Values { of_atlas: values.collect(), ..Values::default() }
    }

    fn column(&mut self, column: &FigureColumn) -> Vec<U32> {
        let rounded = |value: f64| round(value, column.decimals);
        let figures = column.values.iter().filter_map(|figure| figure.value());
        let kind = FigureKind::of(column.decimals, figures.map(rounded));
        // Most columns repeat few figures: each is encoded once.
        let mut known: FxHashMap<u64, u32> = FxHashMap::default();
        let cell = |figure: &Figure| match *figure {
            Figure::Known(value) => {
                let value = rounded(value);
                *known.entry(value.to_bits()).or_insert_with(|| self.intern(encode_figure(value, kind), value) + 1)
            }
            Figure::Missing(Some(reason)) => REASON | (self.reason(reason) + 1),
            Figure::Missing(None) => 0,
        };
        column.values.iter().map(cell).map(U32::new).collect()
    }

    /// The place of the name of a reason.
    fn reason(&mut self, reason: Reason) -> u32 {
        if let Some(&place) = self.reasons.get(&reason) {
            return place;
        }
        let place = self.intern(Attribute::from(reason.name()).encode(), f64::NAN);
        self.reasons.insert(reason, place);
        place
    }

    fn intern(&mut self, encoded: Vec<u8>, value: f64) -> u32 {
        let same = self.of_atlas.get(encoded.as_slice()).map_or(0, |place| place + 1);
        let number = self.dictionary.intern(encoded);
        if number as usize == self.numbers.len() {
            self.numbers.push(F64::new(value));
            self.shared.push(U32::new(same));
        }
        number
    }
}

/// Rounds to so many decimals, halves away from zero; minus zero becomes zero.
pub fn round(value: f64, decimals: u8) -> f64 {
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

    fn column(decimals: u8, values: &[Option<f64>]) -> FigureColumn {
        let values = values.iter().map(|&value| value.into()).collect();
        FigureColumn { indicator: "x".into(), year: 2020, decimals, values, ..FigureColumn::default() }
    }

    #[test]
    fn equal_figures_are_stored_once_and_absence_is_not_zero() {
        let mut values = Values::default();
        let first = values.column(&column(0, &[Some(5.2), None, Some(5.0), Some(-0.0), Some(0.0)]));
        assert_eq!(first, [1, 0, 1, 2, 2].map(U32::new));
        let second = values.column(&column(0, &[Some(0.0), Some(5.0), None, None, Some(7.0)]));
        assert_eq!(second, [2, 1, 0, 0, 3].map(U32::new));
        assert_eq!(values.numbers, [5.0, 0.0, 7.0].map(F64::new));
    }

    #[test]
    fn reasons_are_marked_and_have_no_number() {
        let mut values = Values::default();
        let secret = Figure::Missing(Some(Reason::Secret));
        let figures = vec![secret, Figure::Known(3.0), secret, Figure::Missing(None)];
        let numbers = values.column(&FigureColumn { values: figures, ..FigureColumn::default() });
        assert_eq!(numbers, [REASON | 1, 2, REASON | 1, 0].map(U32::new));
        assert!(values.numbers[0].get().is_nan());
    }

    #[test]
    fn coverage_is_told_in_ten_thousandths() {
        let coverage = vec![Some(1.0), None, Some(0.25), Some(0.0)];
        let column = FigureColumn { coverage, ..FigureColumn::default() };
        assert_eq!(super::coverage(&column), [10_000, NOT_COMPUTED, 2_500, 0].map(U16::new));
        let shares = [0.99999, 0.00001, 1.0 - 1e-15, 0.1 + 0.2];
        assert_eq!(shares.map(stored_share), [9_999, 1, 10_000, 3_000], "a part is not the whole, and not nothing");
    }

    #[test]
    fn figures_know_the_same_values_of_the_atlas() {
        let (five, text) = (Attribute::Unsigned(5).encode(), Attribute::from("5").encode());
        let mut values =
            Values { of_atlas: [(&text[..], 0), (&five[..], 3)].into_iter().collect(), ..Values::default() };
        let figures = [Some(5.0), Some(6.0), Some(5.0)];
        values.column(&column(0, &figures));
        values.column(&column(1, &figures));
        assert_eq!(values.shared, [4, 0, 0, 0].map(U32::new));
    }
}
