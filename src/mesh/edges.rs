use rayon::prelude::*;

use super::crossings::{crossings, usual_reach};
use super::noding::{Grid, HotPixels, Pixel};
use crate::geo::WorldPoint;

/// Fine units of the world grid while edges are noded on it: halves.
const HALVES: Grid = Grid { bits: 1 };

/// A territory on one side of an edge: `+(number + 1)` where its ring runs from the edge's smaller to its larger
/// point, `-(number + 1)` where it runs back.
pub(super) type Side = i32;

/// The edges of all rings, each place once, meeting at their ends only.
#[derive(Debug, Default)]
pub(super) struct Edges {
    /// The smaller and the larger point of each, sorted.
    pub(super) ends: Vec<(WorldPoint, WorldPoint)>,
    /// Where the sides of each edge begin, and where the last ones end.
    starts: Vec<u32>,
    sides: Vec<Side>,
    /// Territories with an edge that had to be divided or bent, each with one that has a vertex there, and the first such
    /// place.
    pub(super) mended: Vec<(u32, u32, WorldPoint)>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Sided {
    from: WorldPoint,
    to: WorldPoint,
    side: Side,
}

impl Sided {
    fn new(from: WorldPoint, to: WorldPoint, territory: u32) -> Sided {
        let side = territory as i32 + 1;
        if from < to { Sided { from, to, side } } else { Sided { from: to, to: from, side: -side } }
    }
}

impl Edges {
    /// Nodes the rings of territories: where edges cross or a vertex lies on an edge, a vertex is put.
    pub(super) fn new<'a>(rings: impl Iterator<Item = (u32, &'a [WorldPoint])>) -> Edges {
        let mut sided = Vec::new();
        for (territory, ring) in rings {
            for (place, &from) in ring.iter().enumerate() {
                let to = ring[(place + 1) % ring.len()];
                if from != to {
                    sided.push(Sided::new(from, to, territory));
                }
            }
        }
        sided.par_sort_unstable();
        let mended = node(&mut sided);
        let mut edges = Edges { mended, ..Edges::default() };
        let mut sides: Vec<Side> = Vec::new();
        for same in sided.chunk_by(|one, other| (one.from, one.to) == (other.from, other.to)) {
            sides.clear();
            sides.extend(same.iter().map(|sided| sided.side));
            strike_out(&mut sides);
            if !sides.is_empty() {
                edges.ends.push((same[0].from, same[0].to));
                edges.starts.push(edges.sides.len() as u32);
                edges.sides.extend_from_slice(&sides);
            }
        }
        edges.starts.push(edges.sides.len() as u32);
        edges
    }

    /// What an edge changes: for whom it is a border, and in which sense.
    pub(super) fn sides(&self, edge: usize) -> &[Side] {
        &self.sides[self.starts[edge] as usize..self.starts[edge + 1] as usize]
    }
}

/// Strikes out pairs of a territory's ring that runs there and back along the same edge.
fn strike_out(sides: &mut Vec<Side>) {
    let mut place = 0;
    while place < sides.len() {
        match sides[place + 1..].iter().position(|side| *side == -sides[place]) {
            Some(after) => {
                sides.remove(place + 1 + after);
                sides.remove(place);
            }
            None => place += 1,
        }
    }
}

