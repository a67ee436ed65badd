//! Shapes and places that a source has in a way of its own: what is published of them, and what is told.

use maillage::catalog::Catalog;
use serde_json::Value;

use super::topology::drawn_at;
use crate::common::{Server, program};
use crate::lilliput::{Lilliput, Told};
use crate::schools::shown;

/// A country of squares in GeoJSON: code, name, province (none where empty), west, south, width and height in degrees.
type Square<'a> = (&'a str, &'a str, &'a str, [f64; 4]);

fn geojson(squares: &[Square]) -> String {
    let feature = |(code, name, province, [west, south, width, height]): &Square| {
        // A ring that goes beyond ±180° leaps there, as RFC 7946 forbids and many programs write.
        let east = if west + width > 180.0 { west + width - 360.0 } else { west + width };
        let north = south + height;
        let ring = format!("[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]");
        let province = if province.is_empty() { "null".to_owned() } else { format!("\"{province}\"") };
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"code\":\"{code}\",\"nom\":\"{name}\",\"province\":{province}}},\
             \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{ring}]}}}}"
        )
    };
    let features: Vec<String> = squares.iter().map(feature).collect();
    format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(","))
}

fn country(squares: &[Square]) -> Lilliput {
    let lilliput = Lilliput::new();
    lilliput.replace("recipe.toml", "source = \"communes.fgb\"", "source = \"communes.geojson\"");
    lilliput.write("communes.geojson", geojson(squares));
    lilliput
}

/// Kind, code and detail of each complaint of a kind.
fn told(report: &Value, kind: &str) -> Vec<(String, String)> {
    let records = report["complaints"]["records"].as_array().expect("a list").iter();
    let of_kind = records.filter(|complaint| complaint["kind"] == kind);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    of_kind.map(|complaint| (text(&complaint["code"]), text(&complaint["detail"]))).collect()
}

fn check(lilliput: &Lilliput) -> Told {
    Told::of(program().arg("check").arg(lilliput.path("recipe.toml")).args(["--strict"]))
}

const WEST: Square = ("001", "West", "A", [0.0, 40.0, 1.0, 1.0]);
const EAST: Square = ("002", "East", "B", [1.0, 40.0, 1.0, 1.0]);

#[test]
fn members_without_a_parent_are_told_unless_they_are_meant() {
    let lilliput = country(&[WEST, EAST, ("003", "Isle", "", [5.0, 40.0, 1.0, 1.0])]);
    let report = lilliput.build(&["--json"]).done().json();
    let orphans = told(&report, "no_parent");
    assert!(orphans.len() == 1 && orphans[0].0 == "003", "{orphans:?}");
    assert!(orphans[0].1.contains("no `province`") && orphans[0].1.contains("1 of 3"), "{orphans:?}");
    assert!(check(&lilliput).sentence.contains("--strict refuses"));
    lilliput.replace("recipe.toml", "by = \"province\" }", "by = \"province\", orphans = true }");
    let report = lilliput.build(&["--json"]).done().json();
    assert!(told(&report, "no_parent").is_empty());
}

#[test]
fn records_of_one_code_become_one_territory() {
    // The second part overlaps the first and the third touches it, in both cases along a part of a side.
    let parts = [("001", "West", "", [0.5, 40.5, 1.0, 1.0]), ("001", "", "A", [0.0, 39.5, 0.7, 0.5])];
    let lilliput = country(&[WEST, parts[0], parts[1], ("002", "East", "B", [4.0, 40.0, 1.0, 1.0])]);
    let report = lilliput.build(&["--json"]).done().json();
    let united: Vec<String> = told(&report, "united_rows").into_iter().map(|(code, _)| code).collect();
    assert_eq!(united, ["001", "001"]);
    assert!(told(&report, "overlap_left").is_empty() && told(&report, "duplicate_code").is_empty());
    let shapes = drawn_at(&lilliput.out(), "communes", 14);
    assert_eq!(shapes["001"].len(), 1, "one outline");
    Told::of(program().arg("inspect").arg(lilliput.out()).arg("--topology")).done();
    // A school in what two parts have is in the territory.
    lilliput.write("schools.csv", "code,nom,lon,lat,commune\nA1,One,0.75,40.75,\n");
    lilliput.build(&["--quiet"]).done();
    let server = Server::start(&lilliput.out());
    let school = server.get("/territories/schools/A1").json();
    assert_eq!(school["parents"][0]["code"], "001", "{school}");

    let lilliput = country(&[WEST, EAST, ("001", "Another", "A", [3.0, 40.0, 1.0, 1.0])]);
    let report = lilliput.build(&["--json"]).done().json();
    let left_out = told(&report, "duplicate_code");
    assert!(
        left_out.len() == 1 && left_out[0].1.contains("row 1") && left_out[0].1.contains("`Another`"),
        "{left_out:?}"
    );
}

