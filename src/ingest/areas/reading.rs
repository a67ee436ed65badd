use crate::gazetteer::counted;
use crate::geo::LonLat;
use crate::ingest::complaint_kind::ComplaintKind;
use crate::ingest::crs::{Crs, LIKELY, Projection};
use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;

/// How the coordinates of a file are meant.
pub(super) struct Reading {
    projection: Projection,
    /// Whether the north stands before the east.
    swapped: bool,
}

/// What is to be told of a reading that is not what the file says.
type Remark = Option<(ComplaintKind, String)>;

impl Reading {
    fn new(crs: Crs, swapped: bool) -> Option<Reading> {
        Some(Reading { projection: Projection::new(crs)?, swapped })
    }

    /// Degrees of a position; none where there is no such place.
    pub(super) fn degrees(&self, position: [f64; 2]) -> Option<LonLat> {
        self.degrees_beyond(position).map(LonLat::wrapped)
    }

    /// The same, with longitudes that go on beyond ±180° as the file has them.
    pub(super) fn degrees_beyond(&self, [x, y]: [f64; 2]) -> Option<LonLat> {
        self.projection.degrees_beyond(if self.swapped { [y, x] } else { [x, y] })
    }

    /// Whether a ring that is counterclockwise in degrees is so in the numbers of the file; none where these are no
    /// degrees, so that a ring has no sense but in them.
    pub(super) fn keeps_sense(&self) -> Option<bool> {
        self.projection.is_angular().then_some(!self.swapped)
    }

    /// Finds out how a file is meant that says to be in `crs`, or nothing of it. `sample` has a point of each feature,
    /// `bounds` (west, south, east, north in degrees) is where most of the map is meant to be.
    ///
    /// What the file says is believed if it puts a single feature there, and also if no other reading puts at least half of
    /// them there: overseas territories are files of their own.
    ///
    /// # Errors
    /// When nothing is said and several readings, or none, would do.
    pub(super) fn find(
        file: &str,
        crs: Option<Crs>,
        sample: &[[f64; 2]],
        bounds: [f64; 4],
    ) -> Result<(Reading, Remark), IngestError> {
        let said = crs.unwrap_or(Crs::DEGREES);
        let plain = || Reading::new(said, false).ok_or_else(|| unnamed(file, sample, &[]));
        let assumed = || {
            let detail = "no coordinate system in the file".to_owned();
            crs.is_none().then_some((ComplaintKind::AssumedDegrees, detail))
        };
        let as_said = plain()?;
        if sample.is_empty() || hits(&as_said, sample, bounds) > 0 {
            return Ok((as_said, assumed()));
        }
        let on_earth = sample.iter().any(|&point| as_said.degrees(point).is_some());
        let mut found = alternatives(said, sample, bounds, on_earth);
        found.retain(|(_, _, hits)| hits * 2 >= sample.len());
        let best = found.iter().map(|(_, _, hits)| *hits).max().unwrap_or(0);
        found.retain(|(_, _, hits)| *hits == best);
        match &found[..] {
            [] if on_earth => Ok((as_said, assumed())),
            // Each of its features will be refused, with its numbers.
            [] if crs.is_some() => Ok((as_said, None)),
            &[(other, swapped, hits)] => {
                let reading = Reading::new(other, swapped).ok_or_else(|| unnamed(file, sample, &[]))?;
                Ok((reading, Some(remark(crs, other, swapped, (hits, sample.len())))))
            }
            _ => Err(unnamed(file, sample, &found)),
        }
    }
}

/// Other systems and orders of axes, with the number of features that each puts inside of the bounds. Any system may be
/// meant by numbers that are said to be degrees and are not; a system in metres is not doubted for another one.
fn alternatives(said: Crs, sample: &[[f64; 2]], bounds: [f64; 4], on_earth: bool) -> Vec<(Crs, bool, usize)> {
    let mut systems = vec![said];
    if !said.is_geographic() {
        systems.push(Crs::DEGREES);
    } else if !on_earth {
        systems.extend(LIKELY.iter().map(|(crs, _)| *crs));
    }
    let count = |(crs, swapped)| {
        let reading = Reading::new(crs, swapped)?;
        Some((crs, swapped, hits(&reading, sample, bounds)))
    };
    let all = systems.into_iter().flat_map(|crs| [(crs, false), (crs, true)]);
    all.filter(|&other| other != (said, false)).filter_map(count).collect()
}

