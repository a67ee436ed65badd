//! As much of a table as tells what is in it: a large one need not be read to its end.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::contents::{Origin, Reach};
use super::row::Cells;
use super::{Table, parquet};
use crate::ingest::complaint::Complaints;
use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;
use crate::ingest::unpack::damaged;
use crate::ingest::unpack::in_mebibytes;

/// How many times more a file may have that can only be read as a whole: a spreadsheet, a Parquet file.
const WHOLE: u64 = 4;

/// A column that no table has: asked for it, readers tell what there is.
const NOTHING: &str = "\u{1}";

impl Table {
    /// The first `limit` bytes of delimited text, plain or in gzip, up to the last line that is whole; any other table as a
    /// whole, up to four times as large. Beside it whether the table ends there. What is wrong with rows is not told.
    ///
    /// # Errors
    /// As [`Table::read_sheet`], and when a spreadsheet or a Parquet file is larger than four times the limit.
    pub(crate) fn read_beginning(
        folder: &Path,
        file: &str,
        sheet: Option<&str>,
        wanted: &[&str],
        limit: u64,
    ) -> Result<(Table, bool), IngestError> {
        let (mut bytes, gzip, rest) = beginning(folder, file, limit)?;
        if rest && is_packed(&bytes) {
            return Err(Fault::TooLarge { limit: in_mebibytes(limit * WHOLE) }.of(file));
        }
        if rest {
            let whole = bytes.iter().rposition(|&byte| byte == b'\n').unwrap_or(bytes.len());
            bytes.truncate(whole);
        }
        let origin = Origin { file, sheet, charset: None, wanted, reach: Reach::Beginning };
        let table = Table::of_bytes(bytes, gzip, &origin, &mut Complaints::default())?;
        Ok((table, !rest))
    }

    /// The names of the sheets of a spreadsheet, or of the columns of a Parquet file; none where it is neither.
    pub(crate) fn parts(folder: &Path, file: &str, limit: u64) -> Option<Parts> {
        let (bytes, gzip, rest) = beginning(folder, file, limit).ok()?;
        if rest {
            return None;
        }
        if bytes.starts_with(b"PAR1") {
            let origin = Origin { file, sheet: None, charset: None, wanted: &[NOTHING], reach: Reach::Beginning };
            return match *parquet::read(bytes, &origin).err()?.fault {
                Fault::MissingColumn { existing, .. } => Some(Parts::Columns(existing)),
                _ => None,
            };
        }
        if !bytes.starts_with(b"PK\x03\x04") {
            return None;
        }
        let origin = Origin { file, sheet: Some(NOTHING), charset: None, wanted: &[], reach: Reach::Beginning };
        match *Table::of_bytes(bytes, gzip, &origin, &mut Complaints::default()).err()?.fault {
            Fault::MissingSheet { existing, .. } | Fault::MissingTable { existing, .. } => {
                Some(Parts::Sheets(existing))
            }
            _ => None,
        }
    }

    /// The row that names the columns, where it is not the one that was taken for it: the first as wide as most rows, all
    /// of whose cells are filled, differ, and are no numbers.
    pub(crate) fn likely_header(&self) -> Option<Vec<String>> {
        let sample = &self.rows[..self.rows.len().min(super::header::SAMPLE)];
        let width = sample.iter().map(|row| row.cells.len()).max()?;
        let filled = |cells: &Cells| cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        if width < 2 || self.columns.iter().filter(|name| !name.is_empty()).count() * 2 > width {
            return None;
        }
        let is_header = |cells: &Cells| {
            let mut names: Vec<&str> = cells.iter().map(str::trim).collect();
            names.sort_unstable();
            names.dedup();
            let is_number = |name: &&&str| name.parse::<f64>().is_ok();
            filled(cells) == width && names.len() == width && names.iter().filter(is_number).count() * 2 < width
        };
        let header = sample.iter().find(|row| is_header(&row.cells))?;
        Some(header.cells.iter().map(|cell| cell.trim().to_owned()).collect())
    }
}

/// What the parts of a table are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Parts {
    Sheets(Vec<String>),
    Columns(Vec<String>),
}

/// The first `limit` bytes of a file, unpacked if it is gzip; whether it was, and whether there are more.
fn beginning(folder: &Path, file: &str, limit: u64) -> Result<(Vec<u8>, bool, bool), IngestError> {
    let unreadable = |source: std::io::Error| match source.kind() {
        ErrorKind::NotFound => Fault::Missing.of(file),
        _ => Fault::Unreadable(source).of(file),
    };
    let open = || File::open(folder.join(file)).map_err(unreadable);
    let mut bytes = Vec::new();
    let mut input = open()?;
    (&mut input).take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if is_packed(&bytes) {
        let most = limit * WHOLE;
        input.take((most + 1).saturating_sub(bytes.len() as u64)).read_to_end(&mut bytes).map_err(unreadable)?;
        let rest = bytes.len() as u64 > most;
        return Ok((bytes, false, rest));
    }
    let gzip = bytes.starts_with(b"\x1f\x8b");
    if gzip {
        bytes.clear();
        let unpacked = MultiGzDecoder::new(open()?).take(limit + 1).read_to_end(&mut bytes);
        unpacked.map_err(|error| damaged(file, "gzip", &error))?;
    }
    if bytes.is_empty() {
        return Err(Fault::Empty.of(file));
    }
    let rest = bytes.len() as u64 > limit;
    bytes.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok((bytes, gzip, rest))
}

/// Whether these are the first bytes of a spreadsheet or a Parquet file.
fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PAR1")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, limit: u64) -> (Table, bool) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.csv"), text).unwrap();
        Table::read_beginning(folder.path(), "a.csv", None, &[], limit).unwrap()
    }

    #[test]
    fn a_large_table_ends_with_its_last_whole_line() {
        let (table, whole) = read("code;n\n01;1\n02;2\n03;3\n", 14);
        assert_eq!((table.rows.len(), whole), (1, false));
        assert_eq!(table.rows[0].get(0), "01");
        let (table, whole) = read("code;n\n01;1\n02;2\n", 1000);
        assert_eq!((table.rows.len(), whole), (2, true));
    }

    #[test]
    fn a_header_below_a_preamble_is_found() {
        let (table, _) = read("Source : somebody;;\n;;\ncode;name;n\n01;One;1\n02;Two;2\n", 1000);
        assert_eq!(table.likely_header().unwrap(), ["code", "name", "n"]);
        let (table, _) = read("code;name;n\n01;One;1\n02;Two;2\n", 1000);
        assert_eq!(table.likely_header(), None);
    }

    #[test]
    fn what_is_larger_and_no_text_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.xlsx"), [b"PK\x03\x04".as_slice(), &[0; 40]].concat()).unwrap();
        let refused = Table::read_beginning(folder.path(), "a.xlsx", None, &[], 8).unwrap_err();
        assert!(matches!(*refused.fault, Fault::TooLarge { .. }), "{refused}");
    }
}
