use crate::geo::TilePoint;

/// The edge of the window, relative to the tile's corner.
#[derive(Clone, Copy, Default)]
pub(super) struct Frame {
    pub(super) low: TilePoint,
    pub(super) high: TilePoint,
}

/// A fraction along a line, as numerator and positive denominator.
type Fraction = (i64, i64);

fn less(first: Fraction, second: Fraction) -> bool {
    i128::from(first.0) * i128::from(second.1) < i128::from(second.0) * i128::from(first.1)
}

impl Frame {
    pub(super) fn width(&self) -> i64 {
        i64::from(self.high.x) - i64::from(self.low.x)
    }

    pub(super) fn height(&self) -> i64 {
        i64::from(self.high.y) - i64::from(self.low.y)
    }

    /// Whether the point lies in the open window.
    #[inline]
    pub(super) fn contains(&self, point: TilePoint) -> bool {
        self.low.x < point.x && point.x < self.high.x && self.low.y < point.y && point.y < self.high.y
    }

    /// Whether the point lies in the closed window.
    #[inline]
    pub(super) fn holds(&self, point: TilePoint) -> bool {
        self.low.x <= point.x && point.x <= self.high.x && self.low.y <= point.y && point.y <= self.high.y
    }

    /// The window as a ring.
    pub(super) fn corners(&self) -> [TilePoint; 4] {
        [0, 1, 2, 3].map(|corner| self.corner(corner))
    }

    /// A corner, counted along the walk that keeps the window on its left.
    pub(super) fn corner(&self, number: usize) -> TilePoint {
        match number % 4 {
            0 => self.low,
            1 => TilePoint { x: self.high.x, y: self.low.y },
            2 => self.high,
            _ => TilePoint { x: self.low.x, y: self.high.y },
        }
    }

    /// How far along the walk that corner comes.
    pub(super) fn corner_position(&self, number: usize) -> i64 {
        let (around, side) = ((number / 4) as i64, number % 4);
        let along = [0, self.width(), self.width() + self.height(), 2 * self.width() + self.height()];
        around * self.perimeter() + along[side]
    }

    pub(super) fn perimeter(&self) -> i64 {
        2 * (self.width() + self.height())
    }

    /// How far along the walk a point of the edge comes, and the order, among chains that meet there, of the one
    /// which leaves the edge towards `inwards`: smaller comes first.
    pub(super) fn position(&self, point: TilePoint, inwards: TilePoint) -> (i64, f64) {
        let x = i64::from(point.x) - i64::from(self.low.x);
        let y = i64::from(point.y) - i64::from(self.low.y);
        let right = i64::from(inwards.x) - i64::from(point.x);
        let down = i64::from(inwards.y) - i64::from(point.y);
        let (position, along, away) = if y == 0 && x < self.width() {
            (x, right, down)
        } else if x == self.width() && y < self.height() {
            (self.width() + y, down, -right)
        } else if y == self.height() && x > 0 {
            (2 * self.width() + self.height() - x, -right, -down)
        } else {
            (self.perimeter() - y, -down, right)
        };
        // Exact enough: chains lie inside the window, so two directions differ by more than 2⁻²⁵.
        (position, along as f64 / away as f64)
    }

    /// The part of a segment inside the open window, as the points where it begins and ends.
    pub(super) fn cut(&self, from: TilePoint, to: TilePoint) -> Option<(TilePoint, TilePoint)> {
        let outside = (from.x <= self.low.x && to.x <= self.low.x)
            || (from.x >= self.high.x && to.x >= self.high.x)
            || (from.y <= self.low.y && to.y <= self.low.y)
            || (from.y >= self.high.y && to.y >= self.high.y);
        if outside {
            return None;
        }
        let mut entry: (Fraction, TilePoint) = ((0, 1), from);
        let mut exit: (Fraction, TilePoint) = ((1, 1), to);
        for (line, vertical) in [(self.low.x, true), (self.high.x, true), (self.low.y, false), (self.high.y, false)] {
            let (start, end) = if vertical { (from.x, to.x) } else { (from.y, to.y) };
            let is_low = line == if vertical { self.low.x } else { self.low.y };
            let (start_out, end_out) = if is_low { (start <= line, end <= line) } else { (start >= line, end >= line) };
            if start_out == end_out {
                continue;
            }
            let length = i64::from(end) - i64::from(start);
            let fraction = ((i64::from(line) - i64::from(start)) * length.signum(), length.abs());
            if start_out && !less(fraction, entry.0) {
                entry = (fraction, self.crossing(from, to, line, vertical));
            } else if end_out && !less(exit.0, fraction) {
                exit = (fraction, self.crossing(from, to, line, vertical));
            }
        }
        less(entry.0, exit.0).then_some((entry.1, exit.1))
    }

