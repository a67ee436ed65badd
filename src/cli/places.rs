//! The places of complaints as a file that QGIS opens.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geo::{Geometry, Point};
use geozero::{ColumnValue, PropertyProcessor};
use miette::{Result, miette};

use crate::ingest::{Complaint, Complaints};

/// The columns of the file, all texts but the row.
const COLUMNS: [(&str, ColumnType); 6] = [
    ("kind", ColumnType::String),
    ("meaning", ColumnType::String),
    ("file", ColumnType::String),
    ("row", ColumnType::Long),
    ("code", ColumnType::String),
    ("detail", ColumnType::String),
];

/// Writes a FlatGeobuf with a point for each complaint that has a place, in WGS 84; how many there are.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn write(complaints: &Complaints, path: &Path) -> Result<u64> {
    let failed = |error: &dyn std::fmt::Display| miette!("`{}` cannot be written: {error}", path.display());
    let options = FgbWriterOptions {
        crs: FgbCrs { org: Some("EPSG"), code: 4326, ..FgbCrs::default() },
        promote_to_multi: false,
        detect_type: false,
        title: Some("What maillage found in the sources"),
        ..FgbWriterOptions::default()
    };
    let mut writer =
        FgbWriter::create_with_options("complaints", GeometryType::Point, options).map_err(|error| failed(&error))?;
    for (name, kind) in COLUMNS {
        writer.add_column(name, kind, |_, _| {});
    }
    let mut count = 0;
    for complaint in complaints.iter() {
        let Some([lon, lat]) = complaint.place else { continue };
        let mut wrong = None;
        let point = Geometry::Point(Point::new(lon, lat));
        let added = writer.add_feature_geom(point, |feature| {
            for (place, value) in values(complaint).into_iter().enumerate() {
                let written = value.map(|value| feature.property(place, COLUMNS[place].0, &value));
                wrong = written.and_then(std::result::Result::err).or(wrong.take());
            }
        });
        added.map_err(|error| failed(&error))?;
        if let Some(error) = wrong {
            return Err(failed(&error));
        }
        count += 1;
    }
    let file = File::create(path).map_err(|error| failed(&error))?;
    writer.write(BufWriter::new(file)).map_err(|error| failed(&error))?;
    Ok(count)
}

/// What a complaint says, in the order of [`COLUMNS`].
fn values(complaint: &Complaint) -> [Option<ColumnValue<'_>>; 6] {
    [
        Some(ColumnValue::String(complaint.kind.name())),
        Some(ColumnValue::String(complaint.kind.sentence())),
        Some(ColumnValue::String(&complaint.file)),
        complaint.row.map(|row| ColumnValue::Long(row as i64)),
        complaint.code.as_deref().map(ColumnValue::String),
        Some(ColumnValue::String(&complaint.detail)),
    ]
}
