//! Servers that cannot start.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use crate::common::program;
use crate::lilliput::{Lilliput, Told, map};

/// Starts a server that should not start.
fn serve(folder: &Path, arguments: &[&str]) -> Told {
    let mut command = Command::new("timeout");
    command.arg("60").arg(program().get_program()).arg("serve").arg(folder).args(["--listen", "127.0.0.1:0"]);
    Told::of(command.args(arguments))
}

#[test]
fn a_port_that_is_taken_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let mut command = Command::new("timeout");
    command.arg("60").arg(program().get_program()).arg("serve").arg(map()).args(["--listen", &address]);
    Told::of(&mut command).refused(&[&format!("cannot listen at {address}"), "in use", "--listen"]);
}

#[test]
fn an_address_that_is_none_is_told() {
    for address in ["here", "127.0.0.1", "127.0.0.1:99999"] {
        let mut command = Command::new("timeout");
        command.arg("60").arg(program().get_program()).arg("serve").arg(map()).args(["--listen", address]);
        Told::of(&mut command).refused(&[&format!("cannot listen at {address}"), "--listen"]);
    }
}

#[test]
fn a_bad_public_url_is_told() {
    for url in
        ["example.org", "ftp://example.org", "https://", "https://a?b", "https://a#b", "https://a b", "/tiles", ""]
    {
        serve(map(), &[&format!("--public-url={url}")])
            .refused(&[&format!("`{url}` is no public address"), "https://"]);
    }
}

#[test]
fn a_folder_without_a_map_is_told() {
    let lilliput = Lilliput::new();
    serve(&lilliput.path("nowhere"), &[]).refused(&["cannot be read", "maillage build"]);
    fs::create_dir(lilliput.out()).expect("a folder");
    serve(&lilliput.out(), &[]).refused(&["holds no published map", "maillage build"]);
    serve(&lilliput.path("recipe.toml"), &[]).refused(&["does not name a map"]);
    for command in ["inspect", "verify"] {
        Told::of(program().arg(command).arg(lilliput.out())).refused(&["holds no published map"]);
    }
}

#[test]
fn a_folder_with_two_maps_asks_which() {
    let lilliput = Lilliput::new();
    lilliput.build(&["--quiet"]).done();
    lilliput.replace("recipe.toml", "name = \"lilliput\"\n", "name = \"blefuscu\"\n");
    lilliput.build(&["--quiet"]).done();
    serve(&lilliput.out(), &[]).refused(&["holds several maps (blefuscu, lilliput)", "<name>.json"]);
    for name in ["blefuscu", "lilliput"] {
        Told::of(program().arg("verify").arg(lilliput.out().join(format!("{name}.json")))).done();
    }
}

#[test]
fn a_publication_that_is_damaged_is_told() {
    let lilliput = Lilliput::new();
    lilliput.build(&["--quiet"]).done();
    let pointer = lilliput.out().join("lilliput.json");
    let whole = fs::read_to_string(&pointer).expect("the publication");
    for (text, part) in [
        (String::new(), "does not name a map"),
        ("{}".to_owned(), "missing field"),
        (whole[..whole.len() / 2].to_owned(), "does not name a map"),
        (whole.replace("\"lilliput-", "\"../lilliput-"), "is not a file name"),
        (whole.replace("\"lilliput-", "\"/etc/lilliput-"), "is not a file name"),
        (whole.replace(".atlas\"", ".other\""), "cannot be read"),
    ] {
        fs::write(&pointer, text).expect("a file");
        serve(&lilliput.out(), &[]).refused(&["lilliput", part]);
    }
    fs::write(&pointer, whole).expect("a file");
    super::check_served(&lilliput.out());
}

#[test]
fn the_example_without_a_place_to_build_it_is_told() {
    let mut command = Command::new("timeout");
    command.arg("60").arg(program().get_program()).env_remove("HOME").env_remove("XDG_CACHE_HOME");
    Told::of(&mut command).refused(&["XDG_CACHE_HOME", "HOME", "maillage build"]);
}
