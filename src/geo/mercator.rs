use std::f64::consts::{PI, TAU};

use super::{EXTENT_BITS, GridPoint};

/// Degrees east and north, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LonLat {
    pub lon: f64,
    pub lat: f64,
}

/// A point of the Web Mercator square on a grid of 2³² × 2³², x eastwards, y southwards: 9 mm at the equator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WorldPoint {
    pub x: u32,
    pub y: u32,
}

/// Where the square ends, in degrees north and south.
pub const MERCATOR_END: f64 = 85.051_128_779_806_59;

/// Cells of the world grid along one side.
const WORLD: f64 = 4_294_967_296.0;

impl LonLat {
    /// Degrees east and north, as files have them.
    pub fn pair(self) -> [f64; 2] {
        [self.lon, self.lat]
    }

    /// The same place with a longitude within ±180°.
    pub fn wrapped(self) -> LonLat {
        if (-180.0..=180.0).contains(&self.lon) {
            return self;
        }
        LonLat { lon: (self.lon + 180.0).rem_euclid(360.0) - 180.0, lat: self.lat }
    }

    /// The nearest point of the world grid (spherical Mercator, EPSG:3857). Longitude 180° is the last column;
    /// latitudes beyond the square, about ±85.05°, land on its edge.
    pub fn project(self) -> WorldPoint {
        let x = self.lon / 360.0 + 0.5;
        let y = 0.5 - self.lat.to_radians().sin().atanh() / TAU;
        // A cast from float to integer saturates, which is what the edges want.
        WorldPoint { x: (x * WORLD).round() as u32, y: (y * WORLD).round() as u32 }
    }
}

impl WorldPoint {
    /// Back to degrees.
    pub fn unproject(self) -> LonLat {
        degrees(f64::from(self.x) / WORLD, f64::from(self.y) / WORLD)
    }

    /// The cell that holds it on the grid of `zoom`, which is at most 18, named by its north-western corner. The cells of
    /// a zoom lie inside those of the zoom before.
    pub fn cell(self, zoom: u8) -> GridPoint {
        let shift = 32 - EXTENT_BITS - zoom;
        GridPoint { x: (self.x >> shift) as i32, y: (self.y >> shift) as i32 }
    }

    /// The nearest point of the grid of `zoom`, which is at most 18.
    pub fn on_grid(self, zoom: u8) -> GridPoint {
        let shift = 32 - EXTENT_BITS - zoom;
        let nearest = |value: u32| ((u64::from(value) + (1 << (shift - 1))) >> shift) as i32;
        GridPoint { x: nearest(self.x), y: nearest(self.y) }
    }
}

impl GridPoint {
    /// Back to degrees from the grid of `zoom`, which is at most 18.
    pub fn unproject(self, zoom: u8) -> LonLat {
        let side = f64::from(1u32 << (u32::from(EXTENT_BITS) + u32::from(zoom)));
        degrees(f64::from(self.x) / side, f64::from(self.y) / side)
    }
}

/// Degrees of a place given in widths of the square from its north-western corner.
fn degrees(x: f64, y: f64) -> LonLat {
    LonLat { lon: (x - 0.5) * 360.0, lat: ((0.5 - y) * TAU).sinh().atan() * (180.0 / PI) }
}

/// The true size, in square metres on the WGS 84 ellipsoid, of a small area around a point of the world grid; given
/// is twice the area in cells of that grid. The projection keeps neither lengths nor areas (Snyder 1987, *Map
/// Projections: A Working Manual*, p. 44): both shrink with the radii of curvature and the cosine of the latitude.
pub fn square_metres(double_area: i128, around: WorldPoint) -> f64 {
    const EQUATOR_RADIUS: f64 = 6_378_137.0;
    const ECCENTRICITY_SQUARED: f64 = 0.006_694_379_990_141_316;
    let latitude = around.unproject().lat.to_radians();
    let flattened = 1.0 - ECCENTRICITY_SQUARED * latitude.sin().powi(2);
    let along_meridian = (1.0 - ECCENTRICITY_SQUARED) / flattened.powf(1.5);
    let along_parallel = 1.0 / flattened.sqrt();
    let cell = EQUATOR_RADIUS * TAU / WORLD * latitude.cos();
    double_area as f64 / 2.0 * cell * cell * along_meridian * along_parallel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_those_on_the_ground() {
        // A minute of arc by a minute at 45° N: 1,852.2 m by 1,314.1 m on WGS 84.
        let corner = LonLat { lon: 0.0, lat: 45.0 }.project();
        let other = LonLat { lon: 1.0 / 60.0, lat: 45.0 + 1.0 / 60.0 }.project();
        let double = 2 * i128::from(other.x - corner.x) * i128::from(corner.y - other.y);
        let area = square_metres(double, LonLat { lon: 0.0, lat: 45.0 + 1.0 / 120.0 }.project());
        assert!((area / (1852.2 * 1314.0) - 1.0).abs() < 3e-4, "{area}");
    }

    #[test]
    fn corners_of_the_square() {
        let north_west = LonLat { lon: -180.0, lat: 85.051_128_779_806_59 }.project();
        assert_eq!(north_west, WorldPoint { x: 0, y: 0 });
        let south_east = LonLat { lon: 180.0, lat: -89.0 }.project();
        assert_eq!(south_east, WorldPoint { x: u32::MAX, y: u32::MAX });
        let pole = LonLat { lon: 0.0, lat: 90.0 }.project();
        assert_eq!(pole, WorldPoint { x: 1 << 31, y: 0 });
    }

    #[test]
    fn projecting_back_stays_within_a_cell() {
        for (lon, lat) in [(2.35, 48.85), (-61.5, 16.2), (55.5, -21.1), (-178.1, -14.3), (0.0, 0.0)] {
            let back = LonLat { lon, lat }.project().unproject();
            assert!((back.lon - lon).abs() < 1e-7 && (back.lat - lat).abs() < 1e-7, "{back:?}");
        }
    }

    #[test]
    fn grids_of_all_zooms_lead_back_to_the_same_degrees() {
        for zoom in 0..=18 {
            let side = 4096 << zoom;
            let corner = GridPoint { x: side, y: side }.unproject(zoom);
            assert!((corner.lon - 180.0).abs() < 1e-9 && (corner.lat + 85.051_128_78).abs() < 1e-8, "{corner:?}");
            let quarter = GridPoint { x: side / 4, y: side / 4 };
            let there = WorldPoint { x: 1 << 30, y: 1 << 30 }.unproject();
            assert_eq!(quarter.unproject(zoom), there);
        }
    }

    #[test]
    fn the_grid_of_a_zoom_rounds_to_the_nearest_cell() {
        let point = WorldPoint { x: (3 << 20) + (1 << 19), y: (3 << 20) + (1 << 19) - 1 };
        assert_eq!(point.on_grid(0), GridPoint { x: 4, y: 3 });
        assert_eq!(point.cell(0), GridPoint { x: 3, y: 3 });
        assert_eq!(WorldPoint { x: u32::MAX, y: 0 }.cell(18), GridPoint { x: (1 << 30) - 1, y: 0 });
    }
}
