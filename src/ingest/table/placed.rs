use super::Table;
use super::bounds::{HELD_LIMIT, Held};
use super::contents::Contents;
use super::format::Storage;
use super::marks::Census;
use super::row::{CellsBuilder, Place, Row};
use crate::ingest::error::IngestError;

/// A table in the making, of rows that have places.
pub(in crate::ingest) struct PlacedRows<'a> {
    file: &'a str,
    names: Vec<&'a str>,
    census: Census,
    builder: CellsBuilder,
    held: Held<'a>,
}

impl<'a> PlacedRows<'a> {
    /// A table of the wanted columns, each once.
    pub(in crate::ingest) fn new(file: &'a str, wanted: &[&'a str]) -> PlacedRows<'a> {
        let mut names: Vec<&str> = Vec::with_capacity(wanted.len());
        for name in wanted {
            if !names.contains(name) {
                names.push(name);
            }
        }
        let (census, held) = (Census::new(names.len()), Held::new(file, HELD_LIMIT));
        PlacedRows { file, names, census, builder: CellsBuilder::default(), held }
    }

    /// Its columns, in the order in which [`PlacedRows::push`] wants their values.
    pub(in crate::ingest) fn names(&self) -> Vec<&'a str> {
        self.names.clone()
    }

    /// # Errors
    /// When the rows take more memory than a table may.
    pub(in crate::ingest) fn push(
        &mut self,
        line: u64,
        values: &[Option<String>],
        place: Place,
    ) -> Result<(), IngestError> {
        values.iter().for_each(|value| self.builder.push(value.as_deref().unwrap_or_default(), false));
        let row = Row { place, ..Row::new(line, self.builder.finish()) };
        self.census.note(&row);
        self.held.push(row)
    }

    /// The table; `format` is that of the file, for people.
    pub(in crate::ingest) fn finish(self, format: &str) -> Table {
        let storage = Storage::Features { format: format.to_owned() };
        let header = Row::new(1, self.names.into_iter().collect());
        let contents = Contents { storage, header, rows: self.held.rows, census: self.census };
        Table::of_contents(self.file, contents, false)
    }
}
