//! What is asked wrongly is told in a sentence that names what is right.

use super::{RENNES, SEA, sentence};
use crate::common::{Server, france};

const LAYERS: [&str; 7] = ["communes", "epci", "departements", "academies", "regions", "lycees", "france"];

#[test]
fn an_unknown_layer_is_told_with_those_that_exist() {
    let server = Server::start(france());
    for path in ["/nowhere", "/nowhere/8/126/88", "/communes,nowhere/8/126/88.mvt", "/styles/nowhere.json"] {
        let told = sentence(&server.get(path), 404);
        assert!(told.contains("`nowhere`"), "{path}: {told}");
        assert!(LAYERS.iter().all(|name| told.contains(name)), "{path}: {told}");
    }
    let empty = sentence(&server.get("/communes,/8/126/88"), 404);
    assert!(empty.contains("``"), "{empty}");
}

#[test]
fn unknown_parameters_of_known_names_are_told_with_the_known_values() {
    let server = Server::start(france());
    for path in ["/communes", RENNES] {
        let indicators = sentence(&server.get(&format!("{path}?indicators=population,wealth")), 400);
        assert!(indicators.contains("`wealth`") && indicators.contains("part_logements_vacants"), "{indicators}");
        let fields = sentence(&server.get(&format!("{path}?fields=code,mayor")), 400);
        for known in ["`mayor`", "academie", "code", "departement", "epci", "nom", "region"] {
            assert!(fields.contains(known), "{fields}");
        }
        let year = sentence(&server.get(&format!("{path}?year=1984")), 400);
        assert!(year.contains("1984") && year.contains("2019, 2020, 2021, 2023"), "{year}");
        for text in ["soon", "2021,", "20 21", "2021.0", "99999999999999"] {
            let year = sentence(&server.get(&format!("{path}?year={}", text.replace(' ', "%20"))), 400);
            assert!(year.contains("`year` is a year such as 2021, or several with commas, not `"), "{text}: {year}");
        }
    }
    let style = sentence(&server.get("/styles/communes.json?indicator=wealth"), 400);
    assert!(style.contains("`wealth`") && style.contains("population"), "{style}");
}

#[test]
fn the_population_of_the_shapes_file_is_no_field() {
    let server = Server::start(france());
    assert!(sentence(&server.get(&format!("{RENNES}?fields=population")), 400).contains("`population`"));
}

#[test]
fn a_field_of_another_layer_is_unknown() {
    let server = Server::start(france());
    let told = sentence(&server.get("/regions/6/31/22?fields=departement"), 400);
    assert!(told.contains("`departement`"), "{told}");
    assert_eq!(server.get("/regions,communes/6/31/22?fields=departement").status, 200);
}

#[test]
fn more_is_refused_than_anybody_needs() {
    let server = Server::start(france());
    let layers = vec!["communes"; 33].join(",");
    let told = sentence(&server.get(&format!("/{layers}/8/126/88")), 400);
    assert!(told.contains("33 layers") && told.contains("32"), "{told}");
    let query = format!("{RENNES}?indicators={}", "population,".repeat(800));
    let told = sentence(&server.get(&query), 400);
    assert!(told.contains("8192"), "{told}");
    let repeated = format!("{RENNES}?indicators={}", vec!["population"; 40].join(","));
    assert_eq!(server.get(&repeated).status, 200, "one indicator, however often");
}

#[test]
fn a_name_is_not_repeated_beyond_what_helps() {
    let server = Server::start(france());
    let long = "x".repeat(2000);
    assert!(server.get(&format!("/{long}")).body.len() < 600);
    assert!(server.get(&format!("{RENNES}?indicators={long}")).body.len() < 1200);
    assert!(server.get(&format!("/a/b/c/d/e/{long}")).body.len() < 600);
}

#[test]
fn tiles_off_the_map_are_not_found() {
    let server = Server::start(france());
    let off = ["8/256/88", "8/126/256", "8/-1/88", "8/126/-1", "8/4294967296/88", "8/126/18446744073709551616"];
    for place in off {
        let told = sentence(&server.get(&format!("/communes/{place}")), 404);
        assert!(told.contains("from 0 to 255"), "{place}: {told}");
    }
    let huge = format!("/communes/8/126/{}", "9".repeat(300));
    assert!(sentence(&server.get(&huge), 404).contains("from 0 to 255"));
}

