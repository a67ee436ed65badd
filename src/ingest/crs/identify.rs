//! Which system a description means that does not tell its code, as those beside shapefiles do not.

use proj4rs::Proj;
use serde_json::Value;

use super::parameters::{definition, is_modern, origin, plain};
use super::projjson::node_of;
use super::systems::CHECKED;
use super::wkt::Node;
use super::{Crs, LIKELY, Projection, UnknownCrs};

/// Keywords of systems, of all dialects.
const PROJECTED: [&str; 3] = ["PROJCS", "PROJCRS", "PROJECTEDCRS"];
const GEOGRAPHIC: [&str; 5] = ["GEOGCS", "GEOGCRS", "GEOGRAPHICCRS", "GEODCRS", "BASEGEOGCRS"];

/// Systems on older datums, which parameters alone do not tell apart: the name in letters and digits, and the code.
const NAMED: [(&str, u32); 9] = [
    ("ch1903lv95", 2056),
    ("ch1903pluslv95", 2056),
    ("ch1903lv03", 21781),
    ("belgelambert1972", 31370),
    ("belgianlambert72", 31370),
    ("monteromeitalyzone1", 3003),
    ("montemarioitaly1", 3003),
    ("dhdn3degreegausszone2", 31466),
    ("greekgrid", 2100),
];

impl Crs {
    /// The system that a description in well-known text means: by its code, else by its datum, projection and parameters.
    ///
    /// # Errors
    /// When it is none that is known here, with its name.
    pub fn of_wkt(text: &str) -> Result<Crs, UnknownCrs> {
        let unreadable = || UnknownCrs::NoCode(text.trim().chars().take(60).collect());
        let root = Node::parse(text.trim()).ok_or_else(unreadable)?;
        let keywords = [&PROJECTED[..], &GEOGRAPHIC[..4]].concat();
        let system = root.find(&keywords).ok_or_else(unreadable)?;
        code_of(system).unwrap_or_else(|| Crs::of_description(system))
    }

    /// The system of these parameters.
    fn of_description(system: &Node) -> Result<Crs, UnknownCrs> {
        let found = if PROJECTED.contains(&system.keyword.as_str()) { projected(system) } else { geographic(system) };
        found.ok_or_else(|| UnknownCrs::NoCode(system.name().to_owned()))
    }

    /// The system that an authority has under a code, else the one that is described.
    ///
    /// # Errors
    /// When it is none that is known here.
    pub fn of_authority(authority: &str, code: &str, description: &str) -> Result<Crs, UnknownCrs> {
        match (authority.trim().to_ascii_uppercase().as_str(), code.trim()) {
            ("EPSG", code) if code.parse::<u32>().is_ok() => Crs::parse(code),
            ("OGC", "CRS84" | "CRS83" | "CRS27") if code != "CRS27" => Ok(Crs::DEGREES),
            ("ESRI", code) => match code {
                "102110" => Crs::of_code(2154),
                "102100" | "102113" => Crs::of_code(3857),
                _ => Crs::of_wkt(description).map_err(|_| UnknownCrs::NoCode(format!("ESRI:{code}"))),
            },
            (authority, code) => {
                Crs::of_wkt(description).map_err(|_| UnknownCrs::NoCode(format!("{authority}:{code}")))
            }
        }
    }

    /// The system that a PROJJSON describes: by its code, else by its datum, projection and parameters.
    ///
    /// # Errors
    /// When it is none that is known here, with its name.
    pub fn of_projjson(value: &Value) -> Result<Crs, UnknownCrs> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let name = value.get("name").map(text).unwrap_or_default();
        let parts = ["components", "source_crs"].iter().find_map(|key| value.get(*key));
        let id = value.get("id").and_then(|id| Some((text(id.get("authority")?), text(id.get("code")?))));
        match (id, parts) {
            (Some((authority, code)), _) => Crs::of_authority(&authority, &code, ""),
            (None, Some(Value::Array(parts))) if !parts.is_empty() => Crs::of_projjson(&parts[0]),
            (None, Some(part @ Value::Object(_))) => Crs::of_projjson(part),
            _ => node_of(value).map_or(Err(UnknownCrs::NoCode(name)), |system| Crs::of_description(&system)),
        }
    }
}

/// The system by the code that stands in its description.
fn code_of(system: &Node) -> Option<Result<Crs, UnknownCrs>> {
    let id = system.child(&["AUTHORITY", "ID"])?;
    let code = id.texts.get(1).cloned().or_else(|| id.numbers.first().map(ToString::to_string))?;
    Some(Crs::of_authority(id.name(), &code, ""))
}

fn geographic(system: &Node) -> Option<Crs> {
    let unit = system.find(&["ANGLEUNIT", "UNIT"]).and_then(|unit| unit.numbers.first().copied());
    let is_degrees = unit.is_none_or(|unit| (unit - 1f64.to_radians()).abs() < 1e-9);
    (is_modern(system) && is_degrees).then_some(Crs::DEGREES)
}

fn projected(system: &Node) -> Option<Crs> {
    let name = plain(system.name());
    if let Some((_, code)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Crs::of_code(*code).ok();
    }
    let definition = definition(system)?;
    let meant = Projection::of(Proj::from_proj_string(&definition).ok()?);
    let is_same = |crs: &Crs| Projection::new(*crs).is_some_and(|other| are_same(&meant, &other, origin(system)));
    let utm = (32601..=32660).chain(32701..=32760).map(Crs);
    let others = CHECKED.iter().flat_map(|&(first, last)| first..=last).map(Crs);
    let ntf = [27561, 27562, 27563, 27564, 27571, 27573, 27574].map(Crs);
    LIKELY.iter().map(|(crs, _)| *crs).chain(ntf).chain(utm).chain(others).find(is_same)
}

