use std::io::Cursor;

use calamine::{Data, DataRef, Ods, Reader, Xlsx};

use super::guard::guarded;
use super::header::{SAMPLE, best_header};
use super::repeats::Size;
use super::unpack::{UNPACKED_LIMIT, check_zip, damaged};
use super::{Contents, Origin, Row, Storage, archive, repeats};
use crate::ingest::spelling::near_miss;
use crate::ingest::{ComplaintKind, IngestError};

/// Columns that a sheet of Excel or LibreOffice has at most.
const WIDEST: u32 = 16_384;

/// Cells that a table may have, empty ones included: a sheet of few cells far apart would fill the memory.
const MOST_CELLS: usize = 20_000_000;

/// A row of a sheet as it is stored: its cells that are not empty, by column.
struct SparseRow {
    line: u64,
    cells: Vec<(u32, String)>,
}

/// A workbook in one of the formats.
enum Book {
    Xlsx(Box<Xlsx<Cursor<Vec<u8>>>>),
    Ods(Ods<Cursor<Vec<u8>>>),
}

/// Reads a sheet of a spreadsheet: the one that the recipe names, or the first that has the wanted columns.
pub(super) fn read(
    bytes: Vec<u8>,
    origin: &Origin,
    complain: &mut impl FnMut(ComplaintKind, u64, String),
) -> Result<Contents, IngestError> {
    let parts = guarded(origin.file, "ZIP", || check_zip(origin.file, &bytes, UNPACKED_LIMIT))?;
    let has = |part: &str| parts.iter().any(|name| name == part);
    let kind = match () {
        () if has("xl/workbook.xml") => "XLSX",
        () if has("content.xml") => "ODS",
        () => return archive::read(bytes, origin, complain),
    };
    let (name, rows, header_at) = guarded(origin.file, kind, || {
        let mut book = Book::open(bytes, kind, origin.file)?;
        let (name, header_at) = choose(&mut book, origin)?;
        Ok((name.clone(), book.rows(origin.file, &name, usize::MAX)?, header_at))
    })?;
    let mut rows = rows.into_iter().skip(header_at);
    let header = rows.next().filter(|header| !header.cells.is_empty());
    let Some(header) = header else {
        return Err(IngestError::Empty { file: format!("{}, sheet {name}", origin.file) });
    };
    let width = header.cells.last().map_or(0, |(column, _)| *column as usize + 1);
    if rows.len().saturating_mul(width) > MOST_CELLS {
        return Err(too_large(origin.file));
    }
    let dense = rows.map(|row| {
        let beyond = row.cells.last().filter(|(column, _)| *column as usize >= width);
        if let Some((column, _)) = beyond {
            complain(ComplaintKind::LongRow, row.line, format!("{} fields instead of {width}", column + 1));
        }
        row.dense(width)
    });
    Ok(Contents { rows: dense.collect(), header: header.dense(width), storage: Storage::Sheet { kind, name } })
}

/// The name of the sheet that is meant and the place of its header among its rows.
fn choose(book: &mut Book, origin: &Origin) -> Result<(String, usize), IngestError> {
    let names = book.names();
    let candidates = match origin.sheet {
        None => names,
        Some(sheet) if names.iter().any(|name| name == sheet) => vec![sheet.to_owned()],
        Some(sheet) => {
            return Err(IngestError::MissingSheet {
                file: origin.file.to_owned(),
                sheet: sheet.to_owned(),
                near: near_miss(sheet, names.iter().map(String::as_str)).map(str::to_owned),
                existing: names,
            });
        }
    };
    let mut best: Option<(usize, String, usize)> = None;
    for name in candidates {
        let sample = book.rows(origin.file, &name, SAMPLE)?;
        let texts = sample.iter().map(|row| row.cells.iter().map(|(_, text)| text.as_str()));
        let (found, at) = best_header(texts, origin.wanted);
        if best.as_ref().is_none_or(|(most, ..)| found > *most) {
            best = Some((found, name, at));
        }
    }
    let (_, name, at) = best.ok_or_else(|| IngestError::Empty { file: origin.file.to_owned() })?;
    Ok((name, at))
}