/// Snap-rounds sorted edges on the world grid and returns whose edges were divided, each with who shares the point.
fn node(sided: &mut Vec<Sided>) -> Vec<(u32, u32, WorldPoint)> {
    let mut segments: Vec<(WorldPoint, WorldPoint)> = sided.iter().map(|it| (it.from, it.to)).collect();
    segments.dedup();
    let mut pixels = crossings(&segments);
    pixels.extend(segments.iter().flat_map(|(from, to)| [[from.x, from.y], [to.x, to.y]]));
    let hot = HotPixels::new(HALVES, pixels, usual_reach(&segments));
    let fine = |point: WorldPoint| HALVES.middle([point.x, point.y]);
    let route = |&(from, to): &(WorldPoint, WorldPoint)| {
        let mut route: Vec<Pixel> = Vec::new();
        hot.route(fine(from), fine(to), &mut route);
        (route.len() > 2).then(|| {
            let points = route.into_iter().map(|[x, y]| WorldPoint { x, y }).collect::<Vec<_>>();
            ((from, to), points)
        })
    };
    let changed: Vec<((WorldPoint, WorldPoint), Vec<WorldPoint>)> = segments.par_iter().filter_map(route).collect();
    if changed.is_empty() {
        return Vec::new();
    }
    let mut divided: Vec<(WorldPoint, u32)> = Vec::new();
    let mut added = Vec::new();
    for ((from, to), points) in &changed {
        let first = sided.partition_point(|it| (it.from, it.to) < (*from, *to));
        for it in sided[first..].iter().take_while(|it| (it.from, it.to) == (*from, *to)) {
            let territory = it.side.unsigned_abs() - 1;
            for pair in points.windows(2) {
                let (start, end) = if it.side > 0 { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
                added.push(Sided::new(start, end, territory));
            }
            divided.extend(points[1..points.len() - 1].iter().map(|&point| (point, territory)));
        }
    }
    let is_changed = |it: &Sided| changed.binary_search_by_key(&(it.from, it.to), |(ends, _)| *ends).is_ok();
    sided.retain(|it| !is_changed(it));
    sided.extend(added);
    sided.par_sort_unstable();
    divided.sort_unstable();
    divided.dedup();
    meetings(sided, &divided)
}

/// Who shares the points put into edges: pairs of the territory whose edge was divided and one that has a vertex
/// there, each with the first point.
fn meetings(sided: &[Sided], divided: &[(WorldPoint, u32)]) -> Vec<(u32, u32, WorldPoint)> {
    let at = |point: WorldPoint| {
        let first = divided.partition_point(|(other, _)| *other < point);
        divided[first..].iter().take_while(move |(other, _)| *other == point).map(|(_, territory)| *territory)
    };
    let vertices = sided.iter().flat_map(|it| [it.from, it.to].map(|point| (point, it.side.unsigned_abs() - 1)));
    let mut pairs: Vec<(u32, u32, WorldPoint)> = vertices
        .flat_map(|(point, other)| {
            at(point).filter(move |it| *it != other).map(move |territory| (territory, other, point))
        })
        .collect();
    pairs.sort_unstable();
    pairs.dedup_by_key(|(territory, other, _)| (*territory, *other));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[(u32, u32)]) -> Vec<WorldPoint> {
        points.iter().map(|&(x, y)| WorldPoint { x, y }).collect()
    }

    #[test]
    fn a_vertex_on_a_neighbours_edge_divides_it() {
        let left = ring(&[(0, 0), (4, 0), (4, 8), (0, 8)]);
        let right = ring(&[(4, 0), (8, 0), (8, 8), (4, 8), (4, 3)]);
        let edges = Edges::new([(0, &left[..]), (1, &right[..])].into_iter());
        assert_eq!(edges.ends.len(), 8);
        assert_eq!(edges.mended, [(0, 1, WorldPoint { x: 4, y: 3 })]);
        let shared = (WorldPoint { x: 4, y: 0 }, WorldPoint { x: 4, y: 3 });
        let place = edges.ends.iter().position(|ends| *ends == shared).unwrap();
        assert_eq!(edges.sides(place), [-2, 1]);
    }

    #[test]
    fn a_crossing_becomes_a_vertex_of_both() {
        let one = ring(&[(0, 0), (6, 0), (6, 6), (0, 6)]);
        let other = ring(&[(3, 3), (9, 3), (9, 9), (3, 9)]);
        let edges = Edges::new([(0, &one[..]), (1, &other[..])].into_iter());
        assert_eq!(edges.ends.len(), 12);
        let pairs: Vec<(u32, u32)> = edges.mended.iter().map(|&(one, other, _)| (one, other)).collect();
        assert_eq!(pairs, [(0, 1), (1, 0)], "both are divided");
    }

    #[test]
    fn a_spike_is_struck_out() {
        let spiked = ring(&[(0, 0), (4, 0), (9, 0), (4, 0), (4, 4), (0, 4)]);
        let edges = Edges::new(std::iter::once((0, &spiked[..])));
        assert_eq!(edges.ends.len(), 4);
    }
}