    /// The part of a segment inside the closed window, as the points where it begins and ends; none without length.
    #[inline]
    pub(super) fn clip(&self, from: TilePoint, to: TilePoint) -> Option<(TilePoint, TilePoint)> {
        let (entry, exit) = if self.holds(from) && self.holds(to) { (from, to) } else { self.clip_at_lines(from, to)? };
        (entry != exit).then_some((entry, exit))
    }

    /// As [`Frame::clip`] for a segment that ends outside, by the way of Liang and Barsky (1984): of all lines that it
    /// crosses inwards it enters at the last, and it leaves at the first that it crosses outwards.
    fn clip_at_lines(&self, from: TilePoint, to: TilePoint) -> Option<(TilePoint, TilePoint)> {
        let mut entry: (Fraction, TilePoint) = ((0, 1), from);
        let mut exit: (Fraction, TilePoint) = ((1, 1), to);
        for (line, vertical, is_low) in [
            (self.low.x, true, true),
            (self.high.x, true, false),
            (self.low.y, false, true),
            (self.high.y, false, false),
        ] {
            let (start, end) = if vertical { (from.x, to.x) } else { (from.y, to.y) };
            let (start_out, end_out) = if is_low { (start < line, end < line) } else { (start > line, end > line) };
            match (start_out, end_out) {
                (true, true) => return None,
                (false, false) => {}
                _ => {
                    let length = i64::from(end) - i64::from(start);
                    let fraction = ((i64::from(line) - i64::from(start)) * length.signum(), length.abs());
                    if start_out && less(entry.0, fraction) {
                        entry = (fraction, self.crossing(from, to, line, vertical));
                    } else if end_out && less(fraction, exit.0) {
                        exit = (fraction, self.crossing(from, to, line, vertical));
                    }
                }
            }
        }
        less(entry.0, exit.0).then_some((entry.1, exit.1))
    }

    /// Where a segment meets a line of the window, rounded along that to the nearest point of the grid, alike in both
    /// directions.
    fn crossing(&self, from: TilePoint, to: TilePoint, line: i32, vertical: bool) -> TilePoint {
        let (start, end) = if from < to { (from, to) } else { (to, from) };
        if vertical {
            let y = crossing_at(line, start.x, start.y, end.x, end.y).clamp(self.low.y, self.high.y);
            TilePoint { x: line, y }
        } else {
            let x = crossing_at(line, start.y, start.x, end.y, end.x).clamp(self.low.x, self.high.x);
            TilePoint { x, y: line }
        }
    }

    /// Whether the segment crosses the half-line that runs from half a cell inside the window's low corner to
    /// the left: counted over all rings, that tells whether the corner is inside the polygon.
    #[inline]
    pub(super) fn crosses_below_corner(&self, from: TilePoint, to: TilePoint) -> bool {
        if (from.y <= self.low.y) == (to.y <= self.low.y) || (from.x > self.low.x && to.x > self.low.x) {
            return false;
        }
        if from.x <= self.low.x && to.x <= self.low.x {
            return true;
        }
        let [x1, y1, x2, y2] = [from.x, from.y, to.x, to.y].map(i128::from);
        let (corner_x, corner_y) = (2 * i128::from(self.low.x) + 1, 2 * i128::from(self.low.y) + 1);
        let cross = (2 * x1 - corner_x) * (2 * y2 - corner_y) - (2 * x2 - corner_x) * (2 * y1 - corner_y);
        (cross < 0) == (y2 > y1)
    }
}

/// The value at `line` on the straight line through (a1, b1) and (a2, b2), rounded to the nearest, halves up.
pub(crate) fn crossing_at(line: i32, a1: i32, b1: i32, a2: i32, b2: i32) -> i32 {
    let run = i128::from(a2) - i128::from(a1);
    if run == 0 {
        return b1;
    }
    let numerator = (i128::from(b2) - i128::from(b1)) * (i128::from(line) - i128::from(a1)) * run.signum();
    let run = run.abs();
    (i128::from(b1) + (2 * numerator + run).div_euclid(2 * run)) as i32
}
