//! The versions that are raised by hand: what a build makes, how tiles are drawn, how files are written; and maps of
//! former formats.
//!
//! `tests/fixtures/maps` has a folder for each format that there has been, `<atlas version>-<almanac version>`, with a map
//! of the country in `ripple.rs`. That of the present one is what a build has to make again, and what tiles and files are
//! made of; `made.txt` has their hashes. Those of former ones are refused.

mod former;
mod present;

use std::path::{Path, PathBuf};

use maillage::{almanac, atlas};

use crate::common::project;

/// The folder of the map of a format.
fn folder_of(format: &str) -> PathBuf {
    project().join("tests/fixtures/maps").join(format)
}

/// The format of this program.
fn present_format() -> String {
    format!("{}-{}", atlas::VERSION, almanac::VERSION)
}

/// The only file of a folder with an ending.
fn file_in(folder: &Path, ending: &str) -> PathBuf {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|it| it == ending))
        .collect();
    assert_eq!(files.len(), 1, "{}: {files:?}", folder.display());
    files[0].clone()
}
