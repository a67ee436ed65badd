//! Parameters that a route does not know are refused, with those that it knows.

use serde_json::{Value, json};

use super::{RENNES, sentence};
use crate::common::{Answer, Server, france};
use crate::lilliput;

/// What every route family says of parameters that it does not know: address, parameter, what may be meant.
const REFUSED: [(&str, &str, Option<&str>); 30] = [
    ("/communes/2/2/1?indicator=population", "indicator", Some("indicators")),
    ("/communes/2/2/1?annee=2020", "annee", Some("year")),
    ("/communes/2/2/1.mvt?v=0&years=2020", "years", Some("year")),
    ("/communes/2/2/1.pbf?bbox=0,0,1,1", "bbox", None),
    ("/communes/2/2/1?lang=en", "lang", None),
    ("/communes?cql_filter=code='001'", "cql_filter", Some("filter")),
    ("/communes?v=0", "v", None),
    ("/catalog?lang=en", "lang", None),
    ("/styles/communes.json?indicators=population", "indicators", Some("indicator")),
    ("/styles/communes.json?level=communes", "level", None),
    ("/styles/choropleth.json?indicator=population&classes=5", "classes", Some("n")),
    ("/styles/symbols.json?indicator=population&palette=viridis", "palette", None),
    ("/styles/bivariate.json?x=population&y=young&n=3", "n", None),
    ("/styles/points.json?couche=schools", "couche", Some("layer")),
    ("/legend.svg?indicator=population&colors=viridis", "colors", Some("palette")),
    ("/legend.png?indicator=population&width=300", "width", None),
    ("/sprites/missing.json?x=1", "x", None),
    ("/indicators?lang=en", "lang", None),
    ("/indicators/population?year=2020", "year", None),
    ("/indicators/population/classes?methode=jenks", "methode", Some("method")),
    ("/palettes?n=5", "n", None),
    ("/territories?nom=alpha", "nom", Some("q")),
    ("/territories/A?langue=en", "langue", Some("lang")),
    ("/territories/communes/001?filter=code='001'", "filter", None),
    ("/territories/communes.csv?format=json", "format", None),
    ("/territories/communes.geojson?delimiter=semicolon", "delimiter", None),
    ("/territories/communes.fgb?bbox=0,0,1,1", "bbox", None),
    ("/points?level=schools", "level", None),
    ("/points/schools?per_page=5", "per_page", Some("limit")),
    ("/points/schools/nearest?lon=1&lat=42&radius=500", "radius", None),
];

#[track_caller]
fn check(answer: &Answer, path: &str, parameter: &str, instead: Option<&str>) {
    let told = sentence(answer, 400);
    assert!(told.starts_with(&format!("there is no parameter `{parameter}` here; ")), "{path}: {told}");
    let problem = answer.json();
    assert_eq!(problem["parameter"], parameter, "{path}");
    assert_eq!(problem["instead"].as_str(), instead, "{path}: {told}");
    assert_eq!(told.contains("did you mean"), instead.is_some(), "{path}: {told}");
    for known in problem["parameters"].as_array().expect("a list") {
        assert!(told.contains(known.as_str().expect("a name")), "{path}: {told}");
    }
}

#[test]
fn every_family_of_routes_refuses_what_it_does_not_know() {
    let server = Server::start(lilliput::map());
    for (path, parameter, instead) in REFUSED {
        check(&server.get(path), path, parameter, instead);
    }
    let told = sentence(&server.get("/territories/communes.csv?format=json"), 400);
    assert!(told.contains("the ending of the path says the format"), "{told}");
    let told = sentence(&server.get("/palettes?n=5"), 400);
    assert_eq!(told, "there is no parameter `n` here; this address takes none");
    check(&server.get("/openapi.json?pretty=1"), "/openapi.json", "pretty", None);
    check(&server.get("/-/version?x=1"), "/-/version", "x", None);
    check(&server.get("/points/schools/A1?limit=5"), "/points/schools/A1", "limit", None);
    check(&server.get("/points/schools/clusters/1?lon=1"), "a cluster", "lon", None);
}

#[test]
fn nothing_unknown_is_kept_for_ever() {
    let server = Server::start(france());
    let version = server.get("/ready").json()["version"].as_str().expect("a version").to_owned();
    let refused = server.get(&format!("{RENNES}?v={version}&indicator=population"));
    assert_eq!((refused.status, refused.header("cache-control")), (400, "no-store"));
}

#[test]
fn a_server_of_several_maps_refuses_too() {
    let server = Server::start_with(lilliput::map(), &[&format!("other={}", lilliput::map().display())]);
    for path in ["/catalog?lang=en", "/openapi.json?lang=en", "/lilliput/catalog?lang=en"] {
        check(&server.get(path), path, "lang", None);
    }
    assert_eq!(server.get("/?lang=en&from=mail").status, 200);
}

#[test]
fn pages_and_operations_ignore_what_they_do_not_know() {
    let server = Server::start(lilliput::map());
    let font = "/fonts/Noto%20Sans%20Regular/0-255.pbf";
    for path in ["/", "/static/viewer.css", font, "/health", "/ready", "/metrics"] {
        assert_eq!(server.get(&format!("{path}?from=mail&lang=en")).status, 200, "{path}");
    }
}