#[test]
fn zooms_out_of_the_range_are_told_the_range() {
    let server = Server::start(france());
    for place in ["3/0/0", "0/0/0", "15/0/0", "-1/0/0", "255/0/0", "256/0/0", "260/126/88", "99999999999999999999/0/0"]
    {
        let told = sentence(&server.get(&format!("/communes/{place}")), 404);
        assert!(told.contains("zooms 4 to 14"), "{place}: {told}");
    }
    assert!(sentence(&server.get("/regions/15/0/0"), 404).contains("zooms 0 to 14"));
    assert_eq!(server.get("/regions,communes/0/0/0").status, 200, "regions are drawn there");
}

#[test]
fn addresses_that_are_no_numbers_are_bad_requests() {
    let server = Server::start(france());
    for place in ["x/126/88", "8/x/88", "8/126/x", "8/1e2/88", "8/126/88%20", "8/+126/88", "8/0x7e/88", "8/126/.mvt"] {
        let told = sentence(&server.get(&format!("/communes/{place}")), 400);
        assert!(told.contains("/{layer}/{z}/{x}/{y}"), "{place}: {told}");
    }
    assert_eq!(server.get("/communes/%ff/126/88").status, 400, "no text at all");
    assert_eq!(server.get("/%ff").status, 400);
}

#[test]
fn other_suffixes_are_told_the_right_ones() {
    let server = Server::start(france());
    for suffix in ["png", "mlt", "mvt.gz", "MVT", ""] {
        let told = sentence(&server.get(&format!("{RENNES}.{suffix}")), 404);
        assert!(told.contains(".mvt or .pbf"), "{suffix}: {told}");
    }
}

#[test]
fn an_empty_tile_has_no_body() {
    let server = Server::start(france());
    for path in [SEA.to_owned(), format!("{SEA}.mvt"), format!("{SEA}.pbf?indicators=*")] {
        let empty = server.get_with(&path, &[("Accept-Encoding", "gzip")]);
        assert_eq!((empty.status, empty.body.len()), (204, 0), "{path}");
        assert_eq!((empty.header("content-type"), empty.header("content-encoding")), ("", ""), "{path}");
        assert!(!empty.header("etag").is_empty());
    }
}

#[test]
fn paths_of_no_route_are_told_where_things_are() {
    let server = Server::start(france());
    for path in ["/communes/8/126", "/communes/8/126/88/0", "/communes/", "//", "/a/b"] {
        let told = sentence(&server.get(path), 404);
        assert!(told.contains("/catalog") || path == "//", "{path}: {told}");
    }
}

/// Whoever asks for a format that there is not reads which there are.
#[test]
fn other_formats_are_answered_with_those_that_there_are() {
    let server = Server::start(france());
    let files = ".csv, .json, .geojson or .fgb, not as .gpkg";
    for (path, words) in [
        ("/communes/8/126/88.png", "tiles come as .mvt or .pbf, not as .png"),
        ("/territories/communes.gpkg", files),
        ("/territories/lycees.gpkg", files),
        ("/points/lycees.gpkg", "pages of points come as .geojson or .csv, not as .gpkg"),
        ("/points/lycees.fgb", "a whole layer is /territories/lycees.csv, .json, .geojson or .fgb"),
        ("/styles/france.qml", "styles come as .json, not as .qml"),
        ("/sprites/missing.webp", "sprites come as .json or .png, not as .webp"),
        ("/sprites/donuts-viridis-4.gif", "sprites come as .json or .png, not as .gif"),
        ("/legend.pdf", "legends come as .svg or .png, not as .pdf"),
        ("/openapi.yaml", "the description comes as .json, not as .yaml"),
        ("/fonts/Noto%20Sans%20Regular/0-255.ttf", "glyphs come as .pbf, not as .ttf"),
        ("/territories/mairies.gpkg", "`mairies`"),
    ] {
        let told = sentence(&server.get(path), 404);
        assert!(told.contains(words), "{path}: {told}");
    }
    let level = sentence(&server.get("/territories/communes"), 404);
    assert!(level.contains("/territories/communes.csv, .json, .geojson or .fgb, and"), "{level}");
}
