use rayon::prelude::*;

use crate::geo::WorldPoint;

/// Borders as one planar map: arcs between the points where three or more of them meet.
///
/// A label says who is beside an arc. Label 0 is the outside; what others mean is up to who made the mesh.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mesh {
    points: Vec<WorldPoint>,
    spans: Vec<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Span {
    first: u32,
    last: u32,
    left: u32,
    right: u32,
}

/// A border that two sides share, from one junction to the next; or closed, its first point also its last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arc<'a> {
    /// At least two, on the world grid.
    pub points: &'a [WorldPoint],
    /// Who is on the side on which a ring of positive area has its inside.
    pub left: u32,
    /// Who is on the other side.
    pub right: u32,
}

impl Arc<'_> {
    /// Whether it comes back to where it began.
    pub fn is_closed(&self) -> bool {
        self.points.first() == self.points.last()
    }
}

const NONE: u32 = u32::MAX;

impl Mesh {
    /// Joins edges, each with its left and its right label, to arcs.
    pub(super) fn from_edges(edges: impl Iterator<Item = ((WorldPoint, WorldPoint), u32, u32)>) -> Mesh {
        let mut pieces = Mesh::default();
        for ((from, to), left, right) in edges {
            pieces.push(&[from, to], left, right);
        }
        pieces.joined().in_bands()
    }

    /// The same arcs in horizontal bands, each from west to east, so that what is near is near in memory too.
    fn in_bands(&self) -> Mesh {
        const BAND_BITS: u32 = 21;
        let mut spans = self.spans.clone();
        spans.par_sort_by_key(|span| {
            let WorldPoint { x, y } = self.points[span.first as usize];
            (y >> BAND_BITS, x, y)
        });
        let mut out = Mesh { points: Vec::with_capacity(self.points.len()), spans: Vec::with_capacity(spans.len()) };
        for Span { first, last, left, right } in spans {
            out.push(&self.points[first as usize..last as usize], left, right);
        }
        out
    }

    pub(super) fn push(&mut self, points: &[WorldPoint], left: u32, right: u32) {
        let first = self.points.len() as u32;
        self.points.extend_from_slice(points);
        self.spans.push(Span { first, last: self.points.len() as u32, left, right });
    }

    /// All arcs.
    pub fn arcs(&self) -> impl ExactSizeIterator<Item = Arc<'_>> {
        (0..self.spans.len()).map(|number| self.arc(number))
    }

    pub(super) fn par_arcs(&self) -> impl IndexedParallelIterator<Item = Arc<'_>> {
        (0..self.spans.len()).into_par_iter().map(|number| self.arc(number))
    }

    pub(super) fn arc(&self, number: usize) -> Arc<'_> {
        let Span { first, last, left, right } = self.spans[number];
        Arc { points: &self.points[first as usize..last as usize], left, right }
    }

    /// Points of all arcs; a junction counts for each arc that it ends.
    pub fn vertices(&self) -> usize {
        self.points.len()
    }

    /// The mesh of what labels become: arcs whose sides become alike go, and those left are joined.
    pub fn relabelled(&self, new: impl Fn(u32) -> u32) -> Mesh {
        let mut pieces = Mesh::default();
        for arc in self.arcs() {
            let (left, right) = (new(arc.left), new(arc.right));
            if left != right {
                pieces.push(arc.points, left, right);
            }
        }
        pieces.joined()
    }

    /// Joins pieces where just two meet.
    fn joined(&self) -> Mesh {
        let partners = self.partners();
        let mut out = Mesh { points: Vec::with_capacity(self.points.len()), spans: Vec::new() };
        let mut used = vec![false; self.spans.len()];
        let ends = 0..2 * self.spans.len() as u32;
        // First what begins at junctions, then what is left: closed arcs without any.
        let begins = ends.clone().filter(|&end| partners[end as usize] == NONE);
        for start in begins.chain(ends) {
            if !used[start as usize / 2] {
                self.walk(start, &partners, &mut used, &mut out);
            }
        }
        out
    }

    /// Follows pieces from the end `start` and appends them as one arc. End `2 n` is the first point of piece `n`.
    fn walk(&self, start: u32, partners: &[u32], used: &mut [bool], out: &mut Mesh) {
        let first = out.points.len() as u32;
        let Span { left, right, .. } = self.spans[start as usize / 2];
        let (left, right) = if start.is_multiple_of(2) { (left, right) } else { (right, left) };
        let mut end = start;
        loop {
            used[end as usize / 2] = true;
            let points = self.arc(end as usize / 2).points;
            if out.points.len() as u32 > first {
                out.points.pop();
            }
            if end.is_multiple_of(2) {
                out.points.extend_from_slice(points);
            } else {
                out.points.extend(points.iter().rev());
            }
            end = partners[(end ^ 1) as usize];
            if end == NONE || used[end as usize / 2] {
                break;
            }
        }
        out.spans.push(Span { first, last: out.points.len() as u32, left, right });
    }

    /// For each end of a piece the end that goes on from there; none where not just two meet.
    fn partners(&self) -> Vec<u32> {
        let mut ends: Vec<(WorldPoint, u32)> = Vec::with_capacity(2 * self.spans.len());
        for (number, span) in self.spans.iter().enumerate() {
            ends.push((self.points[span.first as usize], 2 * number as u32));
            ends.push((self.points[span.last as usize - 1], 2 * number as u32 + 1));
        }
        ends.par_sort_unstable();
        let mut partners = vec![NONE; ends.len()];
        for meeting in ends.chunk_by(|one, other| one.0 == other.0) {
            if let &[(_, one), (_, other)] = meeting {
                partners[one as usize] = other;
                partners[other as usize] = one;
            }
        }
        partners
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(x: u32, y: u32) -> WorldPoint {
        WorldPoint { x, y }
    }

    #[test]
    fn edges_join_to_arcs_between_junctions() {
        // A square around a square, halves of the outer one with labels 1 and 2, the inner one 3.
        let edges = [
            ((point(0, 0), point(4, 0)), 1, 0),
            ((point(4, 0), point(4, 4)), 1, 2),
            ((point(0, 0), point(0, 4)), 0, 1),
            ((point(0, 4), point(4, 4)), 0, 1),
            ((point(4, 0), point(8, 0)), 2, 0),
            ((point(8, 0), point(8, 4)), 2, 0),
            ((point(4, 4), point(8, 4)), 0, 2),
            ((point(1, 1), point(2, 1)), 3, 1),
            ((point(2, 1), point(2, 2)), 3, 1),
            ((point(1, 1), point(2, 2)), 1, 3),
        ];
        let mesh = Mesh::from_edges(edges.into_iter());
        let mut sizes: Vec<(usize, bool)> = mesh.arcs().map(|arc| (arc.points.len(), arc.is_closed())).collect();
        sizes.sort_unstable();
        assert_eq!(sizes, [(2, false), (4, false), (4, false), (4, true)]);

        let merged = mesh.relabelled(|label| label.min(1));
        let arcs: Vec<Arc<'_>> = merged.arcs().collect();
        assert_eq!(arcs.len(), 1);
        assert!(arcs[0].is_closed() && arcs[0].points.len() == 7);
        let xy = |point: &WorldPoint| (i64::from(point.x), i64::from(point.y));
        let turns =
            arcs[0].points.windows(2).map(|pair| xy(&pair[0]).0 * xy(&pair[1]).1 - xy(&pair[1]).0 * xy(&pair[0]).1);
        let forward = turns.sum::<i64>() > 0;
        assert_eq!((arcs[0].left, arcs[0].right), if forward { (1, 0) } else { (0, 1) });
    }
}
