//! What the features of a layer add to the figures of those that hold them.

use super::column::{Column, Columns, Pool};
use crate::gazetteer::{Beside, Figure, Reason, Rule, Sides};

/// What an indicator's rule names beside its figures, at one layer in one year.
#[derive(Clone, Copy)]
pub(super) enum Part<'a> {
    /// The rule names nothing.
    Nothing,
    /// One for every feature: the points of a tally, each of which is one.
    Alike,
    /// A numerator or a denominator. One that is made of some members only cannot be divided by one of all.
    Count(&'a Column),
    /// A weight.
    Weight(&'a Column),
}

/// The parts of a rule; none where one of them has no figures at the layer in that year.
pub(super) fn parts<'a>(
    columns: &'a Columns,
    rule: Rule<'_>,
    year: i32,
    is_tally: impl Fn(&str, Option<i32>) -> bool,
) -> Option<[Part<'a>; 2]> {
    let years = |id: &str| columns.keys().filter(|(known, _)| known == id).map(|(_, year)| *year).collect();
    let part = |beside: Beside<'_>| match beside {
        Beside::Nothing => Some(Part::Nothing),
        Beside::Alike => Some(Part::Alike),
        Beside::Figures(id, year) => {
            let column = columns.get(&(id.to_owned(), year))?;
            Some(if matches!(rule, Rule::Ratio { .. }) { Part::Count(column) } else { Part::Weight(column) })
        }
    };
    let [first, second] = rule.beside(year, years, is_tally)?;
    Some([part(first)?, part(second)?])
}

/// What the features of a layer add, one by one, and those that have their figures together.
pub(super) struct Members<'a> {
    rule: Rule<'a>,
    /// The column of the figures; none of a ratio that exists as its parts only.
    figures: Option<&'a Column>,
    parts: [Part<'a>; 2],
}

impl<'a> Members<'a> {
    pub(super) fn new(rule: Rule<'a>, figures: Option<&'a Column>, parts: [Part<'a>; 2]) -> Members<'a> {
        Members { rule, figures, parts }
    }

    /// What a feature adds, and for one that adds no figure the reason.
    pub(super) fn single(&self, feature: u32) -> (Sides, Option<Reason>) {
        if let Some(sides) = self.figures.and_then(|column| column.sides(feature)) {
            return (sides, self.figure(feature).reason());
        }
        let figure = self.figure(feature);
        let reason = figure.reason().or_else(|| self.parts.iter().find_map(|part| part.beside(feature).reason()));
        (self.rule.sides(figure, self.parts.map(|part| part.beside(feature))), reason)
    }

    /// Whether a feature has a figure that the rule cannot use, since what belongs to it is not known.
    pub(super) fn is_unweighted(&self, feature: u32) -> bool {
        let Some(column) = self.figures else { return false };
        let mut needs = self.parts.iter().filter(|part| !matches!(part, Part::Nothing));
        column.figure(feature).value().is_some()
            && column.sides(feature).is_none()
            && needs.any(|part| part.beside(feature).value().is_none())
    }

    fn figure(&self, feature: u32) -> Figure {
        self.figures.map_or(Figure::Missing(None), |column| column.figure(feature))
    }

    /// What features add together that have no figures of their own.
    pub(super) fn pools(&self) -> Vec<(&'a [u32], Sides)> {
        let mut sets: Vec<&[u32]> = Vec::new();
        let figures = self.figures.filter(|_| !matches!(self.rule, Rule::Ratio { .. }));
        let columns = figures.into_iter().chain(self.parts.iter().filter_map(Part::column));
        for Pool { features, .. } in columns.flat_map(|column| &column.pools) {
            if !sets.contains(&features.as_slice()) {
                sets.push(features);
            }
        }
        sets.into_iter().map(|features| (features, self.pool(features))).collect()
    }

    /// What the members of a pool add, beside what each adds by itself: what they would have to add is counted once.
    fn pool(&self, features: &[u32]) -> Sides {
        let members = features.len() as f64;
        let figure = self.figures.map_or(Figure::Missing(None), |column| pooled(column, features));
        let mut sides = self.rule.sides(figure, self.parts.map(|part| part.together(features)));
        if matches!(self.rule, Rule::Sum | Rule::Plain) && sides.lower > 0.0 {
            let scale = if matches!(self.rule, Rule::Plain) { members } else { 1.0 };
            sides = Sides { upper: sides.upper * scale, lower: members, whole: members, ..sides };
        }
        let singles = features.iter().map(|&feature| self.single(feature).0).fold(Sides::default(), Sides::and);
        let is_weighed = sides.weighed > 0.0;
        Sides {
            whole: (sides.whole - singles.whole).max(0.0),
            // They have been counted one by one.
            members: 0.0,
            weighed: if is_weighed { singles.members - singles.weighed } else { 0.0 },
            ..sides
        }
    }
}

impl<'a> Part<'a> {
    fn column(&self) -> Option<&'a Column> {
        match self {
            Part::Count(column) | Part::Weight(column) => Some(column),
            Part::Nothing | Part::Alike => None,
        }
    }

    /// What belongs to the figure of a feature: its weight, its numerator or its denominator. Of no members it is nothing.
    pub(super) fn beside(&self, feature: u32) -> Figure {
        match self {
            Part::Nothing => Figure::Missing(None),
            Part::Alike => Figure::Known(1.0),
            Part::Count(column) | Part::Weight(column) if column.is_void(feature) => Figure::Known(0.0),
            Part::Count(column) if column.sides(feature).is_some_and(|sides| !sides.is_whole()) => {
                Figure::Missing(None)
            }
            Part::Count(column) | Part::Weight(column) => column.figure(feature),
        }
    }

    /// The same of several features together.
    fn together(&self, features: &[u32]) -> Figure {
        let sum = || features.iter().map(|&feature| self.beside(feature).value()).sum::<Option<f64>>();
        match self {
            Part::Nothing => Figure::Missing(None),
            Part::Alike => Figure::Known(features.len() as f64),
            Part::Count(column) | Part::Weight(column) => match pooled(column, features) {
                Figure::Missing(None) => sum().into(),
                figure => figure,
            },
        }
    }
}

/// The figure that features have together in a column.
fn pooled(column: &Column, features: &[u32]) -> Figure {
    let same = column.pools.iter().find(|pool| pool.features == features);
    same.map_or(Figure::Missing(None), |pool| pool.figure)
}
