use rustc_hash::FxHashMap;

use super::edges::Edges;
use super::half_edges::{Around, direction, origin};
use super::rays::Rays;

/// The face around everything.
pub(super) const OUTSIDE: u32 = 0;

/// No face yet.
pub(super) const NONE: u32 = u32::MAX;

/// The faces into which noded edges divide the plane, and which territories cover each.
///
/// Half-edge `2 e` runs along edge `e` from its smaller to its larger point, half-edge `2 e + 1` back. The face of a
/// half-edge is the one that a ring of positive area along it goes around.
#[derive(Debug)]
pub(super) struct Faces {
    /// The face of each half-edge.
    pub(super) of: Vec<u32>,
    /// For each face the number of the set of territories that cover it; that of face 0 is the empty set, 0.
    pub(super) covers: Vec<u32>,
    /// Distinct sets of territories, each sorted.
    pub(super) sets: Vec<Vec<u32>>,
    /// Twice the area of each face, on the world grid; 0 for face 0.
    pub(super) double_areas: Vec<i128>,
    /// Whether parts that touch nothing of its outline lie within a face.
    pub(super) holds_others: Vec<bool>,
}

impl Faces {
    pub(super) fn new(edges: &Edges) -> Faces {
        let around = Around::new(edges);
        let (cycle_of, areas) = around.cycles(edges);
        let mut builder = Builder {
            edges,
            around: &around,
            cycle_of: &cycle_of,
            rays: Rays::new(edges),
            face_of: vec![NONE; areas.len()],
            counts: vec![Vec::new()],
            holds_others: vec![false],
            double_areas: vec![0],
        };
        let mut first_of_cycle = vec![NONE; areas.len()];
        for (half, &cycle) in cycle_of.iter().enumerate().rev() {
            first_of_cycle[cycle as usize] = half as u32;
        }
        // Edges are sorted by their smaller points, so that the first edge of a part begins at its westernmost point.
        for edge in 0..edges.ends.len() {
            if builder.face_of[cycle_of[2 * edge] as usize] == NONE {
                builder.add_part(edge, &areas, &first_of_cycle);
            }
        }
        builder.finish()
    }
}

/// How often each territory covers a face: pairs of territory and count, sorted.
type Counts = Vec<(u32, i32)>;

struct Builder<'a> {
    edges: &'a Edges,
    around: &'a Around,
    cycle_of: &'a [u32],
    rays: Rays,
    face_of: Vec<u32>,
    counts: Vec<Counts>,
    double_areas: Vec<i128>,
    holds_others: Vec<bool>,
}

