//! Several maps in one server, each below a prefix.

use std::collections::BTreeSet;

use serde_json::Value;

use super::sentence;
use crate::common::{Answer, Server, program, usa};
use crate::lilliput::{Told, map};

/// Lilliput below its name, and the United States below `us`.
fn two() -> Server {
    two_with(&[])
}

fn two_with(arguments: &[&str]) -> Server {
    let other = format!("us={}", usa().display());
    Server::start_with(map(), &[&[other.as_str()], arguments].concat())
}

/// A finest level of each, below its prefix, and a tile of it.
const LEVELS: [(&str, &str, &str); 2] = [("lilliput", "communes", "5/16/11"), ("us", "counties", "6/15/24")];

#[track_caller]
fn json(server: &Server, path: &str) -> Value {
    let answer = server.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.body));
    answer.json()
}

/// Every text of a document that is an address of this server or of `public`, without what stands before its path.
fn addresses(value: &Value, public: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => found.extend(text.strip_prefix(public).map(str::to_owned)),
        Value::Array(items) => items.iter().for_each(|item| addresses(item, public, found)),
        Value::Object(members) => members.values().for_each(|member| addresses(member, public, found)),
        _ => {}
    }
}

fn addresses_of(value: &Value, public: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    addresses(value, public, &mut found);
    found
}

#[test]
fn every_address_holds_the_prefix_of_its_map() {
    let server = two();
    for (prefix, level, tile) in LEVELS {
        for document in [level, "catalog", "openapi.json", "styles/country.json", "indicators"] {
            let body = json(&server, &format!("/{prefix}/{document}"));
            let found = addresses_of(&body, &server.base());
            assert!(!found.is_empty() || document == "indicators", "/{prefix}/{document}");
            let below = format!("/{prefix}");
            let strays: Vec<&String> = found.iter().filter(|path| !path.starts_with(&below)).collect();
            assert!(strays.is_empty(), "/{prefix}/{document}: {strays:?}");
        }
        let answer = server.get(&format!("/{prefix}/{level}/{tile}.mvt"));
        assert_eq!((answer.status, answer.body.is_empty()), (200, false), "{prefix}");
        let other = server.get(&format!("/{prefix}/nowhere/2/1/1"));
        assert!(sentence(&other, 404).contains(level), "{prefix}");
        let lost = server.get(&format!("/{prefix}/a/b/c/d/e"));
        let told = sentence(&lost, 404);
        assert!(told.contains(&format!("nothing is at /{prefix}/a/b/c/d/e; the map page is at /{prefix}/,")), "{told}");
    }
}

#[test]
fn a_public_address_stands_before_the_prefixes() {
    let public = "https://example.org/tiles";
    let server = two_with(&["--public-url", public]);
    assert_eq!(json(&server, "/openapi.json")["servers"][0]["url"], public);
    let tiles = json(&server, "/us/counties");
    let address = tiles["tiles"][0].as_str().expect("an address");
    assert!(address.starts_with("https://example.org/tiles/us/counties/{z}"), "{address}");
    let told = sentence(&server.get("/us/a/b"), 404);
    assert!(told.contains("/tiles/us/catalog"), "{told}");
    let told = sentence(&server.get("/atlantis/a"), 404);
    assert!(told.contains("/tiles/lilliput/, /tiles/us/"), "{told}");
}

/// What a catalogue names is there: of a map alone, of the shelf, and of the maps on it.
#[test]
fn every_address_of_a_catalogue_is_answered() {
    for (server, catalogues) in
        [(Server::start(map()), &["/catalog"][..]), (two(), &["/catalog", "/lilliput/catalog", "/us/catalog"])]
    {
        for catalogue in catalogues {
            let catalog = json(&server, catalogue);
            let found = addresses_of(&catalog, &server.base());
            assert!(found.len() >= 6, "{catalogue}: {found:?}");
            for path in found {
                let answer = server.get(&path);
                assert_eq!(answer.status, 200, "{catalogue} names {path}: {}", String::from_utf8_lossy(&answer.body));
            }
        }
        let below = if catalogues.len() > 1 { "/lilliput" } else { "" };
        let catalog = json(&server, &format!("{below}/catalog"));
        let layer = |name: &str| {
            let layers = catalog["layers"].as_array().expect("layers");
            layers.iter().find(|layer| layer["name"] == name).unwrap_or_else(|| panic!("no {name}")).clone()
        };
        assert_eq!(layer("communes_labels")["points"], Value::Null);
        assert!(layer("communes_labels")["tilejson"].as_str().is_some_and(|it| it.ends_with("/communes_labels")));
        assert!(layer("schools")["points"].as_str().is_some_and(|it| it.ends_with("/points/schools")));
    }
}