#[test]
fn keys_are_taken_everywhere_and_handed_on_nowhere() {
    let server = Server::start(lilliput::map());
    for path in [
        "/catalog",
        "/communes",
        "/communes/2/2/1",
        "/styles/communes.json",
        "/points/schools?limit=1",
        "/territories/communes.csv",
    ] {
        let joint = if path.contains('?') { '&' } else { '?' };
        let (plain, with_key) = (server.get(path), server.get(&format!("{path}{joint}key=secret&utm_source=mail")));
        assert_eq!((with_key.status, with_key.header("etag")), (200, plain.header("etag")), "{path}");
        assert!(plain.body == with_key.body, "{path}");
        assert_eq!(plain.header("link"), with_key.header("link"), "{path}");
        assert!(!with_key.header("link").contains("secret"), "{path}");
    }
    assert!(!server.get("/metrics").text().contains("secret"));
}

#[test]
fn what_is_no_list_is_given_once() {
    let server = Server::start(lilliput::map());
    for (path, told) in [
        (
            "/communes?filter=code='1'&filter=code='2'",
            "`filter` is given twice; write one, with AND or OR between its parts",
        ),
        ("/territories?limit=5&limit=5", "`limit` is given twice; it takes one value"),
        ("/communes?points=all&points=all", "`points` is given twice; it takes one value"),
    ] {
        assert_eq!(sentence(&server.get(path), 400), told);
    }
    let tiles = |path: &str| server.get(path).json()["tiles"].clone();
    let joined = tiles("/communes?fields=nom&year=2020&fields=code&year=2020,2020");
    assert_eq!(joined, tiles("/communes?year=2020&fields=code,nom"));
    assert_eq!(server.get("/communes?filter=&filter=code%3D'001'").status, 200, "an empty value is none");
}

#[test]
fn a_legend_takes_the_parameters_of_its_map() {
    let server = Server::start(lilliput::map());
    let of_map = "indicator=population&level=communes&filter=code%3C%3E'001'&coverage=true&lang=en";
    assert_eq!(server.get(&format!("/styles/choropleth.json?{of_map}")).status, 200);
    let (plain, same) = (
        server.get("/legend.svg?indicator=population&level=communes&lang=en"),
        server.get(&format!("/legend.svg?{of_map}")),
    );
    assert!(plain.status == 200 && plain.body == same.body);
    assert!(sentence(&server.get("/legend.svg?indicator=population&filter=code%3D"), 400).contains("character"));
}

/// An address of a described path, with a parameter that no route knows. The names in braces are those of Lilliput.
fn example(path: &str) -> String {
    let fillings = [
        ("{layers}", "communes"),
        ("{z}/{x}/{y}", "2/2/1"),
        ("styles/{name}", "styles/communes"),
        ("{layer}", "schools"),
        ("{level}", "communes"),
        ("{id}", "population"),
        ("{code}", "001"),
        ("{file}", "missing.json"),
        ("{fontstack}/{range}", "Noto%20Sans%20Regular/0-255"),
    ];
    let path = path.replace("clusters/{id}", "clusters/1");
    let filled = fillings.iter().fold(path, |path, (name, value)| path.replace(name, value));
    format!("{filled}?nobody_knows_this=1")
}

/// What the router takes is what is described, on every route: a refusal lists what it takes.
#[test]
fn routes_take_the_parameters_that_are_described() {
    let server = Server::start(lilliput::map());
    let document = server.get("/openapi.json").json();
    let ignoring = ["/", "/static/{file}", "/fonts/{fontstack}/{range}.pbf", "/health", "/ready", "/metrics"];
    let mut checked = 0;
    for (path, methods) in document["paths"].as_object().expect("paths") {
        let Some(operation) = methods.get("get") else { continue };
        if ignoring.contains(&path.as_str()) {
            continue;
        }
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let of_query: Vec<Value> =
            parameters.iter().filter(|it| it["in"] == "query").map(|it| it["name"].clone()).collect();
        let answer = server.get(&example(path));
        assert_eq!(answer.status, 400, "{path}: {}", answer.text());
        assert_eq!(answer.json()["parameters"], json!(of_query), "{path}");
        checked += 1;
    }
    assert!(checked >= 30, "{checked}");
}

/// Every parameter says what it means, and has a schema.
#[test]
fn every_parameter_is_described() {
    let server = Server::start(lilliput::map());
    let document = server.get("/openapi.json").json();
    let operations = document["paths"].as_object().expect("paths").values().filter_map(|path| path.get("get"));
    let parameters = operations.flat_map(|it| it["parameters"].as_array().cloned().unwrap_or_default());
    let mut of_query = 0;
    for parameter in parameters.filter(|it| it["in"] == "query") {
        let name = &parameter["name"];
        assert!(parameter["description"].as_str().is_some_and(|text| text.len() > 10), "{name}");
        assert!(parameter["schema"].as_object().is_some_and(|schema| !schema.is_empty()), "{name}");
        of_query += 1;
    }
    assert!(of_query > 150, "{of_query}");
}
