//! TileJSON and the catalogue.

use serde_json::Value;

use super::{layers, sentence};
use crate::common::{Server, france};

const NAMES: [&str; 7] = ["communes", "epci", "departements", "academies", "regions", "lycees", "france"];

/// Replaces the places of a template.
fn tile_of(template: &str, zoom: u8, x: u32, y: u32) -> String {
    template.replace("{z}", &zoom.to_string()).replace("{x}", &x.to_string()).replace("{y}", &y.to_string())
}

#[track_caller]
fn tiles(tilejson: &Value) -> &str {
    let templates = tilejson["tiles"].as_array().expect("tiles");
    assert_eq!(templates.len(), 1);
    templates[0].as_str().expect("a template")
}

fn fields(tilejson: &Value, layer: &str) -> Vec<String> {
    let layers = tilejson["vector_layers"].as_array().expect("vector_layers");
    let layer = layers.iter().find(|found| found["id"] == layer).expect("the layer");
    layer["fields"].as_object().expect("fields").keys().cloned().collect()
}

#[test]
fn every_layer_and_view_has_a_sound_tilejson() {
    let server = Server::start(france());
    for name in NAMES {
        let answer = server.get(&format!("/{name}"));
        assert_eq!(answer.header("content-type"), "application/json");
        let json = answer.json();
        assert_eq!((&json["tilejson"], &json["scheme"]), (&"3.0.0".into(), &"xyz".into()));
        let zooms = ["minzoom", "maxzoom"].map(|key| json[key].as_u64().expect("a zoom"));
        assert_eq!(zooms, [if ["communes", "epci"].contains(&name) { 4 } else { 0 }, 14], "{name}");
        let bounds: Vec<f64> = json["bounds"].as_array().expect("bounds").iter().filter_map(Value::as_f64).collect();
        let [west, south, east, north] = bounds[..] else { panic!("{bounds:?}") };
        assert!(-180.0 <= west && west < east && east <= 180.0 && -90.0 <= south && south < north && north <= 90.0);
        let center: Vec<f64> = json["center"].as_array().expect("center").iter().filter_map(Value::as_f64).collect();
        assert!((zooms[0] as f64..=zooms[1] as f64).contains(&center[2]), "{name}: {center:?}");
        assert!((-5.3..=9.7).contains(&center[0]) && (41.2..=51.2).contains(&center[1]), "mainland: {center:?}");
        assert!(json["attribution"].as_str().is_some_and(|text| text.contains("IGN")), "{name}");
        for layer in json["vector_layers"].as_array().expect("vector_layers") {
            assert!(layer["fields"].as_object().is_some_and(|fields| fields.contains_key("code")), "{name}");
            assert!(layer["description"].as_str().is_some_and(|text| !text.is_empty()), "{name}");
            assert!(layer["minzoom"].as_u64() >= json["minzoom"].as_u64(), "{name}");
            assert!(layer["maxzoom"].as_u64() <= json["maxzoom"].as_u64(), "{name}");
        }
    }
}

#[test]
fn a_views_layers_keep_names_and_zooms_of_their_own() {
    let server = Server::start(france());
    let json = server.get("/france").json();
    let mut found: Vec<_> = (json["vector_layers"].as_array().expect("vector_layers").iter())
        .map(|layer| (layer["id"].as_str().expect("an id"), layer["minzoom"].as_u64(), layer["maxzoom"].as_u64()))
        .collect();
    found.sort_unstable();
    let expected = [("communes", 9, 14), ("departements", 6, 8), ("lycees", 11, 14), ("regions", 0, 5)];
    assert_eq!(found, expected.map(|(name, min, max)| (name, Some(min), Some(max))));
}

#[test]
fn the_template_leads_to_tiles_that_are_kept_for_ever() {
    let server = Server::start(france());
    for name in ["communes", "france", "communes,lycees"] {
        let json = server.get(&format!("/{name}")).json();
        let address = tile_of(tiles(&json), 12, 2074, 1409);
        let path = address.strip_prefix(&server.base()).expect("an address of this server");
        let answer = server.get(path);
        assert!(answer.header("cache-control").contains("immutable"), "{address}");
        assert!(!layers(&answer).is_empty());
    }
}

#[test]
fn tilejson_repeats_its_parameters_and_tells_their_fields_alone() {
    let server = Server::start(france());
    let json = server.get("/communes?year=2023,2019&fields=nom&indicators=population,pop&utm_source=mail").json();
    let query = tiles(&json).split_once('?').expect("parameters").1;
    let mut parameters: Vec<&str> = query.split('&').collect();
    assert!(parameters.remove(0).starts_with("v="));
    assert_eq!(parameters, ["fields=nom", "indicators=pop,population", "year=2019,2023"]);
    let described = fields(&json, "communes");
    assert_eq!(described, ["nom", "population@2019", "population@2019_reason", "population@2023"]);
    let address = tile_of(tiles(&json), 8, 126, 88);
    let tile = layers(&server.get(address.strip_prefix(&server.base()).expect("this server")));
    let keys: std::collections::BTreeSet<&str> =
        tile[0].features.iter().flat_map(|feature| feature.attributes.iter().map(|(key, _)| key.as_str())).collect();
    // No commune around Rennes was split.
    let shown = described.iter().map(String::as_str).filter(|key| !key.ends_with("_reason"));
    assert_eq!(keys.into_iter().collect::<Vec<_>>(), shown.collect::<Vec<_>>());

    let bare = server.get("/communes?indicators=&fields=").json();
    assert!(tiles(&bare).ends_with("&fields=&indicators="), "{}", tiles(&bare));
    assert!(fields(&bare, "communes").is_empty());
    let usual = ["code", "nom", "part_0_19", "part_0_19_reason", "population"];
    assert_eq!(fields(&server.get("/communes").json(), "communes"), usual);
    let all = fields(&server.get("/communes?indicators=*").json(), "communes");
    assert_eq!(all.iter().filter(|key| !key.ends_with("_reason")).count(), 18);
    let points = ["code", "nom", "position", "precision"];
    assert_eq!(fields(&server.get("/lycees?points=all").json(), "lycees"), points);
    let clusters =
        ["bbox", "cluster", "cluster_id", "expansion_zoom", "leaves", "point_count", "point_count_abbreviated"];
    let mut expected = [&points[..], &clusters].concat();
    expected.sort_unstable();
    assert_eq!(fields(&server.get("/lycees").json(), "lycees"), expected);
}

