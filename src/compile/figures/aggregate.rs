//! From the figures of finer territories to those of coarser ones.

use super::column::Column;
use super::members::{Members, Part};
use crate::compile::roster::Groups;
use crate::gazetteer::{Figure, Reason, Rule, Sides};

/// The ratios of features whose parts are known; of one that has a part with a reason but no figure, that reason.
pub(super) fn ratios(rule: Rule<'_>, parts: [Part<'_>; 2], features: usize) -> Column {
    let figure = |feature: u32| {
        let is_void = parts.iter().any(|part| matches!(part, Part::Count(column) if column.is_void(feature)));
        let beside = parts.map(|part| part.beside(feature));
        match beside.map(Figure::value) {
            _ if is_void => Figure::Missing(Some(Reason::NotApplicable)),
            [Some(_), Some(0.0)] => Figure::Missing(Some(Reason::NotApplicable)),
            [Some(_), Some(_)] => rule.figure(rule.sides(Figure::Known(0.0), beside)).into(),
            _ => Figure::Missing(beside[0].reason().or(beside[1].reason())),
        }
    };
    Column { values: (0..features as u32).map(figure).collect(), ..Column::default() }
}

/// What is known of the features that hold others.
pub(super) struct Totals<'a> {
    rule: Rule<'a>,
    groups: Vec<Total>,
}

#[derive(Clone, Default)]
struct Total {
    sides: Sides,
    reasons: Reasons,
}

/// The reasons of members without a figure, to which one could apply: none yet, one that all share, or several.
#[derive(Clone, Copy, Default, PartialEq)]
enum Reasons {
    #[default]
    Unset,
    All(Option<Reason>),
}

impl<'a> Totals<'a> {
    pub(super) fn new(rule: Rule<'a>, features: usize) -> Totals<'a> {
        Totals { rule, groups: vec![Total::default(); features] }
    }

    /// Adds what members have to the features that hold them.
    pub(super) fn add(&mut self, members: &Members<'_>, groups: &Groups) {
        for (feature, group) in (0..).zip(&groups.of) {
            let Some(total) = group.and_then(|group| self.groups.get_mut(group as usize)) else { continue };
            let (sides, reason) = members.single(feature);
            total.take(sides, reason);
        }
        for (features, sides) in members.pools() {
            // A territory that was split between two groups belongs to neither.
            let mut of = features.iter().map(|&feature| groups.of.get(feature as usize).copied().flatten());
            let first = of.next().flatten().filter(|first| of.all(|other| other == Some(*first)));
            if let Some(total) = first.and_then(|group| self.groups.get_mut(group as usize)) {
                total.sides = total.sides.and(sides);
            }
        }
        // Who holds a member is not known: none of those that may is whole without it.
        for (feature, near) in &groups.near {
            let Sides { whole, members, weighed, .. } = members.single(*feature).0;
            let lacking = Sides { whole, members, weighed, ..Sides::default() };
            for group in near {
                if let Some(total) = self.groups.get_mut(*group as usize) {
                    total.sides = total.sides.and(lacking);
                }
            }
        }
    }

    /// The figures. Where there are no members at all, none applies.
    pub(super) fn column(self) -> Column {
        let rule = self.rule;
        let value = |total: &Total| match rule.figure(total.sides) {
            Some(value) => Figure::Known(value),
            None => Figure::Missing(total.reason()),
        };
        Column {
            values: self.groups.iter().map(value).collect(),
            sides: self.groups.iter().map(|total| Some(total.sides)).collect(),
            ..Column::default()
        }
    }
}

impl Total {
    fn take(&mut self, sides: Sides, reason: Option<Reason>) {
        self.sides = self.sides.and(sides);
        if sides.lower == 0.0 && reason != Some(Reason::NotApplicable) {
            self.reasons = match self.reasons {
                Reasons::Unset => Reasons::All(reason),
                Reasons::All(known) => Reasons::All(known.filter(|_| known == reason)),
            };
        }
    }

    fn reason(&self) -> Option<Reason> {
        // All there is weighs nothing.
        if self.sides.members > 0.0 && self.sides.whole == 0.0 && self.sides.weighed == self.sides.members {
            return Some(Reason::NotApplicable);
        }
        match self.reasons {
            Reasons::All(reason) => reason,
            Reasons::Unset => Some(Reason::NotApplicable),
        }
    }
}

/// What all features of a layer have together, those that have figures together included.
pub(super) fn whole(members: &Members<'_>, features: usize) -> Sides {
    let singles = (0..features as u32).map(|feature| members.single(feature).0);
    let pools = members.pools().into_iter().map(|(_, sides)| sides);
    singles.chain(pools).fold(Sides::default(), Sides::and)
}
