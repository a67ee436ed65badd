//! Two maps in one server, each below a prefix.

use serde_json::Value;

use crate::common::{Server, program};
use crate::lilliput::{Told, map};

fn json(server: &Server, path: &str) -> Value {
    let answer = server.get(path);
    assert_eq!(answer.status, 200, "{path}");
    serde_json::from_slice(&answer.body).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn two() -> Server {
    let other = format!("other={}", map().display());
    Server::start_with(map(), &[&other])
}

#[test]
fn each_map_has_all_its_addresses_below_its_prefix() {
    let server = two();
    for prefix in ["lilliput", "other"] {
        let tiles = json(&server, &format!("/{prefix}/communes"));
        let address = tiles["tiles"][0].as_str().expect("an address").to_owned();
        assert!(address.contains(&format!("/{prefix}/communes/{{z}}")), "{address}");
        let path = address.split_once("//").and_then(|(_, rest)| rest.split_once('/')).expect("a path").1;
        let path = path.replace("{z}", "4").replace("{x}", "8").replace("{y}", "5");
        let tile = server.get(&format!("/{path}"));
        assert_eq!(tile.status, 200);
        assert!(!tile.body.is_empty());
        let style = json(&server, &format!("/{prefix}/styles/country.json")).to_string();
        let mut addresses = style.split("http://127.0.0.1:").skip(1);
        assert!(addresses.all(|rest| rest.split('/').nth(1) == Some(prefix)), "{style}");
        assert!(style.contains(&format!("/{prefix}/fonts/")), "{style}");
        let open = json(&server, &format!("/{prefix}/openapi.json"));
        assert!(open["servers"][0]["url"].as_str().expect("a URL").ends_with(&format!("/{prefix}")), "{open:#}");
        for page in [format!("/{prefix}/"), format!("/{prefix}")] {
            assert_eq!(server.get(&page).status, 200, "{page}");
        }
    }
}

#[test]
fn the_root_tells_which_maps_there_are() {
    let server = two();
    let catalog = json(&server, "/catalog");
    let prefixes: Vec<&str> =
        catalog["maps"].as_array().expect("maps").iter().filter_map(|it| it["prefix"].as_str()).collect();
    assert_eq!(prefixes, ["lilliput", "other"]);
    assert_eq!(json(&server, "/ready")["maps"][1]["prefix"], "other");
    assert_eq!(json(&server, "/health")["status"], "ok");
    let page = server.get("/");
    let page = String::from_utf8_lossy(&page.body).into_owned();
    assert!(page.contains("/other/?lang=en\"") && page.contains("/lilliput/?lang=fr\""), "{page}");
    let nothing = server.get("/atlantis/communes");
    assert_eq!(nothing.status, 404);
    let text = String::from_utf8_lossy(&nothing.body).into_owned();
    assert!(text.contains("/lilliput/, /other/"), "{text}");
}

#[test]
fn prefixes_are_fit_and_each_there_once() {
    let told = |other: &str| {
        let mut command = program();
        command.arg("serve").arg(map()).arg(other).args(["--listen", "127.0.0.1:0"]);
        // The log stands before the sentence.
        Told::of(&mut command)
    };
    told(&map().display().to_string()).refused(&["two maps have the prefix `lilliput`"]);
    told(&format!("catalog={}", map().display())).refused(&["`catalog` cannot be the prefix of a map"]);
    told("absent-folder").refused(&["absent-folder"]);
}
