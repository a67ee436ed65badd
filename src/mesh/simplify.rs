use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Mesh;
use super::arcs::Arc;
use super::rows::Rows;
use crate::geo::WorldPoint;

/// Passes over all arcs at most. In each an arc keeps clear of every vertex that another had before the pass; what that
/// keeps needlessly goes in the next.
const MOST_PASSES: usize = 4;

/// Tolerances by which a vertex may lie off the line between its neighbours and still go: spits and inlets that are so
/// thin that their triangle is small are seen all the same.
const FARTHEST: f64 = 2.0;

impl Mesh {
    /// The mesh with fewer vertices: Visvalingam & Whyatt (1993, "Line generalisation by repeated elimination of
    /// points", The Cartographic Journal 30), which takes away, the smallest first, every vertex that makes with its
    /// neighbours a triangle of less than the square of `tolerance`, in units of the world grid.
    ///
    /// Junctions stay. A vertex goes only if no other vertex lies in its triangle, edges included: then the line can
    /// be pulled over the triangle without meeting anything, so that arcs that did not cross, touch, or lie around
    /// another still do so. Arcs between the same two junctions do not both become the straight line between them,
    /// and a closed arc keeps three points.
    pub fn simplified(&self, tolerance: f64) -> Mesh {
        let mut mesh = self.pass(tolerance);
        let mut before = self.vertices();
        for _ in 1..MOST_PASSES {
            // Looking at all vertices again pays only while the last look took away a fair number.
            if before - mesh.vertices() < before / 200 {
                break;
            }
            before = mesh.vertices();
            mesh = mesh.pass(tolerance);
        }
        mesh
    }

    fn pass(&self, tolerance: f64) -> Mesh {
        let vertices = Vertices::new(self);
        let fewest = self.fewest_points();
        let simplify = |(arc, fewest): (Arc<'_>, u32)| {
            if arc.points.len() as u32 <= fewest {
                return arc.points.to_vec();
            }
            Thinner::new(arc.points, &vertices, tolerance).run(fewest as usize)
        };
        let lines: Vec<Vec<WorldPoint>> = self.par_arcs().zip(fewest).map(simplify).collect();
        let mut out = Mesh::default();
        for (line, arc) in lines.iter().zip(self.arcs()) {
            out.push(line, arc.left, arc.right);
        }
        out
    }

    /// How many points each arc has to keep.
    fn fewest_points(&self) -> Vec<u32> {
        let mut between: FxHashMap<(WorldPoint, WorldPoint), u32> = FxHashMap::default();
        let ends = |arc: &Arc<'_>| {
            let (first, last) = (arc.points[0], arc.points[arc.points.len() - 1]);
            (first.min(last), first.max(last))
        };
        // Of several arcs between two points the one that is straight may be straight, else the first.
        for (number, arc) in self.arcs().enumerate() {
            let straight = between.entry(ends(&arc)).or_insert(number as u32);
            if arc.points.len() == 2 {
                *straight = number as u32;
            }
        }
        let fewest = |(number, arc): (usize, Arc<'_>)| match arc.is_closed() {
            true => 4,
            false if between[&ends(&arc)] == number as u32 => 2,
            false => 3,
        };
        self.arcs().enumerate().map(fewest).collect()
    }
}

/// All vertices of a mesh by place.
struct Vertices(Rows);

impl Vertices {
    fn new(mesh: &Mesh) -> Vertices {
        let points: Vec<[u32; 2]> =
            mesh.par_arcs().flat_map_iter(|arc| arc.points.iter().map(|at| [at.x, at.y])).collect();
        let steps = || mesh.par_arcs().flat_map_iter(|arc| arc.points.windows(2));
        let total: u64 =
            steps().map(|pair| u64::from(pair[0].x.abs_diff(pair[1].x).max(pair[0].y.abs_diff(pair[1].y)))).sum();
        let reach = total / (points.len() as u64).max(1);
        Vertices(Rows::new(points, reach as u32))
    }

