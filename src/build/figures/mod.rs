//! From tables to the columns of the almanac.
//!
//! 1. `read`: tables give figures by code; a code that is in use no longer has a place of its own ([`passages`]).
//! 2. [`carry`]: what was counted in former territories is put into today's: added, recomputed, or refused.
//! 3. [`aggregate`]: points are counted and added up in the territories that hold them, finest territories in coarser
//!    ones. A figure that a table gives wins over one that is computed.

mod aggregate;
mod carry;
mod column;
mod describe;
mod passages;

use std::collections::BTreeMap;

use super::roster::Roster;
use super::{BuildError, Progress};
use crate::almanac::FigureColumn;
use crate::gazetteer::{Figure, Indicator, Rule};
use crate::ingest::{Complaint, ComplaintKind, Complaints, Recipe, TableRecipe, read_figures, read_passages};
use carry::Reading;
use column::{Column, Columns};
use passages::Passages;

/// The figures of all layers.
pub(super) struct Figures {
    columns: Vec<Columns>,
    /// Digits behind the decimal mark of each indicator.
    decimals: BTreeMap<String, u8>,
}

/// What a table gives for one indicator in one year.
struct Read<'a> {
    table: &'a TableRecipe,
    layer: usize,
    indicator: String,
    year: i32,
    /// Place and figure, ascending by place.
    values: Vec<(u32, Figure)>,
}

impl Figures {
    /// Reads all tables, carries figures to today's territories and computes those of coarser levels.
    pub(super) fn read(
        recipe: &Recipe,
        rosters: &[Roster],
        complaints: &mut Complaints,
        progress: &dyn Progress,
    ) -> Result<Figures, BuildError> {
        let passages = all_passages(recipe, rosters, complaints)?;
        let mut read: Vec<Read<'_>> = Vec::new();
        let mut digits: BTreeMap<String, u8> = BTreeMap::new();
        for table in &recipe.tables {
            if let Some(layer) = rosters.iter().position(|roster| roster.name == table.level) {
                let find = |code: &str| rosters[layer].find(code).or_else(|| passages[layer].find_old(code));
                for figures in read_figures(recipe, table, find, complaints)? {
                    let crate::ingest::Figures { indicator, year, values, decimals } = figures;
                    let most = digits.entry(indicator.clone()).or_default();
                    *most = decimals.max(*most);
                    read.push(Read { table, layer, indicator, year, values });
                }
            }
            progress.step();
        }
        let decimals = describe::decimals(recipe, &digits);
        let mut figures = Figures { columns: vec![Columns::new(); rosters.len()], decimals };
        figures.settle(recipe, rosters, &passages, &read, complaints);
        figures.tally(recipe, rosters);
        figures.compute(recipe, rosters, complaints);
        Ok(figures)
    }

