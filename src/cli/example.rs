use std::path::{Path, PathBuf};
use std::time::Instant;

use miette::{Result, miette};

use super::progress::Bars;
use crate::catalog::Catalog;
use crate::compile::{BuildOptions, build, sources_hash};
use crate::container::Published;
use crate::ingest::Recipe;

/// Where the example lies in the sources of the program.
const RECIPE: &str = "data/france/recipe.toml";

/// The folder of the example, built in the user's cache folder when it is missing, stale or damaged.
pub(super) fn folder() -> Result<PathBuf> {
    let recipe = Recipe::load(&recipe_path()?)?;
    let folder = cache_folder()?.join("maillage").join(&recipe.name);
    let pointer = folder.join(format!("{}.json", recipe.name));
    let sources = sources_hash(&recipe)?;
    let is_current = Published::find(&pointer).is_ok_and(|(published, _)| published.sources == sources);
    if !is_current || Catalog::map(&pointer).is_err() {
        tracing::info!(folder = %folder.display(), "building the example");
        let start = Instant::now();
        let report = build(&recipe, &folder, BuildOptions::default(), &Bars::new(true))?;
        let seconds = format!("{:.1}", start.elapsed().as_secs_f64());
        tracing::info!(complaints = report.complaints.total(), seconds, "example built");
    }
    Ok(pointer)
}

/// The recipe below the current folder, or where this program was compiled.
fn recipe_path() -> Result<PathBuf> {
    let compiled = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = [PathBuf::from(RECIPE), compiled.join(RECIPE)];
    places.into_iter().find(|path| path.is_file()).ok_or_else(|| {
        miette!("the example is not here: name the folder of a map that `maillage build <recipe.toml> --out <folder>` has made, as in `maillage serve <folder>`")
    })
}

/// The user's cache folder by the XDG Base Directory Specification.
pub(super) fn cache_folder() -> Result<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute("XDG_CACHE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".cache"))).ok_or_else(|| {
        miette!("neither XDG_CACHE_HOME nor HOME names a folder for the example; build it with `maillage build {RECIPE} --out <folder>` and serve that")
    })
}