fn hits(reading: &Reading, sample: &[[f64; 2]], [west, south, east, north]: [f64; 4]) -> usize {
    let is_there = |point: &&[f64; 2]| {
        let place = reading.degrees(**point);
        place.is_some_and(|at| (west..=east).contains(&at.lon) && (south..=north).contains(&at.lat))
    };
    sample.iter().filter(is_there).count()
}

fn remark(said: Option<Crs>, found: Crs, swapped: bool, (hits, all): (usize, usize)) -> (ComplaintKind, String) {
    let fit = format!("so {hits} of {} in the bounds of the recipe, and else none", counted(all as u64, "feature"));
    if swapped && said.unwrap_or(Crs::DEGREES) == found {
        return (ComplaintKind::SwappedAxes, format!("read in {found} with north before east: {fit}"));
    }
    let said = said.map_or_else(|| "no system is named".to_owned(), |said| format!("{said} is named"));
    let order = if swapped { ", north before east" } else { "" };
    (ComplaintKind::OtherSystem, format!("{said}, but the numbers are read in {found}{order}: {fit}"))
}

fn unnamed(file: &str, sample: &[[f64; 2]], found: &[(Crs, bool, usize)]) -> IngestError {
    let sample = sample.first().map_or_else(String::new, |[x, y]| format!("{x}, {y}"));
    let names: Vec<String> = found.iter().map(|(crs, _, _)| crs.to_string()).collect();
    let candidates = match &names[..] {
        [] => "no system that is known here puts them in the bounds of the recipe".to_owned(),
        names => format!("they would fit {}", names.join(" or ")),
    };
    Fault::UnnamedCrs { sample, candidates }.of(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRANCE: [f64; 4] = [-5.3, 41.2, 9.7, 51.2];
    const PARIS: [f64; 2] = [2.352, 48.857];
    const PARIS_IN_METRES: [f64; 2] = [652_469.0, 6_862_035.0];

    fn find(crs: Option<u32>, sample: &[[f64; 2]]) -> Result<(Option<LonLat>, Option<ComplaintKind>), String> {
        let crs = crs.map(|code| Crs::of_code(code).unwrap());
        let (reading, remark) = Reading::find("a.shp", crs, sample, FRANCE).map_err(|error| error.to_string())?;
        Ok((reading.degrees(sample[0]), remark.map(|(kind, _)| kind)))
    }

    #[track_caller]
    fn is_paris(found: Result<(Option<LonLat>, Option<ComplaintKind>), String>, expected: Option<ComplaintKind>) {
        let (place, remark) = found.unwrap();
        let place = place.unwrap();
        assert!((place.lon - PARIS[0]).abs() < 0.001 && (place.lat - PARIS[1]).abs() < 0.001, "{place:?}");
        assert_eq!(remark, expected);
    }

    #[test]
    fn what_is_said_is_believed_where_it_may_be_meant() {
        is_paris(find(Some(4326), &[PARIS]), None);
        is_paris(find(Some(2154), &[PARIS_IN_METRES]), None);
        is_paris(find(None, &[PARIS]), Some(ComplaintKind::AssumedDegrees));
        // An island of its own file.
        let (place, remark) = find(Some(5490), &[[656_000.0, 1_774_000.0]]).unwrap();
        assert!((place.unwrap().lon + 61.5417).abs() < 0.001);
        assert_eq!(remark, None);
    }

    #[test]
    fn exchanged_axes_and_other_systems_are_found_by_the_bounds() {
        let [lon, lat] = PARIS;
        let [x, y] = PARIS_IN_METRES;
        is_paris(find(Some(4326), &[[lat, lon]]), Some(ComplaintKind::SwappedAxes));
        is_paris(find(Some(2154), &[[y, x]]), Some(ComplaintKind::SwappedAxes));
        is_paris(find(Some(2154), &[PARIS]), Some(ComplaintKind::OtherSystem));
        is_paris(find(Some(4326), &[[x, y]]), Some(ComplaintKind::OtherSystem));
        is_paris(find(None, &[[x, y]]), Some(ComplaintKind::OtherSystem));
    }

    #[test]
    fn what_fits_nothing_is_refused() {
        let told = find(None, &[[3e7, 3e7]]).unwrap_err();
        assert!(told.ends_with("no system that is known here puts them in the bounds of the recipe"), "{told}");
    }
}
