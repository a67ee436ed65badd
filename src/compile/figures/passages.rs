use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::super::roster::Roster;
use crate::ingest::{Complaint, ComplaintKind, Complaints, Passage};

/// The codes that a level had in former years.
///
/// Figures are read by *place*: a feature of today, or one of the places behind them that stand for codes which are no
/// longer in use.
#[derive(Default)]
pub(super) struct Passages {
    features: usize,
    /// Old codes that are none of today's, with their places.
    old: FxHashMap<String, u32>,
    /// From place to feature, with the last year of the codes.
    links: Vec<(u32, u32, i32)>,
    codes: Vec<String>,
}

/// Places that hang together by passages: what was counted in the ones is counted in the others today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Knot {
    /// Features of today, ascending.
    pub(super) features: Vec<u32>,
    /// Places of codes that are no longer in use, ascending.
    pub(super) old: Vec<u32>,
}

impl Passages {
    /// Takes the passages of a level; those that lead to no feature are told of.
    pub(super) fn new(roster: &Roster, read: Vec<(String, Passage)>, complaints: &mut Complaints) -> Passages {
        let mut passages = Passages { features: roster.len(), ..Passages::default() };
        for (file, Passage { old, new, last_year }) in read {
            let Some(feature) = roster.find(&new) else {
                let detail = format!("`{old}` leads to `{new}`, which no territory has as its code");
                let (kind, code) = (ComplaintKind::UnknownCode, Some(old));
                complaints.push(Complaint { kind, file, row: None, code, detail, place: None });
                continue;
            };
            let place = roster.find(&old).unwrap_or_else(|| {
                let next = (passages.features + passages.codes.len()) as u32;
                *passages.old.entry(old.clone()).or_insert_with(|| {
                    passages.codes.push(old.clone());
                    next
                })
            });
            passages.links.push((place, feature, last_year));
        }
        passages
    }

    /// The place of a code that is none of today's.
    pub(super) fn find_old(&self, code: &str) -> Option<u32> {
        self.old.get(code).copied()
    }

    /// The code of a place that is no feature of today.
    pub(super) fn code(&self, place: u32) -> &str {
        let code = (place as usize).checked_sub(self.features).and_then(|at| self.codes.get(at));
        code.map_or("", String::as_str)
    }

    /// What hangs together for a table in the codes of a year. Without a year its codes are today's, but for those that
    /// are in use no longer; a row with one of these means the territory of that code, whatever year the table says.
    pub(super) fn knots(&self, codes_of: Option<i32>, has_row: impl Fn(u32) -> bool) -> Vec<Knot> {
        let holds = |&&(place, _, last_year): &&(u32, u32, i32)| {
            let is_former = place as usize >= self.features;
            codes_of.map_or(is_former, |year| last_year >= year || (is_former && has_row(place)))
        };
        let mut roots: BTreeMap<u32, u32> = BTreeMap::new();
        for &(place, feature, _) in self.links.iter().filter(holds) {
            let (one, other) = (root(&mut roots, place), root(&mut roots, feature));
            roots.insert(one.max(other), one.min(other));
        }
        let mut knots: BTreeMap<u32, Knot> = BTreeMap::new();
        for place in roots.keys().copied().collect::<Vec<_>>() {
            let knot = knots.entry(root(&mut roots, place)).or_default();
            let side = if (place as usize) < self.features { &mut knot.features } else { &mut knot.old };
            side.push(place);
        }
        knots.into_values().filter(|knot| knot.features.len() + knot.old.len() > 1).collect()
    }
}

/// The smallest place that hangs together with one.
fn root(roots: &mut BTreeMap<u32, u32>, place: u32) -> u32 {
    let mut at = place;
    while let Some(&next) = roots.get(&at)
        && next != at
    {
        at = next;
    }
    roots.insert(place, at);
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Features 0 to 4 and places from 5 on for codes that are none of today's.
    fn passages() -> Passages {
        let links = vec![(5, 0, 2022), (6, 0, 2024), (7, 1, 2021), (2, 2, 2024), (2, 3, 2024)];
        let codes = ["a", "b", "c"].map(str::to_owned).to_vec();
        Passages { features: 5, links, codes, ..Passages::default() }
    }

    fn knot(features: &[u32], old: &[u32]) -> Knot {
        Knot { features: features.to_vec(), old: old.to_vec() }
    }

    #[test]
    fn places_hang_together_as_long_as_their_codes_were_in_use() {
        let found = |year| passages().knots(year, |_| false);
        assert_eq!(found(Some(2021)), [knot(&[0], &[5, 6]), knot(&[1], &[7]), knot(&[2, 3], &[])]);
        assert_eq!(found(Some(2023)), [knot(&[0], &[6]), knot(&[2, 3], &[])]);
        assert_eq!(found(Some(2025)), []);
        // Without a year a code of today is itself.
        assert_eq!(found(None), [knot(&[0], &[5, 6]), knot(&[1], &[7])]);
    }

    #[test]
    fn chains_are_one_knot() {
        let links = vec![(5, 0, 2022), (5, 1, 2022), (6, 1, 2022), (2, 2, 2022)];
        let chained = Passages { features: 3, links, ..Passages::default() };
        assert_eq!(chained.knots(Some(2022), |_| false), [knot(&[0, 1], &[5, 6])]);
        // A row in a code that was no longer in use says what it says.
        assert_eq!(passages().knots(Some(2025), |place| place == 7), [knot(&[1], &[7])]);
    }
}
