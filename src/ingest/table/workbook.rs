//! The two formats of spreadsheets, a row at a time.

use std::io::{Cursor, Read};
use std::ops::ControlFlow;

use calamine::{Data, Ods, Reader, SheetVisible, Xlsx};
use zip::ZipArchive;

use super::bounds::SHEET_LIMIT;
use super::repeats;
use super::repeats::Size;
use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;
use crate::ingest::foreign;
use crate::ingest::unpack::damaged;

/// Columns that a sheet of Excel or LibreOffice has at most.
const WIDEST: u32 = 16_384;

/// Cells that a sheet of Excel may have, empty ones not counted.
const MOST_CELLS: u64 = 20_000_000;

/// Cells that the sheets of an OpenDocument file may have: all of them are held at once, repeated ones written out.
const MOST_HELD_CELLS: u64 = 5_000_000;

/// Bytes of the list of an OpenDocument file's parts that are looked at.
const MANIFEST: u64 = 1 << 20;

/// A workbook in one of the formats.
pub(super) enum Book {
    Xlsx(Box<Xlsx<Cursor<Vec<u8>>>>),
    Ods(Ods<Cursor<Vec<u8>>>),
}

/// A row of a sheet as it is stored: its cells that have anything in them, by column.
#[derive(Debug, Default)]
pub(super) struct SheetRow {
    /// From 1.
    pub(super) line: u64,
    pub(super) cells: Vec<SheetCell>,
}

#[derive(Debug)]
pub(super) struct SheetCell {
    pub(super) column: usize,
    pub(super) text: String,
    pub(super) is_number: bool,
    /// Whether it has a formula whose result the file does not have.
    pub(super) is_unknown: bool,
}

/// Cells that are merged: rows and columns from 0, both ends included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Region {
    pub(super) first: (u32, u32),
    pub(super) last: (u32, u32),
}

/// What is done with a row.
type Give<'a> = dyn FnMut(&SheetRow) -> Result<ControlFlow<()>, IngestError> + 'a;

/// Whether the parts of an OpenDocument file are encrypted, as its list of them says.
fn is_locked(bytes: &[u8]) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return false };
    let Ok(manifest) = archive.by_name("META-INF/manifest.xml") else { return false };
    let mut text = String::new();
    manifest.take(MANIFEST).read_to_string(&mut text).is_ok() && text.contains("encryption-data")
}

impl Book {
    pub(super) fn open(bytes: Vec<u8>, kind: &'static str, file: &str) -> Result<Book, IngestError> {
        let bytes = Cursor::new(bytes);
        if kind == "XLSX" {
            return Xlsx::new(bytes)
                .map(|book| Book::Xlsx(Box::new(book)))
                .map_err(|error| damaged(file, kind, &error));
        }
        if is_locked(bytes.get_ref()) {
            return Err(foreign::of_locked(file).of(file));
        }
        let size = repeats::size(file, bytes.get_ref())?;
        if size.cells > MOST_HELD_CELLS || size.text > SHEET_LIMIT {
            let limit = format!("{} million cells or {} MiB of text", MOST_HELD_CELLS / 1_000_000, SHEET_LIMIT >> 20);
            return Err(Fault::TooLarge { limit }.of(file));
        }
        Ods::new(bytes).map(Book::Ods).map_err(|error| damaged(file, kind, &error))
    }

    /// The names of the sheets, and whether each is hidden.
    pub(super) fn sheets(&self) -> Vec<(String, bool)> {
        let sheets = match self {
            Book::Xlsx(book) => book.sheets_metadata(),
            Book::Ods(book) => book.sheets_metadata(),
        };
        sheets.iter().map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect()
    }

    /// The merged cells of a sheet; those of OpenDocument are not known.
    pub(super) fn merged(&mut self, file: &str, sheet: &str) -> Result<Vec<Region>, IngestError> {
        let Book::Xlsx(book) = self else { return Ok(Vec::new()) };
        let cells = book.merge_cells_by_sheet_name(sheet).map_err(|error| damaged(file, "XLSX", &error))?;
        Ok(cells.iter().map(|cells| Region { first: cells.start, last: cells.end }).collect())
    }

