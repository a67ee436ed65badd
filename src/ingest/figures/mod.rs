use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::codes::{Meant, find_meant, misspelt_part_of, unknown_detail};
use super::complaint::{Complaint, Complaints};
use super::complaint_kind::ComplaintKind;
use super::digits;
use super::error::IngestError;
use super::recipe::{Recipe, TableRecipe};
use super::table::{Row, Table};
use super::tally::TableTally;
use crate::gazetteer::{Aggregation, Figure, Sides};
use claims::{Claim, Claims};
use known_parts::KnownParts;
use part::{Pile, Piles};
use repeats::Repeats;
use rows::{Fault, RowReader};

mod claims;
mod known_parts;
mod marks;
mod part;
mod parts;
mod repeats;
mod rounding;
mod rows;
mod sentinels;
mod unseen;

#[cfg(test)]
mod doubt_tests;
#[cfg(test)]
mod tests;

/// The figures of one indicator in one year at one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    pub indicator: String,
    pub year: i32,
    /// Dense id of the territory or point and its figure, or the reason why it has none; ascending by id. Who is not
    /// in it has no row.
    pub values: Vec<(u32, Figure)>,
    /// For figures among them that were made of those of parts of a territory: what they rest on; ascending by id.
    pub sums: Vec<(u32, Sides)>,
    /// Most digits that one of these figures has behind its decimal mark, at most 9.
    pub decimals: u8,
}

/// Reads a table of figures; `find` turns a code into the dense id of its territory or point.
///
/// Figures come sorted by indicator and year. An empty cell is simply a missing figure, a marker of absence one with
/// its reason. Complaints are: codes that nobody has, cells that hold neither, rows that contradict each other, numbers
/// that stand for none, and what the recipe names and the table does not have. What became of the rows is noted beside
/// them.
///
/// # Errors
/// When the table cannot be read or lacks a column.
pub fn read_figures(
    recipe: &Recipe,
    table_recipe: &TableRecipe,
    find: impl Fn(&str) -> Option<u32>,
    complaints: &mut Complaints,
) -> Result<Vec<Figures>, IngestError> {
    let wanted = table_recipe.columns();
    let (file, sheet) = (&table_recipe.file, table_recipe.sheet.as_deref());
    let mut table = Table::read_sheet(recipe.folder(), file, sheet, &wanted, complaints)?;
    marks::settle(&mut table, table_recipe, &find, complaints)?;
    let mut reading = Reading::new(table_recipe, &table)?;
    for place in 0..table.rows.len() {
        reading.read(place, &find, complaints);
    }
    Ok(reading.finish(recipe, complaints))
}

