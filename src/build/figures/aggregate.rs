//! From the figures of finer territories to those of coarser ones.

use super::column::Column;
use crate::gazetteer::{Figure, Reason};

/// A ratio; none of nothing.
pub(super) fn ratio(numerator: Option<f64>, denominator: Option<f64>, per: f64) -> Option<f64> {
    let denominator = denominator.filter(|&denominator| denominator != 0.0)?;
    Some(per * numerator? / denominator)
}

/// The ratios of features whose parts are known; of one that has a part with a reason but no figure, that reason.
pub(super) fn ratios(upper: &Column, lower: &Column, per: f64) -> Column {
    let figure = |(upper, lower): (&Figure, &Figure)| match ratio(upper.value(), lower.value(), per) {
        Some(value) => Figure::Known(value),
        None => Figure::Missing(upper.reason().or(lower.reason())),
    };
    Column { values: upper.values.iter().zip(&lower.values).map(figure).collect(), ..Column::default() }
}

/// The sums of groups. A group of which nothing is known has none; its coverage is the share of its members that have a
/// figure.
pub(super) fn sums(finer: &Column, groups: &[Option<u32>], features: usize) -> Column {
    let mut found = Groups::new(features);
    for entry in entries([finer, finer], groups) {
        let [figure, _] = entry.figures;
        let weight = f64::from(entry.members);
        found.add(&entry, figure.value().map(|value| (value, weight)), entry.is_member.then_some(weight));
    }
    found.column(|sum, _| Some(sum))
}

/// The ratios of groups: of the members that have both parts, since a numerator and a denominator of different members
/// make no ratio. The coverage is their share of the denominator of all.
pub(super) fn group_ratios(
    upper: &Column,
    lower: &Column,
    per: f64,
    groups: &[Option<u32>],
    features: usize,
) -> Column {
    let mut found = Groups::new(features);
    for entry in entries([upper, lower], groups) {
        let [upper, lower] = entry.figures.map(Figure::value);
        found.add(&entry, upper.zip(lower), lower);
    }
    found.column(|upper, lower| ratio(Some(upper), Some(lower), per))
}

/// The means of groups, weighted. The coverage is the share of the weight that has a figure.
pub(super) fn means(finer: &Column, weights: &Column, groups: &[Option<u32>], features: usize) -> Column {
    let mut found = Groups::new(features);
    for entry in entries([finer, weights], groups) {
        let [value, weight] = entry.figures.map(Figure::value);
        found.add(&entry, value.zip(weight).map(|(value, weight)| (value * weight, weight)), weight);
    }
    found.column(|sum, weight| ratio(Some(sum), Some(weight), 1.0))
}

/// A member of a group, or several members that have their figures together.
struct Entry {
    group: usize,
    figures: [Figure; 2],
    members: u32,
    /// Whether it is a single member: those that have figures together come one by one too, without.
    is_member: bool,
}

/// What the groups consist of.
fn entries<'a>(columns: [&'a Column; 2], groups: &'a [Option<u32>]) -> impl Iterator<Item = Entry> {
    let single = groups.iter().enumerate().filter_map(move |(feature, group)| {
        let figure = |column: &Column| column.values.get(feature).copied().unwrap_or(Figure::Missing(None));
        Some(Entry { group: (*group)? as usize, figures: columns.map(figure), members: 1, is_member: true })
    });
    let pooled = columns[0].pools.iter().filter_map(move |pool| {
        // A territory that was split between two groups belongs to neither.
        let mut of = pool.features.iter().map(|&feature| groups.get(feature as usize).copied().flatten());
        let group = of.next()??;
        let figure = |column: &Column| {
            let same = column.pools.iter().find(|other| other.features == pool.features);
            same.map_or(Figure::Missing(None), |pool| pool.figure)
        };
        let members = pool.features.len() as u32;
        let entry = Entry { group: group as usize, figures: columns.map(figure), members, is_member: false };
        of.all(|other| other == Some(group)).then_some(entry)
    });
    single.chain(pooled)
}

/// What is known of groups.
struct Groups(Vec<Group>);

#[derive(Clone, Default)]
struct Group {
    upper: f64,
    lower: f64,
    /// What `lower` would be if every member had its figures.
    whole: f64,
    is_known: bool,
    /// The reasons of members without a figure: none yet, one that all share, or several.
    reasons: Reasons,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Reasons {
    #[default]
    Unset,
    All(Option<Reason>),
}

impl Groups {
    fn new(features: usize) -> Groups {
        Groups(vec![Group::default(); features])
    }

