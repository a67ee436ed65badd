//! The example, built once for all benches.

use std::path::{Path, PathBuf};

use maillage::catalog::Catalog;
use maillage::compile::{BuildOptions, Silent, build, sources_hash};
use maillage::container::Published;
use maillage::ingest::Recipe;

/// The folder of the compiled example; it is built again when its sources or the versions of
/// what compiles them have changed.
pub(crate) fn folder() -> PathBuf {
    let recipe = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/france/recipe.toml");
    let recipe = Recipe::load(&recipe).expect("the example's recipe is sound");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-france");
    let sources = sources_hash(&recipe).expect("the example's sources are there");
    let is_current = Published::find(&folder).is_ok_and(|(published, _)| published.sources == sources);
    if !is_current || Catalog::map(&folder).is_err() {
        eprintln!("building the example");
        build(&recipe, &folder, BuildOptions::default(), &Silent).expect("the example builds");
    }
    folder
}
