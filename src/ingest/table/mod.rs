use std::fmt;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};

use super::encoding::{Decoded, decode};
use super::number::MarkCensus;
use super::source::{find_column, read_bytes};
use super::{Complaint, ComplaintKind, Complaints, IngestError, NotANumber, parse_number};

#[cfg(test)]
mod tests;

/// Delimiters of tables, the likelier first: a comma may be a decimal mark.
const DELIMITERS: [u8; 4] = [b';', b'\t', b'|', b','];

/// Rows that are looked at to tell the delimiter and to find the header.
const SAMPLE: usize = 50;

/// Delimited text, all cells still text: a code keeps its leading zero.
#[derive(Clone, Debug)]
pub struct Table {
    /// The path as the recipe writes it.
    pub file: String,
    pub format: TableFormat,
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
    /// For every column whether its numbers have a decimal comma.
    decimal_commas: Vec<bool>,
}

/// A row below the header that has all fields.
#[derive(Clone, Debug)]
pub struct Row {
    /// Line of the file on which the row starts, from 1.
    pub line: u64,
    cells: StringRecord,
}

/// How a table is written, as far as its reader had to find out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFormat {
    /// Name of the encoding: `UTF-8`, `Windows-1252`.
    pub encoding: &'static str,
    pub byte_order_mark: bool,
    pub delimiter: u8,
    /// Whether the numbers of some column have a decimal comma.
    pub decimal_comma: bool,
    /// Line of the header, which is not 1 where a preamble precedes it.
    pub header_line: u64,
}

impl Row {
    /// The cell of a column without the spaces around it.
    pub fn get(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default().trim()
    }
}

impl Table {
    /// Reads the table `file` of `folder`, which has to have the columns `wanted`.
    ///
    /// Encoding, delimiter and decimal mark are found out; the wanted columns tell the header from a preamble.
    ///
    /// # Errors
    /// When the file is missing, empty or not text, or lacks a wanted column.
    pub fn read(folder: &Path, file: &str, wanted: &[&str], complaints: &mut Complaints) -> Result<Table, IngestError> {
        let bytes = read_bytes(folder, file)?;
        let decoded = decode(&bytes);
        drop(bytes);
        refuse_other_than_text(file, &decoded.text)?;
        let mut complain = |kind, row, detail: String| {
            complaints.push(Complaint { kind, file: file.to_owned(), row: Some(row), code: None, detail });
        };
        for &line in &decoded.bad_lines {
            complain(ComplaintKind::InvalidText, line, format!("bytes that are not {}", decoded.encoding));
        }
        let (delimiter, header_at) = find_header(&decoded.text, wanted);
        let mut records = records(&decoded.text, delimiter).skip(header_at);
        let Some(header) = records.next() else {
            return Err(IngestError::Empty { file: file.to_owned() });
        };
        let columns: Vec<String> = header.cells.iter().map(|name| name.trim().to_owned()).collect();
        for column in wanted {
            find_column(file, &columns, column)?;
        }
        let rows = whole_rows(&decoded.text, columns.len(), records, &mut complain);
        let decimal_commas = decimal_commas(columns.len(), &rows, delimiter);
        let format = format_of(&decoded, delimiter, decimal_commas.contains(&true), header.line);
        complaints.note_format(file, format.to_string());
        Ok(Table { file: file.to_owned(), format, columns, rows, decimal_commas })
    }

    /// The position of a column, for [`Row::get`].
    ///
    /// # Errors
    /// When the table has no column of that name, or two.
    pub fn column(&self, name: &str) -> Result<usize, IngestError> {
        find_column(&self.file, &self.columns, name)
    }

    /// The number in a cell, read with the decimal mark of its column; an empty cell is none.
    ///
    /// # Errors
    /// When the cell holds anything but a number.
    pub fn number(&self, row: &Row, column: usize) -> Result<Option<f64>, NotANumber> {
        parse_number(row.get(column), self.decimal_commas.get(column).copied().unwrap_or_default())
    }
}

impl fmt::Display for TableFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.encoding)?;
        if self.byte_order_mark {
            formatter.write_str(" with BOM")?;
        }
        match self.delimiter {
            b'\t' => formatter.write_str(", delimiter tab")?,
            delimiter => write!(formatter, ", delimiter `{}`", char::from(delimiter))?,
        }
        formatter.write_str(if self.decimal_comma { ", decimal comma" } else { ", decimal point" })?;
        match self.header_line {
            1 => Ok(()),
            line => write!(formatter, ", header on line {line}"),
        }
    }
}