    /// The first rows of a sheet that have anything in them.
    pub(super) fn first_rows(&mut self, file: &str, sheet: &str, most: usize) -> Result<Vec<SheetRow>, IngestError> {
        let mut rows = Vec::new();
        self.each_row(file, sheet, &mut |row| {
            rows.push(SheetRow { line: row.line, cells: row.cells.iter().map(SheetCell::copy).collect() });
            Ok(if rows.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        Ok(rows)
    }

    /// Gives the rows of a sheet that have anything in them.
    ///
    /// # Errors
    /// When the sheet is damaged or too large, and what `give` returns.
    pub(super) fn each_row(&mut self, file: &str, sheet: &str, give: &mut Give) -> Result<(), IngestError> {
        match self {
            Book::Xlsx(book) => each_row_of_xlsx(book, file, sheet, give),
            Book::Ods(book) => each_row_of_ods(book, file, sheet, give),
        }
    }
}

/// Cells come one by one: a sheet with one cell in each corner would be seventeen thousand million as a rectangle.
fn each_row_of_xlsx(
    book: &mut Xlsx<Cursor<Vec<u8>>>,
    file: &str,
    sheet: &str,
    give: &mut Give,
) -> Result<(), IngestError> {
    let wrong = |error: calamine::XlsxError| damaged(file, "XLSX", &error);
    let mut cells = book.worksheet_cells_reader(sheet).map_err(wrong)?;
    let mut row = SheetRow::default();
    // Texts are those of one row: who takes the rows has a bound of his own.
    let mut size = Size::default();
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(wrong)? {
        let (at, column) = cell.pos;
        let line = u64::from(at) + 1;
        if line < row.line || column >= WIDEST {
            return Err(damaged(file, "XLSX", &format!("the cells of row {line} are out of place")));
        }
        if line > row.line {
            if row.give(give)?.is_break() {
                return Ok(());
            }
            (row.line, size.text) = (line, 0);
        }
        let value = Data::from(cell.value);
        let Some(cell) = SheetCell::of(column, &value, cell.formula.is_some()) else { continue };
        size = Size { cells: size.cells + 1, text: size.text + cell.text.len() as u64 };
        let file = || file.to_owned();
        if size.text > SHEET_LIMIT {
            return Err(Fault::TooManyRows { row: line, limit: SHEET_LIMIT >> 20 }.of(file()));
        }
        if size.cells > MOST_CELLS {
            return Err(Fault::TooManyCells { row: line, limit: MOST_CELLS / 1_000_000 }.of(file()));
        }
        row.cells.push(cell);
    }
    row.give(give).map(|_| ())
}

fn each_row_of_ods(
    book: &mut Ods<Cursor<Vec<u8>>>,
    file: &str,
    sheet: &str,
    give: &mut Give,
) -> Result<(), IngestError> {
    let wrong = |error: calamine::OdsError| damaged(file, "ODS", &error);
    let range = book.worksheet_range(sheet).map_err(wrong)?;
    let formulas = book.worksheet_formula(sheet).map_err(wrong)?;
    let (top, left) = range.start().unwrap_or_default();
    for (cells, at) in range.rows().zip(top..) {
        let cells = cells.iter().zip(left..).filter_map(|(value, column)| {
            let has_formula = || formulas.get_value((at, column)).is_some_and(|formula| !formula.is_empty());
            SheetCell::of(column, value, *value == Data::Empty && has_formula())
        });
        let mut row = SheetRow { line: u64::from(at) + 1, cells: cells.collect() };
        if row.give(give)?.is_break() {
            return Ok(());
        }
    }
    Ok(())
}

impl SheetRow {
    /// Gives the row, unless it has nothing in it; it is empty again.
    fn give(&mut self, give: &mut Give) -> Result<ControlFlow<()>, IngestError> {
        let is_filled = self.cells.iter().any(|cell| cell.is_unknown || !cell.text.trim().is_empty());
        self.cells.sort_by_key(|cell| cell.column);
        let given = if is_filled { give(self) } else { Ok(ControlFlow::Continue(())) };
        self.cells.clear();
        given
    }

    pub(super) fn get(&self, column: usize) -> Option<&SheetCell> {
        self.cells.binary_search_by_key(&column, |cell| cell.column).ok().map(|place| &self.cells[place])
    }

    /// Whether a cell has this text.
    pub(super) fn has(&self, text: &str) -> bool {
        self.cells.iter().any(|cell| cell.text.trim() == text)
    }

    /// The texts of all cells up to the last that has one.
    pub(super) fn names(&self) -> Vec<String> {
        let last = self.cells.iter().rfind(|cell| !cell.text.trim().is_empty());
        let mut names = vec![String::new(); last.map_or(0, |cell| cell.column + 1)];
        for cell in &self.cells {
            if let Some(name) = names.get_mut(cell.column) {
                cell.text.trim().clone_into(name);
            }
        }
        names
    }
}

impl SheetCell {
    /// A cell, unless it is empty.
    fn of(column: u32, value: &Data, has_formula: bool) -> Option<SheetCell> {
        let is_unknown = *value == Data::Empty && has_formula;
        let is_number = matches!(value, Data::Int(_) | Data::Float(_));
        let is_filled = *value != Data::Empty || is_unknown;
        is_filled.then(|| SheetCell { column: column as usize, text: text(value), is_number, is_unknown })
    }

    fn copy(&self) -> SheetCell {
        SheetCell { text: self.text.clone(), ..*self }
    }
}

/// A cell as delimited text would have it: dates in ISO 8601, numbers with a decimal point.
fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"),
            }
        }
        other => other.to_string(),
    }
}
