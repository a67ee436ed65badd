use std::path::Path;

use ::flatgeobuf::{FgbReader, Geometry, Header};
use geo::MultiPolygon;

use self::features::{Features, Start};
use self::geometry::{Refusal, read_polygons};
use self::properties::read_values;
use super::source::{find_column, read_bytes};
use super::{Complaint, ComplaintKind, Complaints, IngestError};

mod features;
mod geometry;
mod properties;
#[cfg(test)]
mod tests;

/// The polygons of one territory with what its source says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// Number of the feature in its file, from 1.
    pub row: u64,
    /// What the columns asked for hold, in their order, as text; empty cells are none.
    pub values: Vec<Option<String>>,
    /// Degrees east and north.
    pub geometry: MultiPolygon<f64>,
}

/// Reads the FlatGeobuf `file` of `folder` with the columns `columns`, in the order of the file.
///
/// Features without a usable shape become complaints.
///
/// # Errors
/// When the file is no FlatGeobuf, cut short, damaged or without features, is not in WGS 84 degrees, or lacks a
/// column. No bytes whatever make it panic.
pub fn read_areas(
    folder: &Path,
    file: &str,
    columns: &[&str],
    complaints: &mut Complaints,
) -> Result<Vec<Area>, IngestError> {
    areas_of(file, &read_bytes(folder, file)?, columns, complaints)
}

fn areas_of(file: &str, bytes: &[u8], columns: &[&str], complaints: &mut Complaints) -> Result<Vec<Area>, IngestError> {
    let reader = FgbReader::open(bytes).map_err(|error| unopened(file, bytes, &error))?;
    let header = reader.header();
    let asked = find_columns(file, &header, columns)?;
    let crs = Crs::of(&header);
    if let Crs::Other(found) = crs {
        return Err(IngestError::OtherCrs { file: file.to_owned(), found });
    }
    let mut features = Features::open(file, bytes, Start::of(&header))?;
    let mut sieve = Sieve { file, outside: 0, complaints };
    let mut areas = Vec::with_capacity(features.expected());
    while let Some((row, feature)) = features.next()? {
        let values = read_values(feature, &header, &asked).map_err(|detail| features.damaged(detail))?;
        if values.bad_text {
            sieve.complain(ComplaintKind::InvalidText, row, "text that is not UTF-8".to_owned());
        }
        let geometry = read_geometry(&header, feature.geometry());
        if let Some(geometry) = sieve.keep(row, geometry).map_err(|detail| features.damaged(detail))? {
            areas.push(Area { row, values: values.texts, geometry });
        }
    }
    let (count, outside) = (features.read(), sieve.outside);
    if crs == Crs::Unnamed {
        assume_degrees(file, count, outside, complaints)?;
    }
    if areas.is_empty() {
        return Err(IngestError::NoUsableFeatures { file: file.to_owned(), count });
    }
    Ok(areas)
}

/// Lets usable shapes pass and turns the others into complaints.
struct Sieve<'a> {
    file: &'a str,
    /// Features with coordinates outside the range of degrees.
    outside: u64,
    complaints: &'a mut Complaints,
}

impl Sieve<'_> {
    fn complain(&mut self, kind: ComplaintKind, row: u64, detail: String) {
        self.complaints.push(Complaint { kind, file: self.file.to_owned(), row: Some(row), code: None, detail });
    }

    /// # Errors
    /// What is broken, where the bytes contradict each other.
    fn keep(
        &mut self,
        row: u64,
        geometry: Result<MultiPolygon<f64>, Refusal>,
    ) -> Result<Option<MultiPolygon<f64>>, String> {
        match geometry {
            Ok(geometry) => Ok(Some(geometry)),
            Err(Refusal::Complaint(kind, detail)) => {
                self.outside += u64::from(kind == ComplaintKind::BadCoordinates);
                self.complain(kind, row, detail);
                Ok(None)
            }
            Err(Refusal::Damaged(detail)) => Err(detail),
        }
    }
}

fn read_geometry(header: &Header, geometry: Option<Geometry>) -> Result<MultiPolygon<f64>, Refusal> {
    let missing = || Refusal::Complaint(ComplaintKind::MissingGeometry, "no geometry".to_owned());
    read_polygons(geometry.ok_or_else(missing)?, header.geometry_type())
}

/// Which coordinate system the header names.
#[derive(Debug, PartialEq, Eq)]
enum Crs {
    Degrees,
    Unnamed,
    Other(String),
}

impl Crs {
    fn of(header: &Header) -> Crs {
        let Some(crs) = header.crs() else { return Crs::Unnamed };
        let organisation = crs.org().filter(|organisation| !organisation.is_empty()).unwrap_or("EPSG");
        let name = [crs.name(), crs.description(), crs.wkt()].into_iter().flatten().find(|name| !name.is_empty());
        match (crs.code(), crs.code_string().filter(|code| !code.is_empty())) {
            (4326, _) if organisation.eq_ignore_ascii_case("EPSG") => Crs::Degrees,
            (0, Some("CRS84")) => Crs::Degrees,
            (0, None) => name.map_or(Crs::Unnamed, |name| Crs::Other(format!("a system named \"{name}\""))),
            (0, Some(code)) => Crs::Other(format!("{organisation}:{code}")),
            (code, _) => Crs::Other(
                name.map_or_else(|| format!("{organisation}:{code}"), |name| format!("{organisation}:{code} ({name})")),
            ),
        }
    }
}

/// A file that names no system is taken at its coordinates: degrees, unless most features lie outside their range.
fn assume_degrees(file: &str, count: u64, outside: u64, complaints: &mut Complaints) -> Result<(), IngestError> {
    if outside * 2 > count {
        let found = "a coordinate system that it does not name and that is not degrees".to_owned();
        return Err(IngestError::OtherCrs { file: file.to_owned(), found });
    }
    let detail = "no coordinate system in the header".to_owned();
    let kind = ComplaintKind::AssumedDegrees;
    complaints.push(Complaint { kind, file: file.to_owned(), row: None, code: None, detail });
    Ok(())
}

/// Positions of the columns in the header.
fn find_columns(file: &str, header: &Header, columns: &[&str]) -> Result<Vec<usize>, IngestError> {
    let existing: Vec<String> = header.columns().into_iter().flatten().map(|column| column.name().to_owned()).collect();
    columns.iter().map(|column| find_column(file, &existing, column)).collect()
}

/// Why the header could not be read.
fn unopened(file: &str, bytes: &[u8], error: &::flatgeobuf::Error) -> IngestError {
    let file = file.to_owned();
    match error {
        ::flatgeobuf::Error::IO(_) if bytes.starts_with(b"fgb") => {
            IngestError::NotFlatGeobuf { file, detail: "it ends within its header".to_owned() }
        }
        ::flatgeobuf::Error::IO(_) | ::flatgeobuf::Error::MissingMagicBytes => {
            IngestError::NotFlatGeobuf { file, detail: "it does not begin as one".to_owned() }
        }
        error => {
            let detail = error.to_string();
            let first = detail.lines().next().unwrap_or_default();
            IngestError::NotFlatGeobuf { file, detail: format!("its header is damaged ({first})") }
        }
    }
}
