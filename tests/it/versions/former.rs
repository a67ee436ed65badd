//! Maps that former programs have built.

use std::fs;
use std::path::{Path, PathBuf};

use maillage::atlas;

use super::{file_in, folder_of, present_format};
use crate::common::{program, project};
use crate::lilliput::Told;
use crate::ripple;

/// Copies a map of the fixtures.
fn copied(folder: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for ending in ["atlas", "almanac", "json"] {
        let file = file_in(folder, ending);
        fs::copy(&file, to.join(file.file_name().expect("a name"))).expect("a file can be copied");
    }
}

/// The maps of all formats but the present one.
fn former() -> Vec<PathBuf> {
    let entries = fs::read_dir(project().join("tests/fixtures/maps")).expect("tests/fixtures/maps is there");
    let all = entries.map(|entry| entry.expect("an entry").path());
    let mut former: Vec<PathBuf> = all.filter(|path| *path != folder_of(&present_format())).collect();
    former.sort();
    former
}

#[track_caller]
fn refused_by_every_command(folder: &Path) {
    for command in ["serve", "inspect", "verify"] {
        let told = Told::of(program().arg(command).arg(folder));
        told.refused(&[" of the format, and this maillage reads version ", "build it again with `maillage build`"]);
    }
}

#[test]
fn maps_of_former_formats_are_refused_with_what_to_do() {
    let former = former();
    assert!(!former.is_empty());
    former.iter().for_each(|folder| refused_by_every_command(folder));
}

#[test]
fn maps_of_any_other_version_are_refused_with_what_to_do() {
    for ending in ["atlas", "almanac"] {
        for version in (0..atlas::VERSION + 9).chain([u32::MAX]) {
            let folder = tempfile::tempdir().expect("a folder");
            copied(&folder_of(&present_format()), folder.path());
            let path = file_in(folder.path(), ending);
            let mut bytes = fs::read(&path).expect("a file");
            if bytes[8..12] != version.to_le_bytes() {
                bytes[8..12].copy_from_slice(&version.to_le_bytes());
                fs::write(&path, bytes).expect("a file can be written");
                let told = Told::of(program().arg("inspect").arg(folder.path()));
                told.refused(&[
                    &format!("has version {version} of the format"),
                    "build it again with `maillage build`",
                ]);
            }
        }
    }
}

#[test]
fn a_build_takes_the_place_of_a_map_of_a_former_format() {
    for former in former() {
        let country = ripple::country();
        copied(&former, &country.out());
        let report = country.build(&["--json"]).done().json();
        assert!(report["atlas"]["kept"].is_null(), "{report}");
        Told::of(program().arg("verify").arg(country.out())).done();
    }
}
