//! What the parameters in the description of a system mean.

use super::systems::NTF;
use super::wkt::Node;

/// Datums that are one on a map, by parts of their names in letters and digits: none is farther from WGS 84 than some
/// decimetres.
const MODERN: [&str; 25] = [
    "wgs1984",
    "wgs84",
    "worldgeodeticsystem1984",
    "rgf",
    "reseaugeodesiquefrancais",
    "reseaugeodesique",
    "etrs",
    "europeanterrestrial",
    "rgaf",
    "rraf",
    "rgfg",
    "rgr92",
    "rgr1992",
    "rgm04",
    "rgm2004",
    "rgspm",
    "rgnc",
    "northamerican1983",
    "northamericandatum1983",
    "nad83",
    "gda",
    "sirgas",
    "sweref",
    "irenet",
    "luref2000",
];

/// Whether the datum is one that a map cannot tell from WGS 84, on the meridian of Greenwich.
pub(super) fn is_modern(system: &Node) -> bool {
    let datum = system.find(&["DATUM", "ENSEMBLE", "TRF", "GEODETICDATUM"]);
    let datum = datum.map(|datum| plain(datum.name())).unwrap_or_default();
    let meridian = system.find(&["PRIMEM", "PRIMEMERIDIAN"]).and_then(|it| it.numbers.first().copied());
    MODERN.iter().any(|part| datum.contains(part)) && meridian.is_none_or(|it| it == 0.0)
}

/// A position in the middle of what a system is made for.
pub(super) fn origin(system: &Node) -> [f64; 2] {
    let x = parameter(system, &["falseeasting", "eastingatfalseorigin"]).unwrap_or(0.0);
    let y = parameter(system, &["falsenorthing", "northingatfalseorigin"]).unwrap_or(0.0);
    let is_south = y > 5e6 && y.rem_euclid(1e7) == 0.0;
    // A transverse Mercator counts from the equator: what it is made for lies elsewhere.
    [
        x,
        if is_south {
            y - 2e6
        } else if y == 0.0 {
            2e6
        } else {
            y
        },
    ]
}

/// The definition of a projected system in the language of PROJ.
pub(super) fn definition(system: &Node) -> Option<String> {
    // The unit stands beside the axes or in each of them; that of the ellipsoid is another.
    let axes = system.children.iter().filter(|child| child.keyword == "AXIS");
    let units = axes.chain([system]).filter_map(|of| of.child(&["UNIT", "LENGTHUNIT"])?.numbers.first());
    if units.into_iter().any(|metres| *metres != 1.0) {
        return None;
    }
    let spheroid = system.find(&["SPHEROID", "ELLIPSOID"])?;
    let datum = if is_modern(system) {
        "+ellps=GRS80"
    } else if (spheroid.numbers.first()? - 6_378_249.2).abs() < 0.1 {
        NTF
    } else {
        return None;
    };
    let get = |names: &[&str]| parameter(system, names);
    let lat_0 = get(&["latitudeoforigin", "latitudeofcenter", "latitudeofnaturalorigin", "latitudeoffalseorigin"]);
    let lon_0 = get(&[
        "centralmeridian",
        "longitudeoforigin",
        "longitudeofcenter",
        "longitudeofnaturalorigin",
        "longitudeoffalseorigin",
    ]);
    let first = get(&["standardparallel1", "latitudeof1ststandardparallel"]);
    let second = get(&["standardparallel2", "latitudeof2ndstandardparallel"]);
    let scale = get(&["scalefactor", "scalefactoratnaturalorigin"]).unwrap_or(1.0);
    let x_0 = get(&["falseeasting", "eastingatfalseorigin"]).unwrap_or(0.0);
    let y_0 = get(&["falsenorthing", "northingatfalseorigin"]).unwrap_or(0.0);
    let shift = format!("+lon_0={} +x_0={x_0} +y_0={y_0} {datum}", turned(lon_0.unwrap_or(0.0), datum));
    let lat_0 = degrees(lat_0.unwrap_or(0.0), datum);
    let (first, second) = (first.map(|it| degrees(it, datum)), second.map(|it| degrees(it, datum)));
    Some(match method_of(system).as_str() {
        "mercatorauxiliarysphere" | "popularvisualisationpseudomercator" => {
            "+proj=merc +a=6378137 +b=6378137 +nadgrids=@null".to_owned()
        }
        "transversemercator" | "gausskruger" => format!("+proj=tmerc +lat_0={lat_0} +k_0={scale} {shift}"),
        "lambertazimuthalequalarea" => format!("+proj=laea +lat_0={lat_0} {shift}"),
        "albers" | "albersconicequalarea" | "albersequalarea" => {
            format!("+proj=aea +lat_0={lat_0} +lat_1={} +lat_2={} {shift}", first?, second?)
        }
        name if name.starts_with("lambertconformalconic") || name.starts_with("lambertconicconformal") => {
            let (one, other) = (first.unwrap_or(lat_0), second.or(first).unwrap_or(lat_0));
            format!("+proj=lcc +lat_0={lat_0} +lat_1={one} +lat_2={other} +k_0={scale} {shift}")
        }
        _ => return None,
    })
}

/// Angles of systems on the meridian of Paris may be in grads: no French latitude is above 52 degrees, nor below 46 grads.
fn degrees(angle: f64, datum: &str) -> f64 {
    let is_grads = datum == NTF && angle.fract() == 0.0 || angle == 46.85;
    if is_grads && angle > 0.0 { angle * 0.9 } else { angle }
}

/// The central meridian, which the definition counts from that of Paris.
fn turned(longitude: f64, datum: &str) -> f64 {
    if datum == NTF && (longitude - 2.337_229).abs() < 1e-4 { 0.0 } else { longitude }
}

fn method_of(system: &Node) -> String {
    let method = system.find(&["PROJECTION", "METHOD"]);
    plain(method.map_or("", Node::name))
}

fn parameter(system: &Node, names: &[&str]) -> Option<f64> {
    let conversion = system.child(&["CONVERSION"]).unwrap_or(system);
    let is_it = |child: &&Node| child.keyword == "PARAMETER" && names.contains(&plain(child.name()).as_str());
    conversion.children.iter().find(is_it)?.numbers.first().copied()
}

/// Letters and digits of a name, small.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase()).collect()
}
