use std::mem::take;
use std::path::Path;

use super::reader::{DeclaredCrs, Heading, Reader, Record, Take};
use super::wkt::{looks_like_wkt, read_wkt_shape};
use crate::ingest::complaint::Complaints;
use crate::ingest::crs::Crs;
use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;
use crate::ingest::source::{FeatureSource, find_column, length};
use crate::ingest::table::Table;

/// Delimited text, or any other table, with a column of shapes in well-known text.
pub(super) struct Delimited {
    table: Table,
    geometry: usize,
    heading: Heading,
    complaints: Complaints,
}

/// Rows that are looked at to find the column of shapes.
const SAMPLE: usize = 50;

impl Delimited {
    /// # Errors
    /// When the table cannot be read, or has no column of shapes.
    pub(super) fn open(folder: &Path, source: &FeatureSource) -> Result<Delimited, IngestError> {
        let wanted: Vec<&str> = source.geometry.as_deref().into_iter().collect();
        let mut complaints = Complaints::default();
        let table = Table::read_all(folder, source, &wanted, &mut complaints)?;
        let geometry = match &source.geometry {
            Some(named) => Some(table.column(named)?),
            None => found(&table),
        };
        let Some(geometry) = geometry else { return Err(Fault::NotFeatures.of(&source.file)) };
        let heading = Heading {
            format: format!("{}, shapes in `{}`", table.format, table.columns[geometry]),
            crs: crs_of(&table, geometry),
            winding: None,
            bytes: length(folder, &source.file),
        };
        Ok(Delimited { table, geometry, heading, complaints })
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

    fn complaints(&mut self) -> Complaints {
        take(&mut self.complaints)
    }

    fn read(&mut self, wanted: &[&str], give: &mut Take) -> Result<(), IngestError> {
        let find = |column: &&str| find_column(&self.table.file, &self.table.columns, column);
        let places = wanted.iter().map(find).collect::<Result<Vec<usize>, _>>()?;
        let count = self.table.rows.len() as u64;
        for (row, number) in self.table.rows.iter().zip(1..) {
            let value = |&place: &usize| Some(row.get(place).to_owned()).filter(|text| !text.is_empty());
            let values = places.iter().map(value).collect();
            let shape = read_wkt_shape(row.get(self.geometry)).0;
            let at = self.heading.bytes * number / count.max(1);
            give(Record { row: row.line, values, bad_text: false, shape, at })?;
        }
        Ok(())
    }
}

/// The column in which most of the first rows have shapes.
fn found(table: &Table) -> Option<usize> {
    let rows = &table.rows[..table.rows.len().min(SAMPLE)];
    let shapes = |column: &usize| rows.iter().filter(|row| looks_like_wkt(row.get(*column))).count();
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::{Shape, open};
    use super::*;
    use crate::ingest::ComplaintKind;

    fn read(text: &[u8], source: &FeatureSource) -> Result<(Heading, Vec<Record>, Complaints), String> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.csv"), text).unwrap();
        let mut reader = open(folder.path(), source).map_err(|error| error.to_string())?;
        let mut records = Vec::new();
        let read = reader.read(&["code"], &mut |record| {
            records.push(record);
            Ok(())
        });
        read.map_err(|error| error.to_string())?;
        Ok((reader.heading().clone(), records, reader.complaints()))
    }

    #[test]
    fn the_column_of_shapes_is_found() {
        let text = "code;nom;shape\n01;\u{c9}vry;\"SRID=2154;POLYGON((0 0,9 0,9 9,0 0))\"\n02; ;\n03;;CURVEPOLYGON(CIRCULARSTRING(0 0,1 1,2 0,1 -1,0 0))\n";
        let (heading, records, complaints) = read(text.as_bytes(), &FeatureSource::of("a.csv")).unwrap();
        assert_eq!(heading.crs, DeclaredCrs::Unnamed, "one of them names none");
        assert!(heading.format.ends_with("shapes in `shape`"), "{}", heading.format);
        assert_eq!(records.iter().map(|record| record.row).collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(records[1].values, [Some("02".to_owned())]);
        assert!(matches!(records[0].shape, Shape::Polygons(_)));
        assert_eq!([&records[1].shape, &records[2].shape], [&Shape::Missing, &Shape::Curved("a CurvePolygon")]);
        assert!(complaints.is_empty());
        let source = FeatureSource { geometry: Some("nom".to_owned()), ..FeatureSource::of("a.csv") };
        assert!(matches!(read(text.as_bytes(), &source).unwrap().1[0].shape, Shape::Broken(_)));
    }

    #[test]
    fn rows_that_are_left_out_are_told() {
        let square = "\"POLYGON((0 0,9 0,9 9,0 0))\"";
        let text = format!("code,nom,shape\n01,a,{square}\n02\n03,Ch\u{e2}teau,{square}\n04,a,\"open\n");
        let mut bytes = text.into_bytes();
        let bad = bytes.iter().position(|byte| *byte == 0xc3).unwrap();
        bytes.splice(bad..bad + 2, [0xe2]);
        // What is nearly UTF-8 is read as such.
        bytes.extend(format!("{}\n", "\u{e9}".repeat(20)).bytes());
        let (_, records, complaints) = read(&bytes, &FeatureSource::of("a.csv")).unwrap();
        assert_eq!(records.len(), 2);
        let told: Vec<(ComplaintKind, Option<u64>)> = complaints.iter().map(|it| (it.kind, it.row)).collect();
        let expected = [
            (ComplaintKind::ShortRow, Some(3)),
            (ComplaintKind::ShortRow, Some(6)),
            (ComplaintKind::OpenQuote, Some(5)),
            (ComplaintKind::InvalidText, Some(4)),
        ];
        assert_eq!(told, expected);
    }
}
