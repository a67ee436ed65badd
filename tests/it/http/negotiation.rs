//! Formats, encodings, methods, and pages of other origins.

use std::io::Read;

use super::{RENNES, SEA};
use crate::common::{Answer, Server, france};

const MVT: &str = "application/vnd.mapbox-vector-tile";

fn decoded(answer: &Answer) -> Vec<u8> {
    match answer.header("content-encoding") {
        "" => answer.body.clone(),
        "zstd" => zstd::stream::decode_all(answer.body.as_slice()).expect("zstd"),
        "gzip" => gunzip(&answer.body),
        other => panic!("{other} was not asked for"),
    }
}

fn gunzip(bytes: &[u8]) -> Vec<u8> {
    // The last four bytes say how long the content is.
    let length = u32::from_le_bytes(bytes[bytes.len() - 4..].try_into().expect("four bytes"));
    let mut out = vec![0; length as usize];
    let written = libdeflater::Decompressor::new().gzip_decompress(bytes, &mut out).expect("gzip");
    assert_eq!(written, out.len());
    out
}

#[test]
fn all_suffixes_give_the_same_bytes() {
    let server = Server::start(france());
    let plain = server.get(RENNES);
    assert_eq!((plain.status, plain.header("content-type")), (200, MVT));
    for suffix in [".mvt", ".pbf"] {
        let other = server.get(&format!("{RENNES}{suffix}"));
        assert_eq!(other.status, 200, "{suffix}");
        assert_eq!(other.header("content-type"), MVT);
        assert_eq!(other.header("etag"), plain.header("etag"));
        assert!(other.body == plain.body, "{suffix}");
    }
}

#[test]
fn what_a_client_accepts_counts_where_the_address_names_no_format() {
    let server = Server::start(france());
    for accept in ["image/png", "text/html, application/json", "application/vnd.mapbox-vector-tile;q=0"] {
        let refused = server.get_with(RENNES, &[("Accept", accept)]);
        assert!(super::sentence(&refused, 406).contains(MVT), "{accept}");
        for suffix in [".mvt", ".pbf"] {
            assert_eq!(server.get_with(&format!("{RENNES}{suffix}"), &[("Accept", accept)]).status, 200, "{accept}");
        }
    }
    for accept in [MVT, "application/x-protobuf", "*/*", "text/html, */*;q=0.1", "application/*", ""] {
        let taken = server.get_with(RENNES, &[("Accept", accept)]);
        assert_eq!((taken.status, taken.header("content-type")), (200, MVT), "{accept}");
    }
}

#[test]
fn all_encodings_hold_the_same_tile() {
    let server = Server::start(france());
    let identity = server.get(RENNES);
    assert_eq!(identity.header("content-encoding"), "", "nothing was asked for");
    let mut tags = vec![identity.header("etag").to_owned()];
    for (asked, given) in [
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "gzip"),
        ("zstd;q=0.1, gzip", "gzip"),
        ("br", ""),
        ("identity", ""),
        ("gzip;q=0", ""),
    ] {
        let answer = server.get_with(RENNES, &[("Accept-Encoding", asked)]);
        assert_eq!((answer.status, answer.header("content-encoding")), (200, given), "{asked}");
        assert_eq!(answer.header("content-length"), answer.body.len().to_string(), "{asked}");
        assert!(decoded(&answer) == identity.body, "{asked}");
        assert!(given.is_empty() || answer.body.len() < identity.body.len(), "{asked}");
        tags.push(answer.header("etag").to_owned());
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 3, "one strong tag for each encoding: {tags:?}");
}

#[test]
fn documents_are_encoded_too() {
    let server = Server::start(france());
    for path in ["/catalog", "/communes", "/styles/france.json", "/", "/static/viewer.js"] {
        let identity = server.get(path);
        for asked in ["gzip", "zstd"] {
            let answer = server.get_with(path, &[("Accept-Encoding", asked)]);
            assert_eq!((answer.status, answer.header("content-encoding")), (200, asked), "{path}");
            assert_eq!(answer.header("vary"), "Accept-Encoding", "{path}");
            assert!(decoded(&answer) == identity.body, "{path}");
        }
    }
}

