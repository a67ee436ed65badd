//! A table of whatever a file is: a file of features is one as well, whose rows have places.

use std::path::Path;

use super::complaint::{Complaint, Complaints};
use super::complaint_kind::ComplaintKind;
use super::error::IngestError;
use super::features::{BAD_TEXT, DeclaredCrs, Reader, Shape, open, open_unless_table};
use super::source::FeatureSource;
use super::table::{Place, PlacedRows, Table};

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
            return of_features(file, &mut *reader, wanted, complaints);
        }
        Table::read_wanted(folder, &source, wanted, complaints)
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
        Ok((of_features(&source.file, &mut *reader, wanted, complaints)?, crs))
    }
}

fn of_features(
    file: &str,
    reader: &mut dyn Reader,
    wanted: &[&str],
    complaints: &mut Complaints,
) -> Result<Table, IngestError> {
    complaints.append(reader.complaints());
    let mut rows = PlacedRows::new(file, wanted);
    reader.read(&rows.names(), &mut |record| {
        if record.bad_text {
            let (file, detail) = (file.to_owned(), BAD_TEXT.to_owned());
            let kind = ComplaintKind::InvalidText;
            complaints.push(Complaint { kind, file, row: Some(record.row), code: None, detail, place: None });
        }
        rows.push(record.row, &record.values, place_of(&record.shape))
    })?;
    let table = rows.finish(&reader.heading().format);
    complaints.note_format(file, table.format.to_string());
    Ok(table)
}

fn place_of(shape: &Shape) -> Place {
    match shape {
        Shape::Point(point) => Place::At(*point),
        Shape::Polygons(_) | Shape::Rings(_) | Shape::Mixed(..) => Place::Other("a Polygon"),
        Shape::Other(name) | Shape::Curved(name) => Place::Other(name),
        _ => Place::None,
    }
}
