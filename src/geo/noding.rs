//! Exact arithmetic of noding: squares of a grid that segments are pulled to.

use super::rows::Rows;

/// A square of the grid that segments are snapped to, named by the grid point in its middle.
pub(crate) type Pixel = [u32; 2];

/// A point in units at least twice as fine as the grid, so that the edges of squares are whole numbers too.
pub(crate) type FinePoint = [i64; 2];

/// Twice the area of the triangle `origin`, `one`, `other`, with its sign.
pub(crate) fn cross(origin: FinePoint, one: FinePoint, other: FinePoint) -> i128 {
    let difference = |to: FinePoint, axis: usize| i128::from(to[axis] - origin[axis]);
    difference(one, 0) * difference(other, 1) - difference(one, 1) * difference(other, 0)
}

/// The grid that segments are snapped to: squares `1 << bits` fine units wide, `bits` at least 1, around every
/// multiple of that.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grid {
    pub(crate) bits: u32,
}

impl Grid {
    fn half(self) -> i64 {
        1 << (self.bits - 1)
    }

    /// The square that holds a point: western and northern edges belong to it, eastern and southern do not.
    pub(crate) fn pixel_of(self, point: FinePoint) -> Pixel {
        point.map(|value| ((value + self.half()) >> self.bits) as u32)
    }

    /// The square that holds `numerator / denominator` along one axis.
    pub(crate) fn pixel_of_ratio(self, numerator: i128, denominator: i128) -> u32 {
        let (numerator, denominator) =
            if denominator < 0 { (-numerator, -denominator) } else { (numerator, denominator) };
        let shifted = numerator + i128::from(self.half()) * denominator;
        shifted.div_euclid(denominator << self.bits) as u32
    }

    /// The middle of a square.
    pub(crate) fn middle(self, pixel: Pixel) -> FinePoint {
        pixel.map(|value| i64::from(value) << self.bits)
    }

    /// Whether a segment passes through a square.
    ///
    /// Squares are taken as shifted by (−ε, −ε²): every point of the fine grid then lies inside the square that holds
    /// it, and no segment passes through a corner, so that the arrangement is in general position. By the separating
    /// axis theorem a segment misses a square only if their extents along x, along y, or across the segment do not
    /// meet.
    pub(crate) fn passes_through(self, from: FinePoint, to: FinePoint, pixel: Pixel) -> bool {
        let (middle, half) = (self.middle(pixel), self.half());
        for axis in 0..2 {
            let (low, high) = (from[axis].min(to[axis]), from[axis].max(to[axis]));
            if high < middle[axis] - half || low >= middle[axis] + half {
                return false;
            }
        }
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        if dx == 0 && dy == 0 {
            return true;
        }
        let across = cross(from, to, middle);
        let reach = i128::from(half) * i128::from(dx.abs() + dy.abs());
        match across.abs().cmp(&reach) {
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Greater => false,
            std::cmp::Ordering::Equal => {
                // A corner lies on the line; the shift decides on which side of it.
                let shift = if dy == 0 { -dx.signum() } else { dy.signum() };
                (across > 0) != (shift > 0)
            }
        }
    }
}

/// Squares that hold a vertex or a crossing: every segment that passes through one is pulled to its middle.
///
/// Snapping all segments of an arrangement to all hot pixels that they pass through leaves segments that meet at
/// their ends only, and moves nothing further than half a square (Hobby 1999, "Practical segment intersection with
/// finite precision output"; Guibas & Marimont 1998, "Rounding arrangements dynamically").
pub(crate) struct HotPixels {
    grid: Grid,
    rows: Rows,
}

impl HotPixels {
    /// `pixels` in any order, repeated or not; `reach` is the usual length of a segment, in squares.
    pub(crate) fn new(grid: Grid, pixels: Vec<Pixel>, reach: u32) -> HotPixels {
        HotPixels { grid, rows: Rows::new(pixels, reach) }
    }

