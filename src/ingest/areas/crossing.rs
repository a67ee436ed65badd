use geo::algorithm::bool_ops::{BooleanOps, FillRule, OpType};
use geo::{Area as _, LineString, MultiPolygon, Polygon};

use crate::geo::{WorldPoint, crossings::crossings, square_metres};

/// A point at which rings cross each other or themselves, on the world grid: each segment inside itself, so that rings may
/// touch. None where they do not.
pub(super) fn first_crossing<'a>(rings: impl Iterator<Item = &'a [WorldPoint]>) -> Option<WorldPoint> {
    let segments: Vec<_> =
        rings.flat_map(|ring| ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))).collect();
    crossings(&segments).into_iter().min().map(|[x, y]| WorldPoint { x, y })
}

/// Whether a ring comes back to one of its points.
pub(super) fn comes_back(ring: &[WorldPoint]) -> bool {
    let mut sorted = ring.to_vec();
    sorted.sort_unstable();
    sorted.windows(2).any(|pair| pair[0] == pair[1])
}

/// What a ring that crosses itself goes around, as polygons of shells and holes.
///
/// Two rules tell the inside of such a ring: an odd number of turns around a point, or any number but zero. Where both give
/// the same, there is one answer; where they differ by less than `close_below` square metres, ground that is gone around
/// twice is taken for inside, as small gaps are.
///
/// # Errors
/// With the square metres by which the rules differ, when that is more.
pub(super) fn untangle(ring: &[WorldPoint], close_below: f64) -> Result<Vec<Vec<Vec<WorldPoint>>>, f64> {
    // Differences to the first point are whole numbers, which the overlay keeps as they are.
    let Some(&origin) = ring.first() else { return Ok(Vec::new()) };
    let away = |value: u32, from: u32| f64::from(value) - f64::from(from);
    let line: LineString<f64> = ring.iter().map(|point| (away(point.x, origin.x), away(point.y, origin.y))).collect();
    let polygon = Polygon::new(line, Vec::new());
    let nothing = MultiPolygon::<f64>::new(Vec::new());
    let by = |rule| polygon.boolean_op_with_fill_rule(&nothing, OpType::Union, rule);
    let (odd, any) = (by(FillRule::EvenOdd), by(FillRule::NonZero));
    let cells = (any.unsigned_area() - odd.unsigned_area()).abs() * 2.0;
    let difference = square_metres(cells as i128, origin);
    if difference > close_below {
        return Err(difference);
    }
    let back = |value: f64, from: u32| (value.round() + f64::from(from)) as u32;
    let ring = |line: &LineString<f64>| {
        line.coords().map(|at| WorldPoint { x: back(at.x, origin.x), y: back(at.y, origin.y) }).collect()
    };
    let rings =
        |polygon: &Polygon<f64>| [polygon.exterior()].into_iter().chain(polygon.interiors()).map(ring).collect();
    Ok(any.iter().map(rings).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[(u32, u32)]) -> Vec<WorldPoint> {
        points.iter().map(|&(x, y)| WorldPoint { x: (1 << 31) + x, y: (1 << 31) + y }).collect()
    }

    #[test]
    fn a_bow_tie_becomes_both_of_its_wings() {
        let tie = ring(&[(0, 0), (1000, 1000), (1000, 0), (0, 1000)]);
        assert_eq!(first_crossing([&tie[..]].into_iter()), Some(ring(&[(500, 500)])[0]));
        let wings = untangle(&tie, 0.0).unwrap();
        assert_eq!(wings.len(), 2);
        assert!(wings.iter().all(|wing| wing.len() == 1 && first_crossing(wing.iter().map(|it| &it[..])).is_none()));
    }

    #[test]
    fn ground_that_is_gone_around_twice_may_mean_two_things() {
        // A curl: the ring goes around the square in its middle twice.
        let curl = ring(&[(0, 0), (900, 0), (900, 900), (300, 900), (300, 300), (600, 300), (600, 600), (0, 600)]);
        assert!(untangle(&curl, 0.0).is_err());
        let filled = untangle(&curl, 1e9).unwrap();
        assert_eq!(filled.iter().map(Vec::len).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_ring_that_touches_itself_does_not_cross() {
        let touching = ring(&[(0, 0), (500, 500), (1000, 0), (1000, 1000), (500, 500), (0, 1000)]);
        assert_eq!(first_crossing([&touching[..]].into_iter()), None);
        assert!(comes_back(&touching));
        assert_eq!(untangle(&touching, 0.0).unwrap().len(), 2);
    }
}
