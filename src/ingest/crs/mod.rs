//! Coordinate systems that administrations of France publish positions in, and the way from them to degrees.

mod identify;
mod parameters;
mod projjson;
mod systems;
mod wkt;

use std::sync::LazyLock;

use proj4rs::Proj;
use proj4rs::transform::transform;
use serde::Serialize;

use crate::geo::LonLat;
use systems::{definition, is_checked, is_plain_degrees};

/// A coordinate system by its EPSG code, one of those that are known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Crs(u16);

/// From positions in a coordinate system to degrees.
pub struct Projection {
    /// None where positions are degrees already.
    system: Option<Proj>,
    /// Whether the system is of angles, which arithmetic takes in radians.
    is_angular: bool,
}

/// What all projections lead to.
static WGS84: LazyLock<Option<Proj>> = LazyLock::new(|| Proj::from_proj_string("+proj=longlat +datum=WGS84").ok());

/// Every system in which France and its territories publish, the likelier first, for guesses at what numbers are.
pub(crate) static LIKELY: LazyLock<Vec<(Crs, Projection)>> = LazyLock::new(|| {
    let zones = (3942..=3950).chain([5490, 2972, 2975, 4471, 4467]);
    let all = [2154, 3857, 27572].into_iter().chain(zones).map(Crs);
    all.filter_map(|crs| Some((crs, Projection::new(crs)?))).collect()
});

/// No position on Earth has larger numbers, in metres of any system: beyond it, arithmetic makes places of nonsense.
const LARGEST: f64 = 1e8;

/// A text that names no coordinate system of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownCrs {
    #[error("`{0}` is no coordinate system: write an EPSG code, such as `EPSG:2154`")]
    NoCode(String),
    #[error(
        "EPSG:{0} is none of the coordinate systems that are known here: {KNOWN}, and those that agree with PROJ to a millimetre"
    )]
    NotKnown(u32),
}

/// What is known, as a sentence ends.
const KNOWN: &str = "4326, 4171, 4258, 3857, Lambert-93 (2154, 9794), CC42 to CC50 (3942 to 3950), Lambert zones (27561 \
                     to 27564, 27571 to 27574), those of overseas territories (5490, 4559, 2972, 2975, 4471, 4467, 3163, \
                     3296, 3297), 3034, 3035 and UTM zones (25828 to 25838, 32601 to 32660, 32701 to 32760)";

impl Crs {
    /// Longitude and latitude, WGS 84.
    pub const DEGREES: Crs = Crs(4326);

    /// The system of an EPSG code.
    ///
    /// # Errors
    /// When it is none of those that are known here.
    pub fn of_code(code: u32) -> Result<Crs, UnknownCrs> {
        let code = if code == 900_913 || code == 102_100 { 3857 } else { code };
        let known = u16::try_from(code)
            .ok()
            .filter(|&code| is_plain_degrees(code) || definition(code).is_some() || is_checked(code));
        known.map(Crs).ok_or(UnknownCrs::NotKnown(code))
    }

    /// The system that a text names: `2154`, `EPSG:2154`, `urn:ogc:def:crs:EPSG::2154`, or `2154.0` as tables that have
    /// been through a spreadsheet write it.
    ///
    /// # Errors
    /// When it names none that is known here.
    pub fn parse(text: &str) -> Result<Crs, UnknownCrs> {
        let text = text.trim();
        if ["CRS84", "CRS83"].iter().any(|name| text.ends_with(name)) {
            return Ok(Crs::DEGREES);
        }
        let code = text.rsplit([':', '/', ' ']).next().unwrap_or_default();
        let code = code.strip_suffix(".0").unwrap_or(code);
        let is_epsg = code.len() == text.len() || text.to_ascii_uppercase().contains("EPSG") || text.ends_with(".0");
        let code = code.parse().ok().filter(|_| is_epsg);
        Crs::of_code(code.ok_or_else(|| UnknownCrs::NoCode(text.to_owned()))?)
    }

    /// Whether its positions are degrees.
    pub fn is_geographic(self) -> bool {
        is_plain_degrees(self.0)
            || (definition(self.0).is_none() && Projection::new(self).is_some_and(|it| it.is_angular))
    }

    /// All systems that are known here.
    pub fn all() -> impl Iterator<Item = Crs> {
        (0..=u16::MAX).filter(|&code| is_plain_degrees(code) || definition(code).is_some() || is_checked(code)).map(Crs)
    }

    /// Its EPSG code.
    pub fn code(self) -> u16 {
        self.0
    }
}

impl std::fmt::Display for Crs {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "EPSG:{}", self.0)
    }
}

impl Projection {
    /// None for a system that is not known.
    pub fn new(crs: Crs) -> Option<Projection> {
        if is_plain_degrees(crs.0) {
            return Some(Projection { system: None, is_angular: true });
        }
        let system = match definition(crs.0) {
            Some(definition) => Proj::from_proj_string(&definition),
            None => Proj::from_epsg_code(crs.0),
        };
        Some(Projection::of(system.ok()?))
    }

