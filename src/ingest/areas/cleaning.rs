use super::super::ComplaintKind;
use super::super::features::Ring;
use super::globe::{Fitted, fit};
use super::mending::{Refusal, Remark};
use super::reading::Reading;
use crate::geo::{LonLat, MERCATOR_END, WorldPoint, double_world_area};

/// A ring on the world grid, open (the last point is not the first), no point twice in a row, with a sense.
pub(super) struct CleanRing {
    pub(super) points: Vec<WorldPoint>,
    /// Whether it was counterclockwise in its file, with y upwards.
    pub(super) counterclockwise: bool,
}

/// Closes a ring, takes out repeated points and brings it to the world grid, in several pieces where it reaches across the
/// antimeridian; none when it encloses nothing.
///
/// # Errors
/// When a point is no place on Earth: no other is right for it.
pub(super) fn clean(ring: &Ring, reading: &Reading, remarks: &mut Remarks) -> Result<Vec<CleanRing>, Refusal> {
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
    let mut places: Vec<LonLat> = Vec::with_capacity(open.len());
    for &point in open {
        let place = reading.degrees_beyond(point).ok_or_else(|| nowhere(point, places.last().copied()))?;
        places.push(place);
    }
    let fitted = fit(places).map_err(|place| Refusal {
        kind: ComplaintKind::BadCoordinates,
        detail: "longitudes beyond ±180° stand beside others more than 180° away".to_owned(),
        place: Some(place.wrapped().pair()),
    })?;
    remarks.note_globe(&fitted);
    let by_numbers = || double_area(open) > 0.0;
    let on_globe = fitted.counterclockwise.zip(reading.keeps_sense()).map(|(sense, is_kept)| sense == is_kept);
    let counterclockwise = on_globe.unwrap_or_else(by_numbers);
    let is_cut = fitted.pieces.len() > 1 || fitted.beyond_mercator.is_some();
    let on_grid = fitted.pieces.iter().filter_map(|piece| on_grid(piece, is_cut));
    let rings: Vec<CleanRing> = on_grid.map(|points| CleanRing { points, counterclockwise }).collect();
    if rings.is_empty() && fitted.beyond_mercator.is_none() {
        let place = open.first().and_then(|&first| reading.degrees(first));
        remarks.add(ComplaintKind::CollapsedRing, format!("a ring of {} points", ring.len()), place);
    }
    Ok(rings)
}

/// A ring on the world grid; none where it encloses nothing. Of one that has been cut that is known only by its area, since
/// it may run along the cut there and back.
fn on_grid(ring: &[LonLat], is_cut: bool) -> Option<Vec<WorldPoint>> {
    let mut points: Vec<WorldPoint> = ring.iter().map(|place| place.project()).collect();
    points.dedup();
    while points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    let mut distinct = points.clone();
    distinct.sort_unstable();
    distinct.dedup();
    (distinct.len() > 2 && !(is_cut && double_world_area(&points) == 0)).then_some(points)
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

fn nowhere([x, y]: [f64; 2], before: Option<LonLat>) -> Refusal {
    Refusal {
        kind: ComplaintKind::BadCoordinates,
        detail: format!("{x}, {y} is no position"),
        place: before.map(|place| place.wrapped().pair()),
    }
}

/// What is to be told of a shape that was mended.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    list: Vec<Remark>,
    repeats: u64,
    first_repeat: Option<LonLat>,
    is_split: bool,
    beyond_180: Option<f64>,
    beyond_mercator: Option<f64>,
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

    /// How a ring was changed to fit into the square is reported once for each feature.
    fn note_globe(&mut self, fitted: &Fitted) {
        let farther = |known: Option<f64>, other: Option<f64>| match (known, other) {
            (Some(known), Some(other)) if other.abs() <= known.abs() => Some(known),
            (known, other) => other.or(known),
        };
        self.is_split |= fitted.is_split;
        self.beyond_180 = farther(self.beyond_180, fitted.beyond_180);
        self.beyond_mercator = farther(self.beyond_mercator, fitted.beyond_mercator);
    }

    /// Why nothing is left of a shape whose rings were sound: it lies beyond the square.
    pub(super) fn beyond_mercator(&self) -> Option<Refusal> {
        let detail = format!(
            "all of it lies beyond {MERCATOR_END:.4}°, as far as {}; it was left out",
            in_words(self.beyond_mercator?)
        );
        Some(Refusal { kind: ComplaintKind::BeyondMercator, detail, place: None })
    }

    pub(super) fn finish(mut self) -> Vec<Remark> {
        if self.is_split {
            self.add(ComplaintKind::SplitRing, "a ring crosses ±180°".to_owned(), None);
        }
        if let Some(longitude) = self.beyond_180 {
            self.add(ComplaintKind::WrappedLongitude, format!("longitudes as far as {longitude}°"), None);
        }
        if let Some(latitude) = self.beyond_mercator {
            let detail = format!("it reaches {}; cut off at {MERCATOR_END:.4}°", in_words(latitude));
            self.add(ComplaintKind::BeyondMercator, detail, None);
        }
        if self.repeats > 0 {
            let detail = format!("{} points repeat the one before", self.repeats);
            self.add(ComplaintKind::RepeatedPoint, detail, self.first_repeat);
        }
        self.list
    }
}

fn in_words(latitude: f64) -> String {
    format!("{}° {}", latitude.abs(), if latitude < 0.0 { "south" } else { "north" })
}
