//! Where the rings of one feature meet, by a sweep along x.

use super::Point;
use super::planar::{Meeting, Segment, cross, direction, in_sector, meeting};

/// A point at which two different rings touch, with the segment of each that reaches it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Touch {
    pub(crate) point: Point,
    pub(crate) first: Segment,
    pub(crate) second: Segment,
}

/// A meeting that no valid feature has.
pub(crate) type Conflict = (&'static str, Point);

#[derive(Default)]
pub(crate) struct Contacts {
    pub(crate) touches: Vec<Touch>,
    pub(crate) conflicts: Vec<Conflict>,
}

/// All meetings of segments. No ring may have fewer than three points or a point that repeats the one before it.
pub(crate) fn find(rings: &[Vec<Point>]) -> Contacts {
    let mut segments: Vec<Segment> =
        rings.iter().enumerate().flat_map(|(ring, points)| segments(ring, points)).collect();
    segments.sort_unstable_by_key(|segment| segment.from.x.min(segment.to.x));

    let mut contacts = Contacts::default();
    // Segments that reach the line of the sweep.
    let mut active: Vec<Segment> = Vec::new();
    for segment in &segments {
        let left = segment.from.x.min(segment.to.x);
        let (top, bottom) = ordered(segment.from.y, segment.to.y);
        let mut position = 0;
        while position < active.len() {
            let other = active[position];
            if other.from.x.max(other.to.x) < left {
                active.swap_remove(position);
                continue;
            }
            position += 1;
            let (other_top, other_bottom) = ordered(other.from.y, other.to.y);
            if other_top <= bottom && top <= other_bottom {
                contacts.add(segment, &other, rings);
            }
        }
        active.push(*segment);
    }
    contacts.touches.sort_unstable_by_key(|touch| (touch.point, touch.first.ring, touch.second.ring));
    contacts.touches.dedup_by_key(|touch| (touch.point, touch.first.ring, touch.second.ring));
    contacts
}

impl Contacts {
    fn add(&mut self, one: &Segment, other: &Segment, rings: &[Vec<Point>]) {
        let (first, second) = if one.ring <= other.ring { (one, other) } else { (other, one) };
        if first.ring == second.ring {
            let count = rings[first.ring].len();
            let neighbours = (first.index + 1) % count == second.index || (second.index + 1) % count == first.index;
            match meeting(first, second) {
                Meeting::Apart => {}
                Meeting::Touch(_) if neighbours => {}
                Meeting::Overlap(point) if neighbours => self.conflicts.push(("a ring runs back along itself", point)),
                Meeting::Cross => self.conflicts.push(("a ring crosses itself", first.from)),
                Meeting::Touch(point) => self.conflicts.push(("a ring touches itself", point)),
                Meeting::Overlap(point) => self.conflicts.push(("a ring overlaps itself along a stretch", point)),
            }
            return;
        }
        match meeting(first, second) {
            Meeting::Apart => {}
            Meeting::Cross => self.conflicts.push(("two rings of the feature cross", first.from)),
            Meeting::Overlap(point) => {
                self.conflicts.push(("two rings of the feature overlap along a stretch", point));
            }
            Meeting::Touch(point) => self.touches.push(Touch { point, first: *first, second: *second }),
        }
    }
}

impl Touch {
    /// Whether the second ring passes from the inside to the outside of the first here.
    pub(crate) fn crosses(&self, rings: &[Vec<Point>]) -> bool {
        let (before, after) = corner(&self.second, self.point, rings);
        inside(&self.first, self.point, before, rings) != inside(&self.first, self.point, after, rings)
    }

    /// Whether, near this point, the second ring is inside the first.
    pub(crate) fn second_is_inside(&self, rings: &[Vec<Point>]) -> bool {
        inside(&self.first, self.point, corner(&self.second, self.point, rings).0, rings)
    }

    /// Whether, near this point, the first ring is inside the second.
    pub(crate) fn first_is_inside(&self, rings: &[Vec<Point>]) -> bool {
        inside(&self.second, self.point, corner(&self.first, self.point, rings).0, rings)
    }
}

/// Whether a step from a point of the ring towards `ray` goes inside the ring.
fn inside(segment: &Segment, point: Point, ray: (i64, i64), rings: &[Vec<Point>]) -> bool {
    let (before, after) = corner(segment, point, rings);
    if super::planar::doubled_area(&rings[segment.ring]) > 0 {
        in_sector(ray, after, before)
    } else {
        in_sector(ray, before, after)
    }
}

/// The directions from a point of a ring back to the vertex before it and on to the vertex after it.
fn corner(segment: &Segment, point: Point, rings: &[Vec<Point>]) -> ((i64, i64), (i64, i64)) {
    let ring = &rings[segment.ring];
    let count = ring.len();
    let before = if point == segment.from { ring[(segment.index + count - 1) % count] } else { segment.from };
    let after = if point == segment.to { ring[(segment.index + 2) % count] } else { segment.to };
    let directions = (direction(point, before), direction(point, after));
    debug_assert!(cross(directions.0, directions.1) != 0 || directions.0.0 * directions.1.0 <= 0);
    directions
}

fn segments(ring: usize, points: &[Point]) -> impl Iterator<Item = Segment> {
    (0..points.len()).map(move |index| Segment {
        ring,
        index,
        from: points[index],
        to: points[(index + 1) % points.len()],
    })
}

fn ordered(one: i32, other: i32) -> (i32, i32) {
    (one.min(other), one.max(other))
}
