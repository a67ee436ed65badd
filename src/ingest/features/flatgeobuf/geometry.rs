use ::flatgeobuf::{Geometry, GeometryType};

use crate::ingest::features::shape::{Shape, ShapeWriter};

/// The shape of a feature; `dataset_type` is the header's, which leaves it to the features with `Unknown`.
///
/// # Errors
/// When the bytes contradict each other.
pub(super) fn read_shape(geometry: Option<Geometry>, dataset_type: GeometryType) -> Result<Shape, String> {
    let Some(geometry) = geometry else { return Ok(Shape::Missing) };
    let kind = if dataset_type == GeometryType::Unknown { geometry.type_() } else { dataset_type };
    if !check(&geometry, kind, 0)? {
        return Ok(Shape::Missing);
    }
    let mut writer = ShapeWriter::default();
    geometry.process(&mut writer, kind).map_err(|error| error.to_string())?;
    Ok(writer.finish())
}

/// Shapes within shapes beyond which none is meant.
const DEEPEST: usize = 16;

/// Checks what the crate takes for granted when it cuts coordinates into rings: with ends out of order or beyond the
/// coordinates it would panic. False where there are no coordinates at all.
fn check(geometry: &Geometry, kind: GeometryType, depth: usize) -> Result<bool, String> {
    if depth > DEEPEST {
        return Err("shapes within shapes without end".to_owned());
    }
    if let Some(parts) = geometry.parts() {
        for part in parts {
            let part_kind = if kind == GeometryType::MultiPolygon { GeometryType::Polygon } else { part.type_() };
            if !check(&part, part_kind, depth + 1)? {
                return Ok(false);
            }
        }
        return Ok(!parts.is_empty());
    }
    let numbers = geometry.xy().map_or(0, |numbers| numbers.len());
    if !numbers.is_multiple_of(2) {
        return Err("a coordinate without its partner".to_owned());
    }
    let mut start = 0;
    for end in geometry.ends().into_iter().flatten() {
        if end < start || end as usize > numbers / 2 {
            return Err("a ring beyond its coordinates".to_owned());
        }
        start = end;
    }
    let needs_parts = matches!(kind, GeometryType::MultiPolygon | GeometryType::GeometryCollection);
    Ok(numbers > 0 && !needs_parts)
}
