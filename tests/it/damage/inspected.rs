//! What `inspect --tiles` says of damage: a tile that lacks a feature is not called light.

use std::fs;

use super::{Pair, paths, sections};
use crate::common::program;
use crate::lilliput::{Lilliput, Told};

/// Kind of the sections of shape records.
const SHAPES: u16 = 20;

/// Lilliput with a first commune whose shape points out of its section, at every zoom.
fn damaged() -> Lilliput {
    let lilliput = Lilliput::new();
    lilliput.build(&["--quiet"]).done();
    let mut pair = Pair::read(&lilliput.out());
    let shapes = sections(&pair.atlas).into_iter().filter(|section| section.kind == SHAPES && section.layer == 0);
    shapes.for_each(|section| pair.atlas[section.offset..section.offset + 8].fill(0xff));
    fs::write(&paths(&lilliput.out())[0], pair.atlas).expect("a file");
    lilliput
}

fn inspect(lilliput: &Lilliput, arguments: &[&str]) -> Told {
    Told::of(program().arg("inspect").arg(lilliput.out()).args(["--tiles", "--zooms", "4-6"]).args(arguments))
}

#[test]
fn damaged_features_are_counted_and_keep_no_budget() {
    let damaged = damaged();
    let told = inspect(&damaged, &["--json"]).done().json();
    for layer in told["layers"].as_array().expect("layers") {
        for zoom in layer["zooms"].as_array().expect("zooms") {
            let left_out = zoom["damaged"].as_u64().expect("a count");
            assert_eq!(left_out > 0, layer["name"] == "communes", "{} {zoom}", layer["name"]);
        }
    }
    let words = inspect(&damaged, &[]).done().out;
    assert!(words.contains("! damaged features left out"), "{words}");
    inspect(&damaged, &["--budget"]).refused(&["communes: damaged features left out", "run `maillage verify`"]);
    inspect(&damaged, &["--budget", "--layer", "provinces"]).done();
}
