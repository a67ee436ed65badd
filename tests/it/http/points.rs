//! Points asked for one by one, page by page, by territory, by cluster and by distance.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{layers, sentence};
use crate::common::{Server, france, project};
use crate::random::Random;
use crate::schools;
use crate::validator::Value as TileValue;

/// A lycée as the shipped table has it.
struct Lycee {
    departement: String,
    longitude: f64,
    latitude: f64,
}

fn lycees() -> BTreeMap<String, Lycee> {
    let path = project().join("data/france/lycees.csv");
    let text = std::fs::read_to_string(path).expect("the table of lycées");
    let mut lines = text.trim_start_matches('\u{FEFF}').lines();
    let delimiter = if lines.clone().next().is_some_and(|line| line.contains(';')) { ';' } else { ',' };
    let header: Vec<&str> = lines.next().expect("a header").split(delimiter).collect();
    let column = |name: &str| header.iter().position(|it| *it == name).expect("a column");
    let columns = ["uai", "departement", "lon", "lat"].map(column);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter as u8).from_reader(text.as_bytes());
    let rows = reader.records().map(|row| {
        let row = row.expect("a row");
        let [uai, departement, longitude, latitude] = columns.map(|column| row[column].to_owned());
        let degrees = |text: String| text.replace(',', ".").parse().expect("degrees");
        (uai, Lycee { departement, longitude: degrees(longitude), latitude: degrees(latitude) })
    });
    rows.collect()
}

/// The path of an address that this server gives.
fn path<'a>(server: &Server, address: &'a str) -> &'a str {
    address.strip_prefix(&server.base()).expect("an address of this server")
}

fn codes(page: &Value) -> Vec<String> {
    let features = page["features"].as_array().expect("features");
    features.iter().map(|feature| feature["id"].as_str().expect("a code").to_owned()).collect()
}

/// All pages from one address on; each says how many there are in all.
fn walk(server: &Server, address: &str) -> Vec<String> {
    let (mut found, mut next, mut matched) = (Vec::new(), Some(address.to_owned()), None);
    while let Some(address) = next {
        let answer = server.get(&address);
        assert_eq!(answer.status, 200, "{address}");
        let page = answer.json();
        assert_eq!(page["type"], "FeatureCollection");
        found.extend(codes(&page));
        assert_eq!(page["numberReturned"], codes(&page).len());
        let total = page["numberMatched"].as_u64().expect("a number");
        assert!(matched.is_none_or(|before| before == total));
        matched = Some(total);
        next = page["links"][0]["href"].as_str().map(|link| path(server, link).to_owned());
        let header = next.as_ref().map(|next| format!("<{}{next}>; rel=\"next\"", server.base()));
        assert_eq!(answer.headers.get("link").cloned(), header, "{address}");
    }
    assert_eq!(matched, Some(found.len() as u64));
    found
}

#[test]
fn pages_hold_every_lycee_once_in_order() {
    let server = Server::start(france());
    let expected: Vec<String> = lycees().into_keys().collect();
    assert_eq!(walk(&server, "/points/lycees?limit=700&fields=code"), expected);
    let of_35: Vec<String> =
        lycees().into_iter().filter(|(_, it)| it.departement == "35").map(|(code, _)| code).collect();
    assert!(of_35.len() > 50);
    assert_eq!(walk(&server, "/points/lycees?territory=departements:35&limit=20"), of_35);
    let two = walk(&server, "/points/lycees?territory=departements:35,departements:22&limit=10000");
    let also_22 = lycees().values().filter(|it| it.departement == "22").count();
    assert_eq!(two.len(), of_35.len() + also_22);
    // What lies in both is in the box and in the territory.
    let inside = |it: &Lycee| (-2.0..=-1.5).contains(&it.longitude) && (48.0..=48.2).contains(&it.latitude);
    let in_box: Vec<String> =
        lycees().into_iter().filter(|(_, it)| it.departement == "35" && inside(it)).map(|(code, _)| code).collect();
    assert!(in_box.len() > 10);
    assert_eq!(walk(&server, "/points/lycees?territory=departements:35&bbox=-2,48,-1.5,48.2&limit=7"), in_box);
}

