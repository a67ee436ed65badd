//! Rings on the globe brought to the one square that maps have: those across the antimeridian are split there (RFC 7946,
//! section 3.1.9), longitudes beyond ±180° are brought back, and what Web Mercator does not reach is cut off.

use crate::geo::{LonLat, MERCATOR_END};

/// Degrees by which files miss an edge of the square because they round: a metre.
const ROUNDED: f64 = 1e-5;

/// Twice the area, in square degrees, of what encloses nothing.
const NOTHING: f64 = 1e-9;

/// Degrees from a pole within which longitudes mean nothing.
const AT_POLE: f64 = 0.01;

/// What became of a ring.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Fitted {
    /// Its pieces within ±180° and ±85.05°, each open and of the ring's sense. One piece may run along a meridian there and
    /// back: it goes around nothing there.
    pub(super) pieces: Vec<Vec<LonLat>>,
    /// Whether it runs counterclockwise on the globe, where that differs from what its numbers say.
    pub(super) counterclockwise: Option<bool>,
    /// Whether it crosses ±180° though its longitudes stay within.
    pub(super) is_split: bool,
    /// The longitude farthest beyond ±180°.
    pub(super) beyond_180: Option<f64>,
    /// The latitude farthest beyond the end of Web Mercator.
    pub(super) beyond_mercator: Option<f64>,
}

/// Fits an open ring into the square.
///
/// # Errors
/// With a place where longitudes leap although they go beyond ±180°: whoever writes those has no need to leap.
pub(super) fn fit(ring: Vec<LonLat>) -> Result<Fitted, LonLat> {
    let mut fitted =
        Fitted { beyond_180: farthest(ring.iter().map(|at| at.lon), 180.0 + ROUNDED), ..Fitted::default() };
    let leap = leaps(&ring).next();
    let mut ring = match (leap, fitted.beyond_180) {
        (None, _) => ring,
        (Some(place), Some(_)) => return Err(ring[place]),
        (Some(_), None) => match unrolled(&ring) {
            Some(unrolled) => {
                fitted.is_split = true;
                fitted.counterclockwise = Some(double_degrees(&unrolled) > 0.0);
                unrolled
            }
            None => ring,
        },
    };
    fitted.beyond_mercator = farthest(ring.iter().map(|at| at.lat), MERCATOR_END + ROUNDED);
    if fitted.beyond_mercator.is_some() {
        ring = clip(&ring, &Line { is_meridian: false, at: MERCATOR_END, keeps_less: true });
        ring = clip(&ring, &Line { is_meridian: false, at: -MERCATOR_END, keeps_less: false });
    }
    fitted.pieces = if fitted.is_split || fitted.beyond_180.is_some() { strips(ring) } else { vec![ring] };
    Ok(fitted)
}

/// The value farthest beyond ±`end`.
fn farthest(values: impl Iterator<Item = f64>, end: f64) -> Option<f64> {
    values.filter(|value| value.abs() > end).max_by(|one, other| one.abs().total_cmp(&other.abs()))
}

/// The vertices behind which a ring goes more than half around the Earth: across ±180°, the short way.
fn leaps(ring: &[LonLat]) -> impl Iterator<Item = usize> {
    let is_leap = |place: &usize| {
        let (from, to) = (ring[*place], ring[(place + 1) % ring.len()]);
        let at_pole = from.lat.abs() > 90.0 - AT_POLE && to.lat.abs() > 90.0 - AT_POLE;
        (to.lon - from.lon).abs() > 180.0 && !at_pole
    };
    (0..ring.len()).filter(is_leap)
}

/// A ring that leaps with longitudes that go on instead; none where the leaps are meant as they stand: along the edge of
/// the square from side to side, as Antarctica does.
fn unrolled(ring: &[LonLat]) -> Option<Vec<LonLat>> {
    let on_edge = |at: &LonLat| at.lon.abs() >= 180.0 - ROUNDED;
    let is_from_edge_to_edge =
        leaps(ring).all(|place| on_edge(&ring[place]) && on_edge(&ring[(place + 1) % ring.len()]));
    let mut turns = 0.0;
    let mut leaping = leaps(ring).peekable();
    let mut unrolled = Vec::with_capacity(ring.len() + 3);
    for (place, at) in ring.iter().enumerate() {
        unrolled.push(LonLat { lon: at.lon + 360.0 * turns, lat: at.lat });
        if leaping.next_if_eq(&place).is_some() {
            turns += if ring[(place + 1) % ring.len()].lon < at.lon { 1.0 } else { -1.0 };
        }
    }
    if turns == 0.0 {
        let is_something = double_degrees(&unrolled).abs() > NOTHING;
        return is_something.then_some(unrolled);
    }
    if is_from_edge_to_edge || f64::abs(turns) > 1.0 {
        return None;
    }
    // It goes once around the nearer pole, which lies inside.
    let pole = 90f64.copysign(ring.iter().map(|at| at.lat).sum());
    let (first, start) = (unrolled[0], unrolled[0].lon + 360.0 * turns);
    unrolled.extend([LonLat { lon: start, lat: first.lat }, LonLat { lon: start, lat: pole }]);
    unrolled.push(LonLat { lon: first.lon, lat: pole });
    Some(unrolled)
}