impl Book {
    fn open(bytes: Vec<u8>, kind: &'static str, file: &str) -> Result<Book, IngestError> {
        let bytes = Cursor::new(bytes);
        match kind {
            "XLSX" => Xlsx::new(bytes).map(|book| Book::Xlsx(Box::new(book))).map_err(|e| damaged(file, kind, &e)),
            _ if is_too_large(repeats::size(file, bytes.get_ref())?) => Err(too_large(file)),
            _ => Ods::new(bytes).map(Book::Ods).map_err(|error| damaged(file, kind, &error)),
        }
    }

    fn names(&self) -> Vec<String> {
        match self {
            Book::Xlsx(book) => book.sheet_names(),
            Book::Ods(book) => book.sheet_names(),
        }
    }

    /// The first rows of a sheet that have anything in them.
    fn rows(&mut self, file: &str, sheet: &str, most: usize) -> Result<Vec<SparseRow>, IngestError> {
        match self {
            Book::Xlsx(book) => xlsx_rows(book, file, sheet, most),
            Book::Ods(book) => {
                let range = book.worksheet_range(sheet).map_err(|error| damaged(file, "ODS", &error))?;
                let (top, left) = range.start().unwrap_or_default();
                let rows = range.rows().zip(u64::from(top) + 1..).map(|(cells, line)| {
                    let cells = cells.iter().zip(left..).filter(|(cell, _)| **cell != Data::Empty);
                    SparseRow { line, cells: cells.map(|(cell, column)| (column, text(cell))).collect() }
                });
                Ok(rows.filter(SparseRow::has_text).take(most).collect())
            }
        }
    }
}

/// Cells come one by one: a sheet with one cell in each corner would be seventeen thousand million as a rectangle.
fn xlsx_rows(
    book: &mut Xlsx<Cursor<Vec<u8>>>,
    file: &str,
    sheet: &str,
    most: usize,
) -> Result<Vec<SparseRow>, IngestError> {
    let wrong = |error: calamine::XlsxError| damaged(file, "XLSX", &error);
    let mut cells = book.worksheet_cells_reader(sheet).map_err(wrong)?;
    let mut rows: Vec<SparseRow> = Vec::new();
    let mut size = Size::default();
    while let Some(cell) = cells.next_cell().map_err(wrong)? {
        let ((row, column), value) = (cell.get_position(), cell.get_value());
        if *value == DataRef::Empty {
            continue;
        }
        let line = u64::from(row) + 1;
        let last = rows.last().map_or(0, |row| row.line);
        if line < last || column >= WIDEST {
            return Err(damaged(file, "XLSX", &format!("the cells of row {line} are out of place")));
        }
        if line > last {
            if rows.last().is_some_and(|row| !row.has_text()) {
                rows.pop();
            }
            if rows.len() == most {
                return Ok(rows);
            }
            rows.push(SparseRow { line, cells: Vec::new() });
        }
        // A text that many cells share is stored once, and then no more.
        let text = text(&Data::from(value.clone()));
        size = Size { cells: size.cells + 1, text: size.text + text.len() as u64 };
        if is_too_large(size) {
            return Err(too_large(file));
        }
        if let Some(row) = rows.last_mut() {
            row.cells.push((column, text));
        }
    }
    rows.retain(SparseRow::has_text);
    rows.iter_mut().for_each(|row| row.cells.sort_by_key(|(column, _)| *column));
    Ok(rows)
}

impl SparseRow {
    fn has_text(&self) -> bool {
        self.cells.iter().any(|(_, text)| !text.trim().is_empty())
    }

    fn dense(self, width: usize) -> Row {
        let mut cells = vec![String::new(); width];
        for (column, text) in self.cells {
            if let Some(cell) = cells.get_mut(column as usize) {
                *cell = text;
            }
        }
        Row::new(self.line, cells)
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

fn is_too_large(size: Size) -> bool {
    size.cells > MOST_CELLS as u64 || size.text > UNPACKED_LIMIT
}

fn too_large(file: &str) -> IngestError {
    let limit = format!("{} million cells or {} MiB of text", MOST_CELLS / 1_000_000, UNPACKED_LIMIT >> 20);
    IngestError::TooLarge { file: file.to_owned(), limit }
}
