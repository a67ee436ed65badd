use rustc_hash::FxHashMap;

use super::edges::Edges;
use super::faces::{Faces, OUTSIDE};
use super::{Border, Mesh};
use crate::geo::{WorldPoint, square_metres};

/// A place where the territories of a level do not fit together.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub kind: FaultKind,
    /// Those that overlap, or those around a gap, as numbers, ascending. Only one: a hole in its own shape.
    pub territories: Vec<u32>,
    pub square_metres: f64,
    /// A vertex of its outline.
    pub place: WorldPoint,
    /// To whom it was given, where it was small enough.
    pub given_to: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Nobody's, and enclosed by territories.
    Gap,
    /// Several territories'.
    Overlap,
}

/// Territories as one planar map, and what was wrong with them.
#[derive(Debug)]
pub struct Coverage {
    /// Arcs on the world grid. Their labels are numbers of `covers`.
    pub mesh: Mesh,
    /// For each label the territories there: none for label 0, several where an overlap was left.
    pub covers: Vec<Vec<u32>>,
    pub faults: Vec<Fault>,
    /// Territories with edges that did not match, each with a neighbour that has a vertex there.
    pub unmatched: Vec<(u32, u32, WorldPoint)>,
}

impl Coverage {
    /// Nodes the borders of all territories on the world grid, gives gaps and overlaps smaller than `close_below`
    /// square metres to the neighbour with which they share the longest border, and tells of all.
    pub fn new<'a>(borders: impl Iterator<Item = &'a Border>, close_below: f64) -> Coverage {
        let rings =
            (0u32..).zip(borders).flat_map(|(number, border)| border.rings.iter().map(move |ring| (number, &ring[..])));
        let edges = Edges::new(rings);
        let faces = Faces::new(&edges);
        let mut owners = Owners::new(&edges, &faces);
        let faults = owners.settle(close_below);
        let labels: Vec<u32> = owners.labels;
        let label = |half: usize| labels[faces.of[half] as usize];
        let pieces = edges.ends.iter().enumerate().map(|(edge, ends)| (*ends, label(2 * edge), label(2 * edge + 1)));
        let mesh = Mesh::from_edges(pieces.filter(|(_, left, right)| left != right));
        Coverage { mesh, covers: faces.sets, faults, unmatched: edges.mended }
    }
}

/// Who owns each face.
struct Owners<'a> {
    edges: &'a Edges,
    faces: &'a Faces,
    /// For each face the number of the set of its owners.
    labels: Vec<u32>,
    /// For each territory the number of the set that holds only it.
    alone: FxHashMap<u32, u32>,
}

