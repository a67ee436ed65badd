use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

use super::codes::{Meant, find_meant, unknown_detail};
use super::table::Row;
use super::{Complaint, ComplaintKind, Complaints, IngestError, Recipe, Table, TableRecipe, TableTally};
use crate::gazetteer::Figure;

mod marks;
mod parts;
mod rows;
#[cfg(test)]
mod tests;

use parts::Part;
use rows::RowReader;

/// The figures of one indicator in one year at one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    pub indicator: String,
    pub year: i32,
    /// Dense id of the territory or point and its figure, or the reason why it has none; ascending by id. Who is not
    /// in it has no row.
    pub values: Vec<(u32, Figure)>,
}

/// What was read of one indicator in one year.
#[derive(Default)]
struct Pile {
    values: Vec<(u32, Figure)>,
    /// What the table gives for parts of a territory.
    parts: Vec<Part>,
}

/// Reads a table of figures; `find` turns a code into the dense id of its territory or point.
///
/// Figures come sorted by indicator and year. An empty cell is simply a missing figure, a marker of absence one with
/// its reason. Codes that nobody has, codes that occur again and cells that hold neither become complaints; what became
/// of the rows is noted beside them.
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
    marks::settle(&mut table, table_recipe, complaints)?;
    let mut reading = Reading::new(table_recipe, &table)?;
    for row in &table.rows {
        reading.read(row, &find, complaints);
    }
    let Reading { piles, mut tally, .. } = reading;
    let mut piles: Vec<((&str, i32), Pile)> = piles.into_iter().collect();
    piles.sort_unstable_by_key(|(column, _)| *column);
    let finished = piles.into_iter().map(|((indicator, year), mut pile)| {
        pile.values.sort_unstable_by_key(|&(id, _)| id);
        parts::add_up(recipe, table_recipe, (indicator, year), &mut pile, &mut tally, complaints);
        tally.figures += pile.values.iter().filter(|(_, figure)| figure.value().is_some()).count() as u64;
        Figures { indicator: indicator.to_owned(), year, values: pile.values }
    });
    let finished = finished.collect();
    complaints.note_tally(tally);
    Ok(finished)
}

/// A table that is being read.
struct Reading<'a> {
    recipe: &'a TableRecipe,
    rows: RowReader<'a>,
    /// By indicator and year.
    piles: FxHashMap<(&'a str, i32), Pile>,
    /// Territories with the indicator and the year of the row, where it names them.
    seen: FxHashSet<(u32, Option<&'a str>, Option<i32>)>,
    /// The same of parts, by the code that the table has.
    seen_parts: FxHashSet<(Cow<'a, str>, Option<&'a str>, Option<i32>)>,
    tally: TableTally,
}

/// What is wrong with a row or a cell.
type Fault = (ComplaintKind, String);

impl<'a> Reading<'a> {
    fn new(recipe: &'a TableRecipe, table: &'a Table) -> Result<Reading<'a>, IngestError> {
        let (file, level, rows) = (recipe.file.clone(), recipe.level.clone(), table.rows.len() as u64);
        Ok(Reading {
            recipe,
            rows: RowReader::new(recipe, table)?,
            piles: FxHashMap::default(),
            seen: FxHashSet::default(),
            seen_parts: FxHashSet::default(),
            tally: TableTally { file, level, rows, ..TableTally::default() },
        })
    }

    fn read(&mut self, row: &'a Row, find: &impl Fn(&str) -> Option<u32>, complaints: &mut Complaints) {
        let Some(indicator) = self.rows.indicator(row) else {
            self.tally.other_indicators += 1;
            return;
        };
        let meant = self.rows.year(row).and_then(|year| Ok((year, self.meant(row, indicator, year, find)?)));
        let faults = match meant {
            Ok((year, meant)) => self.take(row, indicator, year, &meant),
            Err(fault) => vec![fault],
        };
        for (kind, detail) in faults {
            let code = Some(self.rows.code(row)).filter(|code| !code.is_empty()).map(Cow::into_owned);
            complaints.push(Complaint {
                kind,
                file: self.recipe.file.clone(),
                row: Some(row.line),
                code,
                detail,
                place: None,
            });
        }
    }

    /// Whom a row is about, if it is the first.
    fn meant(
        &mut self,
        row: &'a Row,
        indicator: Option<&'a str>,
        year: Option<i32>,
        find: &impl Fn(&str) -> Option<u32>,
    ) -> Result<Meant, Fault> {
        let code = self.rows.code(row);
        if code.is_empty() {
            return Err((ComplaintKind::MissingCode, format!("the column `{}` is empty", self.recipe.key.name())));
        }
        let Some(mut meant) = find_meant(&code, &self.recipe.codes, find) else {
            return Err((ComplaintKind::UnknownCode, unknown_detail(&code, find)));
        };
        if self.recipe.parts {
            meant.part_of.get_or_insert_with(|| code.into_owned());
            return Ok(meant);
        }
        let is_new = match meant.part_of {
            Some(_) => self.seen_parts.insert((code.clone(), indicator, year)),
            None => self.seen.insert((meant.id, indicator, year)),
        };
        if is_new {
            return Ok(meant);
        }
        let of = indicator.map(|indicator| format!(" with `{indicator}`")).unwrap_or_default();
        let of_year = year.map(|year| format!(" in {year}")).unwrap_or_default();
        Err((ComplaintKind::DuplicateCode, format!("`{code}` occurs again{of}{of_year}")))
    }

    /// Takes the figures of a row; what is wrong with its cells.
    fn take(&mut self, row: &Row, indicator: Option<&'a str>, year: Option<i32>, meant: &Meant) -> Vec<Fault> {
        self.tally.matched += 1;
        for rule in meant.used.iter().filter_map(|&place| self.recipe.codes.get(place)) {
            *self.tally.rules.entry(rule.name()).or_default() += 1;
        }
        let mut faults = Vec::new();
        for cell in &self.rows.cells {
            let (Some(indicator), Some(year)) = (cell.indicator.or(indicator), cell.year.or(year)) else { continue };
            let figure = self.rows.figure(row, cell.column).unwrap_or_else(|detail| {
                faults.push((ComplaintKind::NotANumber, detail));
                Figure::Missing(None)
            });
            if let Some(reason) = figure.reason() {
                *self.tally.absences.entry(reason.name()).or_default() += 1;
            }
            let pile = self.piles.entry((indicator, year)).or_default();
            match &meant.part_of {
                Some(whole) => pile.parts.push(Part { id: meant.id, figure, line: row.line, whole: whole.clone() }),
                None => pile.values.push((meant.id, figure)),
            }
        }
        faults
    }
}
