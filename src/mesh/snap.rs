use rayon::prelude::*;

use super::Mesh;
use super::arcs::Arc;
use super::noding::{FinePoint, Grid, HotPixels, Pixel};
use super::windows::unsafe_cuts;
use crate::geo::{GridPoint, WorldPoint};

/// The arrangement of a mesh on the grid of one zoom: edges that meet at their ends only, each place once, each with
/// another label on its left than on its right.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ZoomEdges(pub(super) Vec<ZoomEdge>);

/// An edge from the smaller of its points to the larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ZoomEdge {
    pub(super) from: GridPoint,
    pub(super) to: GridPoint,
    /// Who is on the side on which a ring of positive area has its inside.
    pub(super) left: u32,
    pub(super) right: u32,
}

/// Rounds of snapping. Two do nearly always: the second puts vertices where the first found that cutting needs them.
const MOST_ROUNDS: usize = 8;

/// Fine units of a zoom's grid once edges are on it: halves.
pub(super) const HALVES: Grid = Grid { bits: 1 };

impl Mesh {
    /// Snap-rounds all arcs on the grid of `zoom` as one arrangement.
    ///
    /// The arcs do not cross, so that their vertices are the only hot pixels. Where the rounding brings arcs together,
    /// what lay between them is gone: of the labels beside such an edge only the outermost are left. Where cutting a
    /// tile would then not be safe without a vertex ([`unsafe_cuts`]) one is added, and all is snapped once more.
    pub fn snapped(&self, zoom: u8) -> ZoomEdges {
        let grid = Grid { bits: 20 - u32::from(zoom) };
        let fine = |point: WorldPoint| -> FinePoint { [i64::from(point.x), i64::from(point.y)] };
        let vertices = self.par_arcs().flat_map_iter(|arc| arc.points.iter().map(|point| grid.pixel_of(fine(*point))));
        let hot = HotPixels::new(grid, vertices.collect(), self.usual_step() >> grid.bits);
        let snap = |arc: Arc<'_>| {
            let mut route: Vec<Pixel> = Vec::new();
            arc.points.windows(2).for_each(|pair| hot.route(fine(pair[0]), fine(pair[1]), &mut route));
            route.dedup();
            let edge = |pair: &[Pixel]| ZoomEdge::new(pair[0], pair[1], arc.left, arc.right);
            route.windows(2).map(edge).collect::<Vec<_>>()
        };
        let mut edges = merged(self.par_arcs().flat_map_iter(snap).collect());
        for _ in 0..MOST_ROUNDS {
            let vertices = edges.par_iter().flat_map_iter(ZoomEdge::pixels).collect();
            let hot = HotPixels::new(HALVES, vertices, self.usual_step() >> grid.bits);
            let cuts = unsafe_cuts(&edges, &hot);
            if cuts.is_empty() {
                break;
            }
            edges = snapped_again(&edges, &hot.with(cuts));
        }
        ZoomEdges(edges)
    }

    /// The usual extent of an edge, in cells of the world grid.
    fn usual_step(&self) -> u32 {
        let steps = self.par_arcs().flat_map_iter(|arc| arc.points.windows(2));
        let extent = |pair: &[WorldPoint]| u64::from(pair[0].x.abs_diff(pair[1].x).max(pair[0].y.abs_diff(pair[1].y)));
        let (total, count) =
            steps.map(|pair| (extent(pair), 1)).reduce(|| (0, 0), |one, two| (one.0 + two.0, one.1 + two.1));
        (total / count.max(1)) as u32
    }
}

impl ZoomEdge {
    fn new(from: Pixel, to: Pixel, left: u32, right: u32) -> ZoomEdge {
        let point = |[x, y]: Pixel| GridPoint { x: x as i32, y: y as i32 };
        let (from, to) = (point(from), point(to));
        if from < to {
            ZoomEdge { from, to, left, right }
        } else {
            ZoomEdge { from: to, to: from, left: right, right: left }
        }
    }

    /// Its ends.
    pub(super) fn pixels(&self) -> [Pixel; 2] {
        [self.from, self.to].map(|point| [point.x as u32, point.y as u32])
    }
}

/// The arrangement of snapped edges, snapped to further hot pixels.
fn snapped_again(edges: &[ZoomEdge], hot: &HotPixels) -> Vec<ZoomEdge> {
    let snap = |edge: &ZoomEdge| {
        let [from, to] = edge.pixels();
        let mut route: Vec<Pixel> = Vec::new();
        hot.route(HALVES.middle(from), HALVES.middle(to), &mut route);
        let (left, right) = (edge.left, edge.right);
        route.windows(2).map(|pair| ZoomEdge::new(pair[0], pair[1], left, right)).collect::<Vec<_>>()
    };
    merged(edges.par_iter().flat_map_iter(snap).collect())
}

/// One edge for each place. Arcs that came to lie on each other have the labels between them both on the left of one
/// and on the right of another: what is left over is outermost.
fn merged(mut edges: Vec<ZoomEdge>) -> Vec<ZoomEdge> {
    edges.par_sort_unstable();
    let mut out = Vec::with_capacity(edges.len());
    // How often each label is on the left, less how often on the right.
    let mut counts: Vec<(u32, i32)> = Vec::new();
    for same in edges.chunk_by(|one, other| (one.from, one.to) == (other.from, other.to)) {
        if let [edge] = same {
            out.push(*edge);
            continue;
        }
        counts.clear();
        for (label, step) in same.iter().flat_map(|edge| [(edge.left, 1), (edge.right, -1)]) {
            match counts.iter_mut().find(|(known, _)| *known == label) {
                Some((_, count)) => *count += step,
                None => counts.push((label, step)),
            }
        }
        counts.retain(|(_, count)| *count != 0);
        counts.sort_unstable_by_key(|(_, count)| -count);
        debug_assert!(matches!(counts[..], [] | [(_, 1), (_, -1)]), "{same:?} leave {counts:?}");
        if let [(left, _), (right, _)] = counts[..] {
            out.push(ZoomEdge { left, right, ..same[0] });
        }
    }
    out
}
