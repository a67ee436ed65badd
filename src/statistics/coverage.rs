//! Figures that are computed of parts: how many rest on all of these, and which of the others maps hatch.

use serde::Serialize;

use crate::almanac::ColumnView;

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
    pub(crate) fn of(column: &ColumnView<'_>) -> Option<Covered> {
        let add = |sum: Option<Covered>, share: f64| {
            let Covered { whole, partial, least } = sum.unwrap_or(Covered { whole: 0, partial: 0, least: 1.0 });
            let is_partial = u32::from(share < 1.0);
            Some(Covered { whole: whole + 1 - is_partial, partial: partial + is_partial, least: least.min(share) })
        };
        shares(column).fold(None, add)
    }
}

/// The figures of a column that rest on some of their parts; maps hatch those of less than a share `hatch_below`.
pub(crate) fn partial(column: &ColumnView<'_>, hatch_below: Option<f64>) -> Partial {
    let fewer = |most: f64| shares(column).filter(|&share| share < most).count() as u32;
    let hatch = hatch_below.map(|below| Hatch { below, count: fewer(below) });
    Partial { count: fewer(1.0), hatch: hatch.filter(|hatch| hatch.count > 0) }
}

/// The shares that the computed figures of a column rest on.
fn shares(column: &ColumnView<'_>) -> impl Iterator<Item = f64> {
    let count = if column.record().is_computed { column.numbers().len() as u32 } else { 0 };
    (0..count).filter_map(|feature| column.coverage_of_figure(feature))
}
