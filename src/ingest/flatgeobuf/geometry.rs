use ::flatgeobuf::{Geometry, GeometryType};
use geo::{CoordsIter, MultiPolygon};
use geozero::geo_types::GeoWriter;

use super::super::ComplaintKind;

/// Why a feature's shape is not read.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The record is at fault.
    Complaint(ComplaintKind, String),
    /// The bytes contradict each other: the file is at fault.
    Damaged(String),
}

/// The polygons of a feature; `dataset_type` is the header's, which leaves it to the features with `Unknown`.
pub(super) fn read_polygons(geometry: Geometry, dataset_type: GeometryType) -> Result<MultiPolygon<f64>, Refusal> {
    let kind = if dataset_type == GeometryType::Unknown { geometry.type_() } else { dataset_type };
    match kind {
        GeometryType::Polygon => check_rings(&geometry)?,
        GeometryType::MultiPolygon => {
            let parts = geometry.parts().ok_or_else(empty)?;
            parts.iter().try_for_each(|part| check_rings(&part))?;
        }
        other => {
            let name = other.variant_name().unwrap_or("unknown type");
            return Err(Refusal::Complaint(ComplaintKind::NotAPolygon, format!("a {name}")));
        }
    }
    let mut writer = GeoWriter::new();
    geometry.process(&mut writer, kind).map_err(|error| Refusal::Damaged(error.to_string()))?;
    let mut polygons = match writer.take_geometry() {
        Some(geo::Geometry::Polygon(polygon)) => MultiPolygon(vec![polygon]),
        Some(geo::Geometry::MultiPolygon(polygons)) => polygons,
        _ => return Err(empty()),
    };
    polygons.0.retain(|polygon| !polygon.exterior().0.is_empty());
    if polygons.0.is_empty() {
        return Err(empty());
    }
    match polygons.coords_iter().find(|place| !is_in_degrees(place.x, place.y)) {
        Some(place) => {
            let detail = format!("{}, {} is no position in degrees", place.x, place.y);
            Err(Refusal::Complaint(ComplaintKind::BadCoordinates, detail))
        }
        None => Ok(polygons),
    }
}

fn empty() -> Refusal {
    Refusal::Complaint(ComplaintKind::MissingGeometry, "an empty geometry, or one with an empty part".to_owned())
}

/// Checks what the crate takes for granted when it cuts coordinates into rings: with ends out of order or beyond the
/// coordinates it would panic.
fn check_rings(polygon: &Geometry) -> Result<(), Refusal> {
    let numbers = polygon.xy().ok_or_else(empty)?.len();
    if !numbers.is_multiple_of(2) {
        return Err(Refusal::Damaged("a coordinate without its partner".to_owned()));
    }
    let mut start = 0;
    for end in polygon.ends().into_iter().flatten() {
        if end < start || end as usize > numbers / 2 {
            return Err(Refusal::Damaged("a ring beyond its coordinates".to_owned()));
        }
        start = end;
    }
    Ok(())
}

/// False for NaN too.
fn is_in_degrees(longitude: f64, latitude: f64) -> bool {
    (-180.0..=180.0).contains(&longitude) && (-90.0..=90.0).contains(&latitude)
}
