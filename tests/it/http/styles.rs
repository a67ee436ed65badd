//! Styles and everything that they lead to: sources, glyphs, the map page and its files.

use std::collections::BTreeSet;

use serde_json::Value;

use super::sentence;
use crate::common::{Server, france};

const NAMES: [&str; 7] = ["communes", "epci", "departements", "academies", "regions", "lycees", "france"];

/// What a server answers at an address of its own.
#[track_caller]
fn follow(server: &Server, address: &str) -> crate::common::Answer {
    server.get(address.strip_prefix(&server.base()).expect("an address of this server"))
}

/// All strings that follow the word `get` or `has` anywhere in an expression.
fn attributes_used(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => {
            if let [Value::String(word), Value::String(name)] = items.as_slice()
                && (word == "get" || word == "has")
            {
                found.insert(name.clone());
            }
            items.iter().for_each(|item| attributes_used(item, found));
        }
        Value::Object(members) => members.values().for_each(|member| attributes_used(member, found)),
        _ => {}
    }
}

/// Checks a style against the TileJSON that it names.
fn check(server: &Server, path: &str) {
    let style = server.get(path).json();
    assert_eq!(style["version"], 8, "{path}");
    let sources = style["sources"].as_object().expect("sources");
    let (source_name, source) = sources.iter().next().expect("a source");
    assert_eq!((sources.len(), &source["type"]), (1, &"vector".into()));
    let tilejson = follow(server, source["url"].as_str().expect("a URL")).json();
    let offered: Vec<&Value> = tilejson["vector_layers"].as_array().expect("vector_layers").iter().collect();

    let mut drawn = BTreeSet::new();
    for layer in style["layers"].as_array().expect("layers").iter().filter(|layer| layer["type"] != "background") {
        assert_eq!(layer["source"], source_name.as_str(), "{path}");
        let name = layer["source-layer"].as_str().expect("a source layer");
        let described = offered.iter().find(|offered| offered["id"] == name);
        let described = described.unwrap_or_else(|| panic!("{path}: {name} is not in the TileJSON"));
        let mut used = BTreeSet::new();
        attributes_used(layer, &mut used);
        for attribute in used {
            assert!(described["fields"].get(&attribute).is_some(), "{path}: {name} has no {attribute}");
        }
        drawn.insert(name.to_owned());
        // Border lines have no code.
        let code = described["fields"].get("code").map(|_| "code");
        assert_eq!(source["promoteId"][name].as_str(), code, "{path}");
    }
    assert_eq!(drawn.len(), offered.len(), "{path}: every layer is drawn");
    let ids: BTreeSet<&str> =
        style["layers"].as_array().expect("layers").iter().filter_map(|layer| layer["id"].as_str()).collect();
    assert_eq!(ids.len(), style["layers"].as_array().map_or(0, Vec::len), "{path}: ids are unique");
    check_glyphs(server, &style);
}

fn check_glyphs(server: &Server, style: &Value) {
    let template = style["glyphs"].as_str().expect("glyphs");
    for layer in style["layers"].as_array().expect("layers") {
        let Some(fonts) = layer["layout"]["text-font"].as_array() else { continue };
        let fonts: Vec<&str> = fonts.iter().filter_map(Value::as_str).collect();
        let stack = fonts.join(",").replace(' ', "%20");
        for range in ["0-255", "256-511"] {
            let answer = follow(server, &template.replace("{fontstack}", &stack).replace("{range}", range));
            assert_eq!((answer.status, answer.header("content-type")), (200, "application/x-protobuf"), "{stack}");
            assert!(answer.body.len() > 1_000, "{stack} {range}");
        }
    }
}

#[test]
fn every_layer_and_view_has_a_style_that_fits_its_tiles() {
    let server = Server::start(france());
    for name in NAMES {
        check(&server, &format!("/styles/{name}.json"));
        check(&server, &format!("/styles/{name}.json?lang=en"));
    }
    for query in ["indicator=part_0_19", "indicator=pop&year=2021", "indicator=population&year=2019"] {
        check(&server, &format!("/styles/france.json?{query}"));
        check(&server, &format!("/styles/communes.json?{query}"));
    }
}

