//! Where cutting tiles at their windows needs a vertex.
//!
//! An edge that crosses the edge of a tile's window is cut there, and the cut is rounded along the window's edge: what
//! is left turns a little about the end that stays. That changes nothing as long as no vertex lies in the triangle
//! that it sweeps, which is less than half a cell wide, and no other edge is cut at the same point. Where that does
//! not hold the cut becomes a hot pixel, so that the whole arrangement gives way to it.

use rayon::prelude::*;

use super::noding::{HotPixels, Pixel};
use super::snap::{HALVES, ZoomEdge};
use crate::geo::{BUFFER, EXTENT, crossing_at};

/// The points at which edges may be cut that have to be vertices. `hot` has the vertices that there are.
pub(super) fn unsafe_cuts(edges: &[ZoomEdge], hot: &HotPixels) -> Vec<Pixel> {
    let mut cuts: Vec<Cut> = edges.par_iter().flat_map_iter(|edge| cuts_of(edge, hot)).collect();
    cuts.par_sort_unstable_by_key(|cut| cut.pixel);
    let is_unsafe = |same: &&[Cut]| same.len() > 1 || same[0].is_crowded || is_corner(same[0].pixel);
    let found = cuts.chunk_by(|one, other| one.pixel == other.pixel).filter(is_unsafe).map(|same| same[0].pixel);
    found.collect()
}

/// Where an edge crosses a line that can be the edge of a window.
struct Cut {
    /// The crossing, rounded along the line.
    pixel: Pixel,
    /// Whether the edge passes within half a cell of a vertex that is not its own.
    is_crowded: bool,
}

fn cuts_of(edge: &ZoomEdge, hot: &HotPixels) -> Vec<Cut> {
    let (from, to) = (edge.from, edge.to);
    let mut cuts: Vec<Cut> = Vec::new();
    let mut add = |x: i32, y: i32| cuts.push(Cut { pixel: [x as u32, y as u32], is_crowded: false });
    window_lines(from.x, to.x).for_each(|x| add(x, crossing_at(x, from.x, from.y, to.x, to.y)));
    window_lines(from.y, to.y).for_each(|y| add(crossing_at(y, from.y, from.x, to.y, to.x), y));
    if !cuts.is_empty() && !is_alone(edge, hot) {
        cuts.iter_mut().for_each(|cut| cut.is_crowded = true);
    }
    cuts
}

/// Whether an edge passes through no hot pixels but those of its ends.
fn is_alone(edge: &ZoomEdge, hot: &HotPixels) -> bool {
    let [from, to] = edge.pixels().map(|pixel| HALVES.middle(pixel));
    let mut route = Vec::new();
    hot.route(from, to, &mut route);
    route.len() == 2
}

/// Whether a point is the corner of a window, where a cut may belong to either side.
fn is_corner(pixel: Pixel) -> bool {
    pixel.iter().all(|&value| matches!((value as i32).rem_euclid(EXTENT), BUFFER | LAST_LINE))
}

const LAST_LINE: i32 = EXTENT - BUFFER;

/// The lines 4096 k ± 64 strictly between two coordinates: every edge of every window lies on one of them.
fn window_lines(one: i32, other: i32) -> impl Iterator<Item = i32> {
    let (low, high) = (one.min(other), one.max(other));
    let first = (low - BUFFER).div_euclid(EXTENT);
    let last = (high + BUFFER).div_euclid(EXTENT);
    (first..=last)
        .flat_map(|tile| [tile * EXTENT - BUFFER, tile * EXTENT + BUFFER])
        .filter(move |&line| low < line && line < high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::GridPoint;

    #[test]
    fn window_lines_are_where_windows_end() {
        assert_eq!(window_lines(-100, 100).collect::<Vec<_>>(), [-64, 64]);
        assert_eq!(window_lines(4200, 4000).collect::<Vec<_>>(), [4032, 4160]);
        assert_eq!(window_lines(64, 4032).count(), 0);
    }

    fn cuts(edges: &[[i32; 4]]) -> Vec<Pixel> {
        let edge = |&[x1, y1, x2, y2]: &[i32; 4]| {
            let (from, to) = (GridPoint { x: x1, y: y1 }, GridPoint { x: x2, y: y2 });
            ZoomEdge { from: from.min(to), to: from.max(to), left: 1, right: 2 }
        };
        let edges: Vec<ZoomEdge> = edges.iter().map(edge).collect();
        let ends = edges.iter().flat_map(|edge| [edge.from, edge.to]).map(|at| [at.x as u32, at.y as u32]).collect();
        unsafe_cuts(&edges, &HotPixels::new(HALVES, ends, 10))
    }

    #[test]
    fn a_cut_needs_a_vertex_where_something_is_near() {
        assert!(cuts(&[[50, 300, 80, 309]]).is_empty(), "alone");
        assert_eq!(cuts(&[[50, 300, 80, 309], [80, 300, 57, 302]]), [[64, 304], [64, 301]][..1], "beside a vertex");
        assert_eq!(cuts(&[[50, 300, 80, 300], [50, 298, 63, 300], [63, 300, 99, 301]]).len(), 1, "two at one point");
        assert_eq!(cuts(&[[50, 50, 79, 79]]), [[64, 64]], "the corner of a window");
    }
}
