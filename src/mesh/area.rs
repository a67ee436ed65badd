use std::f64::consts::PI;

use crate::geo::WorldPoint;

/// Semi-major axis of the WGS 84 ellipsoid in metres, and its flattening (EPSG:7030).
const SEMI_MAJOR_AXIS: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_223_563;

/// Cells of the world grid along one side.
const WORLD: f64 = 4_294_967_296.0;

/// The true area inside rings of the world grid, in square metres: shells are wound positively and count, holes
/// negatively and are taken off.
///
/// Mercator shows areas at Dunkerque two and a half times too large, and at Cayenne nearly right. So points are taken
/// to their authalic latitude β, on a sphere of the ellipsoid's area, which Lambert's cylinder unrolls without changing
/// areas: there an edge cuts off Δλ · (sin β₁ + sin β₂) / 2 · R². How an edge bends between the two projections is left
/// out: less than a millionth of a ring 10 km wide whose edges are 100 m long.
/// J. P. Snyder, *Map Projections: A Working Manual*, USGS 1987, equations 3-11 to 3-13 and 10-2.
pub fn true_area(rings: &[Vec<WorldPoint>]) -> f64 {
    let closing =
        |ring: &Vec<WorldPoint>| ring.first().zip(ring.last()).map_or(0.0, |(first, last)| line_area(&[*last, *first]));
    rings.iter().map(|ring| line_area(ring) + closing(ring)).sum()
}

/// What a line adds to the true area, in square metres, of what lies on the side on which a ring of positive area has its
/// inside: summed over the lines around something, that is its area.
pub fn line_area(points: &[WorldPoint]) -> f64 {
    let mut sum = 0.0;
    let mut q_before = None;
    for pair in points.windows(2) {
        let (before, q) = (q_before.unwrap_or_else(|| authalic(pair[0].y)), authalic(pair[1].y));
        let turned = (f64::from(pair[1].x) - f64::from(pair[0].x)) / WORLD * 2.0 * PI;
        sum += turned * (before + q) / 2.0;
        q_before = Some(q);
    }
    // With R² = a² q(90°) / 2 and sin β = q / q(90°), what is left of the product is a² q / 2.
    sum * SEMI_MAJOR_AXIS * SEMI_MAJOR_AXIS / 2.0
}

/// Snyder's q of a row of the world grid: (1 − e²) [sin φ / (1 − e² sin² φ) + artanh(e sin φ) / e].
fn authalic(y: u32) -> f64 {
    let squared = FLATTENING * (2.0 - FLATTENING);
    let eccentricity = squared.sqrt();
    let sine = (PI * (1.0 - 2.0 * f64::from(y) / WORLD)).tanh();
    (1.0 - squared) * (sine / (1.0 - squared * sine * sine) + (eccentricity * sine).atanh() / eccentricity)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::LonLat;

    fn ring(corners: &[(f64, f64)]) -> Vec<WorldPoint> {
        corners.iter().map(|&(lon, lat)| LonLat { lon, lat }.project()).collect()
    }

    fn cell(west: f64, south: f64, side: f64) -> Vec<WorldPoint> {
        let (east, north) = (west + side, south + side);
        ring(&[(west, north), (east, north), (east, south), (west, south)])
    }

    /// The area of a shape so many degrees wide at each latitude, by Simpson's rule over M(φ) N(φ) cos φ, the product
    /// of the ellipsoid's radii of curvature.
    fn integrated(south: f64, height: f64, width: impl Fn(f64) -> f64) -> f64 {
        let squared = FLATTENING * (2.0 - FLATTENING);
        let density = |latitude: f64| {
            let (sine, cosine) = latitude.to_radians().sin_cos();
            SEMI_MAJOR_AXIS.powi(2) * (1.0 - squared) * cosine / (1.0 - squared * sine * sine).powi(2)
        };
        let steps = 1000;
        let step = height / f64::from(steps);
        let at = |number: i32| {
            let latitude = south + f64::from(number) * step;
            density(latitude) * width(latitude).to_radians()
        };
        let weighted = (1..steps).map(|number| at(number) * if number % 2 == 1 { 4.0 } else { 2.0 });
        (at(0) + at(steps) + weighted.sum::<f64>()) * step.to_radians() / 3.0
    }

    #[track_caller]
    fn assert_near(found: f64, expected: f64) {
        assert!((found / expected - 1.0).abs() < 1e-6, "{found} instead of {expected}");
    }

    #[test]
    fn cells_of_degrees_have_their_area_on_the_ellipsoid() {
        // Square kilometres of 1° × 1°, by GeographicLib.
        assert_near(true_area(&[cell(7.0, 0.0, 1.0)]), 12_308.463_894e6);
        assert_near(true_area(&[cell(2.0, 48.0, 1.0)]), 8_217.732_076e6);
        for (south, side) in [(0.0, 1.0), (48.0, 1.0), (-21.5, 0.25), (-40.0, 80.0), (70.0, 10.0)] {
            assert_near(true_area(&[cell(2.0, south, side)]), integrated(south, side, |_| side));
        }
    }

    #[test]
    fn holes_are_taken_off_and_parts_add_up() {
        let (shell, part) = (cell(2.0, 46.0, 2.0), cell(10.0, 40.0, 1.0));
        let mut hole = cell(2.5, 46.5, 1.0);
        hole.reverse();
        let [shell_area, hole_area, part_area] =
            [(46.0, 2.0), (46.5, 1.0), (40.0, 1.0)].map(|(south, side)| integrated(south, side, |_| side));
        assert_near(true_area(&[shell, hole, part]), shell_area - hole_area + part_area);
        assert_eq!(true_area(&[]), 0.0);
    }

    #[test]
    fn slanted_edges_come_near_when_they_are_short() {
        let corners = |pieces: i32| {
            let along = (0..=pieces).map(move |piece| 0.1 * f64::from(piece) / f64::from(pieces));
            along.map(|part| (1.0 + part, 45.1 - part)).chain([(1.0, 45.0)]).collect::<Vec<_>>()
        };
        let expected = integrated(45.0, 0.1, |latitude| 45.1 - latitude);
        let error = |pieces| (true_area(&[ring(&corners(pieces))]) / expected - 1.0).abs();
        // Edges of 11 km, of 1.1 km, of 110 m.
        assert!(error(1) < 1e-3 && error(10) < 1e-5 && error(100) < 1e-6, "{:?}", [1, 10, 100].map(error));
    }
}
