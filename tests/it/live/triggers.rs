//! What makes a server take another map.

use super::{Stage, TOKEN, metric, reload, version};
use crate::common::{Server, wait_until};

#[test]
fn what_is_published_is_served_without_a_word() {
    let stage = Stage::new();
    let maps = stage.two_maps();
    stage.publish(&maps[0]);
    let server = stage.serve();
    let first = version(&server);
    let since = |server: &Server| server.get("/ready").json()["since"].as_str().expect("a moment").to_owned();
    assert!(since(&server).ends_with('Z'));
    stage.publish(&maps[1]);
    wait_until("the second map is served", || version(&server) != first);
    stage.publish(&maps[0]);
    wait_until("the first map is served again", || version(&server) == first);
    assert_eq!(metric(&server, "maillage_reloads_total{by=\"watch\",outcome=\"swapped\"}"), 2);
    let info = format!("maillage_map_info{{map=\"lilliput\",version=\"{first}\",program=\"0.1.0\"}}");
    assert_eq!(metric(&server, &info.replace("0.1.0", env!("CARGO_PKG_VERSION"))), 1);
}

/// `maillage build` into the folder that is served, which takes away files that a server has mapped.
#[test]
fn builds_into_the_served_folder_are_served_one_after_the_other() {
    let stage = Stage::new();
    stage.country.build(&["--quiet"]).done();
    let server = Server::start(&stage.country.out());
    let place = "/communes/5/16/11?fields=code&indicators=population";
    let mut figures = vec!["1000".to_owned()];
    for turn in 1..=4 {
        let (tile, before) = (server.get(place).body, version(&server));
        figures.push(format!("{}", 1000 + turn));
        stage.country.replace("figures.csv", &figures[turn - 1], &figures[turn]);
        stage.country.build(&["--quiet"]).done();
        wait_until("the new figures are served", || version(&server) != before);
        assert!(server.get(place).body != tile, "turn {turn}");
    }
}

#[test]
fn a_signal_makes_the_server_look() {
    let stage = Stage::new();
    let maps = stage.two_maps();
    stage.publish(&maps[0]);
    let server = stage.serve();
    let first = version(&server);
    let looks =
        |outcome: &str| metric(&server, &format!("maillage_reloads_total{{by=\"signal\",outcome=\"{outcome}\"}}"));
    server.signal("HUP");
    wait_until("the signal is heard", || looks("unchanged") == 1);
    assert_eq!(version(&server), first);
    stage.publish(&maps[1]);
    server.signal("HUP");
    wait_until("the signal is heard again", || looks("unchanged") + looks("swapped") == 2);
    assert_ne!(version(&server), first);
}

#[test]
fn only_who_knows_the_token_may_ask_for_a_reload() {
    let stage = Stage::new();
    let maps = stage.two_maps();
    stage.publish(&maps[0]);
    let server = stage.serve();
    let first = version(&server);
    let right = format!("Bearer {TOKEN}");
    for wrong in ["", "Bearer", "Bearer ", "Bearer a token", &right[..right.len() - 1], &format!("{right}x"), TOKEN] {
        let answer = server.ask("POST", "/-/reload", &[("Authorization", wrong)]);
        assert_eq!((answer.status, answer.header("www-authenticate")), (401, "Bearer"), "{wrong}");
        assert!(answer.json()["detail"].as_str().is_some_and(|detail| detail.contains("Authorization")));
    }
    assert_eq!(server.ask("POST", "/-/reload", &[]).status, 401);
    let wrong = server.ask("GET", "/-/reload", &[("Authorization", &right)]);
    assert_eq!(
        (wrong.status, wrong.json()["detail"].as_str().is_some_and(|detail| detail.contains("POST"))),
        (405, true)
    );
    let answer = reload(&server);
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
    assert_eq!((&answer.json()["status"], &answer.json()["version"]), (&"unchanged".into(), &first.as_str().into()));
    stage.publish(&maps[1]);
    let answer = reload(&server).json();
    assert_eq!((&answer["status"], &answer["before"]), (&"swapped".into(), &first.as_str().into()));
    assert_eq!(answer["version"], version(&server).as_str());
    assert_eq!(server.ask("POST", "/-/reload", &[("authorization", &format!("bearer {TOKEN}"))]).status, 200);
}

#[test]
fn without_a_token_nobody_may() {
    let stage = Stage::new();
    stage.publish(&stage.build("first"));
    for arguments in [&[][..], &["--reload-token", ""]] {
        let server = Server::start_with(&stage.served, arguments);
        for headers in [&[][..], &[("Authorization", "Bearer ")], &[("Authorization", "Bearer x")]] {
            let answer = server.ask("POST", "/-/reload", headers);
            assert_eq!(answer.status, 403);
            assert!(answer.json()["detail"].as_str().is_some_and(|detail| detail.contains("--reload-token")));
        }
    }
}

#[test]
fn asking_for_the_version_costs_a_304() {
    let stage = Stage::new();
    let maps = stage.two_maps();
    stage.publish(&maps[0]);
    let server = stage.serve();
    let answer = server.get("/-/version");
    assert_eq!(answer.json()["version"], version(&server).as_str());
    assert_eq!(answer.header("cache-control"), "no-cache");
    let tag = answer.header("etag").to_owned();
    let again = || server.get_with("/-/version", &[("If-None-Match", &tag)]);
    assert_eq!(again().status, 304);
    stage.publish(&maps[1]);
    assert_eq!(reload(&server).status, 200);
    let changed = again();
    assert_eq!((changed.status, &changed.json()["version"]), (200, &version(&server).as_str().into()));
}
