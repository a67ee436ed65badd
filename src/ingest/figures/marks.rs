use rustc_hash::{FxHashMap, FxHashSet};

use super::rows::RowReader;
use crate::gazetteer::counted;
use crate::ingest::codes::find_meant;
use crate::ingest::complaint::{Complaint, Complaints};
use crate::ingest::complaint_kind::ComplaintKind;
use crate::ingest::error::IngestError;
use crate::ingest::number::Marks;
use crate::ingest::recipe::TableRecipe;
use crate::ingest::table::{ColumnCensus, Doubt, Row, Table};

/// Numbers of one year that may be read in two ways, from which on other years do not tell what they mean.
const ENOUGH: u32 = 3;

/// Reads points and commas in figures as the recipe says; where it says nothing and the figures do not tell, each such
/// column is a complaint.
///
/// # Errors
/// When the table lacks a column.
pub(super) fn settle(
    table: &mut Table,
    recipe: &TableRecipe,
    find: &impl Fn(&str) -> Option<u32>,
    complaints: &mut Complaints,
) -> Result<(), IngestError> {
    let mut columns = Vec::new();
    for cells in &recipe.cells {
        let column = table.column(&cells.column)?;
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    for column in columns {
        if let Some(marks) = recipe.marks {
            table.set_marks(column, marks);
        } else if table.has_either(column) {
            let (marks, doubt, lines) = judge(table, recipe, column, find)?;
            table.judge_marks(column, marks, doubt, lines);
        }
        if let Some(doubt) = table.doubt(column) {
            let (mark, decimal) = (doubt.mark, doubt.example.replace(',', "."));
            let thousands = doubt.example.replace(mark, "");
            let detail = format!(
                "`{}`: {} such as `{}` may mean {decimal} or {thousands}; add `decimal = \"{mark}\"` or \
                 `thousands = \"{mark}\"` to the table",
                table.columns[column],
                counted(doubt.count.into(), "figure"),
                doubt.example
            );
            let (kind, row) = (ComplaintKind::DoubtfulMark, Some(doubt.line));
            complaints.push(Complaint { kind, file: recipe.file.clone(), row, code: None, detail, place: None });
        }
    }
    Ok(())
}

/// The marks of a column and the lines whose numbers are in doubt. Only figures that are taken tell what marks mean, and
/// only those of the same indicator: rates with decimals beside counts, and a mean in a last row of no territory, do not.
fn judge(
    table: &Table,
    recipe: &TableRecipe,
    column: usize,
    find: &impl Fn(&str) -> Option<u32>,
) -> Result<(Marks, Option<Doubt>, FxHashSet<u64>), IngestError> {
    let rows = RowReader::new(recipe, table)?;
    let taken = taken(table, &rows, recipe, column, find);
    let mut by_year = FxHashMap::<_, ColumnCensus>::default();
    for (of, row) in &taken {
        by_year.entry(*of).or_default().note(row.get(column), row.line);
    }
    let (mut by_indicator, mut all) = (FxHashMap::<_, ColumnCensus>::default(), ColumnCensus::default());
    for ((indicator, _), census) in &by_year {
        by_indicator.entry(*indicator).or_default().add(census);
        all.add(census);
    }
    let marks = all.marks(table.format.storage.delimiter());
    let (mut lines, mut doubt) = (FxHashSet::default(), None::<Doubt>);
    for (of, row) in taken {
        // A single year of a few figures is not judged without the others.
        let census = by_year.get(&of).filter(|census| census.either() >= ENOUGH).or_else(|| by_indicator.get(&of.0));
        let cell = row.get(column);
        let Some(mark) = census.and_then(|census| census.doubts(cell, marks)) else { continue };
        lines.insert(row.line);
        let first = || Doubt { count: 0, line: row.line, example: cell.to_owned(), mark };
        doubt.get_or_insert_with(first).count += 1;
    }
    Ok((marks, doubt, lines))
}

/// The indicator and the year that a row names, where it does.
type Of<'a> = (Option<&'a str>, Option<i32>);

/// The rows of which the column is taken as a figure written as text.
fn taken<'a>(
    table: &'a Table,
    rows: &RowReader<'a>,
    recipe: &TableRecipe,
    column: usize,
    find: &impl Fn(&str) -> Option<u32>,
) -> Vec<(Of<'a>, &'a Row)> {
    let is_text = |row: &&Row| {
        let cell = row.get(column);
        cell.contains([',', '.']) && !row.is_number(column) && recipe.absences.reason(cell).is_none()
    };
    let of = |row: &'a Row| {
        let of = (rows.indicator(row)?, rows.year(row).ok()?);
        find_meant(&rows.code(row), &recipe.codes, find).is_some().then_some((of, row))
    };
    table.rows.iter().filter(is_text).filter_map(of).collect()
}
