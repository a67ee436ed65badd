//! What a build does with sources that change while it reads them.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;

const RECIPE: &str = r##"name = "n"
title = { fr = "n", en = "n" }
attribution = "n"
bounds = [0.0, 0.0, 2.0, 1.0]
[[level]]
name = "communes"
label = { fr = "Communes", en = "Municipalities" }
source = "communes.csv"
key = "code"
title = "nom"
id = "#"
zooms = [0, 2]
[[indicator]]
id = "v"
label = { fr = "v", en = "v" }
kind = "count"
[[table]]
file = "figures.csv"
level = "communes"
key = "code"
year = 2020
columns = { v = "v" }
source = "n"
licence = "n"
"##;

/// Writes a source when a stage begins.
struct Meddler {
    stage: &'static str,
    file: PathBuf,
}

impl Progress for Meddler {
    fn stage(&self, name: &str, _steps: u64) {
        if name == self.stage {
            fs::write(&self.file, "code,v\n1,7\n2,8\n3,9\n").expect("a source");
        }
    }
    fn stage_of_bytes(&self, _name: &str, _bytes: u64) {}
    fn advance(&self, _bytes: u64) {}
    fn step(&self) {}
    fn done(&self) {}
}

fn write_sources(folder: &Path) -> Recipe {
    fs::write(folder.join("recipe.toml"), RECIPE).expect("a recipe");
    let shapes =
        "code;nom;WKT\n1;Iași;POLYGON((0 0,1 0,1 1,0 1,0 0))\n2;Vîlcea \u{20C0};POLYGON((1 0,2 0,2 1,1 1,1 0))\n";
    fs::write(folder.join("communes.csv"), shapes).expect("a source");
    fs::write(folder.join("figures.csv"), "code,v\n1,5\n2,6\n").expect("a source");
    Recipe::load(&folder.join("recipe.toml")).unwrap_or_else(|error| panic!("{:?}", miette::Report::new(error)))
}

#[test]
fn what_changes_while_it_is_read_is_not_published() {
    let folder = tempfile::tempdir().expect("a folder");
    let recipe = write_sources(folder.path());
    let out = folder.path().join("out");
    let meddler = |stage| Meddler { stage, file: folder.path().join("figures.csv") };
    let build = |stage: &'static str| build(&recipe, &out, BuildOptions::default(), &meddler(stage));
    let error = build("reading figures").expect_err("it changed");
    assert!(matches!(&error, BuildError::Changed { file } if file == "figures.csv"), "{error}");
    assert!(!out.join("n.json").exists());
    // Once all is read they may change.
    let report = build("publishing").expect("a build");
    assert_eq!(report.complaints.count(ComplaintKind::UnknownCode), 1);
}

#[test]
fn letters_that_the_fonts_lack_are_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let checked = check(&write_sources(folder.path()), &Silent).expect("a folder");
    let sentence = |kind| checked.complaints.iter().find(|it| it.kind == kind).map(ToString::to_string);
    let foreign = sentence(ComplaintKind::ForeignLetter).expect("a letter that is not shipped");
    assert!(foreign.starts_with("communes.csv, code 1: ș: in 1 name of `communes`, first in `Iași`"), "{foreign}");
    let undrawn = sentence(ComplaintKind::UndrawnLetter).expect("a sign that nobody draws");
    assert!(undrawn.starts_with("communes.csv, code 2: U+20C0: in 1 name of"), "{undrawn}");
    assert_eq!(checked.complaints.losses(), 1, "only what nobody draws");
}