/// Where a browser that has a page looks for what a relative address names.
fn resolved(base: &str, relative: &str) -> String {
    let folder = base.rfind('/').map_or("/", |slash| &base[..=slash]);
    format!("{folder}{relative}")
}

#[test]
fn a_prefix_alone_leads_to_its_page() {
    let server = two();
    for (prefix, _, _) in LEVELS {
        for (query, method) in [("", "GET"), ("?lang=en&a=b%20c", "GET"), ("", "HEAD")] {
            let answer = server.ask(method, &format!("/{prefix}{query}"), &[]);
            assert_eq!((answer.status, answer.body.len()), (308, 0), "{prefix}");
            let location = answer.header("location");
            assert_eq!(location, format!("{prefix}/{query}"));
            assert_eq!(answer.header("access-control-allow-origin"), "*");
            let page = server.get(&resolved(&format!("/{prefix}"), location));
            assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
            assert_eq!(resolved(&format!("/tiles/{prefix}"), location), format!("/tiles/{prefix}/{query}"));
        }
        let page = server.get(&format!("/{prefix}/"));
        for file in page.text().split("\"static/").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert_eq!(server.get(&format!("/{prefix}/static/{file}")).status, 200, "{file}");
        }
        assert!(sentence(&server.ask("POST", &format!("/{prefix}"), &[]), 405).contains("GET"));
    }
}

#[test]
fn the_root_leads_to_the_maps_in_both_languages() {
    let server = two();
    let page = |query: &str, language: &str| -> Answer {
        let answer = server.get_with(&format!("/{query}"), &[("Accept-Language", language)]);
        assert_eq!((answer.status, answer.header("content-type")), (200, "text/html; charset=utf-8"));
        assert_eq!(answer.header("vary"), "Accept-Encoding, Accept-Language");
        answer
    };
    let [french, english] = [page("", "de, fr;q=0.8, en;q=0.5"), page("", "en-GB, fr;q=0.9")];
    assert_eq!(page("?lang=en", "fr").text(), english.text());
    assert_eq!(page("", "de").text(), french.text());
    for (page, words) in [
        (&french, ["<html lang=\"fr\">", "href=\"us/?lang=fr\"", "États-Unis, comtés et États", "?lang=en"]),
        (&english, ["<html lang=\"en\">", "href=\"us/?lang=en\"", "United States, counties and states", "?lang=fr"]),
    ] {
        let missing: Vec<&&str> = words.iter().filter(|word| !page.text().contains(**word)).collect();
        assert!(missing.is_empty() && !page.text().contains("{{"), "{missing:?} {}", page.text());
    }
    for address in english.text().split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert_eq!(server.get(&format!("/{address}")).status, 200, "{address}");
    }
}

#[test]
fn the_root_tells_of_all_maps() {
    let server = two();
    let catalog = json(&server, "/catalog");
    let prefixes: Vec<&Value> = catalog["maps"].as_array().expect("maps").iter().map(|it| &it["prefix"]).collect();
    assert_eq!(prefixes, ["lilliput", "us"]);
    assert_eq!(catalog["maps"][1]["name"], "usa");
    let ready = json(&server, "/ready");
    assert_eq!((&ready["status"], &ready["maps"][1]["prefix"]), (&"ready".into(), &"us".into()));
    assert_eq!(ready["maps"][1]["version"], json(&server, "/us/ready")["version"]);
    assert_eq!(json(&server, "/health")["status"], "ok");
    let told = sentence(&server.get("/atlantis/communes"), 404);
    assert!(told.contains("/lilliput/, /us/"), "{told}");
    assert!(sentence(&server.ask("POST", "/catalog", &[]), 405).contains("GET"));
}

#[test]
fn tags_are_answered_below_prefixes_and_at_the_root() {
    let server = two();
    let mut paths = vec!["/".to_owned(), "/catalog".to_owned(), "/openapi.json".to_owned()];
    for (prefix, level, tile) in LEVELS {
        for path in ["", "catalog", level, "styles/country.json", "static/viewer.js", &format!("{level}/{tile}")] {
            paths.push(format!("/{prefix}/{path}"));
        }
    }
    for path in paths {
        let tag = server.get(&path).header("etag").to_owned();
        assert!(tag.len() > 2, "{path}");
        let answer = server.get_with(&path, &[("If-None-Match", &tag)]);
        assert_eq!((answer.status, answer.body.len(), answer.header("etag")), (304, 0, tag.as_str()), "{path}");
        let other = server.get_with(&path, &[("If-None-Match", "\"other\"")]);
        assert_eq!(other.status, 200, "{path}");
    }
    // What is kept for ever names its version.
    let template = json(&server, "/us/counties")["tiles"][0].as_str().expect("an address").to_owned();
    let path = template.replace("{z}/{x}/{y}", "6/15/24");
    let tile = server.get(path.strip_prefix(&server.base()).expect("an address of this server"));
    assert_eq!(tile.header("cache-control"), "public, max-age=31536000, immutable");
}

