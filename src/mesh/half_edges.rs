//! Half-edges and the outlines that they make.
//!
//! Half-edge `2 e` runs along edge `e` from its smaller to its larger point, half-edge `2 e + 1` back.

use rayon::prelude::*;

use super::edges::Edges;
use super::faces::NONE;
use crate::geo::WorldPoint;

/// Half-edges around the point from which they leave.
pub(super) struct Around {
    /// Half-edges sorted by origin, and around it by angle.
    order: Vec<u32>,
    /// The place of each half-edge in `order`.
    place: Vec<u32>,
}

/// Where a half-edge begins.
pub(super) fn origin(edges: &Edges, half: u32) -> WorldPoint {
    let (from, to) = edges.ends[half as usize / 2];
    if half.is_multiple_of(2) { from } else { to }
}

/// Where a half-edge goes, from its origin.
pub(super) fn direction(edges: &Edges, half: u32) -> (i64, i64) {
    let (from, to) = edges.ends[half as usize / 2];
    let (x, y) = (i64::from(to.x) - i64::from(from.x), i64::from(to.y) - i64::from(from.y));
    if half.is_multiple_of(2) { (x, y) } else { (-x, -y) }
}

/// Compares two directions by their angle from the positive x axis, towards the positive y axis.
fn by_angle(one: (i64, i64), other: (i64, i64)) -> std::cmp::Ordering {
    let second_half = |(x, y): (i64, i64)| y < 0 || (y == 0 && x < 0);
    let turn = i128::from(one.0) * i128::from(other.1) - i128::from(one.1) * i128::from(other.0);
    second_half(one).cmp(&second_half(other)).then(0.cmp(&turn))
}

impl Around {
    pub(super) fn new(edges: &Edges) -> Around {
        let mut order: Vec<u32> = (0..2 * edges.ends.len() as u32).collect();
        order.par_sort_unstable_by(|&one, &other| {
            let origins = origin(edges, one).cmp(&origin(edges, other));
            origins.then_with(|| by_angle(direction(edges, one), direction(edges, other)))
        });
        let mut place = vec![0; order.len()];
        for (at, &half) in order.iter().enumerate() {
            place[half as usize] = at as u32;
        }
        Around { order, place }
    }

    /// The half-edge behind `half` along the outline of its face: around the point where `half` ends, the one before
    /// the way back.
    pub(super) fn next(&self, edges: &Edges, half: u32) -> u32 {
        let back = half ^ 1;
        let at = self.place[back as usize] as usize;
        let point = origin(edges, back);
        if at > 0 && origin(edges, self.order[at - 1]) == point {
            return self.order[at - 1];
        }
        let mut last = at;
        while last + 1 < self.order.len() && origin(edges, self.order[last + 1]) == point {
            last += 1;
        }
        self.order[last]
    }

    /// The outline that each half-edge belongs to, and twice the area of each outline.
    pub(super) fn cycles(&self, edges: &Edges) -> (Vec<u32>, Vec<i128>) {
        let mut cycle_of = vec![NONE; self.order.len()];
        let mut areas = Vec::new();
        for start in 0..cycle_of.len() as u32 {
            if cycle_of[start as usize] != NONE {
                continue;
            }
            let (mut half, mut area) = (start, 0);
            while cycle_of[half as usize] == NONE {
                cycle_of[half as usize] = areas.len() as u32;
                let (from, to) = (origin(edges, half), origin(edges, half ^ 1));
                area += i128::from(from.x) * i128::from(to.y) - i128::from(to.x) * i128::from(from.y);
                half = self.next(edges, half);
            }
            areas.push(area);
        }
        (cycle_of, areas)
    }

    /// How many half-edges there are.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }
}