fn format_of(decoded: &Decoded, delimiter: u8, decimal_comma: bool, header_line: u64) -> TableFormat {
    let (encoding, byte_order_mark) = (decoded.encoding, decoded.mark);
    TableFormat { encoding, byte_order_mark, delimiter, decimal_comma, header_line }
}

fn refuse_other_than_text(file: &str, text: &str) -> Result<(), IngestError> {
    let what = match text {
        _ if text.trim().is_empty() => return Err(IngestError::Empty { file: file.to_owned() }),
        _ if text.starts_with("PK\u{3}\u{4}") => "a spreadsheet or a ZIP archive",
        _ if text.starts_with("SQLite format 3") => "an SQLite database, perhaps a GeoPackage",
        _ if text.contains('\0') => "a binary file",
        _ => return Ok(()),
    };
    Err(IngestError::NotText { file: file.to_owned(), what })
}

/// The rows of a text that have anything in them.
fn records(text: &str, delimiter: u8) -> impl Iterator<Item = Row> {
    let reader =
        ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows = reader.into_records().map_while(Result::ok).map(|cells| {
        let line = cells.position().map_or(0, |position| line_at(text, position));
        Row { line, cells }
    });
    rows.filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()))
}

/// The line of a record, whose position is taken before the empty lines above it are skipped.
fn line_at(text: &str, position: &csv::Position) -> u64 {
    let rest = text.as_bytes().get(position.byte() as usize..).unwrap_or_default();
    let skipped = rest.iter().take_while(|byte| b"\r\n".contains(byte)).filter(|&&byte| byte == b'\n');
    position.line() + skipped.count() as u64
}

/// The delimiter and the number of rows above the header: the first row that has all wanted columns. Where there is
/// none, the delimiter that cuts the rows most evenly, and the first row that has most of them.
fn find_header(text: &str, wanted: &[&str]) -> (u8, usize) {
    let mut candidates = DELIMITERS.map(|delimiter| {
        let sample: Vec<Row> = records(text, delimiter).take(SAMPLE).collect();
        (evenness(&sample), delimiter, sample)
    });
    candidates.sort_by_key(|(evenness, ..)| std::cmp::Reverse(*evenness));
    let mut best = (0, candidates[0].1, 0);
    for (_, delimiter, sample) in &candidates {
        for (at, row) in sample.iter().enumerate() {
            let found = wanted.iter().filter(|name| row.cells.iter().any(|cell| cell.trim() == **name)).count();
            if found > best.0 {
                best = (found, *delimiter, at);
            }
        }
    }
    (best.1, best.2)
}

/// How many rows have the commonest number of fields, and that number; cuts into one field count for nothing.
fn evenness(sample: &[Row]) -> (usize, usize) {
    let widths: Vec<usize> = sample.iter().map(|row| row.cells.len()).filter(|&width| width > 1).collect();
    let alike = |&width: &usize| (widths.iter().filter(|&&other| other == width).count(), width);
    widths.iter().map(alike).max().unwrap_or_default()
}

/// The rows that have all fields; the others become complaints.
fn whole_rows(
    text: &str,
    width: usize,
    records: impl Iterator<Item = Row>,
    complain: &mut impl FnMut(ComplaintKind, u64, String),
) -> Vec<Row> {
    let mut rows: Vec<Row> = records.collect();
    let runs_on = rows.last().is_some_and(|last| last.cells.iter().any(|cell| cell.contains('\n')));
    if runs_on && text.matches('"').count() % 2 == 1 {
        let line = rows.pop().map_or(0, |last| last.line);
        complain(ComplaintKind::OpenQuote, line, "a quotation mark that never closes".to_owned());
    }
    rows.retain(|row| {
        let found = row.cells.len();
        if found != width {
            let kind = if found < width { ComplaintKind::ShortRow } else { ComplaintKind::LongRow };
            complain(kind, row.line, format!("{found} fields instead of {width}"));
        }
        found >= width
    });
    rows
}

fn decimal_commas(width: usize, rows: &[Row], delimiter: u8) -> Vec<bool> {
    let mut columns = vec![MarkCensus::default(); width];
    for row in rows {
        for (census, cell) in columns.iter_mut().zip(&row.cells) {
            census.note(cell);
        }
    }
    columns.into_iter().map(|census| census.decimal_comma(delimiter)).collect()
}