/// Cuts a ring at ±180°, ±540° and so on, and brings its pieces within ±180°.
fn strips(mut ring: Vec<LonLat>) -> Vec<Vec<LonLat>> {
    for at in &mut ring {
        let turned = ((at.lon - 180.0) / 360.0).round() * 360.0 + 180.0;
        if (at.lon - turned).abs() < ROUNDED {
            at.lon = turned;
        }
    }
    let west = ring.iter().map(|at| at.lon).fold(f64::INFINITY, f64::min);
    let east = ring.iter().map(|at| at.lon).fold(f64::NEG_INFINITY, f64::max);
    let first = ((west + 180.0) / 360.0).floor() as i32;
    let last = ((east + 180.0) / 360.0).ceil() as i32 - 1;
    let strip = |number: i32| {
        let middle = 360.0 * f64::from(number);
        let right_of = clip(&ring, &Line { is_meridian: true, at: middle - 180.0, keeps_less: false });
        let mut piece = clip(&right_of, &Line { is_meridian: true, at: middle + 180.0, keeps_less: true });
        piece.iter_mut().for_each(|at| at.lon -= middle);
        piece
    };
    (first..=last).map(strip).filter(|piece| piece.len() > 2).collect()
}

/// A meridian or a parallel, and which side of it is kept.
struct Line {
    is_meridian: bool,
    at: f64,
    keeps_less: bool,
}

impl Line {
    fn across(&self, at: LonLat) -> f64 {
        if self.is_meridian { at.lon } else { at.lat }
    }

    fn keeps(&self, at: LonLat) -> bool {
        if self.keeps_less { self.across(at) <= self.at } else { self.across(at) >= self.at }
    }

    /// Where an edge meets it: the same for both senses, so that neighbours have one vertex there.
    fn meet(&self, one: LonLat, other: LonLat) -> LonLat {
        let (from, to) = if self.across(one) < self.across(other) { (one, other) } else { (other, one) };
        let part = (self.at - self.across(from)) / (self.across(to) - self.across(from));
        if self.is_meridian {
            LonLat { lon: self.at, lat: from.lat + part * (to.lat - from.lat) }
        } else {
            LonLat { lon: from.lon + part * (to.lon - from.lon), lat: self.at }
        }
    }
}