impl<'a> Owners<'a> {
    fn new(edges: &'a Edges, faces: &'a Faces) -> Owners<'a> {
        let alone = faces.sets.iter().enumerate().filter(|(_, set)| set.len() == 1);
        let alone = alone.map(|(number, set)| (set[0], number as u32)).collect();
        Owners { edges, faces, labels: faces.covers.clone(), alone }
    }

    /// Finds the faces that belong to nobody or to several, gives away the small ones, and tells of all.
    fn settle(&mut self, close_below: f64) -> Vec<Fault> {
        let disputed = |face: usize| face != OUTSIDE as usize && self.faces.sets[self.labels[face] as usize].len() != 1;
        let mut edges_of: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for (half, &face) in self.faces.of.iter().enumerate() {
            if disputed(face as usize) {
                edges_of.entry(face).or_default().push(half as u32);
            }
        }
        let mut waiting: Vec<(u32, Fault)> =
            edges_of.iter().map(|(&face, halves)| (face, self.fault(face, halves))).collect();
        waiting.sort_by_key(|(face, _)| (self.faces.double_areas[*face as usize], *face));
        let mut faults = Vec::with_capacity(waiting.len());
        // A face beside another disputed one may find its owner only once that one has found its own.
        let mut settled = true;
        while std::mem::take(&mut settled) {
            waiting.retain_mut(|(face, fault)| {
                // A hole within one territory is meant: its neighbours had no part in it.
                let is_hole = fault.kind == FaultKind::Gap && fault.territories.len() < 2;
                if fault.square_metres >= close_below || is_hole || self.faces.holds_others[*face as usize] {
                    return true;
                }
                let Some(owner) = self.longest_neighbour(*face, &edges_of[face]) else { return true };
                self.labels[*face as usize] = self.alone[&owner];
                fault.given_to = Some(owner);
                faults.push(fault.clone());
                settled = true;
                false
            });
        }
        faults.extend(waiting.into_iter().map(|(_, fault)| fault));
        faults.sort_by(|one, other| {
            other.square_metres.total_cmp(&one.square_metres).then_with(|| one.place.cmp(&other.place))
        });
        faults
    }

    fn fault(&self, face: u32, halves: &[u32]) -> Fault {
        let cover = &self.faces.sets[self.faces.covers[face as usize] as usize];
        let kind = if cover.is_empty() { FaultKind::Gap } else { FaultKind::Overlap };
        let mut territories = cover.clone();
        if cover.is_empty() {
            for &half in halves {
                territories
                    .extend(&self.faces.sets[self.faces.covers[self.faces.of[half as usize ^ 1] as usize] as usize]);
            }
            territories.sort_unstable();
            territories.dedup();
        }
        let place = halves.iter().map(|half| self.edges.ends[*half as usize / 2].0).min();
        let place = place.unwrap_or(WorldPoint { x: 0, y: 0 });
        let square_metres = square_metres(self.faces.double_areas[face as usize], place);
        Fault { kind, territories, square_metres, place, given_to: None }
    }

    /// The territory that has the longest border with a face, of those that may have it: who overlaps in an overlap,
    /// any neighbour of a gap.
    fn longest_neighbour(&self, face: u32, halves: &[u32]) -> Option<u32> {
        let cover = &self.faces.sets[self.faces.covers[face as usize] as usize];
        let mut lengths: FxHashMap<u32, f64> = FxHashMap::default();
        for &half in halves {
            let beside = &self.faces.sets[self.labels[self.faces.of[half as usize ^ 1] as usize] as usize];
            if let [neighbour] = beside[..]
                && (cover.is_empty() || cover.contains(&neighbour))
            {
                let (from, to) = self.edges.ends[half as usize / 2];
                let length = f64::from(from.x.abs_diff(to.x)).hypot(f64::from(from.y.abs_diff(to.y)));
                *lengths.entry(neighbour).or_default() += length;
            }
        }
        let longest = lengths.into_iter().max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)));
        longest.map(|(territory, _)| territory)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square on the equator; a unit of the world grid is 9.33 mm.
    fn square(west: u32, north: u32, width: u32, height: u32) -> Border {
        let (west, north) = ((1 << 31) + west, (1 << 31) + north);
        let (east, south) = (west + width, north + height);
        let ring = [(west, north), (east, north), (east, south), (west, south)];
        Border { rings: vec![ring.map(|(x, y)| WorldPoint { x, y }).to_vec()] }
    }

    fn outlines(coverage: &Coverage) -> usize {
        coverage.mesh.arcs().filter(|arc| arc.left == OUTSIDE || arc.right == OUTSIDE).count()
    }

    #[test]
    fn small_overlaps_are_given_to_one_and_large_ones_left() {
        let borders = [square(0, 0, 2000, 1000), square(1900, 0, 2000, 1000)];
        let closed = Coverage::new(borders.iter(), 100.0);
        assert_eq!(closed.faults.len(), 1);
        let fault = &closed.faults[0];
        assert_eq!((fault.kind, &fault.territories[..], fault.given_to), (FaultKind::Overlap, &[0, 1][..], Some(0)));
        // 100 × 1000 cells, 9.3306 mm along the equator and 9.2682 mm across it.
        assert!((fault.square_metres - 8.648).abs() < 0.001, "{}", fault.square_metres);
        assert_eq!(closed.mesh.arcs().count(), 3);

        let left = Coverage::new(borders.iter(), 1.0);
        assert_eq!(left.faults[0].given_to, None);
        assert_eq!(left.mesh.arcs().count(), 6, "two outlines, and the overlap's four sides");
    }

    /// Two halves of a frame, with something in the middle of it or beside it.
    fn around(inner: Border) -> Coverage {
        let ring = |points: &[(u32, u32)]| Border {
            rings: vec![points.iter().map(|(x, y)| WorldPoint { x: (1 << 31) + x, y: (1 << 31) + y }).collect()],
        };
        let upper = ring(&[(0, 0), (1000, 0), (1000, 500), (600, 500), (600, 400), (400, 400), (400, 500), (0, 500)]);
        let lower =
            ring(&[(0, 500), (400, 500), (400, 650), (600, 650), (600, 500), (1000, 500), (1000, 1000), (0, 1000)]);
        Coverage::new([upper, lower, inner].iter(), 1e6)
    }

    #[test]
    fn small_gaps_are_closed_unless_something_lies_in_them() {
        let closed = around(square(5000, 0, 10, 10));
        assert_eq!((closed.faults.len(), closed.faults[0].given_to, outlines(&closed)), (1, Some(1), 3));
        let held = around(square(450, 450, 10, 10));
        assert_eq!((held.faults.len(), held.faults[0].given_to, outlines(&held)), (1, None, 5));
    }

    #[test]
    fn a_hole_in_one_territory_is_meant() {
        let mut hole = square(400, 400, 200, 200);
        hole.rings[0].reverse();
        let outer = Border { rings: [square(0, 0, 1000, 1000).rings, hole.rings].concat() };
        let coverage = Coverage::new(std::iter::once(&outer), 1e6);
        assert_eq!((coverage.faults.len(), coverage.faults[0].given_to, outlines(&coverage)), (1, None, 2));
    }
}
