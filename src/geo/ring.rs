use super::Planar;

/// Twice the signed area of an open ring by the surveyor's formula: positive for an exterior ring of MVT 2.1
/// (section 4.3.3.3), negative for a hole. Exact on any grid of ours.
pub fn double_area(ring: &[impl Planar]) -> i128 {
    let Some(first) = ring.first() else { return 0 };
    let (x0, y0) = first.xy();
    let shift = |point: &_| -> (i64, i64) {
        let (x, y) = Planar::xy(*point);
        (i64::from(x) - i64::from(x0), i64::from(y) - i64::from(y0))
    };
    ring.windows(2)
        .map(|pair| {
            let ((x1, y1), (x2, y2)) = (shift(&pair[0]), shift(&pair[1]));
            i128::from(x1) * i128::from(y2) - i128::from(x2) * i128::from(y1)
        })
        .sum()
}

/// Where a point lies: `Some(true)` inside the ring, `Some(false)` outside, none on it.
///
/// Crossing number of the half-line to the left. The point is given in parts of a unit of the ring's grid, `parts` to a
/// unit, so that the middle of an edge can be asked for, or a point of a finer grid.
pub fn point_in_ring((at_x, at_y): (i64, i64), parts: i64, ring: &[impl Planar]) -> Option<bool> {
    let relative = |point: &_| {
        let (x, y) = Planar::xy(*point);
        (i128::from(parts * i64::from(x) - at_x), i128::from(parts * i64::from(y) - at_y))
    };
    let mut inside = false;
    let mut before = relative(ring.last()?);
    for point in ring {
        let here = relative(point);
        let ((x1, y1), (x2, y2)) = (before, here);
        let cross = x1 * y2 - x2 * y1;
        if cross == 0 && x1 * x2 <= 0 && y1 * y2 <= 0 {
            return None;
        }
        if (y1 <= 0) != (y2 <= 0) && (cross < 0) == (y2 > y1) {
            inside = !inside;
        }
        before = here;
    }
    Some(inside)
}

/// Whether a ring that does not cross `shell` lies inside it: asked of its vertices, then of the middles of its
/// edges, until one is not on the shell.
pub fn lies_inside<P: Planar>(ring: &[P], shell: &[P]) -> bool {
    let wide = |point: &P| (i64::from(point.xy().0), i64::from(point.xy().1));
    let vertices = ring.iter().map(|point| (2 * wide(point).0, 2 * wide(point).1));
    let middles = ring.iter().zip(ring.iter().cycle().skip(1)).map(|(one, other)| {
        let ((x1, y1), (x2, y2)) = (wide(one), wide(other));
        (x1 + x2, y1 + y2)
    });
    vertices.chain(middles).find_map(|middle| point_in_ring(middle, 2, shell)).unwrap_or(false)
}

/// Splits rings that come back to a point where they have been into simple rings.
pub struct SimpleRings<P> {
    repeated: Vec<P>,
    stack: Vec<P>,
}

impl<P> Default for SimpleRings<P> {
    fn default() -> Self {
        SimpleRings { repeated: Vec::new(), stack: Vec::new() }
    }
}

impl<P: Planar> SimpleRings<P> {
    /// Calls `emit` with every simple ring of one whose border may touch but never crosses itself: a loop is cut
    /// off whenever the ring comes back to a point. The winding of a loop says whether it is a shell or a hole.
    pub fn split(&mut self, ring: &[P], mut emit: impl FnMut(&[P])) {
        self.find_repeated(ring);
        if self.repeated.is_empty() {
            emit(ring);
            return;
        }
        self.stack.clear();
        for &point in ring {
            if self.repeated.binary_search(&point).is_ok()
                && let Some(place) = self.stack.iter().rposition(|&earlier| earlier == point)
            {
                emit(&self.stack[place..]);
                self.stack.truncate(place);
            }
            self.stack.push(point);
        }
        emit(&self.stack);
    }

    /// Leaves the points that occur several times in `repeated`, ascending.
    fn find_repeated(&mut self, ring: &[P]) {
        let sorted = &mut self.repeated;
        sorted.clear();
        sorted.extend_from_slice(ring);
        sorted.sort_unstable();
        let mut kept = 0;
        for place in 1..sorted.len() {
            if sorted[place] == sorted[place - 1] {
                sorted[kept] = sorted[place];
                kept += 1;
            }
        }
        sorted.truncate(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::TilePoint;

    fn ring(points: &[(i32, i32)]) -> Vec<TilePoint> {
        points.iter().map(|&(x, y)| TilePoint { x, y }).collect()
    }

    #[test]
    fn area_is_signed_and_exact() {
        assert_eq!(double_area(&ring(&[(0, 0), (4, 0), (4, 4), (0, 4)])), 32);
        let far = [(1 << 30, 0), (0, 0), (0, 1 << 30), (1 << 30, 1 << 30)];
        assert_eq!(double_area(&ring(&far)), -(1i128 << 61));
        assert_eq!(double_area(&ring(&[])), 0);
    }

    #[test]
    fn points_are_told_inside_outside_or_on_the_ring() {
        let notched = ring(&[(0, 0), (4, 0), (4, 4), (2, 2), (0, 4)]);
        assert_eq!(point_in_ring((2, 2), 2, &notched), Some(true));
        assert_eq!(point_in_ring((4, 6), 2, &notched), Some(false));
        assert_eq!(point_in_ring((4, 4), 2, &notched), None);
        assert_eq!(point_in_ring((3, 0), 2, &notched), None);
        assert_eq!(point_in_ring((-2, 4), 2, &notched), Some(false));
        assert_eq!(point_in_ring((10, 4), 2, &notched), Some(false));
    }

    #[test]
    fn a_ring_that_touches_itself_is_split() {
        let eight = ring(&[(0, 0), (4, 4), (8, 0), (8, 8), (4, 4), (0, 8)]);
        let mut rings = Vec::new();
        SimpleRings::default().split(&eight, |ring| rings.push(ring.to_vec()));
        assert_eq!(rings, [ring(&[(4, 4), (8, 0), (8, 8)]), ring(&[(0, 0), (4, 4), (0, 8)])]);
    }
}
