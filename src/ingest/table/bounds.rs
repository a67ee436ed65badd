//! How much is read. Each bound is on what is held or done, not on what a file says of itself.

use super::contents::{Origin, Reach};
use super::row::Row;
use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;
use crate::ingest::source::find_column;

/// Bytes that the rows of a table may take in memory: those of the columns that are read.
pub(super) const HELD_LIMIT: u64 = 1 << 30;

/// The same of a sheet, whose few bytes may stand for many: cells share their texts.
pub(super) const SHEET_LIMIT: u64 = 256 << 20;

/// Bytes of one line: a detailed border as text has some millions.
pub(super) const LINE_LIMIT: usize = 64 << 20;

/// Bytes behind its first line over which a quoted field may run.
pub(super) const QUOTE_LIMIT: usize = 1 << 20;

/// The columns of a table that are kept.
pub(super) struct Kept {
    /// Their places, ascending; none where all are.
    places: Option<Vec<usize>>,
}

impl Kept {
    /// Looks for the wanted columns among those of the header.
    ///
    /// # Errors
    /// When one is lacking, or there twice.
    pub(super) fn of(origin: &Origin, header: &[String]) -> Result<Kept, IngestError> {
        let mut places = Vec::new();
        for column in origin.wanted {
            let found = find_column(origin.file, header, column)?;
            if !places.contains(&found) {
                places.push(found);
            }
        }
        places.sort_unstable();
        Ok(Kept { places: (origin.reach == Reach::Wanted).then_some(places) })
    }

    /// The places that are kept of `width`.
    pub(super) fn places(&self, width: usize) -> impl Iterator<Item = usize> {
        let all = if self.places.is_none() { 0..width } else { 0..0 };
        self.places.iter().flatten().copied().chain(all)
    }
}

/// Rows as they are read, up to a bound.
pub(super) struct Held<'a> {
    file: &'a str,
    pub(super) rows: Vec<Row>,
    left: u64,
    limit: u64,
}

impl<'a> Held<'a> {
    pub(super) fn new(file: &'a str, limit: u64) -> Held<'a> {
        Held { file, rows: Vec::new(), left: limit, limit }
    }

    /// # Errors
    /// When the rows take more than the bound.
    pub(super) fn push(&mut self, row: Row) -> Result<(), IngestError> {
        let Some(left) = self.left.checked_sub(row.size()) else {
            return Err(Fault::TooManyRows { row: row.line, limit: self.limit >> 20 }.of(self.file));
        };
        self.left = left;
        self.rows.push(row);
        Ok(())
    }
}
