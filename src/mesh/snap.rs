use rayon::prelude::*;

use super::Mesh;
use super::noding::{FinePoint, Grid, HotPixels, Pixel};
use crate::geo::{BUFFER, EXTENT, GridPoint, WorldPoint};

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

/// log₂ of the cells of the world grid in a cell of a zoom's.
fn cell_bits(zoom: u8) -> u32 {
    20 - u32::from(zoom)
}

impl Mesh {
    /// Snap-rounds all arcs on the grid of `zoom` as one arrangement.
    ///
    /// Hot pixels are the vertices, and where arcs cross a line that can be the edge of a tile's window (those lines
    /// belong to the arrangement, so that cutting a tile never has to round). The arcs do not cross, so there are no
    /// others. Where the rounding brings arcs together, what lay between them is gone: of the labels beside such an
    /// edge only the outermost are left.
    pub fn snapped(&self, zoom: u8) -> ZoomEdges {
        let grid = Grid { bits: cell_bits(zoom) };
        let fine = |point: WorldPoint| -> FinePoint { [i64::from(point.x), i64::from(point.y)] };
        let pixels: Vec<Pixel> = (self.par_arcs())
            .flat_map_iter(|arc| {
                let mut pixels: Vec<Pixel> = arc.points.iter().map(|point| grid.pixel_of(fine(*point))).collect();
                arc.points.windows(2).for_each(|pair| window_crossings(grid, fine(pair[0]), fine(pair[1]), &mut pixels));
                pixels
            })
            .collect();
        let hot = HotPixels::new(grid, pixels, self.usual_step() >> grid.bits);
        let mut edges: Vec<ZoomEdge> = (self.par_arcs())
            .flat_map_iter(|arc| {
                let mut route: Vec<Pixel> = Vec::new();
                arc.points.windows(2).for_each(|pair| hot.route(fine(pair[0]), fine(pair[1]), &mut route));
                route.dedup();
                let point = |[x, y]: Pixel| GridPoint { x: x as i32, y: y as i32 };
                let edge = move |pair: &[Pixel]| ZoomEdge::new(point(pair[0]), point(pair[1]), arc.left, arc.right);
                route.windows(2).map(edge).collect::<Vec<_>>()
            })
            .collect();
        edges.par_sort_unstable();
        ZoomEdges(merged(&edges))
    }

    /// The usual extent of an edge, in cells of the world grid.
    fn usual_step(&self) -> u32 {
        let steps = self.par_arcs().flat_map_iter(|arc| arc.points.windows(2));
        let extent = |pair: &[WorldPoint]| u64::from(pair[0].x.abs_diff(pair[1].x).max(pair[0].y.abs_diff(pair[1].y)));
        let (total, count) = steps.map(|pair| (extent(pair), 1)).reduce(|| (0, 0), |one, two| (one.0 + two.0, one.1 + two.1));
        (total / count.max(1)) as u32
    }
}

impl ZoomEdge {
    fn new(from: GridPoint, to: GridPoint, left: u32, right: u32) -> ZoomEdge {
        if from < to { ZoomEdge { from, to, left, right } } else { ZoomEdge { from: to, to: from, left: right, right: left } }
    }
}

/// One edge for each place. Arcs that came to lie on each other have the labels between them both on the left of one
/// and on the right of another: what is left over is outermost.
fn merged(edges: &[ZoomEdge]) -> Vec<ZoomEdge> {
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

/// Appends the squares in which an edge crosses windows' edges: the lines 4096 k ± 64 of the zoom's grid.
fn window_crossings(grid: Grid, from: FinePoint, to: FinePoint, out: &mut Vec<Pixel>) {
    for axis in 0..2 {
        let other = 1 - axis;
        let run = i128::from(to[axis] - from[axis]);
        let rise = i128::from(to[other] - from[other]);
        for line in window_lines(grid, from[axis], to[axis]) {
            let at = i128::from(line - from[axis]);
            let mut pixel = [(line >> grid.bits) as u32; 2];
            pixel[other] = grid.pixel_of_ratio(i128::from(from[other]) * run + at * rise, run);
            out.push(pixel);
        }
    }
}

/// The lines 4096 k ± 64 of a grid strictly between two fine coordinates, in fine units.
fn window_lines(grid: Grid, one: i64, other: i64) -> impl Iterator<Item = i64> {
    let (low, high) = (one.min(other), one.max(other));
    let (tile, buffer) = (i64::from(EXTENT) << grid.bits, i64::from(BUFFER) << grid.bits);
    let (first, last) = ((low - buffer).div_euclid(tile), (high + buffer).div_euclid(tile));
    (first..=last)
        .flat_map(move |number| [number * tile - buffer, number * tile + buffer])
        .filter(move |&line| low < line && line < high)
}
