use zerocopy::little_endian::{F64, U32};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use super::forest::ForestView;
use crate::gazetteer::{Beside, Figure, Rule, Sides};

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
/// the mean, which is that of the indicator's rule.
pub fn node_figures(
    forest: ForestView<'_>,
    figure: impl Fn(u32) -> Option<f64>,
    sides: impl Fn(u32) -> Sides,
) -> Vec<NodeFigures> {
    let leaf = |feature: u32| {
        let Sides { upper, lower, .. } = sides(feature);
        let beside = Sums { upper, lower, ..Sums::NONE };
        match figure(feature) {
            Some(value) => Sums { sum: value, min: value, max: value, known: 1, ..beside },
            None => Sums { missing: 1, ..beside },
        }
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

/// Figures of features by their number, or why there is none.
pub type FiguresOf<'a> = Box<dyn Fn(u32) -> Figure + 'a>;

/// The same by the rule of an indicator, as territories have it: `beside` is what the rule names, none where that is not
/// known in that year. Then clusters have no mean, as territories have no figure.
pub fn figures_by_rule<'a>(
    forest: ForestView<'_>,
    rule: Rule<'_>,
    figure: &FiguresOf<'a>,
    beside: Option<[Option<FiguresOf<'a>>; 2]>,
) -> Vec<NodeFigures> {
    let value = |feature| figure(feature).value();
    let Some(beside) = beside else { return node_figures(forest, value, |_| Sides::default()) };
    let per = if let Rule::Ratio { per, .. } = rule { per } else { 1.0 };
    node_figures(forest, value, |feature| {
        let beside = beside.each_ref().map(|part| part.as_ref().map_or(Figure::Missing(None), |part| part(feature)));
        let sides = rule.sides(figure(feature), beside);
        Sides { upper: per * sides.upper, ..sides }
    })
}

/// The figures of what belongs to a column, found by indicator and year.
pub fn beside<'a>(
    beside: Option<[Beside<'_>; 2]>,
    mut find: impl FnMut(&str, i32) -> Option<FiguresOf<'a>>,
) -> Option<[Option<FiguresOf<'a>>; 2]> {
    let mut part = |beside| -> Option<Option<FiguresOf<'a>>> {
        match beside {
            Beside::Nothing => Some(None),
            Beside::Alike => Some(Some(Box::new(|_| Figure::Known(1.0)))),
            Beside::Figures(id, year) => find(id, year).map(Some),
        }
    };
    let [first, second] = beside?;
    Some([part(first)?, part(second)?])
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
