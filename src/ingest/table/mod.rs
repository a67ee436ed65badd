use std::path::Path;

use rustc_hash::FxHashSet;

use super::features::{Charset, DeclaredCrs, FeatureSource, Reader, open, open_unless_table};
use super::number::{Marks, parse_with};
use super::source::{find_column, read_bytes};
use super::{Complaint, ComplaintKind, Complaints, IngestError, NotANumber};

mod archive;
mod beginning;
mod bounds;
mod format;
mod guard;
mod header;
mod marks;
mod merged;
mod parquet;
mod quotes;
mod records;
mod repeats;
mod row;
mod shapes;
mod sheet;
mod spaced;
mod text;
mod unpack;
mod workbook;

pub(super) use archive::{has_only_tables, is_seen};
pub(crate) use beginning::Parts;
pub(super) use bounds::FILE_LIMIT;
pub use format::{Storage, TableFormat};
pub(super) use guard::guarded;
pub(super) use marks::{ColumnCensus, Doubt};
pub(super) use parquet::{refuse_too_large as refuse_too_large_parquet, text as cell_text};
pub use row::Row;
pub(super) use shapes::Place;
pub(super) use unpack::{UNPACKED_LIMIT, in_mebibytes};

use marks::{Census, ColumnMarks};

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

/// Which table is meant.
struct Origin<'a> {
    file: &'a str,
    /// The sheet that the recipe names.
    sheet: Option<&'a str>,
    /// What the recipe says of its texts.
    charset: Option<Charset>,
    /// Columns that it has to have.
    wanted: &'a [&'a str],
    reach: Reach,
}

/// How much of a table is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// The wanted columns.
    Wanted,
    /// All columns.
    All,
    /// All columns of the first rows, those beyond the header included: it may not be the header.
    Beginning,
}

/// What a reader has found: the header and the rows, all as wide, of the columns that are kept.
struct Contents {
    storage: Storage,
    header: Row,
    rows: Vec<Row>,
    census: Census,
}

impl Table {
    /// Reads the table `file` of `folder`, which has to have the columns `wanted`.
    ///
    /// The file says itself what it is: delimited text, plain, in gzip or in a ZIP, XLSX, ODS or Parquet. Encoding, delimiter and
    /// decimal mark are found out; the wanted columns tell the header from a preamble, and the sheet where the recipe
    /// names none.
    ///
    /// # Errors
    /// When the file is missing, empty, damaged or no table, or lacks a wanted column or the sheet.
    pub fn read(folder: &Path, file: &str, wanted: &[&str], complaints: &mut Complaints) -> Result<Table, IngestError> {
        Table::read_sheet(folder, file, None, wanted, complaints)
    }

    /// As [`Table::read`], from the sheet of that name.
    ///
    /// # Errors
    /// As [`Table::read`], and when the file is no spreadsheet or has no such sheet.
    pub fn read_sheet(
        folder: &Path,
        file: &str,
        sheet: Option<&str>,
        wanted: &[&str],
        complaints: &mut Complaints,
    ) -> Result<Table, IngestError> {
        let source = FeatureSource { layer: sheet.map(str::to_owned), ..FeatureSource::of(file) };
        if let Some(mut reader) = open_unless_table(folder, &source)? {
            return Table::of_features(file, &mut *reader, wanted, complaints);
        }
        Table::read_plain(folder, &source, wanted, Reach::Wanted, complaints)
    }

    /// As [`Table::read_sheet`] with all its columns, from a file that is no file of features by its first bytes; its
    /// layer is a sheet.
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
            bytes = unpack::gunzip(file, &bytes, FILE_LIMIT)?;
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

    /// Reads the features of `source` as rows, each of which has a place; beside them what the file says of their
    /// coordinate system.
    ///
    /// # Errors
    /// When it is no file of features, cannot be read, or lacks a wanted column.
    pub(super) fn read_features(
        folder: &Path,
        source: &FeatureSource,
        wanted: &[&str],
        complaints: &mut Complaints,
    ) -> Result<(Table, DeclaredCrs), IngestError> {
        let mut reader = open(folder, source)?;
        let crs = reader.heading().crs.clone();
        Ok((Table::of_features(&source.file, &mut *reader, wanted, complaints)?, crs))
    }

    fn of_features(
        file: &str,
        reader: &mut dyn Reader,
        wanted: &[&str],
        complaints: &mut Complaints,
    ) -> Result<Table, IngestError> {
        complaints.append(reader.complaints());
        let mut complain = |kind, row, detail: String| {
            complaints.push(Complaint { kind, file: file.to_owned(), row: Some(row), code: None, detail, place: None });
        };
        let contents = shapes::read(reader, file, wanted, &mut complain)?;
        let table = Table::of_contents(file, contents, false);
        complaints.note_format(file, table.format.to_string());
        Ok(table)
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
    if let Some(sheet) = origin.sheet.filter(|_| !is_zip) {
        return Err(IngestError::NoSheets { file: file.to_owned(), sheet: sheet.to_owned() });
    }
    let other = |what| Err(IngestError::NotATable { file: file.to_owned(), what });
    match bytes.get(..4).unwrap_or_default() {
        _ if is_zip => sheet::read(bytes, origin, complain),
        b"PAR1" => parquet::read(bytes, origin),
        [0x1f, 0x8b, ..] => other("gzip inside of gzip"),
        [0xd0, 0xcf, 0x11, 0xe0] => other("a workbook of the old Excel format (XLS)"),
        _ => text::read(&bytes, origin, complain),
    }
}
