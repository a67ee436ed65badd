//! Figures of coarser features, made of those of finer ones: of points first, then of territories.

use std::collections::{BTreeMap, BTreeSet};

use super::aggregate::{self, Totals};
use super::carry;
use super::column::{Column, Columns};
use super::judge;
use super::members::{Members, Part, parts};
use crate::compile::roster::{Members as Held, Roster};
use crate::gazetteer::{Figure, Rule};
use crate::ingest::{Complaints, Recipe};

/// The layers while their figures are made.
pub(super) struct Computing<'a> {
    pub(super) recipe: &'a Recipe,
    pub(super) rosters: &'a [Roster],
    pub(super) columns: &'a mut Vec<Columns>,
    /// Digits behind the decimal mark of each indicator.
    pub(super) decimals: &'a BTreeMap<String, u8>,
    pub(super) complaints: &'a mut Complaints,
}

/// Whether an indicator is the number of the points of a layer, in a year or in any.
pub(super) fn is_tally(recipe: &Recipe, layer: &str, indicator: &str, year: Option<i32>) -> bool {
    let is_of = |of: i32| year.is_none_or(|year| year == of);
    recipe.tallies.iter().any(|it| it.points == layer && it.indicator == indicator && is_of(it.year))
}

impl Computing<'_> {
    pub(super) fn run(&mut self) {
        self.tally();
        for layer in 0..self.rosters.len() {
            self.add_ratios(layer);
        }
        judge::weights(self.recipe, self.rosters, self.columns, self.complaints);
        for is_of_points in [true, false] {
            for (number, roster) in self.rosters.iter().enumerate() {
                let levels = self.recipe.levels.len();
                let held: Vec<&Held> =
                    roster.members.iter().filter(|held| (held.from >= levels) == is_of_points).collect();
                if !held.is_empty() {
                    self.add_up(number, &held);
                    self.add_ratios(number);
                }
            }
        }
        self.complete();
        judge::never_made(self.recipe, self.columns, self.complaints);
        judge::rounded_to_zero(self.recipe, self.rosters, self.columns, self.decimals, self.complaints);
    }

    /// Where a table gives figures of a level in between that the finest lacks, coarser ones are made of these. Levels of
    /// more territories come first.
    fn complete(&mut self) {
        let mut order: Vec<usize> = (0..self.rosters.len()).collect();
        order.sort_by_key(|&number| std::cmp::Reverse(self.rosters[number].len()));
        for number in order {
            for held in &self.rosters[number].between {
                for indicator in &self.recipe.indicators {
                    let rule = indicator.aggregation.rule();
                    for year in self.years(rule, &indicator.id, &[held]) {
                        let key = (indicator.id.clone(), year);
                        let Some(members) = self.members(held.from, rule, &key) else { continue };
                        let mut totals = Totals::new(rule, self.rosters[number].len());
                        totals.add(&members, &held.groups);
                        let made = totals.column();
                        let column = match self.columns[number].remove(&key) {
                            Some(known) => known.completed_by(&made),
                            None => made,
                        };
                        self.columns[number].insert(key, column);
                    }
                }
            }
        }
    }

    /// Counts points in the territories that hold them: none there is zero.
    fn tally(&mut self) {
        for tally in &self.recipe.tallies {
            let Some(points) = self.rosters.iter().position(|roster| roster.name == tally.points) else { continue };
            for (number, roster) in self.rosters.iter().enumerate() {
                let Some(held) = roster.members.iter().find(|held| held.from == points) else { continue };
                let mut counts = vec![0.0; roster.len()];
                held.groups.of.iter().flatten().for_each(|&group| counts[group as usize] += 1.0);
                let values = counts.into_iter().map(Figure::Known).collect();
                let column = Column { values, ..Column::default() };
                self.columns[number].insert((tally.indicator.clone(), tally.year), column);
            }
        }
    }

    /// Makes the figures of a layer of those of the layers that it holds. A figure that a table gives wins.
    fn add_up(&mut self, number: usize, held: &[&Held]) {
        let features = self.rosters[number].len();
        for indicator in &self.recipe.indicators {
            let rule = indicator.aggregation.rule();
            for year in self.years(rule, &indicator.id, held) {
                let key = (indicator.id.clone(), year);
                let mut totals = Totals::new(rule, features);
                let mut is_made = false;
                for it in held {
                    if let Some(members) = self.members(it.from, rule, &key) {
                        totals.add(&members, &it.groups);
                        is_made = true;
                    }
                }
                if is_made {
                    self.insert_computed(number, key, totals.column());
                }
            }
        }
    }

    /// The years in which the layers that are held have what a figure is made of.
    fn years(&self, rule: Rule<'_>, id: &str, held: &[&Held]) -> BTreeSet<i32> {
        let leading = match rule {
            Rule::Ratio { numerator, .. } => vec![id, numerator, rule.second().unwrap_or(id)],
            Rule::Sum | Rule::Weighted { .. } | Rule::Plain | Rule::None => vec![id],
        };
        let keys = held.iter().flat_map(|it| self.columns[it.from].keys());
        keys.filter(|(known, _)| leading.contains(&known.as_str())).map(|(_, year)| *year).collect()
    }

    /// What the features of a layer have; none where they lack the figures, or what the rule names beside them.
    fn members<'b>(&'b self, layer: usize, rule: Rule<'b>, (id, year): &(String, i32)) -> Option<Members<'b>> {
        members(self.recipe, &self.rosters[layer], &self.columns[layer], rule, (id, *year))
    }

    /// Adds a computed column to the one that tables give, and reports where both are known and differ.
    fn insert_computed(&mut self, layer: usize, key: (String, i32), computed: Column) {
        let column = match self.columns[layer].remove(&key) {
            Some(given) => {
                let decimals = self.decimals.get(&key.0).copied().unwrap_or(0);
                let columns = (&given, &computed);
                judge::compare(self.recipe, &self.rosters[layer], &key, columns, decimals, self.complaints);
                given.or(computed)
            }
            None => computed,
        };
        self.columns[layer].insert(key, column);
    }

    /// Computes ratios for every year whose parts are there, where nothing else gives them.
    fn add_ratios(&mut self, layer: usize) {
        let roster = &self.rosters[layer];
        let code = |feature: u32| roster.codes.get(feature as usize).cloned().unwrap_or_default();
        let columns = &mut self.columns[layer];
        for indicator in &self.recipe.indicators {
            let rule = indicator.aggregation.rule();
            let leading = [Some(indicator.id.as_str()), rule.first().filter(|_| matches!(rule, Rule::Ratio { .. }))];
            let keys = columns.keys().filter(|(known, _)| leading.contains(&Some(known.as_str())));
            let years: BTreeSet<i32> = keys.map(|(_, year)| *year).collect();
            for year in years {
                let key = (indicator.id.clone(), year);
                let mut column = columns.remove(&key);
                let parts = match rule {
                    Rule::Ratio { .. } => of_own(columns, rule, year),
                    Rule::Sum | Rule::Weighted { .. } | Rule::Plain | Rule::None => None,
                };
                if let Some(column) = &mut column {
                    carry::close(&indicator.id, column, parts.map(|parts| (rule, parts)), &code, self.complaints);
                }
                let made = parts.map(|parts| aggregate::ratios(rule, parts, roster.len()));
                if let Some(parts) = parts {
                    let own = judge::OwnParts { recipe: self.recipe, roster, indicator, year, parts };
                    let decimals = self.decimals.get(&indicator.id).copied().unwrap_or(0);
                    self.complaints.extend(own.over_nothing());
                    own.compare(column.as_ref(), made.as_ref(), decimals, self.complaints);
                }
                let column = match (column, made) {
                    (Some(column), Some(made)) => Some(column.or(made)),
                    (column, made) => column.or(made),
                };
                if let Some(column) = column {
                    columns.insert(key, column);
                }
            }
        }
    }
}

/// The parts of a ratio that are columns of the layer, both of them.
fn of_own<'a>(columns: &'a Columns, rule: Rule<'_>, year: i32) -> Option<[Part<'a>; 2]> {
    parts(columns, rule, year, |_, _| false)
}

/// What the features of a layer have of an indicator in a year; none where they lack the figures, or what the rule names
/// beside them.
pub(super) fn members<'a>(
    recipe: &Recipe,
    roster: &Roster,
    columns: &'a Columns,
    rule: Rule<'a>,
    (id, year): (&str, i32),
) -> Option<Members<'a>> {
    let figures = columns.get(&(id.to_owned(), year));
    let parts = parts(columns, rule, year, |id, year| is_tally(recipe, &roster.name, id, year));
    let is_made = figures.is_some_and(|column| column.sides.iter().any(Option::is_some));
    match (figures, parts, rule) {
        (_, Some(parts), Rule::Ratio { .. }) => Some(Members::new(rule, figures, parts)),
        (Some(_), Some(parts), _) => Some(Members::new(rule, figures, parts)),
        // Figures that are made of others know themselves what they are made of.
        (Some(_), None, _) if is_made => Some(Members::new(rule, figures, [Part::Nothing; 2])),
        _ => None,
    }
}