/// The samples of `/metrics`, each with its value; a metric is introduced once.
fn samples(server: &Server, path: &str) -> Vec<(String, u64)> {
    let answer = server.get(path);
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/plain; version=0.0.4; charset=utf-8"));
    let mut heads: Vec<&str> = answer.text().lines().filter(|line| line.starts_with('#')).collect();
    let before = heads.len();
    heads.sort_unstable();
    heads.dedup();
    assert_eq!(heads.len(), before, "{path}");
    let samples = answer.text().lines().filter(|line| !line.starts_with('#'));
    let samples = samples.map(|line| line.rsplit_once(' ').expect("a sample and its value"));
    samples.map(|(sample, value)| (sample.to_owned(), value.parse().expect("a number"))).collect()
}

fn value(samples: &[(String, u64)], sample: &str) -> u64 {
    samples.iter().find(|(it, _)| it == sample).unwrap_or_else(|| panic!("no {sample} in {samples:#?}")).1
}

#[test]
fn metrics_tell_maps_apart_and_the_process_once() {
    let server = two();
    for (place, (prefix, level, tile)) in LEVELS.into_iter().enumerate() {
        for _ in 0..=place {
            assert_eq!(server.get(&format!("/{prefix}/{level}/{tile}")).status, 200);
        }
    }
    let all = samples(&server, "/metrics");
    for (prefix, cached) in [("lilliput", 0), ("us", 1)] {
        for (from, count) in [("drawn", 1), ("cache", cached), ("client", 0)] {
            let sample = format!("maillage_tiles_total{{prefix=\"{prefix}\",from=\"{from}\"}}");
            assert_eq!(value(&all, &sample), count, "{sample}");
        }
    }
    assert!(value(&all, "maillage_answers_total{status=\"2xx\"}") >= 3);
    for (prefix, _, _) in LEVELS {
        assert_eq!(value(&all, &format!("maillage_map_refused{{prefix=\"{prefix}\"}}")), 0);
        let info = format!("maillage_map_info{{prefix=\"{prefix}\",map=");
        assert_eq!(all.iter().filter(|(sample, _)| sample.starts_with(&info)).count(), 1);
        // Below a prefix there are those of the map alone, or whoever asks all addresses would count twice.
        let own = samples(&server, &format!("/{prefix}/metrics"));
        let label = format!("prefix=\"{prefix}\"");
        assert!(!own.is_empty() && own.iter().all(|(sample, _)| sample.contains(&label)), "{own:#?}");
        assert!(own.iter().all(|(sample, _)| all.iter().any(|(other, _)| sample == other)), "{own:#?}");
    }
    let mut names: Vec<&String> = all.iter().map(|(sample, _)| sample).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all.len(), "a sample stands there twice");
    let alone = samples(&Server::start(map()), "/metrics");
    assert!(alone.iter().all(|(sample, _)| !sample.contains("prefix=")));
}

/// One map below two prefixes: what was drawn for one of them is there for the other. Other maps get their own.
#[test]
fn maps_share_one_cache_and_none_gets_the_tile_of_another() {
    let other = format!("other={}", map().display());
    let us = format!("us={}", usa().display());
    let server = Server::start_with(map(), &[&other, &us]);
    let tile = |path: &str| server.get(path).body;
    assert_eq!(tile("/lilliput/communes/5/16/11"), tile("/other/communes/5/16/11"));
    let all = samples(&server, "/metrics");
    let count = |labels: &str| value(&all, &format!("maillage_tiles_total{{{labels}}}"));
    let [drawn, cached] = ["prefix=\"lilliput\",from=\"drawn\"", "prefix=\"other\",from=\"cache\""].map(count);
    assert_eq!((drawn, cached), (1, 1));
    // Both maps have border lines.
    let (alone, alone_us) = (Server::start(map()), Server::start(usa()));
    for tile in ["0/0/0", "2/2/1", "2/0/1"] {
        let path = format!("/borders/{tile}");
        for (prefix, own) in [("lilliput", &alone), ("us", &alone_us)] {
            let (given, expected) = (server.get(&format!("/{prefix}{path}")), own.get(&path));
            assert_eq!((given.status, &given.body), (expected.status, &expected.body), "{prefix}{path}");
        }
    }
}

#[test]
fn a_map_that_is_named_has_its_prefix_alone_too() {
    let named = format!("here={}", map().display());
    let server = Server::start(named.as_ref());
    assert_eq!(json(&server, "/catalog")["maps"].as_array().map(Vec::len), Some(1));
    assert_eq!(server.get("/here/communes").status, 200);
    assert_eq!(server.get("/communes").status, 404);
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