#[test]
fn answers_vary_by_what_was_negotiated() {
    let server = Server::start(france());
    let tag = server.get(RENNES).header("etag").to_owned();
    for (path, headers, status) in
        [(RENNES, vec![], 200), (SEA, vec![], 204), (RENNES, vec![("If-None-Match", tag.as_str())], 304)]
    {
        let answer = server.get_with(path, &headers);
        assert_eq!((answer.status, answer.header("vary")), (status, "Accept, Accept-Encoding"));
    }
}

#[test]
fn a_head_request_answers_the_headers_alone() {
    let server = Server::start(france());
    for path in [RENNES, SEA, "/communes", "/catalog", "/styles/france.json", "/", "/health", "/ready"] {
        let (get, head) = (server.get(path), server.ask("HEAD", path, &[]));
        assert_eq!((head.status, head.body.len()), (get.status, 0), "{path}");
        for name in ["etag", "content-type", "cache-control", "vary", "access-control-allow-origin"] {
            assert_eq!(head.header(name), get.header(name), "{path}, {name}");
        }
        if get.status == 200 {
            assert_eq!(head.header("content-length"), get.body.len().to_string(), "{path}");
        }
    }
}

#[test]
fn pages_of_any_origin_may_read_every_answer() {
    let server = Server::start(france());
    let origin = ("Origin", "https://portal.example");
    let tag = server.get(RENNES).header("etag").to_owned();
    let answers = [
        (200, server.get_with(RENNES, &[origin])),
        (204, server.get_with(SEA, &[origin])),
        (304, server.get_with(RENNES, &[origin, ("If-None-Match", &tag)])),
        (400, server.get_with(&format!("{RENNES}?year=x"), &[origin])),
        (404, server.get_with("/nowhere", &[origin])),
        (404, server.get_with("/a/b/c", &[origin])),
        (405, server.ask("POST", RENNES, &[origin, ("Content-Length", "0")])),
        (406, server.get_with(RENNES, &[origin, ("Accept", "image/png")])),
        (200, server.get_with("/communes", &[origin])),
        (200, server.get_with("/fonts/Noto%20Sans%20Regular/0-255.pbf", &[origin])),
    ];
    for (status, answer) in answers {
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{status}");
        let exposed = answer.header("access-control-expose-headers").to_ascii_lowercase();
        assert!(exposed.contains("etag"), "{status}: {exposed}");
    }
}

#[test]
fn preflights_are_answered() {
    let server = Server::start(france());
    for path in [RENNES, SEA, "/communes", "/catalog", "/nowhere"] {
        let headers = [
            ("Origin", "https://portal.example"),
            ("Access-Control-Request-Method", "GET"),
            ("Access-Control-Request-Headers", "if-none-match, x-portal"),
        ];
        let answer = server.ask("OPTIONS", path, &headers);
        assert!(answer.status == 200 || answer.status == 204, "{path}: {}", answer.status);
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert!(answer.header("access-control-allow-methods").contains("GET"));
        assert!(["*", "if-none-match, x-portal"].contains(&answer.header("access-control-allow-headers")));
        assert!(answer.header("access-control-max-age").parse::<u32>().is_ok_and(|seconds| seconds > 0));
    }
}

#[test]
fn methods_that_change_things_are_refused() {
    let server = Server::start(france());
    for method in ["POST", "PUT", "DELETE", "PATCH"] {
        for path in [RENNES, "/communes", "/catalog", "/", "/health"] {
            let answer = server.ask(method, path, &[("Content-Length", "0")]);
            assert!(super::sentence(&answer, 405).contains("GET"), "{method} {path}");
            assert!(answer.header("allow").contains("GET"), "{method} {path}");
        }
    }
}

#[test]
fn one_connection_answers_many_requests() {
    use std::io::Write;
    let server = Server::start(france());
    let mut stream = server.connect().expect("a connection");
    let request = |path: &str, last: bool| {
        let connection = if last { "close" } else { "keep-alive" };
        format!("GET {path} HTTP/1.1\r\nHost: here\r\nConnection: {connection}\r\n\r\n")
    };
    let both = request(SEA, false) + &request("/health", false) + &request(SEA, true);
    stream.write_all(both.as_bytes()).expect("requests can be sent");
    let mut all = String::new();
    stream.read_to_string(&mut all).expect("answers can be read");
    let statuses: Vec<&str> = all.matches("HTTP/1.1 204").chain(all.matches("HTTP/1.1 200")).collect();
    assert_eq!(statuses, ["HTTP/1.1 204", "HTTP/1.1 204", "HTTP/1.1 200"], "{all}");
}
