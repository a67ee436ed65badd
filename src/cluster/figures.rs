use zerocopy::little_endian::{F64, U32};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use super::forest::ForestView;
use crate::gazetteer::Rule;

/// What the members of a cluster have in one column of figures, 48 bytes.
#[derive(Clone, Copy, Debug, PartialEq, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub struct NodeFigures {
    pub sum: F64,
    /// The two sides of the mean: Σ weight × figure and Σ weight, or Σ numerator and Σ denominator.
    pub upper: F64,
    pub lower: F64,
    /// Infinite where nothing is known.
    pub min: F64,
    pub max: F64,
    /// Members with a figure, and without.
    pub known: U32,
    pub missing: U32,
}

impl NodeFigures {
    /// The mean of the members; none where nothing is known or what is known weighs nothing.
    pub fn mean(&self) -> Option<f64> {
        let lower = self.lower.get();
        (lower != 0.0).then(|| self.upper.get() / lower).filter(|mean| mean.is_finite())
    }
}

/// The same as plain numbers, while it is summed.
#[derive(Clone, Copy)]
struct Sums {
    sum: f64,
    upper: f64,
    lower: f64,
    min: f64,
    max: f64,
    known: u32,
    missing: u32,
}

impl Sums {
    const NONE: Sums =
        Sums { sum: 0.0, upper: 0.0, lower: 0.0, min: f64::INFINITY, max: f64::NEG_INFINITY, known: 0, missing: 0 };

    fn and(self, other: Sums) -> Sums {
        Sums {
            sum: self.sum + other.sum,
            upper: self.upper + other.upper,
            lower: self.lower + other.lower,
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            known: self.known + other.known,
            missing: self.missing + other.missing,
        }
    }
}

/// What each cluster's members have in a column: `figure` is that of a feature, `sides` what it adds to both sides of
/// the mean.
pub fn node_figures(
    forest: ForestView<'_>,
    figure: impl Fn(u32) -> Option<f64>,
    sides: impl Fn(u32) -> Option<(f64, f64)>,
) -> Vec<NodeFigures> {
    let leaf = |feature: u32| {
        let Some(value) = figure(feature) else { return Sums { missing: 1, ..Sums::NONE } };
        let (upper, lower) = sides(feature).unwrap_or_default();
        Sums { sum: value, upper, lower, min: value, max: value, known: 1, missing: 0 }
    };
    let sums = forest.fold(Sums::NONE, leaf, Sums::and);
    let record = |sums: Sums| NodeFigures {
        sum: sums.sum.into(),
        upper: sums.upper.into(),
        lower: sums.lower.into(),
        min: sums.min.into(),
        max: sums.max.into(),
        known: sums.known.into(),
        missing: sums.missing.into(),
    };
    sums.into_iter().map(record).collect()
}

/// The same by the rule of an indicator. `figure` is that of a feature; `part` finds the figures of another indicator,
/// which a rule names.
///
/// Where the rule names nothing, or nothing that has figures here, every member weighs the same.
pub fn figures_by_rule<F: Fn(u32) -> Option<f64>>(
    forest: ForestView<'_>,
    rule: Rule<'_>,
    figure: F,
    part: impl Fn(&str) -> Option<F>,
) -> Vec<NodeFigures> {
    match rule {
        Rule::Ratio { numerator, denominator, per } => {
            if let (Some(upper), Some(lower)) = (part(numerator), part(denominator)) {
                return node_figures(forest, figure, |feature| Some((per * upper(feature)?, lower(feature)?)));
            }
        }
        Rule::Weighted { weight } => {
            if let Some(weight) = part(weight) {
                let sides = |feature| Some((figure(feature)? * weight(feature)?, weight(feature)?));
                return node_figures(forest, &figure, sides);
            }
        }
        Rule::Sum | Rule::None => {}
    }
    node_figures(forest, &figure, |feature| Some((figure(feature)?, 1.0)))
}

/// How many members of each cluster are of each kind: for each cluster `kinds` counts. `kind` is that of a feature,
/// below `kinds`.
pub fn count_by(forest: ForestView<'_>, kinds: usize, kind: impl Fn(u32) -> Option<usize>) -> Vec<U32> {
    let mut counts = Vec::with_capacity(forest.nodes.len() * kinds);
    for this in 0..kinds {
        counts.push(forest.fold(0u32, |feature| u32::from(kind(feature) == Some(this)), |one, other| one + other));
    }
    let of_node = |node: usize| counts.iter().map(move |of_kind| U32::new(of_kind[node]));
    (0..forest.nodes.len()).flat_map(of_node).collect()
}
