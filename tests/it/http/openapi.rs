//! The description of the routes is that of the router.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::common::{Server, project};
use crate::lilliput;

/// Every route that a module of a folder names, read off the sources; those of other folders in it if they are asked
/// for.
fn routes(folder: &str, is_other: impl Fn(&Path) -> bool) -> BTreeSet<String> {
    let mut waiting = vec![project().join(folder)];
    let mut routes = BTreeSet::new();
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.extend(Some(path).filter(|path| is_other(path)));
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source");
                let found = text.split(".route(").skip(1).filter_map(|rest| rest.split('"').nth(1));
                // A test may speak of the word.
                routes.extend(found.filter(|route| route.starts_with('/')).map(str::to_owned));
            }
        }
    }
    routes
}

/// The route that answers a path with parameters: the most literal one, as the router chooses.
fn route_of<'a>(path: &str, routes: &'a BTreeSet<String>) -> Option<&'a str> {
    let matches = |route: &&String| {
        let (mut parts, mut wanted) = (path.split('/'), route.split('/'));
        path.split('/').count() == route.split('/').count()
            && parts.all(|part| wanted.next().is_some_and(|it| it.starts_with('{') || it == part))
    };
    routes.iter().filter(matches).min_by_key(|route| route.matches('{').count()).map(String::as_str)
}

/// Checks that a document describes all routes and nothing else.
#[track_caller]
fn check(document: &Value, routes: &BTreeSet<String>) {
    assert_eq!(document["openapi"], "3.1.0");
    let mut answered: BTreeSet<&str> = BTreeSet::new();
    for path in document["paths"].as_object().expect("paths").keys() {
        answered.insert(route_of(path, routes).unwrap_or_else(|| panic!("{path} is described and no route")));
    }
    let missing: Vec<&String> = routes.iter().filter(|route| !answered.contains(route.as_str())).collect();
    assert!(missing.is_empty(), "not in /openapi.json: {missing:?}");
}

#[test]
fn every_route_is_described_and_everything_described_is_a_route() {
    let server = Server::start(lilliput::map());
    let document = server.get("/openapi.json").json();
    assert_eq!(document["servers"][0]["url"], server.base());
    let routes = routes("src/web", |folder| !folder.ends_with("shelf"));
    assert!(routes.len() >= 13, "{routes:?}");
    check(&document, &routes);
}

#[test]
fn so_is_every_route_of_a_server_of_several_maps() {
    let server = Server::start_with(lilliput::map(), &[&format!("other={}", lilliput::map().display())]);
    let document = server.get("/openapi.json").json();
    assert_eq!(document["servers"][0]["url"], server.base());
    assert_eq!(document["components"]["schemas"]["Prefix"]["enum"], serde_json::json!(["lilliput", "other"]));
    let routes = routes("src/web/shelf", |_| true);
    assert!(routes.len() >= 8, "{routes:?}");
    check(&document, &routes);
}

#[test]
fn what_is_described_has_the_names_of_the_map() {
    let server = Server::start(lilliput::map());
    let schemas = server.get("/openapi.json").json()["components"]["schemas"].clone();
    assert_eq!(schemas["LevelName"]["enum"], serde_json::json!(["communes", "provinces", "schools"]));
    assert_eq!(schemas["IndicatorId"]["enum"], serde_json::json!(["population", "young", "part_young"]));
    assert_eq!(schemas["Year"]["enum"], serde_json::json!([2020]));
    assert!(schemas["LayerName"]["enum"].as_array().is_some_and(|names| names.contains(&"borders".into())));
}
