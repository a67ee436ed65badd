//! Coordinate systems that administrations of France publish positions in, and the way from them to degrees.

mod identify;
mod projjson;
mod wkt;

use std::sync::LazyLock;

use proj4rs::Proj;
use proj4rs::transform::transform;

use crate::geo::LonLat;

/// A coordinate system by its EPSG code, one of those that are known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Crs(u16);

/// From positions in a coordinate system to degrees.
pub struct Projection {
    /// None where positions are degrees already.
    system: Option<Proj>,
    /// Whether the system is of angles, which arithmetic takes in radians.
    is_angular: bool,
}

/// Systems beside our own definitions whose positions the tests have compared with those of PROJ, to a millimetre: first
/// and last of each run of codes.
static CHECKED: LazyLock<Vec<(u16, u16)>> = LazyLock::new(|| {
    let run = |line: &str| {
        let mut codes = line.split(' ').filter_map(|code| code.parse().ok());
        let first = codes.next()?;
        Some((first, codes.next().unwrap_or(first)))
    };
    include_str!("checked.txt").lines().filter_map(run).collect()
});

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

/// What [`definition`] knows, as a sentence ends.
const KNOWN: &str = "4326, 4171, 4258, 3857, Lambert-93 (2154, 9794), CC42 to CC50 (3942 to 3950), Lambert zones (27561 \
                     to 27564, 27571 to 27574), those of overseas territories (5490, 4559, 2972, 2975, 4471, 4467, 3163, \
                     3296, 3297), 3034, 3035 and UTM zones (25828 to 25838, 32601 to 32660, 32701 to 32760)";

/// Systems that go by no rule: code and definition in the language of PROJ. Of RGF93 and its overseas sisters, of ETRS89
/// and of WGS 84 none is farther from another than maps can show, so none is moved.
const SYSTEMS: [(u16, &str); 14] = [
    (2154, "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80"),
    (9794, "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80"),
    (3857, "+proj=merc +a=6378137 +b=6378137 +nadgrids=@null"),
    (3034, "+proj=lcc +lat_0=52 +lon_0=10 +lat_1=35 +lat_2=65 +x_0=4000000 +y_0=2800000 +ellps=GRS80"),
    (3035, "+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80"),
    (5490, "+proj=utm +zone=20 +ellps=GRS80"),
    (4559, "+proj=utm +zone=20 +ellps=GRS80"),
    (2972, "+proj=utm +zone=22 +ellps=GRS80"),
    (2975, "+proj=utm +zone=40 +south +ellps=GRS80"),
    (4471, "+proj=utm +zone=38 +south +ellps=GRS80"),
    (4467, "+proj=utm +zone=21 +ellps=GRS80"),
    (
        3163,
        "+proj=lcc +lat_0=-21.5 +lon_0=166 +lat_1=-20.66666666666667 +lat_2=-22.33333333333333 +x_0=400000 \
         +y_0=300000 +ellps=GRS80",
    ),
    // Polynesia's is the one that EPSG moves, by some tens of centimetres.
    (3296, "+proj=utm +zone=5 +south +ellps=GRS80 +towgs84=0.072,-0.507,-0.245,0.0183,-0.0003,0.007,-0.0093"),
    (3297, "+proj=utm +zone=6 +south +ellps=GRS80 +towgs84=0.072,-0.507,-0.245,0.0183,-0.0003,0.007,-0.0093"),
];

/// What the Lambert zones of the Nouvelle Triangulation de la France share: Clarke's ellipsoid as IGN has it, the
/// meridian of Paris, and the way to WGS 84 that IGN publishes, which is good to two metres.
const NTF: &str = "+a=6378249.2 +b=6356515 +pm=2.33722917 +towgs84=-168,-60,320,0,0,0,0";

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

fn is_checked(code: u16) -> bool {
    let place = CHECKED.partition_point(|(_, last)| *last < code);
    CHECKED.get(place).is_some_and(|(first, _)| *first <= code)
}

/// WGS 84, RGF93 and ETRS89.
const fn is_plain_degrees(code: u16) -> bool {
    matches!(code, 4326 | 4171 | 4258)
}

/// The definition of a projected system in the language of PROJ.
fn definition(code: u16) -> Option<String> {
    Some(match code {
        3942..=3950 => conic_zone(code - 3900),
        27561 | 27571 => ntf_zone(code, "49.5", "0.999877341", [600_000.0, 200_000.0]),
        27562 | 27572 => ntf_zone(code, "46.8", "0.99987742", [600_000.0, 200_000.0]),
        27563 | 27573 => ntf_zone(code, "44.1", "0.999877499", [600_000.0, 200_000.0]),
        27564 | 27574 => ntf_zone(code, "42.165", "0.99994471", [234.358, 185_861.369]),
        25828..=25838 => format!("+proj=utm +zone={} +ellps=GRS80", code - 25800),
        32601..=32660 => format!("+proj=utm +zone={} +datum=WGS84", code - 32600),
        32701..=32760 => format!("+proj=utm +zone={} +south +datum=WGS84", code - 32700),
        _ => return SYSTEMS.iter().find(|(known, _)| *known == code).map(|(_, text)| (*text).to_owned()),
    })
}

/// One of the nine conic conformal zones (CC42 to CC50), each around a degree of latitude.
fn conic_zone(latitude: u16) -> String {
    let (south, north) = (f64::from(latitude) - 0.75, f64::from(latitude) + 0.75);
    let northing = 1_200_000 + 1_000_000 * (u32::from(latitude) - 42);
    format!(
        "+proj=lcc +lat_0={latitude} +lon_0=3 +lat_1={south} +lat_2={north} +x_0=1700000 +y_0={northing} +ellps=GRS80"
    )
}

/// One of the four Lambert zones. In their second series (27571 to 27574), the number of the zone stands before the
/// northing, as millions of metres.
fn ntf_zone(code: u16, latitude: &str, scale: &str, [easting, northing]: [f64; 2]) -> String {
    let northing = northing + if code > 27570 { f64::from(code - 27570) * 1e6 } else { 0.0 };
    format!("+proj=lcc +lat_1={latitude} +lat_0={latitude} +k_0={scale} +x_0={easting} +y_0={northing} {NTF}")
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
