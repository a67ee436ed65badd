use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::outline::Outline;
use crate::geo::{EXTENT_BITS, GridPoint, Polygon, WorldPoint, double_area, point_in_ring};

/// Where the name of a territory stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LabelPoint {
    /// A point strictly inside the largest polygon.
    pub place: WorldPoint,
    /// How far it is from the polygon's rings, in cells of the world grid.
    pub radius: f64,
}

/// The point of a territory that is farthest from its border: the pole of inaccessibility of its largest polygon
/// (Garcia-Castellanos and Lombardo 2007), to a hundredth of its distance. `polygons` are valid and on the grid of
/// `zoom`. None when no polygon has an area.
pub fn label_point(polygons: &[Polygon<GridPoint>], zoom: u8) -> Option<LabelPoint> {
    let area = |polygon: &Polygon<GridPoint>| polygon.iter().map(|ring| double_area(ring)).sum::<i128>();
    // Of equals the first.
    let (_, polygon) = polygons.iter().enumerate().max_by_key(|(number, polygon)| (area(polygon), Reverse(*number)))?;
    let outline = Outline::new(polygon)?;
    let cell = f64::from(1u32 << (32 - EXTENT_BITS - zoom));
    // A cast from float to integer saturates.
    let rounded = |[x, y]: [f64; 2]| WorldPoint { x: (x * cell).round() as u32, y: (y * cell).round() as u32 };
    let pole = pole(&outline).map(rounded).filter(|&place| holds(polygon, place, zoom));
    let place = pole.or_else(|| near_a_corner(polygon, zoom))?;
    let on_grid = [f64::from(place.x) / cell, f64::from(place.y) / cell];
    Some(LabelPoint { place, radius: outline.nearest(on_grid, 0).distance.abs() * cell })
}

/// A square of the search.
struct Square {
    middle: [f64; 2],
    half: f64,
    /// Distance of the middle from the rings, and a block of edges near it.
    distance: f64,
    block: usize,
    /// The number of the square, so that of equal ones the first is taken.
    number: u32,
}

/// How much better than the best found a point must be to matter, as a part of that, and as a part of the polygon's
/// width, for polygons that are next to nothing but border.
const PRECISION: f64 = 0.01;
const COARSEST: f64 = 1.0 / 8192.0;

/// Squares looked at before the best found is good enough: combs with a thousand teeth have as many good places.
const MOST_SQUARES: u32 = 20_000;

/// Searches squares, the most promising first, and parts each into four: the idea of Mapbox's polylabel (2016). None
/// when no square's middle is inside.
fn pole(outline: &Outline) -> Option<[f64; 2]> {
    let (min, max) = outline.bounds();
    let width = (max[0] - min[0]).max(max[1] - min[1]);
    let square = |middle: [f64; 2], half: f64, block: usize, number: u32| {
        let nearest = outline.nearest(middle, block);
        Square { middle, half, distance: nearest.distance, block: nearest.block, number }
    };
    let first = square([f64::midpoint(min[0], max[0]), f64::midpoint(min[1], max[1])], width / 2.0, 0, 0);
    let mut best = (first.distance.max(0.0), first.middle);
    let mut waiting = BinaryHeap::from([first]);
    let mut count = 1;
    while let Some(next) = waiting.pop() {
        let precision = (best.0 * PRECISION).max(width * COARSEST);
        if next.most() <= best.0 + precision || count >= MOST_SQUARES {
            break;
        }
        let half = next.half / 2.0;
        for [right, down] in [[-half, -half], [half, -half], [-half, half], [half, half]] {
            let quarter = square([next.middle[0] + right, next.middle[1] + down], half, next.block, count);
            count += 1;
            if quarter.distance > best.0 {
                best = (quarter.distance, quarter.middle);
            }
            waiting.push(quarter);
        }
    }
    (best.0 > 0.0).then_some(best.1)
}

impl Square {
    /// How far a point of the square can be from the rings, at most.
    fn most(&self) -> f64 {
        self.distance + self.half * std::f64::consts::SQRT_2
    }
}

impl Ord for Square {
    fn cmp(&self, other: &Square) -> Ordering {
        self.most().total_cmp(&other.most()).then(other.number.cmp(&self.number))
    }
}

impl PartialOrd for Square {
    fn partial_cmp(&self, other: &Square) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Square {
    fn eq(&self, other: &Square) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Square {}

/// Whether a point of the world grid lies strictly inside a polygon on the grid of `zoom`.
fn holds(polygon: &Polygon<GridPoint>, point: WorldPoint, zoom: u8) -> bool {
    let cell = 1i64 << (32 - EXTENT_BITS - zoom);
    let at = (i64::from(point.x), i64::from(point.y));
    (polygon.iter().enumerate()).all(|(number, ring)| point_in_ring(at, cell, ring) == Some(number == 0))
}

/// A point inside a polygon that is too thin for the search: in the triangle of a corner and its neighbours. Every
/// simple ring has two corners whose triangle it holds (the theorem of two ears), and a cell of any zoom's grid has at
/// least four cells of the world grid on each side, so that this mean of three points is one of them.
fn near_a_corner(polygon: &Polygon<GridPoint>, zoom: u8) -> Option<WorldPoint> {
    let quarter = 1i64 << (32 - EXTENT_BITS - zoom - 2);
    let mean = |before: i32, corner: i32, after: i32| {
        let sum = i64::from(before) + 2 * i64::from(corner) + i64::from(after);
        u32::try_from(sum * quarter).ok()
    };
    polygon.iter().find_map(|ring| {
        let (next, after) = (ring.iter().cycle().skip(1), ring.iter().cycle().skip(2));
        ring.iter().zip(next).zip(after).find_map(|((before, corner), after)| {
            let place = WorldPoint { x: mean(before.x, corner.x, after.x)?, y: mean(before.y, corner.y, after.y)? };
            holds(polygon, place, zoom).then_some(place)
        })
    })
}

#[cfg(test)]
#[path = "label_tests.rs"]
mod tests;
