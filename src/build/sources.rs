use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::PathBuf;

use xxhash_rust::xxh3::Xxh3;

use super::BuildError;
use crate::ingest::{Fault, Recipe};

/// A hash over what decides the atlas: the files of shapes, codes and names, what the recipe says of them, and the code
/// that compiles them.
///
/// # Errors
/// When a file cannot be read.
pub(super) fn shapes_hash(recipe: &Recipe) -> Result<String, BuildError> {
    let Recipe { name, title, attribution, bounds, mesh, levels, points, views, passages, .. } = recipe;
    // Those that tell where points in former codes lie today.
    let passages: Vec<_> = passages.iter().filter(|it| points.iter().any(|layer| layer.is_within(&it.level))).collect();
    let mut hasher = Xxh3::new();
    hasher
        .update(format!("{:?}", (name, title, attribution, bounds, mesh, levels, points, views, passages)).as_bytes());
    hash_files(&mut hasher, recipe, &recipe.shape_files())?;
    Ok(format!("{:032x}", hasher.digest128()))
}

/// A hash over all files that a recipe reads and the code that compiles them: the same hash, the same build. Files count
/// with their names as the recipe has them, so that moving a folder changes nothing.
///
/// # Errors
/// When a file cannot be read.
pub fn sources_hash(recipe: &Recipe) -> Result<String, BuildError> {
    let mut hasher = Xxh3::new();
    hash_files(&mut hasher, recipe, &recipe.source_files())?;
    Ok(format!("{:032x}", hasher.digest128()))
}

fn hash_files(hasher: &mut Xxh3, recipe: &Recipe, files: &[PathBuf]) -> Result<(), BuildError> {
    hasher.update(env!("MAILLAGE_FORMAT").as_bytes());
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
