use std::collections::BTreeMap;

use serde::Serialize;

use super::coverage::Covered;
use super::limits::{Column, quantile};
use crate::gazetteer::{Reason, Summary};

/// What the figures of a column are like.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Distribution {
    /// Features with a figure.
    pub with_value: u32,
    /// Features without one, whatever the reason.
    pub missing: u32,
    /// Of those, how many have a reason, by reason.
    pub reasons: BTreeMap<Reason, u32>,
    /// Which parts computed figures rest on; none where all are given by tables.
    pub coverage: Option<Covered>,
    /// What follows is none, or empty, without figures.
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub sum: Option<f64>,
    pub mean: Option<f64>,
    /// The standard deviation of a sample.
    pub deviation: Option<f64>,
    pub quantiles: Vec<Quantile>,
    pub histogram: Option<Histogram>,
}

/// The figure below which a part of the features lies, between the figures of two where it falls there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Quantile {
    /// 0 to 1.
    pub part: f64,
    pub value: f64,
}

/// How many features lie in each of the bins as wide as each other between the least and the greatest figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Histogram {
    /// Where the first bin begins. A figure on an edge is in the bin above it, the greatest in the last.
    pub from: f64,
    pub width: f64,
    pub counts: Vec<u32>,
}

/// Bins of a histogram; of a constant column there is one, of no width.
pub const BINS: usize = 20;

const PARTS: [f64; 13] = [0.0, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9, 0.95, 1.0];

impl Distribution {
    /// Of ascending figures, with what the build counted.
    pub(crate) fn of(summary: &Summary, column: &Column, coverage: Option<Covered>) -> Distribution {
        let values = column.values();
        let known = |number: f64| (!values.is_empty()).then_some(number);
        let quantiles = PARTS.iter().filter_map(|&part| Some(Quantile { part, value: quantile(values, part)? }));
        Distribution {
            with_value: summary.with_value,
            missing: summary.missing,
            reasons: summary.reasons.clone(),
            coverage,
            min: values.first().copied(),
            max: values.last().copied(),
            sum: known(values.iter().sum()),
            mean: known(column.mean()),
            deviation: known(column.deviation()),
            quantiles: quantiles.collect(),
            histogram: Histogram::of(values),
        }
    }
}

impl Histogram {
    fn of(values: &[f64]) -> Option<Histogram> {
        let (&from, &to) = (values.first()?, values.last()?);
        let bins = if to > from { BINS } else { 1 };
        let width = (to - from) / bins as f64;
        let mut counts = vec![0; bins];
        for value in values {
            let bin = if width > 0.0 { ((value - from) / width) as usize } else { 0 };
            if let Some(count) = counts.get_mut(bin.min(bins - 1)) {
                *count += 1;
            }
        }
        Some(Histogram { from, width, counts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(figures: &[f64]) -> Distribution {
        Distribution::of(
            &Summary { with_value: figures.len() as u32, ..Summary::default() },
            &Column::new(figures.to_vec()),
            None,
        )
    }

    #[test]
    fn every_figure_is_in_a_bin() {
        let histogram = of(&[0.0, 1.0, 2.0, 2.5, 19.0, 20.0]).histogram.unwrap();
        assert_eq!((histogram.from, histogram.width, histogram.counts.len()), (0.0, 1.0, BINS));
        assert_eq!((histogram.counts[0], histogram.counts[2], histogram.counts[19]), (1, 2, 2));
        assert_eq!(histogram.counts.iter().sum::<u32>(), 6);
        assert_eq!(of(&[7.0; 5]).histogram, Some(Histogram { from: 7.0, width: 0.0, counts: vec![5] }));
    }

    #[test]
    fn without_figures_nothing_is_said_of_them() {
        let empty = of(&[]);
        assert_eq!((empty.min, empty.sum, empty.mean, empty.quantiles.len()), (None, None, None, 0));
        assert_eq!(of(&[1.0, 2.0]).quantiles[7], Quantile { part: 0.5, value: 1.5 });
    }
}
