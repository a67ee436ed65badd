//! Files that change their names under a running server.

use std::fs;

use super::paths;
use crate::common::Server;
use crate::lilliput::Lilliput;

/// Tiles of all kinds, none of which was asked for before.
fn tiles(server: &Server) -> Vec<Vec<u8>> {
    let mut tiles = Vec::new();
    for (zoom, x, y) in super::lilliput_tiles() {
        let answer = server.get(&format!("/communes,provinces,schools/{zoom}/{x}/{y}?indicators=*"));
        assert!(answer.status == 200 || answer.status == 204, "{zoom}/{x}/{y}: {}", answer.status);
        tiles.push(answer.body);
    }
    tiles
}

/// What a server without a cache answers before and after its files are tampered with.
fn serves_on(tamper: impl Fn(&Lilliput, &std::path::Path)) {
    let lilliput = Lilliput::new();
    lilliput.build(&["--quiet"]).done();
    let server = Server::start_with(&lilliput.out(), &["--cache", "0"]);
    let before = tiles(&server);
    assert!(before.iter().any(|tile| !tile.is_empty()));
    for path in paths(&lilliput.out()) {
        tamper(&lilliput, &path);
        assert!(tiles(&server) == before);
    }
    assert_eq!(server.get("/ready").status, 200);
}

#[test]
fn files_replaced_while_they_are_served_change_nothing() {
    serves_on(|lilliput, path| {
        let other = lilliput.path("other");
        fs::write(&other, vec![0xff; 1_000_000]).expect("a file");
        fs::rename(other, path).expect("a file can be moved over another");
    });
}

#[test]
fn files_replaced_by_shorter_ones_change_nothing() {
    serves_on(|lilliput, path| {
        let other = lilliput.path("other");
        fs::write(&other, "").expect("a file");
        fs::rename(other, path).expect("a file can be moved over another");
    });
}

#[test]
fn files_deleted_while_they_are_served_change_nothing() {
    serves_on(|_, path| fs::remove_file(path).expect("it was there"));
}

#[test]
fn a_folder_deleted_while_it_is_served_changes_nothing() {
    let lilliput = Lilliput::new();
    lilliput.build(&["--quiet"]).done();
    let server = Server::start_with(&lilliput.out(), &["--cache", "0"]);
    let before = tiles(&server);
    fs::remove_dir_all(lilliput.out()).expect("it was there");
    assert!(tiles(&server) == before);
}
