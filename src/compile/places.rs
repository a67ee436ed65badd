use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::territories::Level;
use crate::geo::WorldPoint;
use crate::mesh::Border;

/// How far from the box around a territory a point still may be meant to be there, in cells of the world grid: a quarter
/// of a degree. Piers and islets lie outside of their commune, and generalised coasts inland of their harbours.
const MARGIN: f64 = WORLD / 360.0 / 4.0;

/// Cells of the world grid along one side.
const WORLD: f64 = 4_294_967_296.0;

/// Around the equator, in metres.
const EARTH: f64 = std::f64::consts::TAU * 6_378_137.0;

/// Which territory of a level holds a point.
pub(super) struct Places<'a> {
    /// The level with borders.
    source: &'a Level,
    /// Where the territories asked for are dissolves: for each of the source the one that holds it.
    groups: Option<&'a [Option<usize>]>,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl<'a> Places<'a> {
    /// The places of a level, by its number.
    pub(super) fn new(levels: &'a [Level], number: usize) -> Places<'a> {
        let members = levels[number].members.as_ref();
        let source = &levels[members.map_or(number, |members| members.from)];
        let boxed = |(number, border): (usize, &Border)| {
            let [west, north, east, south] = border.bounds()?.map(f64::from);
            Some(GeomWithData::new(Rectangle::from_corners([west, north], [east, south]), number))
        };
        let boxes = source.borders.iter().enumerate().filter_map(boxed).collect();
        Places { source, groups: members.map(|members| &members.groups[..]), boxes: RTree::bulk_load(boxes) }
    }

    /// The territory that holds a point; none at sea and abroad, the first of its source where several overlap.
    pub(super) fn at(&self, point: WorldPoint) -> Option<usize> {
        // The last column of the world is 180° east, which is 180° west, the first.
        let first = || (point.x == u32::MAX).then_some(WorldPoint { x: 0, ..point });
        self.at_column(point).or_else(|| self.at_column(first()?))
    }

    fn at_column(&self, point: WorldPoint) -> Option<usize> {
        let place = AABB::from_point([f64::from(point.x), f64::from(point.y)]);
        let candidates = self.boxes.locate_in_envelope_intersecting(place).map(|found| found.data);
        let found = candidates.filter(|&number| self.source.borders[number].holds(point)).min()?;
        self.groups.map_or(Some(found), |groups| groups[found])
    }

    /// How far a point lies from the border of a territory, in metres, to the nearest; none for a dissolve.
    pub(super) fn distance(&self, point: WorldPoint, number: usize) -> Option<f64> {
        let border = self.source.borders.get(number).filter(|_| self.groups.is_none())?;
        // The scale of the projection grows with the latitude.
        let metres = EARTH / WORLD * point.unproject().lat.to_radians().cos();
        let segments = border.rings.iter().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)));
        let cells = segments.map(|(from, to)| distance_to_segment(point, *from, *to)).min_by(f64::total_cmp)?;
        Some(cells * metres)
    }

    /// Whether a point lies in the box around some territory, or not far from one.
    pub(super) fn is_near(&self, point: WorldPoint) -> bool {
        let [x, y] = [f64::from(point.x), f64::from(point.y)];
        // Beyond the edge of the world it goes on at the other one.
        [x, x - WORLD, x + WORLD].into_iter().any(|x| {
            let around = AABB::from_corners([x - MARGIN, y - MARGIN], [x + MARGIN, y + MARGIN]);
            self.boxes.locate_in_envelope_intersecting(around).next().is_some()
        })
    }
}

/// Distance of a point from the segment between two others, in cells.
fn distance_to_segment(point: WorldPoint, from: WorldPoint, to: WorldPoint) -> f64 {
    let [x, y] = [f64::from(point.x) - f64::from(from.x), f64::from(point.y) - f64::from(from.y)];
    let [dx, dy] = [f64::from(to.x) - f64::from(from.x), f64::from(to.y) - f64::from(from.y)];
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 { ((x * dx + y * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (x - along * dx).hypot(y - along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_nearest_place_of_a_segment() {
        let at = |x, y| WorldPoint { x, y };
        let distance = |x, y| distance_to_segment(at(x, y), at(10, 10), at(20, 10));
        assert_eq!((distance(15, 14), distance(7, 14), distance(20, 3)), (4.0, 5.0, 7.0));
        assert_eq!(distance_to_segment(at(3, 4), at(0, 0), at(0, 0)), 5.0);
    }
}