/// Whether two projections put the same numbers at the same place, to less than a millimetre.
fn are_same(one: &Projection, other: &Projection, [x, y]: [f64; 2]) -> bool {
    [[0.0, 0.0], [90_000.0, 120_000.0], [-110_000.0, 250_000.0]].iter().all(|[dx, dy]| {
        let at = [x + dx, y + dy];
        match (one.degrees(at), other.degrees(at)) {
            (Some(one), Some(other)) => (one.lon - other.lon).abs() < 8e-9 && (one.lat - other.lat).abs() < 8e-9,
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As ESRI's software writes it beside a shapefile.
    fn conic(name: &str, datum: &str, parameters: [f64; 6]) -> String {
        let [x, y, lon, south, north, lat] = parameters;
        format!(
            "PROJCS[\"{name}\",GEOGCS[\"G\",DATUM[\"{datum}\",SPHEROID[\"GRS_1980\",6378137.0,298.257222101]],\
             PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Lambert_Conformal_Conic\"],\
             PARAMETER[\"False_Easting\",{x:?}],PARAMETER[\"False_Northing\",{y:?}],PARAMETER[\"Central_Meridian\",{lon:?}],\
             PARAMETER[\"Standard_Parallel_1\",{south:?}],PARAMETER[\"Standard_Parallel_2\",{north:?}],\
             PARAMETER[\"Latitude_Of_Origin\",{lat:?}],UNIT[\"Meter\",1.0]]"
        )
    }

    #[test]
    fn descriptions_without_codes_are_known_by_their_parameters() {
        let lambert = [700_000.0, 6_600_000.0, 3.0, 44.0, 49.0, 46.5];
        let code = |text: &str| Crs::of_wkt(text).map(|crs| crs.to_string()).map_err(|unknown| unknown.to_string());
        assert_eq!(code(&conic("RGF_1993_Lambert_93", "D_RGF_1993", lambert)), Ok("EPSG:2154".to_owned()));
        assert_eq!(code(&conic("anything", "D_RGF93_v2b", lambert)), Ok("EPSG:2154".to_owned()));
        let zone = [1_700_000.0, 7_200_000.0, 3.0, 47.25, 48.75, 48.0];
        assert_eq!(code(&conic("RGF93_CC48", "D_RGF_1993", zone)), Ok("EPSG:3948".to_owned()));
        let other = code(&conic("Nowhere", "D_RGF_1993", [1.0, 2.0, 3.0, 44.0, 49.0, 46.5])).unwrap_err();
        assert!(other.starts_with("`Nowhere`"), "{other}");
        let datum = code(&conic("Somewhere", "D_Unheard_Of", lambert)).unwrap_err();
        assert!(datum.starts_with("`Somewhere`"), "{datum}");
    }

    #[test]
    fn codes_in_descriptions_are_believed() {
        let code = |text: &str| Crs::of_wkt(text).map(|crs| crs.to_string()).map_err(|unknown| unknown.to_string());
        let wkt1 = "PROJCS[\"a\",GEOGCS[\"b\",AUTHORITY[\"EPSG\",\"4171\"]],AUTHORITY[\"EPSG\",\"2154\"]]";
        assert_eq!(code(wkt1), Ok("EPSG:2154".to_owned()));
        let wkt2 = "PROJCRS[\"a\",BASEGEOGCRS[\"b\",ID[\"EPSG\",4171]],ID[\"EPSG\",5490]]";
        assert_eq!(code(wkt2), Ok("EPSG:5490".to_owned()));
        let degrees = "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],\
                       PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
        assert_eq!(code(degrees), Ok("EPSG:4326".to_owned()));
        assert!(code("nonsense").unwrap_err().starts_with("`nonsense`"));
    }

    #[test]
    fn projjson_is_known_by_its_code() {
        let crs = |text: &str| Crs::of_projjson(&serde_json::from_str(text).unwrap());
        assert_eq!(crs(r#"{"name":"a","id":{"authority":"EPSG","code":2154}}"#), Crs::of_code(2154));
        assert_eq!(crs(r#"{"id":{"authority":"OGC","code":"CRS84"}}"#), Ok(Crs::DEGREES));
        let metre = r#""coordinate_system":{"axis":[{"name":"E","unit":"metre"},{"name":"N","unit":"metre"}]}"#;
        let lambert = format!(
            r#"{{"type":"ProjectedCRS","name":"RGF_1993_Lambert_93","base_crs":{{"name":"a","datum":
                {{"name":"RGF_1993","ellipsoid":{{"name":"GRS80","semi_major_axis":6378137,"inverse_flattening":298.257222101}}}}}},
                "conversion":{{"name":"b","method":{{"name":"Lambert Conic Conformal (2SP)"}},"parameters":[
                {{"name":"Latitude of false origin","value":46.5,"unit":"degree"}},
                {{"name":"Longitude of false origin","value":3}},{{"name":"Easting at false origin","value":700000}},
                {{"name":"Northing at false origin","value":6600000}},{{"name":"Latitude of 1st standard parallel","value":49}},
                {{"name":"Latitude of 2nd standard parallel","value":44}}]}},{metre}}}"#
        );
        assert_eq!(crs(&lambert), Crs::of_code(2154));
        let foot = r#"{"type":"LinearUnit","name":"foot","conversion_factor":0.3048}"#;
        assert!(crs(&lambert.replace("\"metre\"", foot)).is_err());
        assert!(crs(&lambert.replace("\"RGF_1993\"", "\"Tananarive\"")).is_err());
        assert_eq!(crs(r#"{"name":"Mars"}"#), Err(UnknownCrs::NoCode("Mars".to_owned())));
    }
}
