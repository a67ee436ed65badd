//! What tables give, each indicator of a year once.

use std::collections::BTreeMap;

use super::column::{Column, Columns};
use super::passages::Passages;
use crate::compile::roster::Roster;
use crate::compile::{BuildError, Progress};
use crate::gazetteer::{Figure, Rule, Sides};
use crate::ingest::{Complaint, ComplaintKind, Complaints, Figures, Recipe, TableRecipe, read_figures};

use super::carry::Reading;

/// Figures of one indicator in one year by place (see [`Passages`]), ascending.
#[derive(Default)]
struct Given<'a> {
    /// The tables that give them.
    tables: Vec<&'a TableRecipe>,
    values: Vec<(u32, Figure)>,
    sums: Vec<(u32, Sides)>,
}

/// Layer, indicator, year, and the year in whose codes they are.
type Key = (usize, String, i32, Option<i32>);

/// Reads all tables and puts their figures into columns of today's features, layer by layer; beside them the most digits
/// that figures of each indicator have behind the decimal mark.
pub(super) fn read(
    recipe: &Recipe,
    rosters: &[Roster],
    passages: &[Passages],
    complaints: &mut Complaints,
    progress: &dyn Progress,
) -> Result<(Vec<Columns>, BTreeMap<String, u8>), BuildError> {
    let mut given: BTreeMap<Key, Given<'_>> = BTreeMap::new();
    let mut digits: BTreeMap<String, u8> = BTreeMap::new();
    for table in &recipe.tables {
        if let Some(layer) = rosters.iter().position(|roster| roster.name == table.level) {
            let find = |code: &str| rosters[layer].find(code).or_else(|| passages[layer].find_old(code));
            let name = |place: u32| name_of(&rosters[layer], &passages[layer], place);
            for Figures { indicator, year, values, sums, decimals } in read_figures(recipe, table, find, complaints)? {
                let most = digits.entry(indicator.clone()).or_default();
                *most = decimals.max(*most);
                let key = (layer, indicator, year, table.code_year);
                let about = (key.1.clone(), year);
                given.entry(key).or_default().join(table, values, sums, &about, &name, complaints);
            }
        }
        progress.step();
    }
    let mut columns = vec![Columns::new(); rosters.len()];
    for ((layer, indicator, year, code_year), it) in &given {
        let Some(described) = recipe.indicator(indicator) else { continue };
        let rule = described.aggregation.rule();
        let roster = &rosters[*layer];
        let file = it.tables.first().map_or("", |table| table.file.as_str());
        let reading = Reading {
            file,
            indicator,
            rule,
            values: &it.values,
            sums: &it.sums,
            weights: weights(&given, rule, (*layer, *year, *code_year)),
            is_dated: code_year.is_some(),
        };
        let mut column = Column::unknown(roster.len());
        let has_row = |place: u32| it.values.binary_search_by_key(&place, |(place, _)| *place).is_ok();
        let knots = passages[*layer].knots(*code_year, has_row);
        let name = |place: u32| name_of(roster, &passages[*layer], place);
        reading.settle(&knots, &name, &mut column, complaints);
        // Where a table has no row for any part of a territory, there is none.
        if it.tables.iter().all(|table| table.parts) {
            column.close_voids();
        }
        let about = (indicator.clone(), *year);
        let known = columns[*layer].remove(&about);
        let joined = match known {
            Some(known) => known.join(column, |feature, one, other| {
                complaints.push(conflict(file, name(feature), &about, one, other, "another table"));
            }),
            None => column,
        };
        columns[*layer].insert(about, joined);
    }
    Ok((columns, digits))
}

/// The code of a place.
fn name_of(roster: &Roster, passages: &Passages, place: u32) -> String {
    match passages.code(place) {
        "" => roster.codes.get(place as usize).cloned().unwrap_or_default(),
        code => code.to_owned(),
    }
}

/// The weights of figures, in the same codes.
fn weights<'a>(
    given: &'a BTreeMap<Key, Given<'_>>,
    rule: Rule<'_>,
    (layer, year, code_year): (usize, i32, Option<i32>),
) -> &'a [(u32, Figure)] {
    let Rule::Weighted { weight, year: policy } = rule else { return &[] };
    let of_weight = given.keys().filter(|(of, id, _, codes)| *of == layer && id == weight && *codes == code_year);
    let of = policy.choose(year, &of_weight.map(|(_, _, year, _)| *year).collect::<Vec<_>>());
    let weights = of.and_then(|of| given.get(&(layer, weight.to_owned(), of, code_year)));
    weights.map_or(&[], |weights| &weights.values)
}

