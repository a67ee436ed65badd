//! Rays to the west: which edge lies nearest there.

use rayon::prelude::*;

use super::edges::Edges;
use crate::geo::WorldPoint;

/// Edges by the rows that they reach into, for looking along a row.
pub(super) struct Rays {
    bits: u32,
    /// Row, western end, and number of each edge, sorted.
    entries: Vec<(u32, u32, u32)>,
}

impl Rays {
    pub(super) fn new(edges: &Edges) -> Rays {
        let reach = super::crossings::usual_reach(&edges.ends);
        let bits = super::rows::row_bits(reach, u32::MAX, edges.ends.len());
        let mut entries = Vec::new();
        for (number, (from, to)) in edges.ends.iter().enumerate() {
            let rows = from.y.min(to.y) >> bits..=from.y.max(to.y) >> bits;
            // The smaller point is the western one.
            entries.extend(rows.map(|row| (row, from.x, number as u32)));
        }
        entries.par_sort_unstable();
        Rays { bits, entries }
    }

    /// The half-edge that is met first from a point to the west, with what lies east of it beside it.
    pub(super) fn east_of(&self, edges: &Edges, point: WorldPoint) -> Option<u32> {
        let row = point.y >> self.bits;
        let first = self.entries.partition_point(|(other, ..)| *other < row);
        let mut best: Option<u32> = None;
        for &(_, _, edge) in
            self.entries[first..].iter().take_while(|(other, west, _)| *other == row && *west < point.x)
        {
            let (from, to) = edges.ends[edge as usize];
            let (high, low) = if from.y < to.y { (from, to) } else { (to, from) };
            // The ray runs just below the point, so that it meets no vertex.
            let meets = high.y <= point.y && point.y < low.y && east_of_line(high, low, point);
            if meets && best.is_none_or(|best| is_nearer(edges, edge, best, point)) {
                best = Some(edge);
            }
        }
        best.map(|edge| {
            // Downwards, in the sense of growing y, the east is on the side of negative areas.
            let (from, to) = edges.ends[edge as usize];
            if from.y < to.y { 2 * edge + 1 } else { 2 * edge }
        })
    }
}

/// The signed area that tells on which side of a line going down (towards larger y) a point lies: positive in the east.
fn side_of(high: WorldPoint, low: WorldPoint, point: WorldPoint) -> i128 {
    let (dx, dy) = (i128::from(low.x) - i128::from(high.x), i128::from(low.y) - i128::from(high.y));
    (i128::from(point.x) - i128::from(high.x)) * dy - (i128::from(point.y) - i128::from(high.y)) * dx
}

/// Whether a point lies east of a line, looking a little below the point where it lies on the line.
fn east_of_line(high: WorldPoint, low: WorldPoint, point: WorldPoint) -> bool {
    match side_of(high, low, point) {
        0 => low.x < high.x,
        side => side > 0,
    }
}

/// Whether of two edges that a ray to the west meets, the first is met before the second.
fn is_nearer(edges: &Edges, one: u32, other: u32, point: WorldPoint) -> bool {
    let ends = |edge: u32| {
        let (from, to) = edges.ends[edge as usize];
        let (high, low) = if from.y < to.y { (from, to) } else { (to, from) };
        let (dx, dy) = (i128::from(low.x) - i128::from(high.x), i128::from(low.y) - i128::from(high.y));
        // The edge's x at the height of the point is `x / dy`; below it changes by `dx / dy`.
        (i128::from(high.x) * dy + (i128::from(point.y) - i128::from(high.y)) * dx, dx, dy)
    };
    let ((x1, dx1, dy1), (x2, dx2, dy2)) = (ends(one), ends(other));
    (x1 * dy2).cmp(&(x2 * dy1)).then_with(|| (dx1 * dy2).cmp(&(dx2 * dy1))).is_gt()
}
