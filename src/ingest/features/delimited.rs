use std::path::Path;

use super::wkb::{looks_like_text, read_text};
use super::{DeclaredCrs, FeatureSource, Heading, Reader, Record, Take};
use crate::ingest::source::find_column;
use crate::ingest::{Complaints, Crs, IngestError, Table};

/// Delimited text, or any other table, with a column of shapes in well-known text.
pub(super) struct Delimited {
    table: Table,
    geometry: usize,
    heading: Heading,
}

/// Rows that are looked at to find the column of shapes.
const SAMPLE: usize = 50;

impl Delimited {
    /// # Errors
    /// When the table cannot be read, or has no column of shapes.
    pub(super) fn open(folder: &Path, source: &FeatureSource) -> Result<Delimited, IngestError> {
        let wanted: Vec<&str> = source.geometry.as_deref().into_iter().collect();
        let mut ignored = Complaints::default();
        let table = Table::read_plain(folder, &source.file, source.layer.as_deref(), &wanted, &mut ignored)?;
        let geometry = match &source.geometry {
            Some(named) => Some(table.column(named)?),
            None => found(&table),
        };
        let Some(geometry) = geometry else { return Err(IngestError::NotFeatures { file: source.file.clone() }) };
        let heading = Heading {
            format: format!("{}, shapes in `{}`", table.format, table.columns[geometry]),
            crs: crs_of(&table, geometry),
            winding: None,
            bytes: super::open::length(folder, &source.file),
        };
        Ok(Delimited { table, geometry, heading })
    }
}

impl Reader for Delimited {
    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn columns(&mut self) -> Result<Vec<String>, IngestError> {
        let all = self.table.columns.iter().enumerate().filter(|(place, _)| *place != self.geometry);
        Ok(all.map(|(_, name)| name.clone()).collect())
    }

    fn read(&mut self, wanted: &[&str], take: &mut Take) -> Result<(), IngestError> {
        let find = |column: &&str| find_column(&self.table.file, &self.table.columns, column);
        let places = wanted.iter().map(find).collect::<Result<Vec<usize>, _>>()?;
        let count = self.table.rows.len() as u64;
        for (row, number) in self.table.rows.iter().zip(1..) {
            let value = |&place: &usize| Some(row.get(place).to_owned()).filter(|text| !text.is_empty());
            let values = places.iter().map(value).collect();
            let shape = read_text(row.get(self.geometry)).0;
            let at = self.heading.bytes * number / count.max(1);
            take(Record { row: row.line, values, bad_text: false, shape, at })?;
        }
        Ok(())
    }
}

/// The column in which most of the first rows have shapes.
fn found(table: &Table) -> Option<usize> {
    let rows = &table.rows[..table.rows.len().min(SAMPLE)];
    let shapes = |column: &usize| rows.iter().filter(|row| looks_like_text(row.get(*column))).count();
    (0..table.columns.len()).filter(|column| shapes(column) * 2 > rows.len()).max_by_key(shapes)
}

/// The system that all shapes name, as PostGIS writes it before them.
fn crs_of(table: &Table, geometry: usize) -> DeclaredCrs {
    let cells = table.rows.iter().map(|row| row.get(geometry)).filter(|cell| !cell.is_empty());
    let mut named = cells.map(|cell| {
        let (srid, _) = cell.split_once(';')?;
        srid.get(5..)?.trim().parse::<u32>().ok()
    });
    let Some(Some(first)) = named.next() else { return DeclaredCrs::Unnamed };
    if named.any(|other| other != Some(first)) {
        return DeclaredCrs::Unnamed;
    }
    match Crs::of_code(first) {
        Ok(crs) => DeclaredCrs::Known(crs),
        Err(unknown) => DeclaredCrs::Unknown(unknown),
    }
}