/// The part of a ring on one side of a line (I. E. Sutherland and G. W. Hodgman 1974), as one ring, which runs along the
/// line between parts: there and back where it encloses nothing, which the mesh of borders strikes out.
fn clip(ring: &[LonLat], line: &Line) -> Vec<LonLat> {
    let mut kept = Vec::with_capacity(ring.len() + 4);
    for (&from, &to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        if line.keeps(from) {
            kept.push(from);
        }
        if line.keeps(from) != line.keeps(to) {
            kept.push(line.meet(from, to));
        }
    }
    kept
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

/// The same of a ring on the globe, in square degrees.
fn double_degrees(ring: &[LonLat]) -> f64 {
    let pairs: Vec<[f64; 2]> = ring.iter().map(|at| at.pair()).collect();
    double_area(&pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit_of(ring: &[(f64, f64)]) -> Result<Fitted, LonLat> {
        fit(ring.iter().map(|&(lon, lat)| LonLat { lon, lat }).collect())
    }

    /// West, south, east and north of each piece, and what it goes around in square degrees.
    fn pieces(fitted: &Fitted) -> Vec<([f64; 4], f64)> {
        let extent = |piece: &Vec<LonLat>| {
            let around = |so_far: [f64; 4], at: &LonLat| {
                [so_far[0].min(at.lon), so_far[1].min(at.lat), so_far[2].max(at.lon), so_far[3].max(at.lat)]
            };
            (piece.iter().fold([360.0, 90.0, -360.0, -90.0], around), double_degrees(piece) / 2.0)
        };
        fitted.pieces.iter().map(extent).collect()
    }

    #[test]
    fn a_ring_that_leaps_is_split() {
        let fitted = fit_of(&[(179.5, -20.0), (-179.5, -20.0), (-179.5, -19.0), (179.5, -19.0)]).unwrap();
        assert!(fitted.is_split && fitted.counterclockwise == Some(true));
        let expected = [([179.5, -20.0, 180.0, -19.0], 0.5), ([-180.0, -20.0, -179.5, -19.0], 0.5)];
        assert_eq!(pieces(&fitted), expected);
        // With the vertices at ±180° that some programs add without splitting.
        let doubled = [
            (179.0, 0.0),
            (180.0, 0.1),
            (-180.0, 0.1),
            (-179.0, 0.0),
            (-179.0, 1.0),
            (-180.0, 1.1),
            (180.0, 1.1),
            (179.0, 1.0),
        ];
        let areas: Vec<f64> = pieces(&fit_of(&doubled).unwrap()).iter().map(|(_, area)| *area).collect();
        assert!(areas.len() == 2 && areas.iter().all(|area| (area - 1.0).abs() < 1e-9), "{areas:?}");
        // The eastern side of an isle that ends at 180°, under its other name.
        let named = fit_of(&[(179.0, 0.0), (-180.0, 0.0), (-180.0, 1.0), (179.0, 1.0)]).unwrap();
        assert_eq!(pieces(&named), [([179.0, 0.0, 180.0, 1.0], 1.0)]);
    }

    #[test]
    fn longitudes_beyond_180_are_brought_back() {
        let across = fit_of(&[(179.0, 0.0), (181.0, 0.0), (181.0, 1.0), (179.0, 1.0)]).unwrap();
        assert_eq!((across.is_split, across.beyond_180), (false, Some(181.0)));
        assert_eq!(pieces(&across), [([179.0, 0.0, 180.0, 1.0], 1.0), ([-180.0, 0.0, -179.0, 1.0], 1.0)]);
        let west = fit_of(&[(-182.0, 0.0), (-181.0, 0.0), (-181.0, 1.0), (-182.0, 1.0)]).unwrap();
        assert_eq!(pieces(&west), [([178.0, 0.0, 179.0, 1.0], 1.0)]);
        let both = fit_of(&[(179.0, 0.0), (181.0, 0.0), (-179.0, 1.0), (179.0, 1.0)]);
        assert_eq!(both, Err(LonLat { lon: 181.0, lat: 0.0 }));
    }

    #[test]
    fn what_stands_at_the_edge_of_the_square_stays() {
        let ice = [(-180.0, -90.0), (180.0, -90.0), (180.0, -70.0), (0.0, -65.0), (-180.0, -70.0)];
        let fitted = fit_of(&ice).unwrap();
        assert!(!fitted.is_split && fitted.beyond_mercator == Some(-90.0));
        assert_eq!(pieces(&fitted)[0].0, [-180.0, -MERCATOR_END, 180.0, -65.0]);
        let world = [(-180.0, -60.0), (180.0, -60.0), (180.0, 60.0), (-180.0, 60.0)];
        assert_eq!(pieces(&fit_of(&world).unwrap()), [([-180.0, -60.0, 180.0, 60.0], 360.0 * 120.0)]);
        let band = [(-180.0, -60.0), (180.0, -60.0), (180.0, 60.0), (60.0, 61.0), (-60.0, 61.0), (-180.0, 60.0)];
        assert!(!fit_of(&band).unwrap().is_split);
    }

    #[test]
    fn a_ring_around_a_pole_holds_it() {
        let ring: Vec<(f64, f64)> = (0..36).map(|step| (f64::from(step) * 10.0 - 175.0, -70.0)).collect();
        let turned: Vec<(f64, f64)> = ring.iter().rev().copied().collect();
        for (ring, sense) in [(ring, false), (turned, true)] {
            let fitted = fit_of(&ring).unwrap();
            assert!(
                fitted.is_split && fitted.counterclockwise == Some(sense) && fitted.beyond_mercator == Some(-90.0),
                "{fitted:?}"
            );
            let area: f64 = pieces(&fitted).iter().map(|(_, area)| area.abs()).sum();
            assert!((area - 360.0 * (MERCATOR_END - 70.0)).abs() < 1e-6, "{area}");
        }
    }

    #[test]
    fn what_mercator_does_not_reach_is_cut_off() {
        let across = fit_of(&[(10.0, 84.0), (20.0, 84.0), (20.0, 86.0), (10.0, 86.0)]).unwrap();
        assert_eq!((across.beyond_mercator, pieces(&across)[0].0), (Some(86.0), [10.0, 84.0, 20.0, MERCATOR_END]));
        let beyond = fit_of(&[(10.0, 86.0), (20.0, 86.0), (20.0, 90.0), (10.0, 90.0)]).unwrap();
        assert!(beyond.pieces.iter().all(Vec::is_empty));
        // Files that end where the square does, in five decimals.
        assert_eq!(fit_of(&[(0.0, 0.0), (1.0, 85.05113), (2.0, 0.0)]).unwrap().beyond_mercator, None);
    }
}
