//! Several maps in one server, of which some are published anew.

use serde_json::{Value, json};

use super::{Stage, TOKEN, metric};
use crate::common::{Answer, Server, usa, wait_until};

/// Lilliput, as it is published on the stage, and the United States.
fn serve(stage: &Stage, arguments: &[&str]) -> Server {
    let other = format!("us={}", usa().display());
    Server::start_with(&stage.served, &[&[other.as_str()], arguments].concat())
}

fn ask(server: &Server, path: &str) -> Answer {
    server.ask("POST", path, &[("Authorization", &format!("Bearer {TOKEN}"))])
}

fn version(server: &Server, prefix: &str) -> Value {
    server.get(&format!("/{prefix}/-/version")).json()["version"].clone()
}

/// What an answer tells of each map.
fn outcomes(answer: &Answer) -> Vec<(Value, Value)> {
    let body = answer.json();
    let maps = body["maps"].as_array().unwrap_or_else(|| panic!("no maps in {body}"));
    maps.iter().map(|map| (map["prefix"].clone(), map["status"].clone())).collect()
}

fn told(lilliput: &str, us: &str) -> Vec<(Value, Value)> {
    vec![(json!("lilliput"), json!(lilliput)), (json!("us"), json!(us))]
}

#[test]
fn a_map_is_published_anew_while_the_other_goes_on() {
    let stage = Stage::new();
    let maps = stage.two_maps();
    stage.publish(&maps[0]);
    let server = serve(&stage, &[]);
    let (first, other) = (version(&server, "lilliput"), version(&server, "us"));
    let paths = ["/us/counties/6/15/24", "/us/states/4/3/6", "/us/catalog"];
    let before: Vec<Answer> = paths.iter().map(|path| server.get(path)).collect();
    let tile = server.get("/lilliput/communes/5/16/11").body;
    stage.publish(&maps[1]);
    wait_until("the second map is served", || {
        for (path, before) in paths.iter().zip(&before) {
            let now = server.get(path);
            assert_eq!((now.status, &now.body, now.header("etag")), (200, &before.body, before.header("etag")));
        }
        version(&server, "lilliput") != first
    });
    assert!(server.get("/lilliput/communes/5/16/11").body != tile);
    assert_eq!(version(&server, "us"), other);
    let swapped = |prefix: &str| {
        metric(&server, &format!("maillage_reloads_total{{prefix=\"{prefix}\",by=\"watch\",outcome=\"swapped\"}}"))
    };
    assert_eq!((swapped("lilliput"), swapped("us")), (1, 0));
}

#[test]
fn reloads_are_asked_for_at_the_root_and_of_each_map() {
    let stage = Stage::new();
    let maps = stage.two_maps();
    stage.publish(&maps[0]);
    let server = serve(&stage, &["--reload-token", TOKEN]);
    let first = version(&server, "lilliput");
    for path in ["/-/reload", "/lilliput/-/reload", "/us/-/reload"] {
        for wrong in [&[][..], &[("Authorization", "Bearer wrong")]] {
            let answer = server.ask("POST", path, wrong);
            assert_eq!((answer.status, answer.header("www-authenticate")), (401, "Bearer"), "{path}");
        }
        let answer = server.get(path);
        assert_eq!(answer.status, 405, "{path}");
        assert!(answer.json()["detail"].as_str().is_some_and(|detail| detail.contains("POST")), "{path}");
    }
    let answer = ask(&server, "/-/reload");
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
    assert_eq!(outcomes(&answer), told("unchanged", "unchanged"));
    stage.publish(&maps[1]);
    let answer = ask(&server, "/-/reload");
    assert_eq!(outcomes(&answer), told("swapped", "unchanged"));
    assert_eq!(answer.json()["maps"][0]["before"], first);
    assert_eq!(answer.json()["maps"][0]["version"], version(&server, "lilliput"));
    stage.publish(&maps[0]);
    assert_eq!(ask(&server, "/us/-/reload").json()["status"], "unchanged");
    assert_eq!(ask(&server, "/lilliput/-/reload").json()["status"], "swapped");
    assert_eq!(version(&server, "lilliput"), first);
}

#[test]
fn a_map_that_is_refused_is_told_beside_the_others() {
    let stage = Stage::new();
    let maps = stage.two_maps();
    stage.publish(&maps[0]);
    let server = serve(&stage, &["--reload-token", TOKEN]);
    let first = version(&server, "lilliput");
    stage.name_pair("{}");
    let answer = ask(&server, "/-/reload");
    assert_eq!((answer.status, answer.header("content-type")), (409, "application/problem+json"));
    assert_eq!(outcomes(&answer), told("refused", "unchanged"));
    let body = answer.json();
    assert!(body["detail"].as_str().is_some_and(|detail| detail.contains("lilliput")), "{body}");
    assert!(body["maps"][0]["why"].as_str().is_some_and(|why| !why.is_empty()), "{body}");
    assert_eq!(version(&server, "lilliput"), first);
    let refused = |prefix: &str| metric(&server, &format!("maillage_map_refused{{prefix=\"{prefix}\"}}"));
    assert_eq!((refused("lilliput"), refused("us")), (1, 0));
    let ready = server.get("/ready").json();
    assert_eq!(ready["maps"][0]["last_refused"]["why"], body["maps"][0]["why"]);
    assert_eq!(ready["maps"][1]["last_refused"], Value::Null);
}

#[test]
fn a_signal_makes_all_maps_look() {
    let stage = Stage::new();
    let maps = stage.two_maps();
    stage.publish(&maps[0]);
    let server = serve(&stage, &[]);
    let looks = |prefix: &str| {
        let sample =
            |outcome| format!("maillage_reloads_total{{prefix=\"{prefix}\",by=\"signal\",outcome=\"{outcome}\"}}");
        metric(&server, &sample("unchanged"))
    };
    server.signal("HUP");
    wait_until("both maps have looked", || (looks("lilliput"), looks("us")) == (1, 1));
}

#[test]
fn without_a_token_no_map_is_reloaded() {
    let stage = Stage::new();
    let maps = stage.two_maps();
    stage.publish(&maps[0]);
    let server = serve(&stage, &[]);
    for path in ["/-/reload", "/lilliput/-/reload", "/us/-/reload"] {
        let answer = ask(&server, path);
        assert_eq!(answer.status, 403, "{path}");
        assert!(answer.json()["detail"].as_str().is_some_and(|detail| detail.contains("--reload-token")), "{path}");
    }
}
