//! Many clients at once, and the end of a server.

use std::io::{Read, Write};

use super::{RENNES, SEA};
use crate::common::{Answer, Server, france};

#[test]
fn health_and_readiness_are_told() {
    let server = Server::start(france());
    assert_eq!(server.get("/health").json()["status"], "ok");
    let ready = server.get("/ready").json();
    assert_eq!((&ready["status"], &ready["map"]), (&"ready".into(), &"france".into()));
    for hash in ["atlas", "almanac"] {
        assert!(ready[hash].as_str().is_some_and(|hash| hash.len() == 32), "{ready}");
    }
}

#[test]
fn many_clients_at_once_get_what_one_gets() {
    for cache in ["64", "0"] {
        let server = Server::start_with(france(), &["--cache", cache]);
        let mut paths = vec![RENNES.to_owned(), SEA.to_owned(), "/communes".to_owned()];
        paths.extend((0..8).map(|x| format!("/communes,lycees/9/{}/177?indicators=*", 254 + x)));
        let expected: Vec<Answer> = paths.iter().map(|path| server.get(path)).collect();
        assert!(expected.iter().all(|answer| answer.status < 300));
        std::thread::scope(|scope| {
            for client in 0..16 {
                let (server, paths, expected) = (&server, &paths, &expected);
                scope.spawn(move || {
                    for turn in 0..25 {
                        let place = (client * 7 + turn) % paths.len();
                        let answer = server.get(&paths[place]);
                        assert_eq!(answer.status, expected[place].status, "{}", paths[place]);
                        assert!(answer.body == expected[place].body, "{}", paths[place]);
                    }
                });
            }
        });
        assert_eq!(server.get("/health").status, 200);
    }
}

#[test]
fn clients_that_leave_or_talk_nonsense_harm_nobody() {
    let server = Server::start(france());
    for nonsense in [
        "",
        "GET",
        "GET / HTTP/9.9\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
        "GET /communes/4/8/5?indicators=* HTTP/1.1\r\nHost: a\r\n\r\n",
    ] {
        for _ in 0..20 {
            let mut stream = server.connect().expect("a connection");
            // It may close at once.
            let _ = stream.write_all(nonsense.as_bytes());
        }
    }
    assert_eq!(server.get(RENNES).status, 200);
}

#[test]
fn a_request_that_runs_is_finished_when_the_server_is_told_to_stop() {
    let mut server = Server::start(france());
    let path = "/communes,communes_labels/4/8/5?indicators=*&year=2019,2020,2021,2023";
    let whole = server.get(path);
    assert!(whole.body.len() > 4_000_000, "too large for the buffers of a connection");

    let mut reading = server.connect().expect("a connection");
    write!(reading, "GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").expect("a request");
    let mut bytes = vec![0; 1];
    reading.read_exact(&mut bytes).expect("the answer begins");
    let idle = server.connect().expect("a connection");

    server.terminate();
    reading.read_to_end(&mut bytes).expect("the rest of the answer");
    assert!(Answer::read(&bytes).expect("an answer").body == whole.body);

    assert_eq!(server.wait().code(), Some(0));
    drop(idle);
    assert!(server.connect().is_err(), "nobody listens any more");
}

#[test]
fn an_idle_server_stops_when_it_is_told_to() {
    let mut server = Server::start(france());
    server.terminate();
    assert_eq!(server.wait().code(), Some(0));
}

#[test]
fn metrics_come_as_open_metrics_to_those_who_ask() {
    let server = Server::start(france());
    let asked = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";
    let open = server.get_with("/metrics", &[("Accept", asked)]);
    assert_eq!(open.header("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    assert!(open.text().ends_with("\n# EOF\n"), "{}", open.text());
    let plain = server.get_with("/metrics", &[("Accept", "text/plain;version=0.0.4, */*;q=0.1")]);
    assert_eq!(plain.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    // The samples are the same, but for counts that have gone on.
    let names = |text: &str| -> Vec<String> {
        let samples = text.lines().filter(|line| !line.starts_with('#'));
        samples.filter_map(|line| Some(line.rsplit_once(' ')?.0.to_owned())).collect()
    };
    assert_eq!(names(open.text()), names(plain.text()));
    assert!(names(open.text()).len() > 20 && !plain.text().contains("# EOF"), "{}", plain.text());
}
