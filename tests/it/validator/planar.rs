//! Plane geometry on integers.
//!
//! Coordinates are far below 2³⁰ here (`polygon::check` sees to it), so that every product of two differences is
//! exact in 64 bits. Angles turn from the x axis towards the y axis; in these terms a ring of positive area has its
//! inside to the left.

use super::Point;

/// A directed stretch from one vertex of a ring to the next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment {
    pub(crate) ring: usize,
    /// Number of the vertex where it begins.
    pub(crate) index: usize,
    pub(crate) from: Point,
    pub(crate) to: Point,
}

/// How two segments meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meeting {
    Apart,
    /// They have exactly one point in common, an end of at least one of them.
    Touch(Point),
    /// They cross between their ends.
    Cross,
    /// They have a stretch in common.
    Overlap(Point),
}

/// The vector from one point to another.
pub(crate) fn direction(from: Point, to: Point) -> (i64, i64) {
    (i64::from(to.x) - i64::from(from.x), i64::from(to.y) - i64::from(from.y))
}

pub(crate) fn cross(left: (i64, i64), right: (i64, i64)) -> i64 {
    left.0 * right.1 - left.1 * right.0
}

/// Positive where `point` lies to the left of the line from `from` to `to`.
fn side(from: Point, to: Point, point: Point) -> i64 {
    cross(direction(from, to), direction(from, point)).signum()
}

pub(crate) fn meeting(first: &Segment, second: &Segment) -> Meeting {
    let second_from = side(first.from, first.to, second.from);
    let second_to = side(first.from, first.to, second.to);
    if second_from == 0 && second_to == 0 {
        return collinear_meeting(first, second);
    }
    if second_from == second_to {
        return Meeting::Apart;
    }
    let first_from = side(second.from, second.to, first.from);
    let first_to = side(second.from, second.to, first.to);
    if second_from * second_to < 0 && first_from * first_to < 0 {
        Meeting::Cross
    } else if second_from == 0 && first_from * first_to <= 0 {
        Meeting::Touch(second.from)
    } else if second_to == 0 && first_from * first_to <= 0 {
        Meeting::Touch(second.to)
    } else if first_from == 0 && second_from * second_to <= 0 {
        Meeting::Touch(first.from)
    } else if first_to == 0 && second_from * second_to <= 0 {
        Meeting::Touch(first.to)
    } else {
        Meeting::Apart
    }
}

/// Points on one line are in the same order along it as by x and then y.
fn collinear_meeting(first: &Segment, second: &Segment) -> Meeting {
    let begin = first.from.min(first.to).max(second.from.min(second.to));
    let end = first.from.max(first.to).min(second.from.max(second.to));
    match begin.cmp(&end) {
        std::cmp::Ordering::Less => Meeting::Overlap(begin),
        std::cmp::Ordering::Equal => Meeting::Touch(begin),
        std::cmp::Ordering::Greater => Meeting::Apart,
    }
}

/// Whether `ray` points strictly between `begin` and `end`, turning left from `begin`. No two point the same way.
pub(crate) fn in_sector(ray: (i64, i64), begin: (i64, i64), end: (i64, i64)) -> bool {
    let after_begin = cross(begin, ray) > 0;
    let before_end = cross(ray, end) > 0;
    match cross(begin, end).signum() {
        1 => after_begin && before_end,
        0 => after_begin,
        _ => after_begin || before_end,
    }
}

/// Twice the area, positive where the inside is to the left.
pub(crate) fn doubled_area(ring: &[Point]) -> i64 {
    let Some(&origin) = ring.first() else { return 0 };
    ring.windows(2).map(|pair| cross(direction(origin, pair[0]), direction(origin, pair[1]))).sum()
}

/// Whether a point that is not on the ring lies inside it.
pub(crate) fn is_inside(point: Point, ring: &[Point]) -> bool {
    let mut inside = false;
    let mut previous = ring[ring.len() - 1];
    for &next in ring {
        if (previous.y > point.y) != (next.y > point.y) {
            let (low, high) = if previous.y < next.y { (previous, next) } else { (next, previous) };
            inside ^= side(low, high, point) > 0;
        }
        previous = next;
    }
    inside
}
