use super::globe::{double_area, fit};
use super::reading::Reading;
use super::remarks::{Refusal, Remarks};
use crate::gazetteer::counted;
use crate::geo::{LonLat, WorldPoint, double_world_area};
use crate::ingest::complaint_kind::ComplaintKind;
use crate::ingest::features::Ring;

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
        remarks.add(ComplaintKind::UnclosedRing, format!("a ring of {}", counted(ring.len() as u64, "point")), place);
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
        remarks.add(ComplaintKind::CollapsedRing, format!("a ring of {}", counted(ring.len() as u64, "point")), place);
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

fn nowhere([x, y]: [f64; 2], before: Option<LonLat>) -> Refusal {
    Refusal {
        kind: ComplaintKind::BadCoordinates,
        detail: format!("{x}, {y} is no position"),
        place: before.map(|place| place.wrapped().pair()),
    }
}
