use super::super::ComplaintKind;
use super::super::features::Ring;
use super::mending::{Refusal, Remark};
use super::reading::Reading;
use crate::geo::{LonLat, WorldPoint};

/// A ring on the world grid, open (the last point is not the first), no point twice in a row, with a sense.
pub(super) struct CleanRing {
    pub(super) points: Vec<WorldPoint>,
    /// Whether it was counterclockwise in its file, with y upwards.
    pub(super) counterclockwise: bool,
}

/// Closes a ring, takes out repeated points and brings it to the world grid; none when it encloses nothing.
///
/// # Errors
/// When a point is no place on Earth: no other is right for it.
pub(super) fn clean(ring: &Ring, reading: &Reading, remarks: &mut Remarks) -> Result<Option<CleanRing>, Refusal> {
    let mut open: &[[f64; 2]] = ring;
    let repeated = ring.windows(2).filter(|pair| pair[0] == pair[1]);
    for pair in repeated {
        remarks.repeated(reading.degrees(pair[0]));
    }
    while let [first, .., last] = open
        && first == last
        && open.len() > 1
    {
        open = &open[..open.len() - 1];
    }
    if open.len() == ring.len() && ring.len() > 2 {
        let place = ring.last().and_then(|&last| reading.degrees(last));
        remarks.add(ComplaintKind::UnclosedRing, format!("a ring of {} points", ring.len()), place);
    }
    let mut points = Vec::with_capacity(open.len());
    for &point in open {
        let place = reading.degrees(point).ok_or_else(|| nowhere(point, points.last().copied()))?;
        points.push(place.project());
    }
    points.dedup();
    while points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    let mut distinct = points.clone();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < 3 {
        let place = open.first().and_then(|&first| reading.degrees(first));
        remarks.add(ComplaintKind::CollapsedRing, format!("a ring of {} points", ring.len()), place);
        return Ok(None);
    }
    Ok(Some(CleanRing { points, counterclockwise: double_area(open) > 0.0 }))
}

/// Twice the area of an open ring, positive where it is counterclockwise with y upwards. Taken from the first point, since
/// coordinates in metres are large.
pub(super) fn double_area(ring: &[[f64; 2]]) -> f64 {
    let [x, y] = ring.first().copied().unwrap_or_default();
    let from_first = |at: &[f64; 2]| (at[0] - x, at[1] - y);
    let next = ring.iter().cycle().skip(1);
    let cross = ring.iter().zip(next).map(|(one, other)| {
        let ((x1, y1), (x2, y2)) = (from_first(one), from_first(other));
        x1 * y2 - x2 * y1
    });
    cross.sum()
}

fn nowhere([x, y]: [f64; 2], before: Option<WorldPoint>) -> Refusal {
    Refusal {
        kind: ComplaintKind::BadCoordinates,
        detail: format!("{x}, {y} is no position"),
        place: before.map(WorldPoint::unproject).map(LonLat::pair),
    }
}

/// What is to be told of a shape that was mended.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    list: Vec<Remark>,
    repeats: u64,
    first_repeat: Option<LonLat>,
}

impl Remarks {
    pub(super) fn add(&mut self, kind: ComplaintKind, detail: String, place: Option<LonLat>) {
        self.list.push(Remark { kind, detail, place: place.map(LonLat::pair) });
    }

    /// Points that repeat are counted: a feature has many or none.
    fn repeated(&mut self, place: Option<LonLat>) {
        self.repeats += 1;
        self.first_repeat = self.first_repeat.or(place);
    }

    pub(super) fn finish(mut self) -> Vec<Remark> {
        if self.repeats > 0 {
            let detail = format!("{} points repeat the one before", self.repeats);
            self.add(ComplaintKind::RepeatedPoint, detail, self.first_repeat);
        }
        self.list
    }
}
