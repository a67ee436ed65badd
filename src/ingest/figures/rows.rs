use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::gazetteer::Figure;
use crate::ingest::complaint_kind::ComplaintKind;
use crate::ingest::error::IngestError;
use crate::ingest::number::{Marks, parse_with};
use crate::ingest::recipe::{FigureCells, TableRecipe};
use crate::ingest::spelling::listed;
use crate::ingest::table::{Row, Table};
use crate::ingest::years;

/// What is wrong with a row or a cell.
pub(super) type Fault = (ComplaintKind, String);

/// Reads a row of a table as the recipe says.
pub(super) struct RowReader<'a> {
    recipe: &'a TableRecipe,
    table: &'a Table,
    /// The column of the code, or of each part of it.
    key: Vec<usize>,
    indicator: Option<usize>,
    year: Option<usize>,
    /// What is wrong with years of the table.
    doubtful_years: BTreeMap<i32, String>,
    pub(super) cells: Vec<Cell<'a>>,
}

/// A column of figures.
pub(super) struct Cell<'a> {
    pub(super) column: usize,
    /// None where the row names it.
    pub(super) indicator: Option<&'a str>,
    /// None where the row names it.
    pub(super) year: Option<i32>,
}

impl<'a> RowReader<'a> {
    /// # Errors
    /// When the table lacks a column.
    pub(super) fn new(recipe: &'a TableRecipe, table: &'a Table) -> Result<RowReader<'a>, IngestError> {
        let cell = |cells: &'a FigureCells| {
            let column = table.column(&cells.column)?;
            Ok(Cell { column, indicator: cells.indicator.as_deref(), year: cells.year })
        };
        let year = recipe.year.as_ref().map(|year| table.column(year)).transpose()?;
        Ok(RowReader {
            recipe,
            table,
            key: recipe.key.columns().map(|column| table.column(column)).collect::<Result<_, _>>()?,
            indicator: recipe.indicator.as_ref().map(|indicator| table.column(&indicator.column)).transpose()?,
            year,
            doubtful_years: year.map(|year| doubtful_years(table, year)).unwrap_or_default(),
            cells: recipe.cells.iter().map(cell).collect::<Result<_, IngestError>>()?,
        })
    }

    pub(super) fn code<'row>(&self, row: &'row Row) -> Cow<'row, str> {
        match self.key[..] {
            [column] => row.get(column).into(),
            _ => self.recipe.key.join(self.key.iter().map(|column| row.get(*column))).into(),
        }
    }

    /// The column in which rows name their indicator, where they do.
    pub(super) fn indicator_column(&self) -> Option<usize> {
        self.indicator
    }

    /// The indicator that a row names, where rows do; none for a row of an indicator that the recipe does not name.
    #[expect(clippy::option_option, reason = "a row may be left out, and a row may name none")]
    pub(super) fn indicator(&self, row: &Row) -> Option<Option<&'a str>> {
        let (Some(column), Some(indicator)) = (self.indicator, &self.recipe.indicator) else { return Some(None) };
        indicator.names.get(row.get(column)).map(|id| Some(id.as_str()))
    }

    /// The year that a row names, where rows do: the first four digits of the cell that stand for themselves, so that
    /// `2022-2023` is the school year that began in 2022 and `31/12/2021` a day of 2021.
    pub(super) fn year(&self, row: &Row) -> Result<Option<i32>, Fault> {
        let Some(column) = self.year else { return Ok(None) };
        let text = row.get(column);
        let name = &self.table.columns[column];
        let fault = |detail: String| (ComplaintKind::NotAYear, format!("`{name}`: {detail}"));
        let year = year_in(text).ok_or_else(|| fault(format!("no year of four digits in `{text}`")))?;
        match self.doubtful_years.get(&year) {
            Some(why) => Err(fault(format!("{why}; correct `{text}` in the table"))),
            None => Ok(Some(year)),
        }
    }

    /// The figure in a cell, or what is wrong with it.
    pub(super) fn figure(&self, row: &Row, column: usize) -> Result<Figure, String> {
        if let Some(reason) = self.recipe.absences.reason(row.get(column)) {
            return Ok(Figure::Missing(Some(reason)));
        }
        // Numbers that may be read in two ways are reported once for their column.
        if self.table.is_doubtful(row, column) {
            return Ok(Figure::Missing(None));
        }
        self.table.number(row, column).map(Figure::from).map_err(|error| {
            let declared = listed(self.recipe.absences.markers());
            let column = &self.table.columns[column];
            if has_apostrophes(&error.0) {
                return format!(
                    "`{column}`: {error}; if `'` separates thousands, add `thousands = \"'\"` to the table"
                );
            }
            format!("`{column}`: {error}; markers of absence declared: {declared}")
        })
    }
}

/// Whether a text is a number as soon as apostrophes may separate thousands.
fn has_apostrophes(text: &str) -> bool {
    let parses = |decimal| matches!(parse_with(text, Marks { decimal, thousands: Some('\'') }), Ok(Some(_)));
    text.contains(['\'', '\u{2019}']) && (parses('.') || parses(','))
}

fn year_in(text: &str) -> Option<i32> {
    let year = text.split(|character: char| !character.is_ascii_digit()).find(|digits| digits.len() == 4);
    year.and_then(|year| year.parse().ok())
}

fn doubtful_years(table: &Table, column: usize) -> BTreeMap<i32, String> {
    let mut rows: BTreeMap<i32, u64> = BTreeMap::new();
    for year in table.rows.iter().filter_map(|row| year_in(row.get(column))) {
        *rows.entry(year).or_default() += 1;
    }
    years::doubtful(&rows)
}