#[test]
fn addresses_are_those_of_the_public_url() {
    for public in ["https://tiles.example", "https://portal.example/maps/france"] {
        for given in [public.to_owned(), format!("{public}/")] {
            let server = Server::start_with(france(), &["--public-url", &given]);
            let json = server.get("/communes").json();
            assert!(
                tiles(&json).starts_with(&format!("{public}/communes/{{z}}/{{x}}/{{y}}.mvt?v=")),
                "{}",
                tiles(&json)
            );
            let catalog = server.get("/catalog").json();
            assert_eq!(catalog["layers"][0]["tilejson"], format!("{public}/communes"));
            assert_eq!(catalog["views"][0]["style"], format!("{public}/styles/france.json"));
            let style = server.get("/styles/france.json").json();
            assert_eq!(style["glyphs"], format!("{public}/fonts/{{fontstack}}/{{range}}.pbf"));
            let source = &style["sources"]["maillage"]["url"];
            assert!(source.as_str().is_some_and(|url| url.starts_with(&format!("{public}/france"))), "{source}");
        }
    }
}

#[test]
fn a_forged_host_shows_up_nowhere() {
    let server = Server::start(france());
    let forged = [
        ("Host", "evil.example"),
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Proto", "gopher"),
        ("Forwarded", "host=evil.example;proto=gopher"),
        ("Origin", "https://evil.example"),
        ("Referer", "https://evil.example/"),
    ];
    for path in
        ["/communes", "/france", "/catalog", "/styles/france.json", "/", "/ready", "/health", "/nowhere", "/a/b"]
    {
        let (plain, answer) = (server.get(path), server.get_with(path, &forged));
        assert_eq!(answer.text(), plain.text(), "{path}");
        for (name, value) in &answer.headers {
            assert!(!value.contains("evil") && !value.contains("gopher"), "{path}: {name}: {value}");
        }
    }
    assert_eq!(server.get_with("/communes", &forged).header("etag"), server.get("/communes").header("etag"));
}

#[test]
fn the_catalogue_lists_everything_with_its_links() {
    let server = Server::start(france());
    let catalog = server.get("/catalog").json();
    assert_eq!(catalog["version"], server.get("/ready").json()["version"]);
    let entries = |key: &str| catalog[key].as_array().expect("a list").clone();
    let (layers, views) = (entries("layers"), entries("views"));
    let counts: Vec<(&str, u64)> = (layers.iter())
        .map(|layer| (layer["name"].as_str().expect("a name"), layer["features"].as_u64().expect("a count")))
        .filter(|(name, _)| !name.ends_with("_labels"))
        .collect();
    let expected = [
        ("communes", 34_875),
        ("epci", 1_255),
        ("departements", 101),
        ("academies", 30),
        ("regions", 18),
        ("lycees", 5_031),
    ];
    assert_eq!(counts, expected);
    let names: Vec<&str> = views.iter().filter_map(|view| view["name"].as_str()).collect();
    assert_eq!(names, ["france", "france_labels", "borders"]);
    for entry in layers.iter().chain(&views) {
        for link in ["tilejson", "style"] {
            let address = entry[link].as_str().expect("a link");
            let path = address.strip_prefix(&server.base()).expect("an address of this server");
            assert_eq!(server.get(path).status, 200, "{address}");
        }
    }
    let years = |id: &str| {
        let found = entries("indicators").into_iter().find(|indicator| indicator["id"] == id).expect("the indicator");
        found["years"].clone()
    };
    assert_eq!(years("population"), serde_json::json!([2019, 2020, 2021, 2023]));
    assert_eq!(years("part_0_19"), serde_json::json!([2021]));
}

#[test]
fn labels_come_in_the_language_asked_for() {
    let server = Server::start(france());
    let description = |path: &str| server.get(path).json()["description"].as_str().expect("a description").to_owned();
    assert_eq!(description("/departements"), "Départements");
    assert_eq!(description("/departements?lang=en"), "Departments");
    assert_eq!(description("/departements?lang=tlh"), "Départements");
}

#[test]
fn tilejson_of_wrong_zooms_or_layers_is_refused() {
    let server = Server::start(france());
    assert!(sentence(&server.get("/communes,,regions"), 404).contains("``"));
    assert!(sentence(&server.get("/Communes"), 404).contains("`Communes`"), "names have one spelling");
}
