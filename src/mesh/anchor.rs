use geo::{Area, InteriorPoint};

use crate::geo::{EXTENT_BITS, GridPoint, Polygon, WorldPoint};

/// A point inside the largest polygon of a shape on the grid of `zoom`: the middle of its widest line at half height.
pub fn anchor(polygons: &[Polygon<GridPoint>], zoom: u8) -> Option<WorldPoint> {
    let line = |ring: &Vec<GridPoint>| -> geo::LineString<f64> {
        ring.iter().map(|point| (f64::from(point.x), f64::from(point.y))).collect::<Vec<_>>().into()
    };
    let polygons = polygons.iter().filter_map(|polygon| {
        let (shell, holes) = polygon.split_first()?;
        Some(geo::Polygon::new(line(shell), holes.iter().map(line).collect()))
    });
    let largest = polygons.max_by(|one, other| one.unsigned_area().total_cmp(&other.unsigned_area()))?;
    let point = largest.interior_point()?;
    let cell = f64::from(1u32 << (32 - EXTENT_BITS - zoom));
    Some(WorldPoint { x: (point.x() * cell) as u32, y: (point.y() * cell) as u32 })
}