    /// These and more.
    pub(crate) fn with(self, more: Vec<Pixel>) -> HotPixels {
        let HotPixels { grid, rows } = self;
        HotPixels { grid, rows: rows.with(more) }
    }

    /// Appends the squares that a segment passes through, in order, those of its ends included.
    pub(crate) fn route(&self, from: FinePoint, to: FinePoint, out: &mut Vec<Pixel>) {
        let first = out.len();
        let (start, end) = (self.grid.pixel_of(from), self.grid.pixel_of(to));
        let [left, top, right, bottom] =
            [start[0].min(end[0]), start[1].min(end[1]), start[0].max(end[0]), start[1].max(end[1])];
        self.rows.for_each_in([left, top, right, bottom], |pixel| {
            if self.grid.passes_through(from, to, pixel) {
                out.push(pixel);
            }
        });
        // Along a segment columns only grow or only shrink, and so do rows: their sum in the segment's sense grows.
        let sense = [0, 1].map(|axis| (to[axis] - from[axis]).signum());
        out[first..].sort_unstable_by_key(|pixel| sense[0] * i64::from(pixel[0]) + sense[1] * i64::from(pixel[1]));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GRID: Grid = Grid { bits: 3 };

    #[test]
    fn a_point_on_an_edge_belongs_to_one_square() {
        assert_eq!(GRID.pixel_of([3, 4]), [0, 1]);
        assert_eq!(GRID.pixel_of_ratio(7, 2), 0);
        assert_eq!(GRID.pixel_of_ratio(8, 2), 1);
        assert_eq!(GRID.pixel_of_ratio(-20, -5), 1);
    }

    #[test]
    fn corners_lie_a_little_to_the_north_west() {
        // The squares around the corner (12, 12): a rising line passes below the shifted corner, a falling one behind.
        let through = |from, to| [[1, 1], [2, 1], [1, 2], [2, 2]].map(|pixel| GRID.passes_through(from, to, pixel));
        assert_eq!(through([8, 8], [16, 16]), [true, true, false, true]);
        assert_eq!(through([16, 8], [8, 16]), [false, true, true, true]);
    }

    proptest! {
        /// The squares of all points along a segment, found by small steps, are those that it passes through.
        #[test]
        fn squares_are_those_that_points_of_the_segment_lie_in(
            from in prop::array::uniform2(0..60i64), to in prop::array::uniform2(0..60i64),
        ) {
            const STEPS: i128 = 10_007;
            let mut walked: Vec<Pixel> = (0..=STEPS)
                .map(|step| [0, 1].map(|axis| {
                    let way = i128::from(from[axis]) * STEPS + i128::from(to[axis] - from[axis]) * step;
                    GRID.pixel_of_ratio(way, STEPS)
                }))
                .collect();
            walked.dedup();
            let all = (0..9).flat_map(|x| (0..9).map(move |y| [x, y])).collect();
            let mut found = Vec::new();
            HotPixels::new(GRID, all, 4).route(from, to, &mut found);
            // Steps may jump over a corner that is only touched; what they find, the test must find, in that order.
            let mut rest = found.iter();
            for pixel in &walked {
                prop_assert!(rest.any(|other| other == pixel), "{pixel:?} of {walked:?} in {found:?}");
            }
            prop_assert!(found.len() <= walked.len() + 8);
        }

        #[test]
        fn both_senses_of_a_segment_pass_the_same_squares(
            from in prop::array::uniform2(0..60i64), to in prop::array::uniform2(0..60i64),
        ) {
            let all = || (0..9).flat_map(|x| (0..9).map(move |y| [x, y])).collect();
            let (mut there, mut back) = (Vec::new(), Vec::new());
            HotPixels::new(GRID, all(), 4).route(from, to, &mut there);
            HotPixels::new(GRID, all(), 4).route(to, from, &mut back);
            back.reverse();
            prop_assert_eq!(there, back);
        }
    }
}