#[test]
fn a_page_as_csv_says_the_same_and_where_the_next_is() {
    let server = Server::start(france());
    let query = "territory=departements:35&limit=12";
    let (json, csv) =
        (server.get(&format!("/points/lycees?{query}")), server.get(&format!("/points/lycees.csv?{query}")));
    assert!(csv.header("content-type").starts_with("text/csv; charset=utf-8"));
    assert_eq!(csv.header("link").replace(".csv", ""), json.header("link"));
    let mut reader = csv::Reader::from_reader(csv.body.as_slice());
    let header = reader.headers().expect("a header").clone();
    let of_csv: Vec<BTreeMap<String, String>> = reader
        .records()
        .map(|row| header.iter().map(str::to_owned).zip(row.expect("a row").iter().map(str::to_owned)).collect())
        .collect();
    let json = json.json();
    let features = json["features"].as_array().expect("features");
    assert_eq!((of_csv.len(), features.len()), (12, 12));
    for (row, feature) in of_csv.iter().zip(features) {
        let properties = feature["properties"].as_object().expect("properties");
        assert_eq!(row.len(), properties.len());
        for (name, value) in properties {
            let text = match value {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let same = row[name] == text || row[name].parse::<f64>().ok() == value.as_f64();
            assert!(same, "{name}: {} is not {text}", row[name]);
        }
        assert_eq!(feature["geometry"]["coordinates"][0], properties["longitude"]);
    }
}

/// Metres on the sphere, by the cosine rule.
fn metres(one: (f64, f64), two: (f64, f64)) -> f64 {
    let unit = |(lon, lat): (f64, f64)| {
        let (lon, lat) = (lon.to_radians(), lat.to_radians());
        [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
    };
    let (one, two) = (unit(one), unit(two));
    let chord = one.iter().zip(two).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
    2.0 * 6_371_008.8 * (chord / 2.0).asin()
}

#[test]
fn the_nearest_are_those_of_a_scan() {
    let server = Server::start(france());
    let lycees = lycees();
    let mut random = Random::new(31);
    let mut places = vec![(2.35, 48.86), (179.99, -17.0), (-179.99, 60.0), (0.0, 90.0), (55.5, -21.1)];
    places.extend((0..20).map(|_| (random.below(3600) as f64 / 10.0 - 180.0, random.below(1700) as f64 / 10.0 - 85.0)));
    for (lon, lat) in places {
        let page = server.get(&format!("/points/lycees/nearest?lon={lon}&lat={lat}&n=25")).json();
        let features = page["features"].as_array().expect("features");
        let found: Vec<f64> =
            features.iter().map(|it| it["properties"]["distance"].as_f64().expect("a distance")).collect();
        let mut expected: Vec<f64> =
            lycees.values().map(|it| metres((lon, lat), (it.longitude, it.latitude))).collect();
        expected.sort_by(f64::total_cmp);
        assert_eq!(found.len(), 25);
        for (found, expected) in found.iter().zip(&expected) {
            assert!((found - expected).abs() < 0.2, "{lon} {lat}: {found}, not {expected}");
        }
        for feature in features {
            let it = &lycees[feature["id"].as_str().expect("a code")];
            let distance = feature["properties"]["distance"].as_f64().expect("a distance");
            assert!((distance - metres((lon, lat), (it.longitude, it.latitude))).abs() < 0.2);
        }
        let repeated = features.windows(2).filter(|pair| {
            let [one, two] = [&pair[0], &pair[1]].map(|it| (it["properties"]["distance"].as_f64(), it["id"].as_str()));
            one.0 == two.0 && one.1 > two.1 && it_is_one_place(&lycees, one.1, two.1)
        });
        assert_eq!(repeated.count(), 0, "of equally near ones the lower code comes first");
    }
    let near = server.get("/points/lycees/nearest?lon=2.35&lat=48.86&n=1000&within=3000").json();
    let expected = lycees.values().filter(|it| metres((2.35, 48.86), (it.longitude, it.latitude)) <= 3000.0).count();
    assert!(expected > 0 && codes(&near).len() == expected.min(1000), "{expected}");
    let csv = server.get("/points/lycees/nearest.csv?lon=2.35&lat=48.86&n=3");
    let text = String::from_utf8(csv.body.clone()).expect("UTF-8");
    assert!(text.lines().next().expect("a header").ends_with("distance") && text.lines().count() == 4, "{text}");
    // Those of one département only.
    let of_971 = server.get("/points/lycees/nearest?lon=2.35&lat=48.86&n=5&territory=departements:971").json();
    assert!(codes(&of_971).iter().all(|code| lycees[code].departement == "971") && codes(&of_971).len() == 5);
}

fn it_is_one_place(lycees: &BTreeMap<String, Lycee>, one: Option<&str>, two: Option<&str>) -> bool {
    let place = |code: Option<&str>| code.map(|code| (lycees[code].longitude, lycees[code].latitude));
    place(one) == place(two)
}

#[test]
fn one_lycee_is_told_with_its_territories() {
    let server = Server::start(france());
    let code = lycees().into_iter().find(|(_, it)| it.departement == "35").expect("a lycée").0;
    let feature = server.get(&format!("/points/lycees/{code}")).json();
    assert_eq!((&feature["type"], &feature["id"]), (&Value::from("Feature"), &Value::from(code)));
    assert_eq!(feature["geometry"]["type"], "Point");
    let parents = feature["properties"]["parents"].as_array().expect("parents");
    let levels: BTreeSet<&str> = parents.iter().filter_map(|parent| parent["level"].as_str()).collect();
    assert_eq!(levels, BTreeSet::from(["academies", "communes", "departements", "epci", "regions"]));
    for parent in parents {
        let portrait = server.get(path(&server, parent["url"].as_str().expect("an address")));
        assert_eq!(portrait.json()["name"], parent["name"]);
    }
    assert!(feature["properties"]["attributes"]["position"].is_string());
}

/// Every cluster of a zoom lists as many schools as it counts, and together they are all.
#[test]
fn the_schools_of_clusters_are_all_schools() {
    let server = Server::start(schools::map());
    let mut found = BTreeSet::new();
    let mut alone = BTreeSet::new();
    for x in 31..=33 {
        for y in 22..=25 {
            let answer = server.get(&format!("/ecoles/6/{x}/{y}"));
            if answer.status == 204 {
                continue;
            }
            for feature in &layers(&answer)[0].features {
                let value = |key: &str| feature.attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value);
                match (value("cluster_id"), value("point_count"), value("code")) {
                    (Some(TileValue::UInt(id)), Some(TileValue::UInt(count)), None) => {
                        let listed = walk(&server, &format!("/points/ecoles/clusters/{id}?limit=250"));
                        assert_eq!(listed.len() as u64, *count, "{id}");
                        let page = server.get(&format!("/points/ecoles/clusters/{id}?limit=1")).json();
                        assert_eq!(page["cluster"]["point_count"], *count);
                        found.extend(listed);
                    }
                    (None, None, Some(TileValue::String(code))) => {
                        alone.insert(code.clone());
                    }
                    other => panic!("{other:?}"),
                }
            }
        }
    }
    assert!(found.is_disjoint(&alone));
    assert_eq!(found.len() + alone.len(), 2_500);
}

#[test]
fn layers_of_points_are_listed() {
    let server = Server::start(france());
    let list = server.get("/points").json();
    let layer = &list["points"][0];
    assert_eq!((&layer["name"], &layer["count"]), (&Value::from("lycees"), &Value::from(5_031)));
    assert_eq!(server.get(path(&server, layer["points"].as_str().expect("an address"))).status, 200);
    assert_eq!(server.get(path(&server, layer["tilejson"].as_str().expect("an address"))).status, 200);
}

#[test]
fn what_cannot_be_answered_is_told() {
    let server = Server::start(france());
    for (path, status, words) in [
        ("/points/communes", 404, "there is no layer of points `communes`; there are lycees"),
        ("/points/x", 404, "there are lycees"),
        ("/points/lycees.fgb", 404, "/territories/lycees.csv"),
        ("/points/lycees?limit=0", 400, "`limit` is a whole number from 1 to 10000"),
        ("/points/lycees?limit=x", 400, "`limit`"),
        ("/points/lycees?territory=departements:99", 400, "no territory of `departements` has the code `99`"),
        ("/points/lycees?territory=counties:1", 400, "there is no level `counties`"),
        ("/points/lycees?territory=nowhere", 400, "no territory has the code `nowhere`"),
        ("/points/lycees?territory=01", 400, "departements:01 or academies:01 or regions:01"),
        ("/points/lycees?bbox=1,2,3", 400, "`bbox` is west,south,east,north"),
        ("/points/lycees?fields=x", 400, "no layer asked for has a field `x`"),
        ("/points/lycees?indicators=x", 400, "there is no indicator `x`"),
        ("/points/lycees/nearest", 400, "`lat` and `lon` are needed, as in lat=48.86&lon=2.35"),
        ("/points/lycees/nearest?lon=2&lat=91", 400, "`lat` is a number of degrees from -90 to 90"),
        ("/points/lycees/nearest?lon=nan&lat=1", 400, "`lon`"),
        ("/points/lycees/nearest?lon=2&lat=1&n=1001", 400, "`n` is a whole number from 1 to 1000"),
        ("/points/lycees/nearest?lon=2&lat=1&within=-1", 400, "`within` is a number of metres"),
        ("/points/lycees/0000000X", 404, "no point of `lycees` has the code `0000000X`"),
        ("/points/lycees/clusters/1", 404, "no cluster of `lycees` has the id 1"),
        ("/points/lycees/clusters/x", 400, "`cluster_id`"),
        ("/points/lycees/clusters/1/2", 404, ""),
    ] {
        let told = sentence(&server.get(path), status);
        assert!(told.contains(words), "{path}: {told}");
    }
}

#[test]
fn pages_are_kept_by_their_tag_and_may_be_read_anywhere() {
    let server = Server::start(france());
    let page = server.get("/points/lycees?limit=3");
    assert_eq!((page.header("cache-control"), page.header("access-control-allow-origin")), ("no-cache", "*"));
    assert_eq!(page.header("content-type"), "application/geo+json");
    let again = server.get_with("/points/lycees?limit=3", &[("If-None-Match", page.header("etag"))]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    let gzip = server.get_with("/points/lycees?limit=300", &[("Accept-Encoding", "gzip")]);
    assert_eq!(gzip.header("content-encoding"), "gzip");
}