    /// Puts what was read into the columns of its layers.
    fn settle(
        &mut self,
        recipe: &Recipe,
        rosters: &[Roster],
        passages: &[Passages],
        read: &[Read<'_>],
        complaints: &mut Complaints,
    ) {
        for it in read {
            let Some(indicator) = recipe.indicator(&it.indicator) else { continue };
            let rule = indicator.aggregation.rule();
            let weights = match rule {
                Rule::Weighted { weight } => read
                    .iter()
                    .find(|other| other.indicator == weight && other.year == it.year && other.layer == it.layer),
                Rule::Sum | Rule::Ratio { .. } | Rule::None => None,
            };
            let weights = weights.map_or(&[][..], |weights| &weights.values);
            let roster = &rosters[it.layer];
            let column = self.columns[it.layer].entry((it.indicator.clone(), it.year));
            let column = column.or_insert_with(|| Column::unknown(roster.len()));
            let reading = Reading { file: &it.table.file, indicator: &it.indicator, rule, values: &it.values, weights };
            let today = |place: u32| roster.codes.get(place as usize).cloned().unwrap_or_default();
            let knots = passages[it.layer].knots(it.table.code_year);
            reading.settle(&passages[it.layer], &knots, &today, column, complaints);
        }
    }

    /// Counts points in the territories that hold them: none there is zero.
    fn tally(&mut self, recipe: &Recipe, rosters: &[Roster]) {
        for tally in &recipe.tallies {
            let Some(points) = rosters.iter().position(|roster| roster.name == tally.points) else { continue };
            for (number, roster) in rosters.iter().enumerate() {
                let Some(members) = roster.members.iter().find(|members| members.from == points) else { continue };
                let mut counts = vec![0.0; roster.len()];
                members.groups.iter().flatten().for_each(|&group| counts[group as usize] += 1.0);
                let values = counts.into_iter().map(Figure::Known).collect();
                let column = Column { values, ..Column::default() };
                self.columns[number].insert((tally.indicator.clone(), tally.year), column);
            }
        }
    }

    fn compute(&mut self, recipe: &Recipe, rosters: &[Roster], complaints: &mut Complaints) {
        for (columns, roster) in self.columns.iter_mut().zip(rosters) {
            add_ratios(recipe, columns, roster, complaints);
        }
        let is_points = |layer: usize| layer >= recipe.levels.len();
        // Points first: what they add up to goes on to coarser levels.
        for from_points in [true, false] {
            for (number, roster) in rosters.iter().enumerate() {
                for members in roster.members.iter().filter(|members| is_points(members.from) == from_points) {
                    let finer = std::mem::take(&mut self.columns[members.from]);
                    let made = aggregated(recipe, &finer, &members.groups, roster.len());
                    self.columns[members.from] = finer;
                    self.add_computed(recipe, roster, number, made, complaints);
                }
                if from_points {
                    add_ratios(recipe, &mut self.columns[number], roster, complaints);
                }
            }
        }
    }

    /// Adds computed columns to those that tables give, and tells where both are known and differ.
    fn add_computed(
        &mut self,
        recipe: &Recipe,
        roster: &Roster,
        layer: usize,
        made: Vec<((String, i32), Column)>,
        complaints: &mut Complaints,
    ) {
        for (key, computed) in made {
            let given = self.columns[layer].remove(&key);
            let column = match given {
                Some(given) => {
                    let decimals = self.decimals.get(&key.0).copied().unwrap_or(0);
                    compare(recipe, roster, &key, (&given, &computed), decimals, complaints);
                    given.or(computed)
                }
                None => computed,
            };
            self.columns[layer].insert(key, column);
        }
    }

    /// The indicators with the years that have figures, and the columns of every layer.
    pub(super) fn finish(self, recipe: &Recipe) -> (Vec<Indicator>, Vec<Vec<FigureColumn>>) {
        let indicators = recipe.indicators.iter().map(|indicator| self.indicator(recipe, indicator)).collect();
        let decimals = self.decimals;
        let column = |((indicator, year), column): ((String, i32), Column)| FigureColumn {
            decimals: decimals.get(&indicator).copied().unwrap_or(0),
            indicator,
            year,
            values: column.values,
            coverage: column.coverage,
        };
        let columns = self.columns.into_iter().map(|columns| columns.into_iter().map(column).collect());
        (indicators, columns.collect())
    }
}

/// The passages of each layer.
fn all_passages(recipe: &Recipe, rosters: &[Roster], complaints: &mut Complaints) -> Result<Vec<Passages>, BuildError> {
    let mut read: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for passage in &recipe.passages {
        let of_file = read_passages(passage, recipe.folder(), complaints)?;
        let named = of_file.into_iter().map(|it| (passage.file.clone(), it));
        read.entry(&passage.level).or_default().extend(named);
    }
    let of_roster = |roster: &Roster| {
        let read = read.remove(roster.name.as_str()).unwrap_or_default();
        Passages::new(roster, read, complaints)
    };
    Ok(rosters.iter().map(of_roster).collect())
}

/// Computes ratios for every year whose parts are there, where no table gives them.
fn add_ratios(recipe: &Recipe, columns: &mut Columns, roster: &Roster, complaints: &mut Complaints) {
    let code = |feature: u32| roster.codes.get(feature as usize).cloned().unwrap_or_default();
    for indicator in &recipe.indicators {
        let rule = indicator.aggregation.rule();
        let of =
            |id: &str| -> Vec<i32> { columns.keys().filter(|(known, _)| known == id).map(|(_, year)| *year).collect() };
        let mut years = of(&indicator.id);
        if let Rule::Ratio { numerator, .. } = rule {
            years.extend(of(numerator));
        }
        years.sort_unstable();
        years.dedup();
        for year in years {
            let key = (indicator.id.clone(), year);
            let mut column = columns.remove(&key);
            let part = |part: &str| columns.get(&(part.to_owned(), year));
            let parts = match rule {
                Rule::Ratio { numerator, denominator, per } => {
                    part(numerator).zip(part(denominator)).map(|it| (it, per))
                }
                Rule::Sum | Rule::Weighted { .. } | Rule::None => None,
            };
            let parts = parts.map(|((upper, lower), per)| (upper, lower, per));
            if let Some(column) = &mut column {
                carry::close(&indicator.id, column, parts, &code, complaints);
            }
            let column = column.or_else(|| parts.map(|(upper, lower, per)| aggregate::ratios(upper, lower, per)));
            if let Some(column) = column {
                columns.insert(key, column);
            }
        }
    }
}

/// What the columns of a finer layer make for the groups of its features.
fn aggregated(
    recipe: &Recipe,
    finer: &Columns,
    groups: &[Option<u32>],
    features: usize,
) -> Vec<((String, i32), Column)> {
    let mut made = Vec::new();
    for indicator in &recipe.indicators {
        let rule = indicator.aggregation.rule();
        let leading = match rule {
            Rule::Ratio { numerator, .. } => numerator,
            Rule::Sum | Rule::Weighted { .. } | Rule::None => &indicator.id,
        };
        for ((_, year), column) in finer.iter().filter(|((id, _), _)| id == leading) {
            let part = |id: &str| finer.get(&(id.to_owned(), *year));
            let computed = match rule {
                Rule::Sum => Some(aggregate::sums(column, groups, features)),
                Rule::Ratio { denominator, per, .. } => {
                    part(denominator).map(|lower| aggregate::group_ratios(column, lower, per, groups, features))
                }
                Rule::Weighted { weight } => {
                    part(weight).map(|weights| aggregate::means(column, weights, groups, features))
                }
                Rule::None => None,
            };
            made.extend(computed.map(|computed| ((indicator.id.clone(), *year), computed)));
        }
    }
    made
}

/// Tells of figures that a table gives and that differ from what all parts make, by more than rounding.
fn compare(
    recipe: &Recipe,
    roster: &Roster,
    (id, year): &(String, i32),
    (given, computed): (&Column, &Column),
    decimals: u8,
    complaints: &mut Complaints,
) {
    let rounding = 0.5 * 10f64.powi(-i32::from(decimals)) * (1.0 + 1e-9);
    let table = |table: &&TableRecipe| table.level == roster.name && table.gives(id, *year);
    let file = recipe.tables.iter().find(table).map_or_else(String::new, |table| table.file.clone());
    for (feature, (given, sum)) in given.values.iter().zip(&computed.values).enumerate() {
        let is_whole = computed.coverage.get(feature).copied().flatten().is_some_and(|share| share >= 1.0);
        if let (Figure::Known(given), Figure::Known(sum), true) = (given, sum, is_whole)
            && (given - sum).abs() > rounding
        {
            complaints.push(Complaint {
                kind: ComplaintKind::DiffersFromParts,
                file: file.clone(),
                row: None,
                code: roster.codes.get(feature).cloned(),
                detail: format!("`{id}` of {year} is {given} here and {} by its parts", (sum * 1e6).round() / 1e6),
                place: None,
            });
        }
    }
}
