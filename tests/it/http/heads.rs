//! Requests that no other test may send: raw characters, heads without end, several at once, byte by byte.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::common::{Answer, Server};
use crate::lilliput::map;

fn send(server: &Server, bytes: &[u8]) -> TcpStream {
    let mut stream = server.connect().expect("a connection");
    stream.set_nodelay(true).expect("an option of the socket");
    stream.write_all(bytes).expect("it is sent");
    stream
}

/// All that a server answers until it closes the connection.
fn answers(mut stream: TcpStream) -> Vec<Answer> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("answers, and the end");
    let mut rest = &bytes[..];
    let mut answers = Vec::new();
    while !rest.is_empty() {
        let end = rest.windows(4).position(|window| window == b"\r\n\r\n").expect("the head of an answer") + 4;
        let mut answer = Answer::read(&rest[..end]).expect("an answer");
        let length: usize = answer.header("content-length").parse().unwrap_or(0);
        answer.body = rest[end..end + length].to_vec();
        rest = &rest[end + length..];
        answers.push(answer);
    }
    answers
}

/// Checks that an answer is a problem that a page of another origin may read, and gives its sentence.
#[track_caller]
fn problem(answer: &Answer, status: u16) -> String {
    assert_eq!((answer.status, answer.header("content-type")), (status, "application/problem+json"), "{answer:?}");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let body = answer.json();
    assert_eq!(body["status"], status);
    body["detail"].as_str().expect("a sentence").to_owned()
}

fn statuses(answers: &[Answer]) -> Vec<u16> {
    answers.iter().map(|answer| answer.status).collect()
}

const LAST: &str = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

