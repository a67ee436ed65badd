//! From the codes of a table to today's territories.

use rustc_hash::FxHashMap;

use super::column::{Column, Open, Pool};
use super::members::Part;
use super::passages::Knot;
use crate::gazetteer::{Figure, Reason, Rule, Sides};
use crate::ingest::{Complaint, ComplaintKind, Complaints};

/// Figures as a table gives them.
pub(super) struct Reading<'a> {
    pub(super) file: &'a str,
    pub(super) indicator: &'a str,
    pub(super) rule: Rule<'a>,
    /// Place (see [`Passages`]) and figure, ascending by place.
    pub(super) values: &'a [(u32, Figure)],
    /// What those of them rest on that are made of parts, ascending by place.
    pub(super) sums: &'a [(u32, Sides)],
    /// The counts by which figures are weighted, by place; empty where there are none.
    pub(super) weights: &'a [(u32, Figure)],
    /// Whether the table says in which year's codes it is: then it has a row for each of them.
    pub(super) is_dated: bool,
}

const NOT_COMPARABLE: Figure = Figure::Missing(Some(Reason::NotComparable));

impl Reading<'_> {
    /// Puts the figures into a column of today's features.
    pub(super) fn settle(
        &self,
        knots: &[Knot],
        name: &dyn Fn(u32) -> String,
        column: &mut Column,
        complaints: &mut Complaints,
    ) {
        for &(place, figure) in self.values {
            if let Some(value) = column.values.get_mut(place as usize) {
                *value = figure;
                column.set_sides(place, self.sum(place));
            }
        }
        for knot in knots {
            let rows: Vec<(u32, Figure)> =
                knot.features.iter().chain(&knot.old).filter_map(|&place| Some((place, self.at(place)?))).collect();
            match knot.features[..] {
                [feature] => self.merge(knot, feature, &rows, name, column, complaints),
                _ => self.pool(knot, &rows, column),
            }
        }
    }

    fn at(&self, place: u32) -> Option<Figure> {
        find(self.values, place)
    }

    fn sum(&self, place: u32) -> Option<Sides> {
        find(self.sums, place)
    }

    /// Several territories of the table, or one of another code, are one today.
    fn merge(
        &self,
        knot: &Knot,
        feature: u32,
        rows: &[(u32, Figure)],
        name: &dyn Fn(u32) -> String,
        column: &mut Column,
        complaints: &mut Complaints,
    ) {
        let old_rows = rows.iter().filter(|(place, _)| *place != feature).count();
        if old_rows == 0 && (rows.is_empty() || !self.is_dated) {
            return;
        }
        let codes = || -> Vec<String> { rows.iter().map(|(place, _)| name(*place)).collect() };
        let mut refuse = |detail: String| {
            let (file, code) = (self.file.to_owned(), Some(name(feature)));
            complaints.push(Complaint { kind: ComplaintKind::NotCarried, file, row: None, code, detail, place: None });
        };
        let value = match *rows {
            _ if old_rows < knot.old.len() => {
                let missing: Vec<String> =
                    knot.old.iter().filter(|&&place| self.at(place).is_none()).map(|&place| name(place)).collect();
                refuse(format!(
                    "`{}`: the table has no row of {}, part of it today",
                    self.indicator,
                    missing.join(", ")
                ));
                NOT_COMPARABLE
            }
            // Only its code has changed.
            [(place, figure)] => {
                column.set_sides(feature, self.sum(place));
                figure
            }
            _ => match self.together(rows) {
                Some((figure, sides)) => {
                    column.set_sides(feature, sides);
                    figure
                }
                None => {
                    if matches!(self.rule, Rule::None) {
                        refuse(format!("`{}` of {} cannot be made one", self.indicator, codes().join(", ")));
                    } else {
                        column.open.push(Open { feature, file: self.file.to_owned(), codes: codes() });
                    }
                    NOT_COMPARABLE
                }
            },
        };
        column.values[feature as usize] = value;
    }

    /// What territories of the table counted together are several today.
    fn pool(&self, knot: &Knot, rows: &[(u32, Figure)], column: &mut Column) {
        let known = |feature: &u32| self.at(*feature).is_some_and(|figure| figure.value().is_some());
        let are_apart = knot.old.is_empty() && knot.features.iter().all(known);
        if rows.is_empty() || are_apart {
            return;
        }
        // A row of a territory that is new today, kept empty, says nothing.
        let rows: Vec<(u32, Figure)> =
            rows.iter().copied().filter(|(_, figure)| *figure != Figure::Missing(None)).collect();
        let is_whole = knot.old.iter().all(|&place| self.at(place).is_some());
        for &feature in &knot.features {
            column.values[feature as usize] = NOT_COMPARABLE;
        }
        if let (true, Some((figure, _))) = (is_whole && !rows.is_empty(), self.together(&rows)) {
            column.pools.push(Pool { features: knot.features.clone(), figure });
        }
    }

    /// The figure of several rows together, and what it rests on where theirs are made of parts; none where its parts would
    /// have to be known.
    fn together(&self, rows: &[(u32, Figure)]) -> Option<(Figure, Option<Sides>)> {
        if let Some((_, Figure::Missing(reason))) = rows.iter().find(|(_, figure)| figure.value().is_none()) {
            return Some((Figure::Missing(reason.or(Some(Reason::NotComparable))), None));
        }
        if let [(place, figure)] = *rows {
            return Some((figure, self.sum(place)));
        }
        let mut made = Sides::default();
        for &(place, figure) in rows {
            let weight = find(self.weights, place).unwrap_or(Figure::Missing(None));
            let sides = match (self.sum(place), self.rule) {
                (Some(sides), _) => sides,
                (None, Rule::Ratio { .. } | Rule::None) => return None,
                (None, rule) => rule.sides(figure, [weight, Figure::Missing(None)]),
            };
            if sides.lower == 0.0 {
                // Without a weight it does not count; nothing weighs nothing.
                let is_weightless = matches!(self.rule, Rule::Weighted { .. }) && weight == Figure::Known(0.0);
                if !is_weightless {
                    return None;
                }
            }
            made = made.and(sides);
        }
        let is_of_parts = rows.iter().any(|(place, _)| self.sum(*place).is_some());
        let figure = self.rule.figure(made)?;
        Some((Figure::Known(figure), is_of_parts.then_some(made)))
    }
}