    /// Whether positions are angles.
    pub fn is_angular(&self) -> bool {
        self.is_angular
    }

    fn of(system: Proj) -> Projection {
        Projection { is_angular: system.is_latlong(), system: Some(system) }
    }

    /// Degrees of a position, x east and y north; none where there is no such place.
    pub fn degrees(&self, position: [f64; 2]) -> Option<LonLat> {
        self.degrees_beyond(position).filter(|place| (-180.0..=180.0).contains(&place.lon))
    }

    /// The same, with longitudes that go on beyond ±180° instead of leaping there, as far as ±540°.
    pub fn degrees_beyond(&self, [x, y]: [f64; 2]) -> Option<LonLat> {
        if !(x.abs() <= LARGEST && y.abs() <= LARGEST) {
            return None;
        }
        let place = match &self.system {
            None => LonLat { lon: x, lat: y },
            Some(system) => {
                let mut point = if self.is_angular { (x.to_radians(), y.to_radians(), 0.0) } else { (x, y, 0.0) };
                transform(system, WGS84.as_ref()?, &mut point).ok()?;
                LonLat { lon: point.0.to_degrees(), lat: point.1.to_degrees() }
            }
        };
        let is_sound = (-540.0..=540.0).contains(&place.lon) && (-90.0..=90.0).contains(&place.lat);
        is_sound.then_some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A place in each system, and its degrees by PROJ 9.5.1 (pyproj 3.7.2 without grids; the Lambert zones with the
    /// shift of EPSG's operation "NTF to WGS 84 (1)").
    #[rustfmt::skip]
    const REFERENCES: [(u32, [f64; 2], [f64; 2]); 41] = [
        (2154, [652_469.02, 6_862_035.26], [2.35219996301, 48.85660000502]), // RGF93 v1 / Lambert-93
        (2972, [355_000.0, 546_000.0], [-52.30778862768, 4.93842164221]), // RGFG95 / UTM zone 22N
        (2975, [338_000.0, 7_690_000.0], [55.44259382705, -20.88314469079]), // RGR92 / UTM zone 40S
        (3034, [3_500_000.0, 2_100_000.0], [3.42145897499, 45.28221349328]), // ETRS89-extended / LCC Europe
        (3035, [3_760_000.0, 2_890_000.0], [2.34101694292, 48.86048527143]), // ETRS89-extended / LAEA Europe
        (3163, [446_000.0, 214_000.0], [166.44634427366, -22.27613751639]), // RGNC91-93 / Lambert New Caledonia
        (3296, [700_000.0, 8_150_000.0], [-151.12406225751, -16.72431719011]), // RGPF / UTM zone 5S
        (3297, [230_000.0, 8_060_000.0], [-149.54312893083, -17.53006275160]), // RGPF / UTM zone 6S
        (3857, [261_865.0, 6_250_566.0], [2.35237331876, 48.85660975491]), // WGS 84 / Pseudo-Mercator
        (3942, [1_650_000.0, 1_212_345.67], [2.39541151715, 42.10956785678]), // RGF93 v1 / CC42
        (3943, [1_670_000.0, 2_212_345.67], [2.63139335794, 43.11054526988]), // RGF93 v1 / CC43
        (3944, [1_690_000.0, 3_212_345.67], [2.87507764311, 44.11105007343]), // RGF93 v1 / CC44
        (3945, [1_710_000.0, 4_212_345.67], [3.12708450249, 45.11102813122]), // RGF93 v1 / CC45
        (3946, [1_730_000.0, 5_212_345.67], [3.38808680463, 46.11042157792]), // RGF93 v1 / CC46
        (3947, [1_750_000.0, 6_212_345.67], [3.65881620760, 47.10916836530]), // RGF93 v1 / CC47
        (3948, [1_770_000.0, 7_212_345.67], [3.94007002887, 48.10720174616]), // RGF93 v1 / CC48
        (3949, [1_790_000.0, 8_212_345.67], [4.23271906539, 49.10444968619]), // RGF93 v1 / CC49
        (3950, [1_810_000.0, 9_212_345.67], [4.53771651896, 50.10083419110]), // RGF93 v1 / CC50
        (4467, [561_000.0, 5_181_000.0], [-56.20091452664, 46.77975908739]), // RGSPM06 / UTM zone 21N
        (4471, [524_000.0, 8_585_000.0], [45.22114129898, -12.79973861155]), // RGM04 / UTM zone 38S
        (4559, [707_000.0, 1_618_000.0], [-61.07815635224, 14.62746876243]), // RRAF 1991 / UTM zone 20N
        (5490, [656_000.0, 1_774_000.0], [-61.54177903219, 16.04082637858]), // RGAF09 / UTM zone 20N
        (9794, [1_223_000.0, 6_050_000.0], [9.23884656171, 41.36584840809]), // RGF93 v2b / Lambert-93
        (25830, [600_000.0, 5_300_000.0], [-1.66340902513, 47.84556125356]), // ETRS89 / UTM zone 30N
        (25831, [452_000.0, 5_411_000.0], [2.34570620965, 48.85011166356]), // ETRS89 / UTM zone 31N
        (25832, [380_000.0, 5_380_000.0], [7.37356683185, 48.56160189544]), // ETRS89 / UTM zone 32N
        (27561, [600_000.0, 128_000.0], [2.33650563217, 48.85246066618]), // NTF (Paris) / Lambert Nord France
        (27562, [650_000.0, 300_000.0], [3.00265485455, 47.69759143897]), // NTF (Paris) / Lambert Centre France
        (27563, [846_000.0, 118_000.0], [5.37006310454, 43.32111895330]), // NTF (Paris) / Lambert Sud France
        (27564, [570_000.0, 140_000.0], [9.17258815002, 41.54662124570]), // NTF (Paris) / Lambert Corse
        (27571, [600_000.0, 1_128_000.0], [2.33650563217, 48.85246066618]), // NTF (Paris) / Lambert zone I
        (27572, [600_000.0, 2_428_000.0], [2.33650566264, 48.85034659272]), // NTF (Paris) / Lambert zone II
        (27573, [846_000.0, 3_118_000.0], [5.37006310454, 43.32111895330]), // NTF (Paris) / Lambert zone III
        (27574, [570_000.0, 4_140_000.0], [9.17258815002, 41.54662124570]), // NTF (Paris) / Lambert zone IV
        (32620, [656_000.0, 1_774_000.0], [-61.54177903219, 16.04082637807]), // WGS 84 / UTM zone 20N
        (32621, [561_000.0, 5_181_000.0], [-56.20091452665, 46.77975908630]), // WGS 84 / UTM zone 21N
        (32630, [600_000.0, 5_300_000.0], [-1.66340902515, 47.84556125247]), // WGS 84 / UTM zone 30N
        (32631, [452_000.0, 5_411_000.0], [2.34570620966, 48.85011166246]), // WGS 84 / UTM zone 31N
        (32632, [380_000.0, 5_380_000.0], [7.37356683187, 48.56160189434]), // WGS 84 / UTM zone 32N
        (32738, [524_000.0, 8_585_000.0], [45.22114129898, -12.79973861113]), // WGS 84 / UTM zone 38S
        (32740, [338_000.0, 7_690_000.0], [55.44259382705, -20.88314469014]), // WGS 84 / UTM zone 40S
    ];

    #[test]
    fn places_are_those_of_proj_to_the_millimetre() {
        for (code, position, [longitude, latitude]) in REFERENCES {
            let projection = Projection::new(Crs::of_code(code).unwrap()).unwrap();
            let found = projection.degrees(position).unwrap();
            // Metres on a sphere.
            let east = (found.lon - longitude).to_radians() * latitude.to_radians().cos() * 6_378_137.0;
            let north = (found.lat - latitude).to_radians() * 6_378_137.0;
            assert!(east.hypot(north) < 0.001, "EPSG:{code}: {found:?}, {} m off", east.hypot(north));
        }
    }

    #[test]
    fn every_likely_system_and_every_zone_has_a_definition() {
        assert_eq!(LIKELY.len(), 17);
        let zones = (25828..=25838).chain(32601..=32660).chain(32701..=32760).map(|code| Crs::of_code(code).unwrap());
        for crs in LIKELY.iter().map(|(crs, _)| *crs).chain(zones) {
            assert!(!crs.is_geographic() && Projection::new(crs).is_some(), "{crs}");
        }
    }

    #[test]
    fn codes_are_read_as_tables_write_them() {
        for text in ["2154", "EPSG:2154", "epsg:2154", " EPSG 2154 ", "2154.0", "urn:ogc:def:crs:EPSG::2154"] {
            assert_eq!(Crs::parse(text), Ok(Crs(2154)), "{text}");
        }
        assert_eq!(Crs::parse("http://www.opengis.net/def/crs/EPSG/0/4326"), Ok(Crs::DEGREES));
        assert_eq!(Crs::parse("EPSG:23030"), Err(UnknownCrs::NotKnown(23030)));
        assert_eq!(Crs::parse("99999"), Err(UnknownCrs::NotKnown(99999)));
        for text in ["", "Lambert 93", "L93", "IGNF:2154", "-2154"] {
            assert_eq!(Crs::parse(text), Err(UnknownCrs::NoCode(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_is_no_place_is_none() {
        let degrees = Projection::new(Crs::DEGREES).unwrap();
        assert_eq!(degrees.degrees([181.0, 0.0]), None);
        assert_eq!(degrees.degrees([0.0, f64::NAN]), None);
        assert_eq!(degrees.degrees([-180.0, 90.0]), Some(LonLat { lon: -180.0, lat: 90.0 }));
        let lambert = Projection::new(Crs(2154)).unwrap();
        for position in [[f64::INFINITY, 0.0], [1e300, -1e300]] {
            assert_eq!(lambert.degrees(position), None, "{position:?}");
        }
    }
}