#[test]
fn raw_characters_of_an_address_are_understood() {
    let server = Server::start(map());
    let get = |target: &[u8]| {
        let head = [b"GET ", target, b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"].concat();
        answers(send(&server, &head)).remove(0)
    };
    let plain = get(b"/territories/communes.csv?indicators=population&filter=population%3C%20100");
    assert_eq!(plain.status, 200);
    assert_eq!(plain.text().lines().count(), 4, "{}", plain.text());
    let raw = get(b"/territories/communes.csv?indicators=population&filter=population<%20100");
    assert_eq!((raw.status, raw.text()), (200, plain.text()));
    let named = |filter: &str| get(format!("/territories/communes.csv?filter={filter}").as_bytes());
    assert_eq!(named("nom='É'").status, 200);
    assert_eq!(named("nom='\u{e9}'").text(), named("nom=%27%C3%A9%27").text());
    for raw in ["a|b", "{a}", "[a]", "a^b", "`a`", "\"a\"", "a>b", "a\\b"] {
        let detail = problem(&get(format!("/communes?fields={raw}").as_bytes()), 400);
        assert!(detail.contains(&format!("`{raw}`")), "{raw}: {detail}");
    }
    let path = problem(&get("/<communes>".as_bytes()), 404);
    assert!(path.contains("`<communes>`"), "{path}");
    // A byte that is no text in UTF-8.
    assert_eq!(get(b"/communes?fields=\xe9").status, 400);
}

#[test]
fn what_cannot_be_understood_is_answered_in_words() {
    let server = Server::start(map());
    let told = |request: &str, status: u16| {
        let answers = answers(send(&server, request.as_bytes()));
        assert_eq!(answers.len(), 1, "{answers:?}");
        assert_eq!(answers[0].header("connection"), "close");
        problem(&answers[0], status)
    };
    let space = told("GET /communes?filter=nom = 'a' HTTP/1.1\r\nHost: x\r\n\r\n", 400);
    assert_eq!(space, "the address of the request has a raw space; write it as %20");
    assert!(told("GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n", 400).contains("write it as %01"));
    assert!(told("GET /health HTTP/1.1\r\nno header\r\n\r\n", 400).contains("cannot be read"));
    assert!(told("GET /health\r\n\r\n", 400).contains("cannot be read"));
    let long = "x".repeat(70_000);
    let sentence = "the address of the request is longer than 65534 bytes; ask for less at once";
    assert_eq!(told(&format!("GET /communes?filter={long} HTTP/1.1\r\nHost: x\r\n\r\n"), 414), sentence);
    let far = "x".repeat(900_000);
    assert_eq!(told(&format!("GET /{far} HTTP/1.1\r\nHost: x\r\n\r\n"), 414), sentence, "all of it is sent");
    let headers = told(&format!("GET /health HTTP/1.1\r\nHost: x\r\nCookie: {far}\r\n\r\n"), 431);
    assert!(headers.starts_with("the headers of the request are longer than 131072 bytes"), "{headers}");
    let many = "A: b\r\n".repeat(200);
    assert!(told(&format!("GET /health HTTP/1.1\r\n{many}\r\n"), 431).contains("more than 100 headers"));
    // Without end.
    let mut stream = send(&server, b"GET /");
    let part = [b'y'; 50_000];
    for _ in 0..2 {
        stream.write_all(&part).expect("it is taken");
    }
    assert_eq!(problem(&answers(stream)[0], 414), sentence);
    // Of HEAD the head alone.
    let mut bytes = Vec::new();
    let mut stream = send(&server, format!("HEAD /{long} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes());
    stream.read_to_end(&mut bytes).expect("an answer");
    let head = Answer::read(&bytes).expect("an answer");
    assert_eq!((head.status, head.body.len()), (414, 0));
    // And the next connection is served.
    assert_eq!(answers(send(&server, LAST.as_bytes()))[0].status, 200);
    let told = server.get("/metrics");
    let count = told.text().lines().find_map(|line| line.strip_prefix("maillage_answers_total{status=\"4xx\"} "));
    assert!(
        count.is_some_and(|count| count.parse::<u32>().is_ok_and(|count| count >= 9)),
        "{count:?}: they are counted"
    );
}

#[test]
fn requests_in_a_row_are_answered_in_their_order() {
    let server = Server::start(map());
    let first = "GET /ready HTTP/1.1\r\nHost: x\r\n\r\n";
    let raw = "GET /communes?fields=<x> HTTP/1.1\r\nHost: x\r\n\r\n";
    let good = answers(send(&server, [first, raw, first, LAST].concat().as_bytes()));
    assert_eq!(statuses(&good), [200, 400, 200, 200]);
    assert!(problem(&good[1], 400).contains("`<x>`"));
    // Behind one that is refused nothing is answered: nobody knows where it begins.
    let bad = "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n";
    let refused = answers(send(&server, [first, first, bad, first, LAST].concat().as_bytes()));
    assert_eq!(statuses(&refused), [200, 200, 400]);
    assert!(problem(&refused[2], 400).contains("raw space"));
    let after = answers(send(&server, [raw, LAST].concat().as_bytes()));
    assert_eq!(statuses(&after), [400, 200]);
}

#[test]
fn requests_may_come_byte_by_byte() {
    let server = Server::start(map());
    let raw = "GET /communes?fields=é<x> HTTP/1.1\r\nHost: x\r\n\r\n";
    let bad = "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n";
    let bytes = ["\r\n", LAST.replace("Connection: close\r\n", "").as_str(), raw, "\n", bad].concat();
    let mut stream = send(&server, b"");
    for byte in bytes.as_bytes() {
        stream.write_all(&[*byte]).expect("a byte");
        stream.flush().expect("it goes");
    }
    let answers = answers(stream);
    assert_eq!(statuses(&answers), [200, 400, 400]);
    assert!(problem(&answers[1], 400).contains("`é<x>`"));
    assert!(problem(&answers[2], 400).contains("raw space"));
}

/// A body is no request, whatever stands in it.
#[test]
fn nothing_is_smuggled_in_a_body() {
    let server = Server::start(map());
    let inner = "GET /ready HTTP/1.1\r\nHost: x\r\n\r\n";
    let post = format!("POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{inner}", inner.len());
    let chunks = format!("{:x}\r\n{inner}\r\n0\r\n\r\n", inner.len());
    let chunked = format!("POST /health HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");
    for body in [&post, &chunked] {
        let answers = answers(send(&server, [body.as_str(), LAST].concat().as_bytes()));
        assert_eq!(answers[0].status, 405);
        // The body is not read: hyper may close behind it, and answers the next request otherwise.
        assert!(statuses(&answers[1..]).iter().all(|status| *status == 200) && answers.len() <= 2, "{answers:?}");
        assert!(
            answers[1..].iter().all(|answer| answer.json() == serde_json::json!({ "status": "ok" })),
            "{answers:?}"
        );
    }
    // Raw characters behind a body are for hyper, which refuses them.
    let raw = "GET /communes?fields=<x> HTTP/1.1\r\nHost: x\r\n\r\n";
    let answers = answers(send(&server, [&post, raw].concat().as_bytes()));
    assert!(statuses(&answers).iter().all(|status| [405, 400].contains(status)), "{answers:?}");
    let both =
        format!("POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");
    let answers = self::answers(send(&server, [both.as_str(), LAST].concat().as_bytes()));
    assert!(answers.iter().all(|answer| answer.status != 200 || answer.json()["map"].is_null()), "{answers:?}");
}

/// A client that goes away while it asks leaves nothing behind, and one that says no more is not answered.
#[test]
fn heads_that_end_early_are_no_requests() {
    let server = Server::start(map());
    let stream = send(&server, b"GET /communes HTTP/1.1\r\nHos");
    stream.shutdown(std::net::Shutdown::Write).expect("the end of what is sent");
    assert!(statuses(&answers(stream)).iter().all(|status| *status == 400));
    drop(send(&server, b"GET /communes?fields=<"));
    assert_eq!(answers(send(&server, LAST.as_bytes()))[0].status, 200);
}