impl<'a> Given<'a> {
    /// Adds what a further table gives. A place for which both give a figure, and not the same, has none.
    fn join(
        &mut self,
        table: &'a TableRecipe,
        values: Vec<(u32, Figure)>,
        sums: Vec<(u32, Sides)>,
        about: &(String, i32),
        name: &dyn Fn(u32) -> String,
        complaints: &mut Complaints,
    ) {
        let other = self.tables.last().map_or("", |table| table.file.as_str());
        let mut merged: BTreeMap<u32, Figure> = self.values.drain(..).collect();
        let mut of_parts: BTreeMap<u32, Sides> = self.sums.drain(..).collect();
        let more: BTreeMap<u32, Sides> = sums.into_iter().collect();
        for (place, figure) in values {
            let known = merged.get(&place).copied().unwrap_or(Figure::Missing(None));
            let says = figure != Figure::Missing(None) || more.contains_key(&place);
            match joined((known, !of_parts.contains_key(&place)), (figure, says)) {
                Some(Joined::First) => {
                    // A row without a figure is a row.
                    merged.entry(place).or_insert(figure);
                }
                Some(Joined::Second) => {
                    merged.insert(place, figure);
                    match more.get(&place) {
                        Some(sides) => of_parts.insert(place, *sides),
                        None => of_parts.remove(&place),
                    };
                }
                None => {
                    complaints.push(conflict(&table.file, name(place), about, known, figure, other));
                    merged.insert(place, Figure::Missing(None));
                    of_parts.remove(&place);
                }
            }
        }
        self.values = merged.into_iter().collect();
        self.sums = of_parts.into_iter().collect();
        self.tables.push(table);
    }
}

/// Which of two statements about one figure holds.
enum Joined {
    First,
    Second,
}

/// None where they contradict each other. The first may be `plain`, of nothing but itself; the second may say nothing.
fn joined((one, is_plain): (Figure, bool), (other, says): (Figure, bool)) -> Option<Joined> {
    match (one, other) {
        (Figure::Missing(None), _) if says && is_plain => Some(Joined::Second),
        (_, Figure::Missing(None)) => Some(Joined::First),
        (Figure::Missing(None), _) => Some(Joined::Second),
        _ if one == other => Some(Joined::First),
        _ => None,
    }
}

impl Column {
    /// The figures of both columns; `conflict` hears of a feature for which they differ, which has none.
    fn join(mut self, other: Column, mut conflict: impl FnMut(u32, Figure, Figure)) -> Column {
        for feature in 0..self.values.len() as u32 {
            let (one, two) = (self.figure(feature), other.figure(feature));
            let says = two != Figure::Missing(None) || other.sides(feature).is_some();
            match joined((one, self.sides(feature).is_none()), (two, says)) {
                Some(Joined::First) => {}
                Some(Joined::Second) => {
                    self.values[feature as usize] = two;
                    self.set_sides(feature, other.sides(feature));
                }
                None => {
                    conflict(feature, one, two);
                    self.values[feature as usize] = Figure::Missing(None);
                    self.set_sides(feature, None);
                }
            }
        }
        self.pools.extend(other.pools);
        self.open.extend(other.open);
        self
    }
}

fn conflict(
    file: &str,
    code: String,
    (indicator, year): &(String, i32),
    one: Figure,
    other: Figure,
    elsewhere: &str,
) -> Complaint {
    let word = |figure: Figure| match figure {
        Figure::Known(value) => value.to_string(),
        Figure::Missing(reason) => reason.map_or("nothing", |reason| reason.name()).to_owned(),
    };
    let detail = format!(
        "`{indicator}` of {year} is {} here and {} in {elsewhere}; neither was published",
        word(other),
        word(one)
    );
    let (kind, file, code) = (ComplaintKind::ConflictingTables, file.to_owned(), Some(code));
    Complaint { kind, file, row: None, code, detail, place: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_complete_each_other_and_contradictions_are_not_published() {
        let column =
            |values: [Option<f64>; 4]| Column { values: values.map(Figure::from).to_vec(), ..Column::default() };
        let mut heard = Vec::new();
        let one = column([Some(1.0), Some(2.0), None, None]);
        let joined = one.join(column([Some(1.0), Some(20.0), Some(3.0), None]), |feature, one, other| {
            heard.push((feature, one, other));
        });
        assert_eq!(joined, column([Some(1.0), None, Some(3.0), None]));
        assert_eq!(heard, [(1, Figure::Known(2.0), Figure::Known(20.0))]);
    }
}
