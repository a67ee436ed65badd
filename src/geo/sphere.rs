use super::LonLat;

/// Metres from the Earth's middle to its surface, in the mean (R₁ of GRS 80, H. Moritz 1980).
const RADIUS: f64 = 6_371_008.8;

/// West, south, east and north of a box in degrees, which does not reach across the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LonLatBox {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

impl LonLat {
    /// Metres to another point along the surface of a sphere (haversine formula, R. W. Sinnott 1984): within 0.6 % of
    /// the distance on the ellipsoid.
    pub fn distance(self, other: LonLat) -> f64 {
        let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
        let [one, two] = [self, other].map(|at| at.lat.to_radians().cos());
        let chord = half(other.lat - self.lat) + one * two * half(other.lon - self.lon);
        2.0 * RADIUS * chord.sqrt().min(1.0).asin()
    }
}

impl LonLatBox {
    /// Metres from a point to the nearest point of the box; nothing for one inside.
    ///
    /// Seen from outside its longitudes, the nearest point of a box is on one of its meridians: along a parallel, points
    /// get nearer towards its ends. Along a meridian the nearest is where the great circle from the point meets it
    /// squarely, or an end.
    pub fn distance(&self, from: LonLat) -> f64 {
        let LonLatBox { west, south, east, north } = *self;
        if (from.lon - west).rem_euclid(360.0) <= east - west {
            let lat = from.lat.clamp(south, north);
            return from.distance(LonLat { lon: from.lon, lat });
        }
        let on_meridian = |lon: f64| {
            let turn = (lon - from.lon).to_radians();
            let (sin, cos) = from.lat.to_radians().sin_cos();
            let square = sin.atan2(cos * turn.cos()).to_degrees();
            let places = [south, north, if (south..=north).contains(&square) { square } else { south }];
            places.map(|lat| from.distance(LonLat { lon, lat })).into_iter().fold(f64::INFINITY, f64::min)
        };
        on_meridian(west).min(on_meridian(east))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn distances_are_those_of_the_sphere() {
        let paris = LonLat { lon: 2.3522, lat: 48.8566 };
        let rennes = LonLat { lon: -1.6778, lat: 48.1173 };
        // A quarter of a meridian, and across the antimeridian.
        let quarter = LonLat { lon: 0.0, lat: 0.0 }.distance(LonLat { lon: 77.0, lat: 90.0 });
        assert!((quarter - RADIUS * std::f64::consts::FRAC_PI_2).abs() < 1e-6, "{quarter}");
        let (one, two) = (LonLat { lon: 179.5, lat: 0.0 }, LonLat { lon: -179.5, lat: 0.0 });
        assert!((one.distance(two) - RADIUS.to_radians()).abs() < 1e-6);
        assert!((paris.distance(rennes) / 1000.0 - 308.0).abs() < 2.0, "{}", paris.distance(rennes));
    }

    proptest! {
        #[test]
        fn no_point_of_a_box_is_nearer_than_the_box(
            west in -180.0f64..180.0, south in -85.0f64..85.0, width in 0.0f64..360.0, height in 0.0f64..170.0,
            lon in -180.0f64..180.0, lat in -90.0f64..90.0,
        ) {
            let (east, north) = ((west + width).min(180.0), (south + height).min(85.0));
            let area = LonLatBox { west, south, east, north };
            let from = LonLat { lon, lat };
            let least = area.distance(from);
            let mut nearest = f64::INFINITY;
            for step in 0..=400 {
                let part = f64::from(step) / 400.0;
                for at in [
                    LonLat { lon: west + part * (east - west), lat: south },
                    LonLat { lon: west + part * (east - west), lat: north },
                    LonLat { lon: west, lat: south + part * (north - south) },
                    LonLat { lon: east, lat: south + part * (north - south) },
                ] {
                    nearest = nearest.min(from.distance(at));
                }
            }
            prop_assert!(least <= nearest + 1e-3, "{least} {nearest}");
            let inside = (west..=east).contains(&lon) && (south..=north).contains(&lat);
            // The bound is met, as nearly as 400 steps of an edge tell.
            let step = RADIUS * (width.max(height) / 400.0).to_radians();
            prop_assert!(if inside { least < 1e-3 } else { nearest <= least + step }, "{least} {nearest}");
        }
    }
}
