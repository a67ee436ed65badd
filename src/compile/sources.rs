use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::PathBuf;

use serde_json::{Value, json};
use xxhash_rust::xxh3::Xxh3;

use super::BuildError;
use crate::ingest::{Fault, LevelRecipe, PointsRecipe, Recipe};
use crate::{almanac, atlas};

/// What a build makes of the same sources.
///
/// Raise it when the same recipe and files may give another atlas or almanac than before: shapes that are simplified, joined
/// or placed in another way, codes that are read otherwise, figures that are computed otherwise. What is published is then
/// stale: `maillage serve --recipe` builds it again, and no atlas is kept. A new layout of the files is told by
/// [`atlas::VERSION`] and [`almanac::VERSION`].
pub const BUILD: u32 = 1;

/// A hash over what decides the atlas: the files of shapes, codes and names, what the recipe says of them, and the
/// versions of what compiles them.
///
/// # Errors
/// When a file cannot be read.
pub(super) fn shapes_hash(recipe: &Recipe) -> Result<String, BuildError> {
    let mut hasher = hasher_for(&[atlas::VERSION]);
    hasher.update(deciding(recipe).to_string().as_bytes());
    hash_files(&mut hasher, recipe, &recipe.shape_files())?;
    Ok(format!("{:032x}", hasher.digest128()))
}

/// What a recipe says that decides the atlas. What is left out is how a map is presented, and figures. Crosswalks are left
/// out too: the atlas itself knows what points need of them (`former`).
fn deciding(recipe: &Recipe) -> Value {
    // The bounds tell how sources are read that do not say it.
    let Recipe { name, bounds, mesh, levels, points, .. } = recipe;
    let levels: Vec<Value> = levels.iter().map(deciding_of_level).collect();
    let points: Vec<Value> = points.iter().map(deciding_of_points).collect();
    json!([name, bounds, mesh, levels, points])
}

/// What a level says of its shapes. Every key is named, taken or not, so that a new one has to be thought of.
fn deciding_of_level(level: &LevelRecipe) -> Value {
    let LevelRecipe {
        name,
        label: _,
        description: _,
        shapes,
        fields,
        parents,
        id,
        zooms,
        borders,
        indicators: _,
        budget: _,
    } = level;
    let id = id.as_ref().map(ToString::to_string);
    json!([name, shapes, fields, parents, id, zooms, borders])
}

/// What a layer of points says of its shapes.
fn deciding_of_points(points: &PointsRecipe) -> Value {
    let PointsRecipe {
        name,
        label: _,
        description: _,
        source,
        key,
        title,
        position,
        has_shapes,
        fallback,
        parents,
        codes,
        within,
        also,
        fields,
        shown: _,
        id,
        zooms,
        indicators: _,
        budget: _,
        clusters,
        notes: _,
    } = points;
    let id = id.as_ref().map(ToString::to_string);
    json!([
        name, source, key, title, position, has_shapes, fallback, parents, codes, within, also, fields, id, zooms,
        clusters
    ])
}

/// A hash over all files that a recipe reads and the versions of what compiles them: the same hash, the same build. Files
/// count with their names as the recipe has them, so that moving a folder changes nothing.
///
/// # Errors
/// When a file cannot be read.
pub fn sources_hash(recipe: &Recipe) -> Result<String, BuildError> {
    let mut hasher = hasher_for(&[atlas::VERSION, almanac::VERSION]);
    hash_files(&mut hasher, recipe, &recipe.source_files())?;
    Ok(format!("{:032x}", hasher.digest128()))
}

/// A hasher that has taken the versions of the program, of its builds, and of some formats.
fn hasher_for(formats: &[u32]) -> Xxh3 {
    let mut hasher = Xxh3::new();
    hasher.update(format!("{} {BUILD} {formats:?}", env!("CARGO_PKG_VERSION")).as_bytes());
    hasher
}

fn hash_files(hasher: &mut Xxh3, recipe: &Recipe, files: &[PathBuf]) -> Result<(), BuildError> {
    let mut chunk = vec![0; 1 << 20];
    for path in files {
        let shown = path.strip_prefix(recipe.folder()).unwrap_or(path);
        let file = || shown.display().to_string();
        let failed = |source: io::Error| match source.kind() {
            ErrorKind::NotFound => Fault::Missing.of(file()),
            _ => Fault::Unreadable(source).of(file()),
        };
        let mut opened = File::open(path).map_err(failed)?;
        hasher.update(file().as_bytes());
        hasher.update(&opened.metadata().map_err(failed)?.len().to_le_bytes());
        loop {
            let read = opened.read(&mut chunk).map_err(failed)?;
            if read == 0 {
                break;
            }
            hasher.update(&chunk[..read]);
        }
    }
    Ok(())
}
