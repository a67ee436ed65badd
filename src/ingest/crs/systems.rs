//! The systems that are known, by their EPSG codes.

use std::sync::LazyLock;

/// Systems beside our own definitions whose positions the tests have compared with those of PROJ, to a millimetre: first
/// and last of each run of codes.
pub(super) static CHECKED: LazyLock<Vec<(u16, u16)>> = LazyLock::new(|| {
    let run = |line: &str| {
        let mut codes = line.split(' ').filter_map(|code| code.parse().ok());
        let first = codes.next()?;
        Some((first, codes.next().unwrap_or(first)))
    };
    include_str!("checked.txt").lines().filter_map(run).collect()
});

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
pub(super) const NTF: &str = "+a=6378249.2 +b=6356515 +pm=2.33722917 +towgs84=-168,-60,320,0,0,0,0";

/// Whether the tests have compared it with PROJ.
pub(super) fn is_checked(code: u16) -> bool {
    let place = CHECKED.partition_point(|(_, last)| *last < code);
    CHECKED.get(place).is_some_and(|(first, _)| *first <= code)
}

/// WGS 84, RGF93 and ETRS89.
pub(super) const fn is_plain_degrees(code: u16) -> bool {
    matches!(code, 4326 | 4171 | 4258)
}

/// The definition of a projected system in the language of PROJ.
pub(super) fn definition(code: u16) -> Option<String> {
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
