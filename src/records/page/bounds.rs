use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::geo::{LonLat, WorldPoint};

/// West, south, east and north of a box on the Earth, in degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "[f64; 4]")]
#[schemars(!try_from)]
pub struct Bounds([f64; 4]);

impl Bounds {
    pub(super) const EXPECTED: &str = "west,south,east,north in degrees, such as -2.3,47.6,-1.0,48.7";
}

impl TryFrom<[f64; 4]> for Bounds {
    type Error = String;

    fn try_from(bounds: [f64; 4]) -> Result<Bounds, String> {
        let [west, south, east, north] = bounds;
        let is_on_earth = west.abs() <= 180.0 && east.abs() <= 180.0 && south >= -90.0 && north <= 90.0;
        let wrong = || format!("`bbox` is {}, not {west},{south},{east},{north}", Bounds::EXPECTED);
        if is_on_earth && south <= north { Ok(Bounds(bounds)) } else { Err(wrong()) }
    }
}

/// A box of the world grid.
pub(super) struct WorldBounds {
    north_west: WorldPoint,
    south_east: WorldPoint,
}

impl WorldBounds {
    pub(super) fn new(Bounds([west, south, east, north]): Bounds) -> WorldBounds {
        let corner = |lon, lat| LonLat { lon, lat }.project();
        WorldBounds { north_west: corner(west, north), south_east: corner(east, south) }
    }

    /// A box whose west is east of its east reaches across the antimeridian (RFC 7946, section 5.2).
    pub(super) fn holds(&self, place: WorldPoint) -> bool {
        let (west, east) = (self.north_west.x, self.south_east.x);
        let along = if west <= east { west <= place.x && place.x <= east } else { place.x >= west || place.x <= east };
        along && (self.north_west.y..=self.south_east.y).contains(&place.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_reach_across_the_antimeridian_where_west_is_east_of_east() {
        let holds = |bounds: [f64; 4], lon: f64, lat: f64| {
            WorldBounds::new(Bounds(bounds)).holds(LonLat { lon, lat }.project())
        };
        assert!(holds([170.0, -20.0, -170.0, -10.0], 179.0, -15.0));
        assert!(holds([170.0, -20.0, -170.0, -10.0], -179.0, -15.0));
        assert!(!holds([170.0, -20.0, -170.0, -10.0], 0.0, -15.0));
        assert!(holds([-2.0, 47.0, -1.0, 49.0], -2.0, 49.0) && !holds([-2.0, 47.0, -1.0, 49.0], -2.1, 48.0));
    }

    #[test]
    fn boxes_are_on_the_earth() {
        assert!(Bounds::try_from([170.0, -20.0, -170.0, -10.0]).is_ok());
        for wrong in [[0.0, 10.0, 1.0, 5.0], [0.0, 0.0, 181.0, 1.0], [0.0, -91.0, 1.0, 1.0], [0.0, f64::NAN, 1.0, 1.0]]
        {
            assert!(Bounds::try_from(wrong).is_err(), "{wrong:?}");
        }
    }
}
