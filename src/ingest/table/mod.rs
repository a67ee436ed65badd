use std::path::Path;

use rustc_hash::FxHashSet;

use super::charset::Charset;
use super::complaint::{Complaint, Complaints};
use super::complaint_kind::ComplaintKind;
use super::error::IngestError;
use super::fault::Fault;
use super::foreign;
use super::number::{Marks, NotANumber, parse_with};
use super::source::{FILE_LIMIT, FeatureSource, find_column, read_bytes};
use super::unpack::gunzip;
use contents::{Contents, Origin, Reach};
use marks::ColumnMarks;

mod archive;
mod beginning;
mod bounds;
mod contents;
mod format;
mod header;
mod marks;
mod merged;
mod parquet;
mod placed;
mod quotes;
mod records;
mod repeats;
mod row;
mod sheet;
mod spaced;
mod text;
mod workbook;

pub(crate) use beginning::Parts;
pub use format::{Storage, TableFormat};
pub(super) use marks::{ColumnCensus, Doubt};
pub(super) use placed::PlacedRows;
pub(super) use row::Place;
pub use row::Row;

#[cfg(test)]
mod format_tests;
#[cfg(test)]
mod sheet_tests;
#[cfg(test)]
mod tests;

/// A table, all cells still text: a code keeps its leading zero.
#[derive(Clone, Debug)]
pub struct Table {
    /// The path as the recipe writes it.
    pub file: String,
    pub format: TableFormat,
    /// Those that were asked for, in the order of the file.
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
    /// For every column what points and commas mean in its numbers.
    marks: Vec<ColumnMarks>,
}

impl Table {
    /// Reads the wanted columns of a file that is no file of features by its first bytes; its layer is a sheet.
    ///
    /// # Errors
    /// When the file is missing, empty, damaged or no table, or lacks a wanted column or the sheet.
    pub(super) fn read_wanted(
        folder: &Path,
        source: &FeatureSource,
        wanted: &[&str],
        complaints: &mut Complaints,
    ) -> Result<Table, IngestError> {
        Table::read_plain(folder, source, wanted, Reach::Wanted, complaints)
    }

    /// As [`Table::read_wanted`], with all its columns.
    pub(super) fn read_all(
        folder: &Path,
        source: &FeatureSource,
        wanted: &[&str],
        complaints: &mut Complaints,
    ) -> Result<Table, IngestError> {
        Table::read_plain(folder, source, wanted, Reach::All, complaints)
    }

    fn read_plain(
        folder: &Path,
        source: &FeatureSource,
        wanted: &[&str],
        reach: Reach,
        complaints: &mut Complaints,
    ) -> Result<Table, IngestError> {
        let (file, sheet) = (source.file.as_str(), source.layer.as_deref());
        let charset = source.encoding.as_deref().and_then(Charset::of_label);
        let mut bytes = read_bytes(folder, file)?;
        let gzip = bytes.starts_with(b"\x1f\x8b");
        if gzip {
            bytes = gunzip(file, &bytes, FILE_LIMIT)?;
        }
        Table::of_bytes(bytes, gzip, &Origin { file, sheet, charset, wanted, reach }, complaints)
    }

    /// The table that these bytes are, unpacked already, as [`Table::read_sheet`] reads it.
    fn of_bytes(
        bytes: Vec<u8>,
        gzip: bool,
        origin: &Origin,
        complaints: &mut Complaints,
    ) -> Result<Table, IngestError> {
        let file = origin.file;
        let mut complain = |kind, row, detail: String| {
            complaints.push(Complaint { kind, file: file.to_owned(), row: Some(row), code: None, detail, place: None });
        };
        let contents = contents(bytes, origin, &mut complain)?;
        let place = contents.storage.place(file);
        let table = Table::of_contents(file, contents, gzip);
        complaints.note_format(&place, table.format.to_string());
        Ok(table)
    }

    fn of_contents(file: &str, contents: Contents, gzip: bool) -> Table {
        let Contents { storage, header, rows, census } = contents;
        let is_typed = matches!(storage, Storage::Features { .. });
        let marks = census.finish(storage.delimiter(), is_typed);
        let decimal_comma = marks.iter().any(|column| column.marks.decimal == ',');
        let format = TableFormat { storage, gzip, decimal_comma, header_line: header.line };
        let columns = header.cells.iter().map(|name| name.trim().to_owned()).collect();
        Table { file: file.to_owned(), format, columns, rows, marks }
    }

    /// The position of a column, for [`Row::get`].
    ///
    /// # Errors
    /// When the table has no column of that name, or two.
    pub fn column(&self, name: &str) -> Result<usize, IngestError> {
        find_column(&self.file, &self.columns, name)
    }

    /// Whether the numbers of a column have a decimal comma.
    pub(crate) fn has_decimal_comma(&self, column: usize) -> bool {
        self.marks_of(column).decimal == ','
    }

    fn marks_of(&self, column: usize) -> Marks {
        self.marks.get(column).map_or_else(Marks::default, |column| column.marks)
    }

    /// The numbers of a column are written as the recipe says.
    pub(super) fn set_marks(&mut self, column: usize, marks: Marks) {
        if let Some(own) = self.marks.get_mut(column) {
            *own = ColumnMarks::said(marks);
        }
    }

    /// Whether a number of a column may be read in two ways when it is read alone.
    pub(super) fn has_either(&self, column: usize) -> bool {
        self.marks.get(column).is_some_and(ColumnMarks::has_either)
    }

    /// The numbers of a column have these marks, but for those in some lines, which may be read in two ways.
    pub(super) fn judge_marks(&mut self, column: usize, marks: Marks, doubt: Option<Doubt>, lines: FxHashSet<u64>) {
        if let Some(own) = self.marks.get_mut(column) {
            *own = ColumnMarks::judged(marks, doubt, lines);
        }
    }

    /// The numbers of a column that may be read in two ways, if it has any.
    pub(super) fn doubt(&self, column: usize) -> Option<&Doubt> {
        self.marks.get(column)?.doubt()
    }

    /// Whether a cell is one of them.
    pub(super) fn is_doubtful(&self, row: &Row, column: usize) -> bool {
        let marks = self.marks.get(column).filter(|marks| marks.doubt().is_some());
        marks.is_some_and(|marks| !row.is_number(column) && marks.is_doubtful(row.get(column), row.line))
    }

    /// The number in a cell, read with the marks of its column; an empty cell is none.
    ///
    /// # Errors
    /// When the cell holds anything but a number.
    pub fn number(&self, row: &Row, column: usize) -> Result<Option<f64>, NotANumber> {
        let marks = if row.is_number(column) { Marks::default() } else { self.marks_of(column) };
        parse_with(row.get(column), marks)
    }
}

/// Asks the reader of the format that the first bytes tell.
fn contents(
    bytes: Vec<u8>,
    origin: &Origin,
    complain: &mut impl FnMut(ComplaintKind, u64, String),
) -> Result<Contents, IngestError> {
    let file = origin.file;
    let is_zip = bytes.starts_with(b"PK\x03\x04");
    if let Some(fault) = foreign::of_bytes(file, &bytes) {
        return Err(fault.of(file));
    }
    if let Some(sheet) = origin.sheet.filter(|_| !is_zip) {
        return Err(Fault::NoSheets { sheet: sheet.to_owned() }.of(file));
    }
    match bytes.get(..4).unwrap_or_default() {
        _ if is_zip => sheet::read(bytes, origin, complain),
        b"PAR1" => parquet::read(bytes, origin),
        _ => text::read(&bytes, origin, complain),
    }
}