    /// Whether a vertex other than the corners lies in a triangle or on its edge, and is one of those that count.
    fn any_in(&self, corners: [WorldPoint; 3], counts: impl Fn(WorldPoint) -> bool) -> bool {
        let [one, two, three] = corners;
        let west = one.x.min(two.x).min(three.x);
        let east = one.x.max(two.x).max(three.x);
        let north = one.y.min(two.y).min(three.y);
        let south = one.y.max(two.y).max(three.y);
        let mut found = false;
        self.0.for_each_in([west, north, east, south], |[x, y]| {
            let point = WorldPoint { x, y };
            found = found || (!corners.contains(&point) && in_triangle(corners, point) && counts(point));
        });
        found
    }
}

/// Twice the signed area of a triangle.
fn double_area([one, two, three]: [WorldPoint; 3]) -> i128 {
    let difference = |from: u32, to: u32| i128::from(to) - i128::from(from);
    difference(one.x, two.x) * difference(one.y, three.y) - difference(one.y, two.y) * difference(one.x, three.x)
}

fn in_triangle([one, two, three]: [WorldPoint; 3], point: WorldPoint) -> bool {
    let sides = [[one, two, point], [two, three, point], [three, one, point]].map(double_area);
    sides.iter().all(|side| *side >= 0) || sides.iter().all(|side| *side <= 0)
}

/// Takes vertices away from one arc.
struct Thinner<'a> {
    points: &'a [WorldPoint],
    /// Neighbours of each vertex among those that are left; a vertex that went has itself as its next.
    before: Vec<u32>,
    after: Vec<u32>,
    /// Own vertices by place, for those that went no longer count.
    places: FxHashMap<WorldPoint, u32>,
    vertices: &'a Vertices,
    tolerance: f64,
}

impl<'a> Thinner<'a> {
    fn new(points: &'a [WorldPoint], vertices: &'a Vertices, tolerance: f64) -> Thinner<'a> {
        let count = points.len() as u32;
        Thinner {
            points,
            before: (0..count).map(|place| place.saturating_sub(1)).collect(),
            after: (1..=count).collect(),
            places: (0u32..).zip(points).map(|(place, point)| (*point, place)).collect(),
            vertices,
            tolerance,
        }
    }

    fn triangle(&self, place: u32) -> [WorldPoint; 3] {
        [self.before[place as usize], place, self.after[place as usize]].map(|place| self.points[place as usize])
    }

    fn has_gone(&self, place: u32) -> bool {
        self.after[place as usize] == place
    }

    fn area(&self, place: u32) -> u128 {
        double_area(self.triangle(place)).unsigned_abs()
    }

    fn run(mut self, fewest: usize) -> Vec<WorldPoint> {
        let last = self.points.len() as u32 - 1;
        let threshold = 2.0 * self.tolerance * self.tolerance;
        let small = |area: u128| (area as f64) < threshold;
        let mut waiting: BinaryHeap<Reverse<(u128, u32)>> = (1..last)
            .map(|place| Reverse((self.area(place), place)))
            .filter(|Reverse((area, _))| small(*area))
            .collect();
        let mut left = self.points.len();
        while let Some(Reverse((area, place))) = waiting.pop() {
            if left <= fewest {
                break;
            }
            if self.has_gone(place) || self.area(place) != area || !self.may_go(place) {
                continue;
            }
            let (before, after) = (self.before[place as usize], self.after[place as usize]);
            self.after[before as usize] = after;
            self.before[after as usize] = before;
            self.after[place as usize] = place;
            left -= 1;
            for neighbour in [before, after] {
                if neighbour != 0 && neighbour != last {
                    let area = self.area(neighbour);
                    if small(area) {
                        waiting.push(Reverse((area, neighbour)));
                    }
                }
            }
        }
        (0u32..).zip(self.points).filter(|(place, _)| !self.has_gone(*place)).map(|(_, point)| *point).collect()
    }

    /// Whether a vertex stands out by more than [`FARTHEST`] tolerances from the line between its neighbours.
    fn stands_out(&self, place: u32) -> bool {
        let [before, _, after] = self.triangle(place);
        let base = f64::from(before.x.abs_diff(after.x)).hypot(f64::from(before.y.abs_diff(after.y)));
        self.area(place) as f64 > FARTHEST * self.tolerance * base
    }

    fn may_go(&self, place: u32) -> bool {
        if self.stands_out(place) {
            return false;
        }
        let counts = |point: WorldPoint| self.places.get(&point).is_none_or(|&own| !self.has_gone(own));
        !self.vertices.any_in(self.triangle(place), counts)
    }
}