#[test]
fn shapes_and_points_fit_into_the_square_of_the_map() {
    let lilliput = country(&[
        ("001", "Across", "A", [179.5, -20.0, 1.0, 1.0]),
        ("002", "Beside", "A", [178.5, -20.0, 1.0, 1.0]),
        ("003", "High", "B", [10.0, 84.0, 5.0, 3.0]),
        ("004", "Higher", "B", [30.0, 86.0, 5.0, 3.0]),
    ]);
    lilliput.replace("recipe.toml", "bounds = [0.0, 40.0, 9.0, 45.0]", "bounds = [176.0, -21.0, 180.0, -14.0]");
    lilliput.write(
        "schools.csv",
        "code,nom,lon,lat,commune\nA1,East,180.25,-19.5,\nA2,West,-179.75,-19.5,\nA3,On,180,-19.5,\nB1,High,12,88,\n",
    );
    let report = lilliput.build(&["--json"]).done().json();
    assert_eq!(told(&report, "split_ring"), [("001".to_owned(), "a ring crosses ±180°".to_owned())]);
    let beyond: Vec<String> = told(&report, "beyond_mercator").into_iter().map(|(code, _)| code).collect();
    assert_eq!(beyond, ["003", "004", "B1"]);
    let wrapped = told(&report, "wrapped_longitude");
    assert!(wrapped.len() == 1 && wrapped[0].0 == "A1" && wrapped[0].1.contains("-179.75"), "{wrapped:?}");
    for kind in ["wrong_winding", "overlap_left", "overlap_closed", "no_territory", "far_position"] {
        assert!(told(&report, kind).is_empty(), "{kind}: {report}");
    }
    Told::of(program().arg("inspect").arg(lilliput.out()).arg("--topology")).done();

    let server = Server::start(&lilliput.out());
    let isle = server.get("/territories/communes/001").json();
    let bounds: Vec<f64> = isle["bounds"].as_array().expect("a box").iter().filter_map(Value::as_f64).collect();
    assert!((bounds[0] - 179.5).abs() < 1e-3 && (bounds[2] + 179.5).abs() < 1e-3, "{bounds:?}");
    // A degree by a degree around 19.5° S.
    assert!(isle["area_km2"].as_f64().is_some_and(|area| (area - 11_620.0).abs() < 5.0), "{isle}");
    for school in ["A1", "A2", "A3"] {
        let school = server.get(&format!("/territories/schools/{school}")).json();
        assert_eq!(school["parents"][0]["code"], "001", "{school}");
    }
    let extent = server.get("/communes").json()["bounds"].clone();
    assert!(extent[0].as_f64() < extent[2].as_f64(), "{extent}");
    // Its western half lies in the last column of tiles, its eastern in the first, and it reaches into no other.
    let shape = &drawn_at(&lilliput.out(), "communes", 14)["001"];
    let columns: Vec<i32> = shape.iter().flatten().map(|point| point.x >> 12 >> 13).collect();
    assert!(columns.contains(&0) && columns.contains(&1), "{columns:?}");
    let tiles = [(255, 142), (0, 142), (128, 142)].map(|(x, y)| server.get(&format!("/communes/8/{x}/{y}.mvt")));
    assert!(tiles[0].body.len() > 20 && tiles[1].body.len() > 20 && tiles[2].body.is_empty());
}

#[test]
fn a_name_that_is_no_text_costs_only_itself() {
    let lilliput = country(&[WEST, EAST]);
    lilliput.replace("communes.geojson", "\"West\"", "\"W\\ud800st\"");
    let report = lilliput.build(&["--json"]).done().json();
    assert_eq!(told(&report, "invalid_text").len(), 1);
    assert_eq!(Server::start(&lilliput.out()).get("/territories/communes/001").json()["name"], "W\u{fffd}st");
}

/// Neighbours are joined up to the highest zoom: what that shows together has its points as leaves.
#[test]
fn clusters_that_never_part_say_so() {
    let lilliput = country(&[WEST, EAST]);
    lilliput.replace(
        "recipe.toml",
        "id = \"@#\"\nzooms = [0, 14]",
        "id = \"@#\"\nzooms = [0, 14]\nclusters = { radius = 50, max_zoom = 14 }",
    );
    lilliput.write(
        "schools.csv",
        "code,nom,lon,lat,commune\nA1,One,0.5,40.5,001\nA2,Two,0.50001,40.5,001\nB3,Three,0.50001,40.5,001\n",
    );
    lilliput.build(&["--quiet"]).done();
    let server = Server::start(&lilliput.out());
    for filter in ["", "?filter=commune%3D%27001%27"] {
        let tile = server.get(&format!("/schools/14/8214/6172.mvt{filter}"));
        let says_leaves = tile.body.windows(6).any(|word| word == b"leaves");
        assert!(tile.status == 200 && says_leaves, "{filter}: {}", tile.status);
    }
    let catalog = Catalog::map(&lilliput.out()).expect("it opens").0;
    let clusters = shown(&catalog, "schools", 14, None);
    let number = clusters.iter().find_map(|cluster| cluster.number("cluster_id")).expect("a cluster");
    let list = server.get(&format!("/points/schools/clusters/{number}")).json();
    assert_eq!((&list["cluster"]["leaves"], &list["cluster"]["expansion_zoom"]), (&true.into(), &15.into()), "{list}");
    assert_eq!(list["features"].as_array().map(Vec::len), Some(3));
}
