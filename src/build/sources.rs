use std::fs;

use xxhash_rust::xxh3::Xxh3;

use super::BuildError;
use crate::ingest::{IngestError, Recipe};

/// A hash over all files that a recipe reads and the code that compiles them: the same hash, the same build. Files count with their names as the recipe has them, so that moving a folder changes nothing.
///
/// # Errors
/// When a file cannot be read.
pub fn sources_hash(recipe: &Recipe) -> Result<String, BuildError> {
    let mut hasher = Xxh3::new();
    hasher.update(env!("MAILLAGE_FORMAT").as_bytes());
    for path in recipe.source_files() {
        let shown = path.strip_prefix(recipe.folder()).unwrap_or(&path);
        let file = || shown.display().to_string();
        let bytes = fs::read(&path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => IngestError::Missing { file: file() },
            _ => IngestError::Unreadable { file: file(), source },
        })?;
        hasher.update(file().as_bytes());
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(&bytes);
    }
    Ok(format!("{:032x}", hasher.digest128()))
}
