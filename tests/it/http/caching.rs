//! Tags, 304, and how long answers may be kept.

use super::{RENNES, SEA};
use crate::common::{Server, france};

const FOREVER: &str = "public, max-age=31536000, immutable";

fn tag(server: &Server, path: &str) -> String {
    let answer = server.get(path);
    assert!(answer.status < 300, "{path}: {}", answer.status);
    let tag = answer.header("etag").to_owned();
    assert!(tag.len() > 2 && tag.starts_with('"') && tag.ends_with('"'), "{path}: {tag} is no strong tag");
    tag
}

#[test]
fn known_tags_are_answered_without_a_body() {
    let server = Server::start(france());
    for path in [RENNES, SEA, "/communes", "/catalog", "/styles/france.json", "/", "/static/viewer.css"] {
        let known = tag(&server, path);
        for condition in [known.clone(), format!("W/{known}"), format!("\"a\", W/\"b\",{known}"), "*".to_owned()] {
            for method in ["GET", "HEAD"] {
                let answer = server.ask(method, path, &[("If-None-Match", &condition)]);
                assert_eq!((answer.status, answer.body.len()), (304, 0), "{path}, {condition}");
                assert_eq!(answer.header("etag"), known, "{path}, {condition}");
                assert!(!answer.header("cache-control").is_empty(), "{path}");
                assert_eq!(answer.header("content-encoding"), "", "{path}");
            }
        }
        for condition in ["\"other\"", known.trim_matches('"'), "", "W/"] {
            let answer = server.get_with(path, &[("If-None-Match", condition)]);
            assert!(answer.status == 200 || answer.status == 204, "{path}, {condition}: {}", answer.status);
        }
    }
}

#[test]
fn a_tag_belongs_to_one_answer() {
    let server = Server::start(france());
    let paths = [
        RENNES,
        SEA,
        "/communes/8/126/89",
        "/communes/8/127/88",
        "/communes/9/126/88",
        "/epci/8/126/88",
        "/communes,epci/8/126/88",
        "/communes/8/126/88?fields=code",
        "/communes/8/126/88?fields=",
        "/communes/8/126/88?indicators=",
        "/communes/8/126/88?indicators=pop",
        "/communes/8/126/88?year=2019",
        "/communes/8/126/88?year=2019,2020",
    ];
    let mut tags: Vec<String> = paths.iter().map(|path| tag(&server, path)).collect();
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), paths.len());
    let other = server.get_with(SEA, &[("If-None-Match", &tag(&server, RENNES))]);
    assert_eq!(other.status, 204, "the tag of another tile");
    let encoded = server.get_with(RENNES, &[("If-None-Match", &tag(&server, RENNES)), ("Accept-Encoding", "gzip")]);
    assert_eq!(encoded.status, 200, "the tag of another encoding");
}

#[test]
fn tags_last_beyond_a_restart() {
    let first = tag(&Server::start(france()), RENNES);
    assert_eq!(tag(&Server::start(france()), RENNES), first);
}

#[test]
fn order_and_repetition_of_parameters_do_not_count() {
    let server = Server::start(france());
    let paths = [
        "?indicators=pop,population&fields=code,nom&year=2021,2019",
        "?year=2019,2021&fields=nom,code&indicators=population,pop",
        "?fields=nom,code,nom,,code&indicators=pop,population,pop&year=2019,2021,2019",
        "?indicators=pop&year=2021&fields=nom&indicators=population&year=2019&fields=code",
        "?indicators=pop%2Cpopulation&fields=code%2Cnom&year=2021%2C2019",
    ];
    let canonical = tag(&server, &format!("{RENNES}{}", paths[0]));
    let body = server.get(&format!("{RENNES}{}", paths[0])).body;
    for path in paths {
        assert_eq!(tag(&server, &format!("{RENNES}{path}")), canonical, "{path}");
        assert!(server.get(&format!("{RENNES}{path}")).body == body, "{path}");
    }
    assert_eq!(tag(&server, "/communes,communes/8/126/88"), tag(&server, RENNES));
}

#[test]
fn what_changes_nothing_does_not_count() {
    let server = Server::start(france());
    let plain = tag(&server, RENNES);
    for query in
        ["?", "?key=secret", "?utm_source=a&_=17", "?year=", "?v=", "?v=0", "?coverage=false", "?points=&filter="]
    {
        assert_eq!(tag(&server, &format!("{RENNES}{query}")), plain, "{query}");
    }
    assert_eq!(tag(&server, "/communes?lang=fr&key=secret&fbclid=1"), tag(&server, "/communes"));
}

#[test]
fn only_the_current_version_is_kept_for_ever() {
    let server = Server::start(france());
    let version = server.get("/ready").json()["version"].as_str().expect("a version").to_owned();
    let (plain, empty) = (server.get(RENNES), server.get(SEA));
    for path in [RENNES, SEA] {
        let current = server.get(&format!("{path}?v={version}"));
        assert_eq!(current.header("cache-control"), FOREVER, "{path}");
        let known = [("If-None-Match", current.header("etag"))];
        let unchanged = server.get_with(&format!("{path}?v={version}"), &known);
        assert_eq!((unchanged.status, unchanged.header("cache-control")), (304, FOREVER), "{path}");
    }
    for old in ["", "?v=0123456789abcdef", "?v=", "?v=x"] {
        let answer = server.get(&format!("{RENNES}{old}"));
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-cache"), "{old}");
        assert!(answer.body == plain.body && answer.header("etag") == plain.header("etag"), "{old}");
    }
    assert_eq!(empty.header("cache-control"), "no-cache");
}

#[test]
fn descriptions_are_asked_for_again() {
    let server = Server::start(france());
    for path in ["/communes", "/catalog", "/styles/france.json", "/", "/static/maplibre-gl.mjs"] {
        assert_eq!(server.get(path).header("cache-control"), "no-cache", "{path}");
    }
    for path in ["/health", "/ready"] {
        assert_eq!(server.get(path).header("cache-control"), "no-store", "{path}");
    }
}

#[test]
fn a_server_without_a_cache_answers_the_same() {
    let (kept, fresh) = (Server::start(france()), Server::start_with(france(), &["--cache", "0"]));
    for path in [RENNES, SEA, "/communes,lycees/10/505/355?indicators=*", "/communes", "/styles/france.json"] {
        for encoding in ["identity", "gzip", "zstd"] {
            for _ in 0..2 {
                let headers = [("Accept-Encoding", encoding)];
                let (one, other) = (kept.get_with(path, &headers), fresh.get_with(path, &headers));
                assert_eq!(one.status, other.status, "{path}");
                if path.starts_with("/communes,") || path == RENNES || path == SEA {
                    assert_eq!(one.header("etag"), other.header("etag"), "{path}");
                    assert!(one.body == other.body, "{path}, {encoding}");
                }
            }
        }
    }
}

#[test]
fn a_cache_smaller_than_a_tile_still_answers() {
    let server = Server::start_with(france(), &["--cache", "1"]);
    let path = "/communes/5/16/11?indicators=*";
    let first = server.get(path);
    assert!(first.body.len() > 1 << 20, "a tile larger than the cache");
    assert!(server.get(path).body == first.body);
}