    /// Counts an entry: what it adds above and below the line, and what it would add below.
    fn add(&mut self, entry: &Entry, parts: Option<(f64, f64)>, whole: Option<f64>) {
        let Some(group) = self.0.get_mut(entry.group) else { return };
        group.whole += whole.unwrap_or(0.0);
        match parts {
            Some((upper, lower)) => {
                group.upper += upper;
                group.lower += lower;
                group.is_known = true;
            }
            None if entry.is_member => {
                let reason = entry.figures.iter().find_map(|figure| figure.reason());
                group.reasons = match group.reasons {
                    Reasons::Unset => Reasons::All(reason),
                    Reasons::All(known) => Reasons::All(known.filter(|_| known == reason)),
                };
            }
            None => {}
        }
    }

    fn column(self, figure: impl Fn(f64, f64) -> Option<f64>) -> Column {
        let coverage = |group: &Group| {
            let share = if group.whole > 0.0 { group.lower / group.whole } else { 0.0 };
            Some(share.clamp(0.0, 1.0))
        };
        let value = |group: &Group| match figure(group.upper, group.lower).filter(|_| group.is_known) {
            Some(value) => Figure::Known(value),
            None => Figure::Missing(match group.reasons {
                Reasons::All(reason) => reason,
                Reasons::Unset => None,
            }),
        };
        Column {
            values: self.0.iter().map(value).collect(),
            coverage: self.0.iter().map(coverage).collect(),
            ..Column::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::column::Pool;
    use super::*;

    const GROUPS: [Option<u32>; 5] = [Some(0), Some(0), Some(1), None, Some(2)];

    fn column(values: &[Option<f64>]) -> Column {
        Column { values: values.iter().map(|&value| value.into()).collect(), ..Column::default() }
    }

    fn values(column: &Column) -> Vec<Option<f64>> {
        column.values.iter().map(|figure| figure.value()).collect()
    }

    #[test]
    fn sums_take_what_is_known_and_nothing_is_not_zero() {
        let finer = column(&[Some(3.0), None, Some(4.0), Some(9.0), None]);
        let made = sums(&finer, &GROUPS, 3);
        assert_eq!(values(&made), [Some(3.0), Some(4.0), None]);
        assert_eq!(made.coverage, [Some(0.5), Some(1.0), Some(0.0)]);
    }

    #[test]
    fn a_reason_that_all_members_share_is_that_of_the_group() {
        let [secret, other] = [Reason::Secret, Reason::NotCollected].map(|reason| Figure::Missing(Some(reason)));
        let finer = Column { values: vec![secret, secret, secret, secret, other], ..Column::default() };
        let groups = [Some(0), Some(0), Some(1), Some(2), Some(2)];
        assert_eq!(sums(&finer, &groups, 3).values, [secret, secret, Figure::Missing(None)]);
    }

    #[test]
    fn figures_of_several_together_count_where_all_of_them_lie() {
        let mut finer = column(&[None, None, Some(4.0), None, None]);
        finer.pools = vec![
            Pool { features: vec![0, 1], figure: Figure::Known(10.0) },
            Pool { features: vec![2, 4], figure: Figure::Known(7.0) },
        ];
        let made = sums(&finer, &GROUPS, 3);
        assert_eq!(values(&made), [Some(10.0), Some(4.0), None]);
        assert_eq!(made.coverage, [Some(1.0), Some(1.0), Some(0.0)]);
    }

    #[test]
    fn ratios_are_of_members_that_have_both_parts() {
        let young = column(&[Some(5.0), Some(3.0), None, Some(1.0), Some(2.0)]);
        let all = column(&[Some(20.0), None, Some(10.0), Some(10.0), Some(0.0)]);
        let made = group_ratios(&young, &all, 100.0, &GROUPS, 3);
        assert_eq!(values(&made), [Some(25.0), None, None]);
        assert_eq!(made.coverage, [Some(1.0), Some(0.0), Some(0.0)]);
        let single = ratios(&young, &all, 100.0);
        assert_eq!(values(&single), [Some(25.0), None, None, Some(10.0), None]);
    }

    #[test]
    fn means_are_weighted_and_tell_how_much_of_the_weight_they_rest_on() {
        let index = column(&[Some(100.0), Some(80.0), None, Some(1.0), Some(90.0)]);
        let pupils = column(&[Some(30.0), Some(10.0), Some(10.0), Some(1.0), None]);
        let made = means(&index, &pupils, &[Some(0), Some(0), Some(0), Some(1), Some(2)], 3);
        assert_eq!(values(&made), [Some(95.0), Some(1.0), None]);
        assert_eq!(made.coverage, [Some(0.8), Some(1.0), Some(0.0)]);
    }
}
