//! Figures that are computed of parts: how many rest on all of these, and which of the others maps hatch.

use serde::Serialize;

use super::Catalog;
use super::evolution::EvolutionKey;
use super::select::{FigureKey, SelectError, shortened};
use crate::almanac::{ColumnRecord, ColumnView};
use crate::gazetteer::{COVERAGE, Indicator, Layer};

/// Of how much of their parts the computed figures of a column are made. Figures that a table gives are none of them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Covered {
    /// Figures of all their parts.
    pub whole: u32,
    /// Figures of some of their parts.
    pub partial: u32,
    /// The least share, 0 to 1, that a figure rests on.
    pub least: f64,
}

/// The figures of a map that rest on some of their parts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Partial {
    pub count: u32,
    /// Those that are hatched, where the recipe asks for that and there are any.
    pub hatch: Option<Hatch>,
}

/// Which features are hatched: those whose figure rests on less than a share of its parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hatch {
    pub below: f64,
    pub count: u32,
}

impl Covered {
    /// None where no figure of a column is computed.
    pub(super) fn of(column: &ColumnView<'_>) -> Option<Covered> {
        let add = |sum: Option<Covered>, share: f64| {
            let Covered { whole, partial, least } = sum.unwrap_or(Covered { whole: 0, partial: 0, least: 1.0 });
            let is_partial = u32::from(share < 1.0);
            Some(Covered { whole: whole + 1 - is_partial, partial: partial + is_partial, least: least.min(share) })
        };
        shares(column).fold(None, add)
    }
}

impl<D: AsRef<[u8]>> Catalog<D> {
    /// Gives computed figures, and what became of them, an attribute for the share that they rest on.
    pub(super) fn add_coverage(&self, layer: usize, figures: &mut [FigureKey], evolutions: &mut [EvolutionKey]) {
        let layer = self.figures_layer(layer);
        let is_computed =
            |number| self.almanac().column_at(layer, number).is_some_and(|column| column.record().is_computed);
        for figure in figures {
            figure.coverage_key = is_computed(figure.column).then(|| format!("{}{COVERAGE}", figure.key));
        }
        for evolution in evolutions {
            let either = is_computed(evolution.from) || is_computed(evolution.to);
            evolution.coverage_key = either.then(|| format!("{}{COVERAGE}", evolution.key));
        }
    }

    /// The layers at which some figures of an indicator are computed.
    pub fn computed_at(&self, indicator: &str) -> impl Iterator<Item = &Layer> {
        let columns = self.almanac().description().columns.iter().enumerate();
        let is_computed = move |record: &ColumnRecord| record.indicator == indicator && record.is_computed;
        let computed = columns.filter(move |(_, records)| records.iter().any(is_computed));
        computed.filter_map(|(layer, _)| self.layer_at(layer))
    }

    /// The figures of an indicator in a year of a layer that rest on some of their parts.
    pub(super) fn partial(&self, layer: usize, indicator: &Indicator, year: i32) -> Partial {
        let layer = self.figures_layer(layer);
        let Some(column) = self.almanac().column(layer, &indicator.id, year) else { return Partial::default() };
        let fewer = |most: f64| shares(&column).filter(|&share| share < most).count() as u32;
        let hatch = indicator.hatch_below.map(|below| Hatch { below, count: fewer(below) });
        Partial { count: fewer(1.0), hatch: hatch.filter(|hatch| hatch.count > 0) }
    }
}

/// Reads `?coverage=`.
pub(super) fn read_coverage(text: Option<&str>) -> Result<bool, SelectError> {
    match text {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(text) => Err(SelectError::NotACoverage { text: shortened(text) }),
    }
}

/// The shares that the computed figures of a column rest on.
fn shares(column: &ColumnView<'_>) -> impl Iterator<Item = f64> {
    let count = if column.record().is_computed { column.numbers().len() as u32 } else { 0 };
    (0..count).filter_map(|feature| column.coverage_of_figure(feature))
}
