//! Maps that are swapped under load.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::connection::Connection;
use super::{Stage, TOKEN, metric, reload, version};
use crate::common::{Answer, Server};

const CONNECTIONS: usize = 10;

/// What belongs together in an answer: nothing of it may be of another version than the rest.
fn essence(answer: &Answer) -> (u16, String, String, Vec<u8>) {
    (answer.status, answer.header("etag").to_owned(), answer.header("cache-control").to_owned(), answer.body.clone())
}

/// Addresses whose answers differ between the two maps: tiles of all kinds, with and without either version.
fn paths(versions: &[String; 2]) -> Vec<String> {
    let tiles = ["/communes/5/16/11", "/communes,provinces/6/32/23", "/country/3/4/2", "/schools/4/8/6"];
    let queries = ["", "?indicators=*", "?fields=nom"];
    let mut paths: Vec<String> =
        ["/communes", "/country?lang=en", "/catalog", "/-/version"].map(str::to_owned).to_vec();
    for tile in tiles {
        for query in queries {
            paths.push(format!("{tile}{query}"));
            let separator = if query.is_empty() { '?' } else { '&' };
            paths.extend(versions.iter().map(|version| format!("{tile}{query}{separator}v={version}")));
        }
    }
    paths
}

/// The number of swaps that are done, twice; odd while one is under way.
#[derive(Default)]
struct Turn(AtomicU64);

impl Turn {
    fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    /// The map that is served at a turn, none if it is being changed.
    fn served(turn: u64) -> Option<usize> {
        turn.is_multiple_of(2).then_some((turn / 2 % 2) as usize)
    }