/// What stands at a place; `values` are ascending by place.
fn find<T: Copy>(values: &[(u32, T)], place: u32) -> Option<T> {
    let at = values.binary_search_by_key(&place, |(place, _)| *place).ok()?;
    Some(values[at].1)
}

/// Makes open figures of their parts and tells of those whose parts are not known.
pub(super) fn close(
    indicator: &str,
    column: &mut Column,
    parts: Option<(Rule<'_>, [Part<'_>; 2])>,
    code: &dyn Fn(u32) -> String,
    complaints: &mut Complaints,
) {
    let mut refused: FxHashMap<u32, Open> = FxHashMap::default();
    for open in std::mem::take(&mut column.open) {
        let at = open.feature as usize;
        let made = parts.and_then(|(rule, parts)| {
            let beside = parts.map(|part| part.beside(open.feature));
            rule.figure(rule.sides(column.values[at], beside))
        });
        match made {
            Some(value) => column.values[at] = Figure::Known(value),
            None => {
                refused.insert(open.feature, open);
            }
        }
    }
    let mut refused: Vec<Open> = refused.into_values().collect();
    refused.sort_by_key(|open| open.feature);
    for open in refused {
        let detail = format!("`{indicator}` of {} cannot be made one: its parts are not known", open.codes.join(", "));
        let (kind, code) = (ComplaintKind::NotCarried, Some(code(open.feature)));
        complaints.push(Complaint { kind, file: open.file, row: None, code, detail, place: None });
    }
}