/// A table that is being read.
struct Reading<'a> {
    recipe: &'a TableRecipe,
    table: &'a Table,
    rows: RowReader<'a>,
    /// By indicator and year.
    claims: FxHashMap<(&'a str, i32), Claims>,
    /// Indicators of which some row is.
    named: FxHashSet<&'a str>,
    /// Indicators and columns that have cells of junk.
    junk: FxHashSet<(&'a str, usize)>,
    /// Parts of territories, those of skipped rows too.
    known_parts: KnownParts,
    tally: TableTally,
}

impl<'a> Reading<'a> {
    fn new(recipe: &'a TableRecipe, table: &'a Table) -> Result<Reading<'a>, IngestError> {
        let (file, level, rows) = (recipe.file.clone(), recipe.level.clone(), table.rows.len() as u64);
        Ok(Reading {
            recipe,
            table,
            rows: RowReader::new(recipe, table)?,
            claims: FxHashMap::default(),
            named: FxHashSet::default(),
            junk: FxHashSet::default(),
            known_parts: KnownParts::default(),
            tally: TableTally { file, level, rows, ..TableTally::default() },
        })
    }

    fn read(&mut self, place: usize, find: &impl Fn(&str) -> Option<u32>, complaints: &mut Complaints) {
        let row = &self.table.rows[place];
        let Some(indicator) = self.rows.indicator(row) else {
            self.tally.other_indicators += 1;
            return;
        };
        self.named.extend(indicator);
        let meant = self.meant(row, find);
        self.note_part(row, meant.as_ref().ok(), find);
        let meant = self.rows.year(row).and_then(|year| Ok((year, meant?)));
        let faults = match meant {
            Ok((year, meant)) => self.take(place, indicator, year, &meant),
            Err(fault) => vec![fault],
        };
        for fault in faults {
            self.complain(fault, Some(row), complaints);
        }
    }

    /// Takes note of a part of a territory, and of one that a misspelt code has to mean.
    fn note_part(&mut self, row: &Row, meant: Option<&Meant>, find: &impl Fn(&str) -> Option<u32>) {
        if self.recipe.parts || self.recipe.codes.is_empty() {
            return;
        }
        let code = self.rows.code(row);
        let whole = match meant {
            Some(meant) => meant.part_of.as_ref().map(|_| meant.id),
            None => misspelt_part_of(&code, &self.recipe.codes, find),
        };
        if let Some(whole) = whole {
            self.known_parts.note(whole, &code);
        }
    }

    /// Whom a row is about.
    fn meant(&self, row: &Row, find: &impl Fn(&str) -> Option<u32>) -> Result<Meant, Fault> {
        let code = self.rows.code(row);
        if code.is_empty() {
            return Err((ComplaintKind::MissingCode, format!("the column `{}` is empty", self.recipe.key.name())));
        }
        let Some(mut meant) = find_meant(&code, &self.recipe.codes, find) else {
            return Err((ComplaintKind::UnknownCode, unknown_detail(&code, find)));
        };
        if self.recipe.parts {
            meant.part_of.get_or_insert_with(|| code.into_owned());
        }
        Ok(meant)
    }

    /// Takes the figures of a row; what is wrong with its cells.
    fn take(&mut self, place: usize, indicator: Option<&'a str>, year: Option<i32>, meant: &Meant) -> Vec<Fault> {
        let row = &self.table.rows[place];
        self.tally.matched += 1;
        for rule in meant.used.iter().filter_map(|&place| self.recipe.codes.get(place)) {
            *self.tally.rules.entry(rule.name()).or_default() += 1;
        }
        let mut faults = Vec::new();
        for cell in &self.rows.cells {
            let (Some(indicator), Some(year)) = (cell.indicator.or(indicator), cell.year.or(year)) else { continue };
            let figure = self.rows.figure(row, cell.column).unwrap_or_else(|detail| {
                faults.push((ComplaintKind::NotANumber, detail));
                self.junk.insert((indicator, cell.column));
                Figure::Missing(None)
            });
            let claim = Claim { id: meant.id, row: place as u32, column: cell.column as u32, figure };
            let claims = self.claims.entry((indicator, year)).or_default();
            match &meant.part_of {
                Some(whole) => claims.parts.push((claim, whole.clone())),
                None => claims.wholes.push(claim),
            }
        }
        faults
    }

    /// Judges all that was read together.
    fn finish(mut self, recipe: &Recipe, complaints: &mut Complaints) -> Vec<Figures> {
        let claims = std::mem::take(&mut self.claims);
        let mut claims: Vec<((&str, i32), Claims)> = claims.into_iter().collect();
        claims.sort_unstable_by_key(|(of, _)| *of);
        self.complain_of_unseen(&claims, complaints);
        self.leave_out_sentinels(recipe, &mut claims, complaints);
        let mut repeats = Repeats::default();
        let mut piles = Piles::default();
        let mut digits_of: FxHashMap<(&str, i32), u8> = FxHashMap::default();
        for ((indicator, year), claims) in &mut claims {
            claims.settle(self.recipe.parts, &self.rows, self.table, |group, is_conflict| {
                repeats.note(group, is_conflict.then_some((*indicator, *year)));
            });
            self.complain_of_inexact(claims, complaints);
            for reason in claims.all().filter_map(|claim| claim.figure.reason()) {
                *self.tally.absences.entry(reason.name()).or_default() += 1;
            }
            let digits = claims.all().filter_map(|claim| claim.figure.value()).map(digits::behind_mark).max();
            digits_of.insert((indicator, *year), digits.unwrap_or(0));
            piles.insert((indicator, *year), claims.pile(&self.rows, self.table));
        }
        self.known_parts.fill_gaps();
        let of = (recipe, self.recipe, &self.known_parts);
        parts::add_up(of, &mut piles, &mut self.tally, complaints);
        for (of, claims) in &claims {
            let Some(pile) = piles.get(of) else { continue };
            // A quotient has as many digits as it happens to have.
            let adds_up = recipe.indicator(of.0).is_some_and(|indicator| indicator.aggregation == Aggregation::Count);
            let is_made = |id: u32| !adds_up && pile.sums.binary_search_by_key(&id, |&(made, _)| made).is_ok();
            let given: Vec<_> = pile.values.iter().copied().filter(|&(id, _)| !is_made(id)).collect();
            self.complain_of_rounding(recipe, *of, &given, claims, complaints);
        }
        let finished = |(of, mut pile): ((&str, i32), Pile)| {
            pile.values.sort_unstable_by_key(|&(id, _)| id);
            self.tally.figures += pile.values.iter().filter(|(_, figure)| figure.value().is_some()).count() as u64;
            let (indicator, decimals) = (of.0.to_owned(), digits_of.get(&of).copied().unwrap_or(0));
            Figures { indicator, year: of.1, values: pile.values, sums: pile.sums, decimals }
        };
        let mut finished: Vec<Figures> = piles.into_iter().map(finished).collect();
        finished.sort_unstable_by(|one, other| (&one.indicator, one.year).cmp(&(&other.indicator, other.year)));
        for (fault, row) in repeats.faults(self.table) {
            self.complain(fault, row, complaints);
        }
        complaints.note_tally(self.tally);
        finished
    }

    /// Complains of the table, or of a row of it.
    fn complain(&self, (kind, detail): Fault, row: Option<&Row>, complaints: &mut Complaints) {
        let code = row.map(|row| self.rows.code(row)).filter(|code| !code.is_empty()).map(Cow::into_owned);
        let (file, row) = (self.recipe.file.clone(), row.map(|row| row.line));
        complaints.push(Complaint { kind, file, row, code, detail, place: None });
    }
}