    fn next(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn check_swaps(cache: &str, swaps: u64) {
    let stage = Stage::new();
    let maps = stage.two_maps();
    stage.publish(&maps[0]);
    let server = Server::start_with(&stage.served, &["--reload-token", TOKEN, "--cache", cache]);
    let swap_to = |map: usize| {
        stage.publish(&maps[map]);
        let answer = reload(&server);
        // The server may have seen for itself that another map is there.
        let status = answer.json()["status"].clone();
        assert!(answer.status == 200 && (status == "swapped" || status == "unchanged"), "{}", answer.text());
        answer.json()["version"].as_str().expect("a version").to_owned()
    };
    let second = swap_to(1);
    let first = swap_to(0);
    let versions = [first, second];
    assert_ne!(versions[0], versions[1]);
    let paths = paths(&versions);
    let mut expected: Vec<BTreeMap<&str, _>> = Vec::new();
    for (map, known) in versions.iter().enumerate() {
        assert_eq!(&swap_to(map), known);
        expected.push(paths.iter().map(|path| (path.as_str(), essence(&server.get(path)))).collect());
        assert_eq!(&version(&server), known, "nobody else swaps");
    }
    for path in &paths {
        let [one, other] = [0, 1].map(|map| &expected[map][path.as_str()]);
        assert_eq!((one.0, other.0), (200, 200), "{path}");
        assert!(one.1 != other.1 && one.3 != other.3, "{path} must tell the versions apart");
    }
    swap_to(0);

    let (turn, ended) = (Turn::default(), AtomicBool::new(false));
    let seen = [0, 1].map(|_| AtomicUsize::new(0));
    let during = AtomicUsize::new(0);
    thread::scope(|scope| {
        for client in 0..CONNECTIONS {
            let (server, paths, expected, turn, ended, seen, during) =
                (&server, &paths, &expected, &turn, &ended, &seen, &during);
            scope.spawn(move || {
                let mut connection = Connection::open(server);
                for place in (client * 5..).map(|count| count % paths.len()) {
                    if ended.load(Ordering::SeqCst) {
                        break;
                    }
                    let path = paths[place].as_str();
                    let asked = turn.now();
                    let answer = essence(&connection.get(path));
                    let answered = turn.now();
                    let of = [0, 1].into_iter().find(|&map| expected[map][path] == answer);
                    let Some(of) = of else {
                        ended.store(true, Ordering::SeqCst);
                        panic!("{path}: neither map's answer, but a mixture: {answer:?}");
                    };
                    seen[of].fetch_add(1, Ordering::SeqCst);
                    match Turn::served(asked).filter(|_| asked == answered) {
                        Some(served) if served != of => {
                            ended.store(true, Ordering::SeqCst);
                            panic!("{path}: the answer is of a map that is no longer served");
                        }
                        Some(_) => {}
                        None => _ = during.fetch_add(1, Ordering::SeqCst),
                    }
                }
            });
        }
        for swap in 1..=swaps {
            if ended.load(Ordering::SeqCst) {
                break;
            }
            let before: usize = seen.iter().map(|count| count.load(Ordering::SeqCst)).sum();
            let is_asked = || seen.iter().map(|count| count.load(Ordering::SeqCst)).sum::<usize>() > before + 100;
            while !is_asked() && !ended.load(Ordering::SeqCst) {
                thread::sleep(Duration::from_millis(1));
            }
            turn.next();
            let map = (swap % 2) as usize;
            assert_eq!(swap_to(map), versions[map]);
            turn.next();
        }
        ended.store(true, Ordering::SeqCst);
    });
    let [first, second] = seen.map(AtomicUsize::into_inner);
    assert!(first > 2000 && second > 2000, "{first} and {second} answers of either map");
    assert!(during.into_inner() > 0, "no request ran while maps were swapped");
    assert_eq!(metric(&server, "maillage_answers_total{status=\"4xx\"}"), 0);
    assert_eq!(metric(&server, "maillage_answers_total{status=\"5xx\"}"), 0);
    let counted = ["request", "watch"]
        .map(|by| metric(&server, &format!("maillage_reloads_total{{by=\"{by}\",outcome=\"swapped\"}}")));
    assert!(counted.iter().sum::<u64>() >= swaps, "{counted:?}");
}

#[test]
fn fifty_swaps_under_load_mix_nothing_and_fail_nobody() {
    check_swaps("64", 50);
}

/// Every tile is drawn, so that many are while maps are swapped.
#[test]
fn hundreds_of_swaps_under_load_without_a_cache() {
    check_swaps("0", 300);
}

#[test]
fn only_the_version_that_is_served_may_be_kept_for_ever() {
    let stage = Stage::new();
    let maps = stage.two_maps();
    stage.publish(&maps[0]);
    let server = stage.serve();
    let template = |server: &Server| {
        let template = server.get("/communes").json()["tiles"][0].as_str().expect("an address").to_owned();
        template.replace(&server.base(), "").replace("{z}/{x}/{y}", "5/16/11")
    };
    let old = template(&server);
    let before = server.get(&old);
    assert!(before.header("cache-control").contains("immutable"), "{old}");
    stage.publish(&maps[1]);
    assert_eq!(reload(&server).json()["status"], "swapped");
    let new = template(&server);
    assert_ne!(old, new);
    for (path, keep) in [(&old, "no-cache"), (&new, "public, max-age=31536000, immutable")] {
        let answer = server.get(path);
        assert_eq!(answer.header("cache-control"), keep, "{path}");
        assert!(answer.body != before.body, "{path}");
        let again = server.get_with(path, &[("If-None-Match", before.header("etag"))]);
        assert_eq!(again.status, 200, "the tag of the map before");
    }
    // Back again: what was kept for ever is right.
    stage.publish(&maps[0]);
    assert_eq!(reload(&server).json()["status"], "swapped");
    let answer = server.get_with(&old, &[("If-None-Match", before.header("etag"))]);
    assert_eq!((answer.status, answer.header("cache-control")), (304, "public, max-age=31536000, immutable"));
}

/// Whether the process has a file mapped whose name is in the list, though it may be gone from the folder.
#[cfg(target_os = "linux")]
fn maps_of(server: &Server, file: &str) -> usize {
    let maps = std::fs::read_to_string(format!("/proc/{}/maps", server.id())).expect("the maps of a process");
    maps.lines().filter(|line| line.contains(file)).count()
}

#[cfg(target_os = "linux")]
#[test]
fn the_map_before_is_let_go_of() {
    let stage = Stage::new();
    let maps = stage.two_maps();
    stage.publish(&maps[0]);
    let server = stage.serve();
    let file = |map: &std::path::Path| {
        let text = std::fs::read_to_string(map.join("lilliput.json")).expect("a publication");
        let named: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        named["almanac"].as_str().expect("a name").to_owned()
    };
    let [first, second] = [0, 1].map(|map| file(&maps[map]));
    assert_eq!((maps_of(&server, &first), maps_of(&server, &second)), (1, 0));
    stage.publish(&maps[1]);
    assert_eq!(reload(&server).status, 200);
    crate::common::wait_until("the map before is let go of", || maps_of(&server, &first) == 0);
    assert_eq!(maps_of(&server, &second), 1);
}
