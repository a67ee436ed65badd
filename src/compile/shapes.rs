//! The atlas of a build: made of the sources, or kept from what is published.

use std::path::Path;

use super::families::Family;
use super::report::count_complaints;
use super::territories::Territories;
use super::{BuildError, Progress, former, layers};
use crate::atlas::{Atlas, AtlasDescription, AtlasWriter, ComplaintCount};
use crate::catalog::CatalogError;
use crate::container::{Finished, Mapping, Published};
use crate::ingest::{ComplaintKind, Complaints, Effect, Recipe};

/// Makes the atlas: shapes, codes and names.
pub(super) fn make(
    recipe: &Recipe,
    folder: &Path,
    complaints: &mut Complaints,
    progress: &dyn Progress,
) -> Result<Finished, BuildError> {
    let disk = |error| BuildError::Disk { folder: folder.to_owned(), error };
    progress.stage_of_bytes("reading shapes", recipe.levels.iter().map(|level| level.bytes(recipe.folder())).sum());
    let territories = Territories::read(recipe, complaints, progress)?;
    progress.stage("joining borders", 0);
    let families = Family::all(&territories, recipe.mesh.close_below, complaints);
    let mut writer = AtlasWriter::create(folder).map_err(disk)?;
    layers::write(recipe, &territories, &families, &mut writer, complaints, progress)?;
    let families = families.iter().map(|family| family.record(&territories)).collect();
    let description = AtlasDescription {
        name: recipe.name.clone(),
        bounds: recipe.bounds,
        layers: Vec::new(),
        families,
        complaints: count_complaints(complaints),
    };
    writer.finish(description).map_err(disk)
}

/// The atlas of a publication that is of the same shapes, when it is whole. One of which something is lost is made again
/// where that is not allowed (`strict`), so that it is reported.
///
/// # Errors
/// When a source that is compared with it cannot be read.
pub(super) fn kept(
    recipe: &Recipe,
    published: &Published,
    folder: &Path,
    strict: bool,
) -> Result<Option<(String, Atlas<Mapping>)>, BuildError> {
    let Ok(Ok(atlas)) = Atlas::map(&folder.join(&published.atlas)) else { return Ok(None) };
    let is_mended =
        |it: &ComplaintCount| ComplaintKind::from_name(&it.kind).is_some_and(|kind| kind.effect() == Effect::Mended);
    let is_clean = !strict || atlas.description().complaints.iter().all(is_mended);
    let is_kept = is_clean && atlas.verify().is_ok() && former::are_as_before(recipe, &atlas)?;
    Ok(is_kept.then(|| (published.atlas.clone(), atlas)))
}

/// Opens an atlas that was just written: the almanac refers to its values.
pub(super) fn reopen(atlas: &Finished) -> Result<Atlas<Mapping>, BuildError> {
    let path = atlas.temporary_path();
    let unusable = |error| BuildError::Unusable { error };
    let opened = Atlas::map(&path).map_err(|error| unusable(CatalogError::Unreadable { path: path.clone(), error }))?;
    opened.map_err(|error| unusable(CatalogError::NotSound { path, error }))
}
