//! Whether the words that no layer may be called are those of the routes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::gazetteer::{ROUTES, is_reserved_name};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the sources").map(|entry| entry.expect("an entry").path());
    let inside = |path: PathBuf| if path.is_dir() { sources(&path) } else { vec![path] };
    entries.flat_map(inside).collect()
}

/// What the routes in the sources of the server begin with, without the endings of files.
fn first_words() -> BTreeSet<String> {
    let texts = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web"));
    let texts = texts.iter().map(|path| fs::read_to_string(path).expect("a text"));
    let words = texts.flat_map(|text| {
        let routes: Vec<String> = text
            .split(&[".route(", "\"/"].concat())
            .skip(1)
            .filter_map(|rest| rest.split(&['/', '.', '"'][..]).next().map(str::to_owned))
            .collect();
        routes
    });
    words.filter(|word| !word.is_empty() && !word.starts_with('{')).collect()
}

#[test]
fn no_layer_can_hide_a_route() {
    let listed: BTreeSet<String> = ROUTES.iter().map(|word| (*word).to_owned()).collect();
    assert_eq!(first_words(), listed);
    assert!(listed.iter().all(|word| is_reserved_name(word)));
}