#[test]
fn maps_of_points_fit_their_tiles() {
    let server = Server::start(france());
    for query in ["", "?mode=thinned", "?mode=heatmap", "?mode=all&lang=en", "?level=departements", "?level=none"] {
        check(&server, &format!("/styles/points.json{query}"));
    }
    let style = server.get("/styles/france.json").json();
    let lycees = &style["metadata"]["maillage:points"][0];
    assert_eq!((&lycees["layer"], &lycees["zooms"]), (&"lycees".into(), &serde_json::json!([11, 14])));
    assert!(lycees["description"].as_str().is_some_and(|text| text.contains("mairie")), "{lycees}");
    let sprite = follow(&server, &format!("{}.json", style["sprite"].as_str().expect("a sprite"))).json();
    assert!(sprite.get("room").is_some(), "{sprite}");
    let catalog = server.get("/catalog").json();
    let layers = catalog["layers"].as_array().expect("layers");
    let notes = &layers.iter().find(|layer| layer["name"] == "lycees").expect("lycées")["notes"];
    assert!(notes[0]["texts"]["mairie"]["en"].as_str().is_some_and(|text| text.contains("town hall")), "{notes}");
}

#[test]
fn a_style_of_wrong_names_is_refused() {
    let server = Server::start(france());
    assert!(sentence(&server.get("/styles/mairies.json"), 404).contains("`mairies`"));
    assert!(sentence(&server.get("/styles/communes.json?indicator=joy"), 400).contains("`joy`"));
    assert!(sentence(&server.get("/styles/communes.json?indicator=pop&year=1900"), 400).contains("1900"));
}

#[test]
fn glyphs_come_for_known_fonts_and_whole_ranges() {
    let server = Server::start(france());
    let status = |path: &str| server.get(&format!("/fonts/{path}")).status;
    assert_eq!(status("Noto%20Sans%20Regular/0-255.pbf"), 200);
    assert_eq!(status("Noto%20Sans%20Bold/256-511.pbf"), 200);
    assert_eq!(status("Comic%20Sans,Noto%20Sans%20Bold/0-255.pbf"), 200, "the first that is known");
    // What is refused MapLibre draws by itself; an empty answer would leave the letters out.
    for range in ["512-767", "1024-1279", "8448-8703", "65280-65535"] {
        let answer = server.get(&format!("/fonts/Noto%20Sans%20Regular/{range}.pbf"));
        assert!(sentence(&answer, 404).contains(&format!("no glyphs for {range}")), "{range}");
    }
    for wrong in [
        "Comic%20Sans/0-255.pbf",
        "Noto%20Sans%20Regular/0-256.pbf",
        "Noto%20Sans%20Regular/1-256.pbf",
        "Noto%20Sans%20Regular/00-255.pbf",
        "Noto%20Sans%20Regular/65536-65791.pbf",
        "Noto%20Sans%20Regular/0-255",
        "..%2Ffonts/0-255.pbf",
        "Noto%20Sans%20Regular/..%2F..%2Fbase.json",
        "%2E%2E/0-255.pbf",
    ] {
        assert!(
            sentence(&server.get(&format!("/fonts/{wrong}")), 404).contains("/fonts/{font}/{range}.pbf"),
            "{wrong}"
        );
    }
}

#[test]
fn the_page_loads_what_it_names() {
    let server = Server::start(france());
    let page = server.get("/");
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    let text = page.text();
    let mut files = BTreeSet::new();
    for (at, _) in text.match_indices("static/") {
        let end = text[at..].find('"').map_or(text.len(), |length| at + length);
        files.insert(&text[at..end]);
    }
    assert!(files.len() >= 5, "{files:?}");
    for file in files {
        let answer = server.get(&format!("/{file}"));
        let expected = match file.rsplit('.').next() {
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            _ => "text/javascript; charset=utf-8",
        };
        assert_eq!((answer.status, answer.header("content-type")), (200, expected), "{file}");
        assert!(answer.body.len() > 50, "{file}");
    }
    assert!(!text.contains("//unpkg") && !text.contains("//cdn"), "everything comes from here");
}

#[test]
fn only_the_files_of_the_page_are_given() {
    let server = Server::start(france());
    for path in
        ["/static/index.html", "/static/Cargo.toml", "/static/..%2Fweb%2Fmod.rs", "/static/%2Fetc%2Fpasswd", "/static/"]
    {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
}

#[test]
fn a_style_is_of_one_layer_one_indicator_and_one_year() {
    let server = Server::start(france());
    for (path, status) in [
        ("/styles/communes,lycees.json", 404),
        ("/styles/communes.json?indicator=pop,population", 400),
        ("/styles/communes.json?indicator=*", 400),
        ("/styles/communes.json?year=2019,2021", 400),
        ("/styles/communes.json?indicator=nothing", 400),
        ("/styles/communes.json?year=1066", 400),
        ("/styles/communes.json?indicator=&year=", 200),
    ] {
        assert_eq!(server.get(path).status, status, "{path}");
    }
}
