use crate::geo::{LonLat, WorldPoint};

/// A box of the world grid.
pub(super) struct WorldBounds {
    north_west: WorldPoint,
    south_east: WorldPoint,
}

impl WorldBounds {
    pub(super) fn new([west, south, east, north]: [f64; 4]) -> WorldBounds {
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
        let holds =
            |bounds: [f64; 4], lon: f64, lat: f64| WorldBounds::new(bounds).holds(LonLat { lon, lat }.project());
        assert!(holds([170.0, -20.0, -170.0, -10.0], 179.0, -15.0));
        assert!(holds([170.0, -20.0, -170.0, -10.0], -179.0, -15.0));
        assert!(!holds([170.0, -20.0, -170.0, -10.0], 0.0, -15.0));
        assert!(holds([-2.0, 47.0, -1.0, 49.0], -2.0, 49.0) && !holds([-2.0, 47.0, -1.0, 49.0], -2.1, 48.0));
    }
}
