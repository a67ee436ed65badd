//! Maps that are not fit to be served.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{Stage, metric, reload, version};
use crate::common::{Server, wait_until};

const TILE: &str = "/communes/5/16/11?indicators=*";

fn names(map: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(map.join("lilliput.json")).expect("a publication")).expect("JSON")
}

/// Checks that what is published is refused in words that hold `parts`, and that nothing else changes.
#[track_caller]
fn check_refused(server: &Server, parts: &[&str], what: &str) {
    let (before, tile) = (version(server), server.get(TILE));
    let answer = reload(server);
    let sentence = answer.json()["detail"].as_str().expect("a sentence").to_owned();
    assert_eq!(answer.status, 409, "{what}: {sentence}");
    let ready = server.get("/ready");
    assert_eq!((ready.status, &ready.json()["version"]), (200, &before.as_str().into()), "{what}");
    let refused = &ready.json()["last_refused"];
    let why = refused["why"].as_str().expect("a sentence").to_owned();
    assert!(sentence.contains(&why), "{sentence}; {why}");
    assert!(refused["at"].as_str().is_some_and(|at| at.len() == 20 && at.ends_with('Z')), "{refused}");
    assert!(["request", "watch"].contains(&refused["by"].as_str().expect("a cause")), "{refused}");
    for part in parts {
        assert!(why.contains(part), "{what}: no `{part}` in `{why}`");
    }
    assert_eq!(metric(server, "maillage_map_refused"), 1);
    assert!(metric(server, "maillage_reloads_total{by=\"request\",outcome=\"refused\"}") > 0);
    let after = server.get(TILE);
    assert!(after.body == tile.body && after.header("etag") == tile.header("etag"), "{what}");
}

/// Checks that the second map is taken after all that was refused, and that nothing is told of that any more.
#[track_caller]
fn check_taken(stage: &Stage, server: &Server, map: &Path) {
    let before = version(server);
    stage.publish(map);
    assert_eq!(reload(server).json()["status"], "swapped");
    assert_ne!(version(server), before);
    assert_eq!(server.get("/ready").json()["last_refused"], Value::Null);
    assert_eq!(metric(server, "maillage_map_refused"), 0);
}

#[test]
fn a_damaged_file_is_refused_wherever_it_is_damaged() {
    let stage = Stage::new();
    let maps = stage.two_maps();
    stage.publish(&maps[0]);
    let server = stage.serve();
    let named = names(&maps[1]);
    for file in ["atlas", "almanac"] {
        let whole = fs::read(maps[1].join(named[file].as_str().expect("a name"))).expect("a file");
        for part in 0..12 {
            let mut damaged = whole.clone();
            let place = whole.len() * part / 12 + 7;
            damaged[place] ^= 0x20;
            let other = if file == "atlas" { "almanac" } else { "atlas" };
            let other = named[other].as_str().expect("a name");
            fs::copy(maps[1].join(other), stage.served.join(other)).expect("a file");
            // A name of its own each time, for a published file never changes.
            let name = format!("lilliput-{place:016x}.{file}");
            fs::write(stage.served.join(&name), damaged).expect("a file");
            let mut pointer = named.clone();
            pointer[file] = name.clone().into();
            stage.name_pair(&pointer.to_string());
            check_refused(&server, &[&name], &format!("{file}, byte {place} of {}", whole.len()));
        }
    }
    check_taken(&stage, &server, &maps[1]);
}

#[test]
fn files_that_are_no_pair_are_refused() {
    let stage = Stage::new();
    let maps = stage.two_maps();
    stage.publish(&maps[0]);
    let server = stage.serve();
    stage.publish(&maps[1]);
    stage.publish(&maps[0]);
    let [first, second] = [0, 1].map(|map| names(&maps[map]));
    let mut pointer = first.clone();
    pointer["almanac"] = second["almanac"].clone();
    stage.name_pair(&pointer.to_string());
    check_refused(&server, &["almanac"], "the almanac of another atlas");
    for (change, part) in [("lilliput-0123456789abcdef.almanac", "cannot be read"), ("../a", "is not a file name")] {
        pointer["almanac"] = change.into();
        stage.name_pair(&pointer.to_string());
        check_refused(&server, &[part], change);
    }
    pointer["almanac"] = first["atlas"].clone();
    stage.name_pair(&pointer.to_string());
    check_refused(&server, &["cannot be used"], "an atlas for an almanac");
    stage.name_pair("{");
    check_refused(&server, &["does not name a map"], "half a publication");
    fs::remove_file(stage.served.join("lilliput.json")).expect("a file");
    check_refused(&server, &["lilliput.json is gone"], "no publication");
    check_taken(&stage, &server, &maps[1]);
}

#[test]
fn the_server_sees_for_itself_that_a_map_is_bad_and_when_it_is_whole() {
    let stage = Stage::new();
    let maps = stage.two_maps();
    stage.publish(&maps[0]);
    let server = stage.serve();
    let before = version(&server);
    let named = names(&maps[1]);
    // Published in the wrong order: the files that it names come later.
    stage.name_pair(&named.to_string());
    wait_until("the bad map is told of", || server.get("/ready").json()["last_refused"]["by"] == "watch");
    assert_eq!(version(&server), before);
    for file in ["atlas", "almanac"].map(|file| named[file].as_str().expect("a name").to_owned()) {
        fs::copy(maps[1].join(&file), stage.served.join(&file)).expect("a file");
    }
    wait_until("the map is served", || version(&server) != before);
    assert_eq!(server.get("/ready").json()["last_refused"], Value::Null);
}

#[test]
fn a_server_goes_on_with_files_that_are_gone() {
    let stage = Stage::new();
    let maps = stage.two_maps();
    stage.publish(&maps[0]);
    // Without a cache every tile is drawn from the files.
    let server = Server::start_with(&stage.served, &["--cache", "0"]);
    let (first, tile) = (version(&server), server.get(TILE).body);
    for file in fs::read_dir(&stage.served).expect("a folder") {
        fs::remove_file(file.expect("an entry").path()).expect("a file");
    }
    let why = || server.get("/ready").json()["last_refused"]["why"].as_str().unwrap_or_default().to_owned();
    wait_until("it is told", || why().contains("lilliput.json is gone"));
    assert_eq!(version(&server), first);
    assert!(server.get(TILE).body == tile);
    stage.publish(&maps[0]);
    wait_until("the same map is there again", || why().is_empty());
    assert_eq!(version(&server), first);
    stage.publish(&maps[1]);
    wait_until("the second map is served", || version(&server) != first);
}