impl Builder<'_> {
    /// Finds the faces of the part of the arrangement that hangs together with `edge`, its first.
    fn add_part(&mut self, edge: usize, areas: &[i128], first_of_cycle: &[u32]) {
        // West of the westernmost point there is the face that holds the part.
        let place = self.edges.ends[edge].0;
        let holder = self.rays.east_of(self.edges, place);
        let holder = holder.map_or(OUTSIDE, |half| self.face_of[self.cycle_of[half as usize] as usize]);
        if holder != OUTSIDE {
            self.holds_others[holder as usize] = true;
        }
        let mut waiting = vec![self.outer_half(edge)];
        self.enter(waiting[0], holder, areas);
        while let Some(start) = waiting.pop() {
            let mut half = start;
            loop {
                let back = half ^ 1;
                if self.face_of[self.cycle_of[back as usize] as usize] == NONE {
                    let inside = self.face_of[self.cycle_of[half as usize] as usize];
                    let counts = self.across(half, &self.counts[inside as usize]);
                    self.counts.push(counts);
                    self.double_areas.push(0);
                    self.holds_others.push(false);
                    self.enter(back, self.counts.len() as u32 - 1, areas);
                    waiting.push(first_of_cycle[self.cycle_of[back as usize] as usize]);
                }
                half = self.around.next(self.edges, half);
                if half == start {
                    break;
                }
            }
        }
    }

    /// The half-edge at the westernmost point of a part that has what is around the part beside it. From that point
    /// all edges go east: beside the last of them, by angle from straight down to straight up, lies the outside.
    fn outer_half(&self, edge: usize) -> u32 {
        let leaving = 2 * edge as u32;
        let point = origin(self.edges, leaving);
        let (mut outer, mut half) = (leaving, leaving);
        // Angles begin at the positive x axis: of those that go east, the largest slope leaves as the last.
        for _ in 0..self.around.len() {
            let (x, y) = direction(self.edges, half);
            let (best_x, best_y) = direction(self.edges, outer);
            if i128::from(y) * i128::from(best_x) > i128::from(best_y) * i128::from(x) {
                outer = half;
            }
            // The next one around the point.
            half = self.around.next(self.edges, half ^ 1);
            if half == leaving || origin(self.edges, half) != point {
                break;
            }
        }
        outer
    }

    fn enter(&mut self, half: u32, face: u32, areas: &[i128]) {
        let cycle = self.cycle_of[half as usize] as usize;
        self.face_of[cycle] = face;
        self.double_areas[face as usize] += if face == OUTSIDE { 0 } else { areas[cycle] };
    }

    /// The counts on the other side of a half-edge.
    fn across(&self, half: u32, counts: &Counts) -> Counts {
        let mut counts = counts.clone();
        for &side in self.edges.sides(half as usize / 2) {
            let territory = side.unsigned_abs() - 1;
            // Along its own sense a ring has its territory beside it.
            let along = (side > 0) == half.is_multiple_of(2);
            let step = if along { -1 } else { 1 };
            match counts.binary_search_by_key(&territory, |(known, _)| *known) {
                Ok(place) => counts[place].1 += step,
                Err(place) => counts.insert(place, (territory, step)),
            }
        }
        counts.retain(|(_, count)| *count != 0);
        counts
    }

    fn finish(self) -> Faces {
        let mut sets: Vec<Vec<u32>> = vec![Vec::new()];
        let mut known: FxHashMap<Vec<u32>, u32> = FxHashMap::from_iter([(Vec::new(), 0)]);
        let cover = |counts: Counts| {
            let set: Vec<u32> = counts.into_iter().filter(|(_, count)| *count > 0).map(|(it, _)| it).collect();
            *known.entry(set).or_insert_with_key(|set| {
                sets.push(set.clone());
                sets.len() as u32 - 1
            })
        };
        let covers = self.counts.into_iter().map(cover).collect();
        let of = self.cycle_of.iter().map(|&cycle| self.face_of[cycle as usize]).collect();
        Faces { of, covers, sets, double_areas: self.double_areas, holds_others: self.holds_others }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::WorldPoint;

    fn square(west: u32, north: u32, side: u32) -> Vec<WorldPoint> {
        let (east, south) = (west + side, north + side);
        [(west, north), (east, north), (east, south), (west, south)].map(|(x, y)| WorldPoint { x, y }).to_vec()
    }

    fn reversed(mut ring: Vec<WorldPoint>) -> Vec<WorldPoint> {
        ring.reverse();
        ring
    }

    /// Areas (not doubled) by the territories that cover them.
    fn areas(rings: &[(u32, Vec<WorldPoint>)]) -> Vec<(Vec<u32>, i128)> {
        let edges = Edges::new(rings.iter().map(|(territory, ring)| (*territory, &ring[..])));
        let faces = Faces::new(&edges);
        let mut found: Vec<(Vec<u32>, i128)> = (1..faces.covers.len())
            .map(|face| (faces.sets[faces.covers[face] as usize].clone(), faces.double_areas[face] / 2))
            .collect();
        found.sort();
        found
    }

    #[test]
    fn overlaps_are_faces_of_both() {
        let found = areas(&[(0, square(0, 0, 6)), (1, square(4, 2, 6))]);
        assert_eq!(found, [(vec![0], 28), (vec![0, 1], 8), (vec![1], 28)]);
    }

    #[test]
    fn what_lies_within_a_face_is_covered_by_it() {
        let found = areas(&[(0, square(0, 0, 20)), (1, square(5, 5, 4)), (2, square(12, 3, 2))]);
        assert_eq!(found, [(vec![0], 380), (vec![0, 1], 16), (vec![0, 2], 4)]);
    }

    #[test]
    fn a_hole_is_a_face_of_nobody_and_an_island_in_it_is_its_own() {
        let rings =
            [(0, square(0, 0, 20)), (0, reversed(square(4, 4, 10))), (1, square(6, 6, 3)), (2, square(30, 1, 2))];
        assert_eq!(areas(&rings), [(vec![], 91), (vec![0], 300), (vec![1], 9), (vec![2], 4)]);
    }

    #[test]
    fn rings_that_touch_in_points_divide_the_plane_rightly() {
        let rings = [(0, square(0, 0, 4)), (0, square(4, 4, 4)), (1, square(4, 0, 4)), (1, square(0, 4, 4))];
        assert_eq!(areas(&rings), [(vec![0], 16), (vec![0], 16), (vec![1], 16), (vec![1], 16)]);
        let ring_of_squares = [(0, square(0, 4, 4)), (0, square(4, 0, 4)), (0, square(8, 4, 4)), (0, square(4, 8, 4))];
        let found = areas(&ring_of_squares);
        assert_eq!(found, [(vec![], 16), (vec![0], 16), (vec![0], 16), (vec![0], 16), (vec![0], 16)]);
    }
}
