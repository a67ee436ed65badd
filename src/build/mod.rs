//! The build side's conductor: from a recipe to a published pair of files.
//!
//! It reads the sources ([`crate::ingest`]), makes territories of them and of their dissolves (`territories`),
//! shapes for every zoom ([`crate::mesh`]), writes the atlas, reads and sums up figures (`figures`), writes the
//! almanac, and publishes both ([`crate::container::publish`]). The same sources give the same bytes.

mod borders;
mod error;
mod families;
mod features;
mod figures;
mod layers;
mod levels;
mod places;
mod points;
mod progress;
mod report;
mod sources;
mod territories;

pub use error::BuildError;
pub use progress::{Progress, Silent};
pub use report::{LayerReport, Report};
pub use sources::sources_hash;

use std::fs::{self, File, TryLockError};
use std::path::Path;

use crate::almanac;
use crate::atlas::{Atlas, AtlasDescription, AtlasWriter, ComplaintCount, FamilyRecord};
use crate::catalog::{Catalog, CatalogError};
use crate::container::{Finished, Mapping, publish};
use crate::gazetteer::View;
use crate::ingest::{Complaints, Recipe};
use families::Family;
use figures::Figures;
use territories::Territories;

/// How a build behaves.
#[derive(Clone, Copy, Debug, Default)]
pub struct BuildOptions {
    /// Refuse to publish when anything was wrong with the data.
    pub strict: bool,
}

/// Builds a recipe and publishes the pair in `folder`.
///
/// # Errors
/// With a sentence for a recipe or a source that cannot be used, and for a folder that cannot be written. What was
/// published before is then still there.
pub fn build(
    recipe: &Recipe,
    folder: &Path,
    options: BuildOptions,
    progress: &dyn Progress,
) -> Result<Report, BuildError> {
    let _lock = lock(folder)?;
    let sources = sources_hash(recipe)?;
    let disk = |error| BuildError::Disk { folder: folder.to_owned(), error };

    progress.stage("reading shapes", recipe.levels.len() as u64);
    let mut complaints = Complaints::default();
    let territories = Territories::read(recipe, &mut complaints, progress)?;

    progress.stage("joining borders", 0);
    let families = Family::all(&territories, recipe.mesh.close_below, &mut complaints);
    let mut writer = AtlasWriter::create(folder).map_err(disk)?;
    let (layers, lines) = layers::write(recipe, &territories, &families, &mut writer, &mut complaints, progress)?;
    if options.strict && !complaints.is_empty() {
        return Err(BuildError::Strict { complaints: Box::new(complaints) });
    }
    let families = families.iter().map(|family| family.record(&territories)).collect();
    let atlas = writer.finish(describe(recipe, families, lines, &complaints)).map_err(disk)?;

    progress.stage("reading figures", recipe.tables.len() as u64);
    let mut table_complaints = Complaints::default();
    let figures = Figures::read(recipe, &layers, &mut table_complaints, progress)?;
    let counts = count_complaints(&table_complaints);
    let (indicators, columns) = figures.finish(recipe);
    let opened = reopen(&atlas)?;
    let almanac = almanac::write(folder, &opened, indicators, &columns, counts).map_err(disk)?;
    complaints.append(table_complaints);
    if options.strict && !complaints.is_empty() {
        return Err(BuildError::Strict { complaints: Box::new(complaints) });
    }

    progress.stage("publishing", 0);
    // What serves must be able to open what is published: asked before it takes the place of what is served now.
    let paths = [atlas.temporary_path(), almanac.temporary_path()];
    Catalog::map_pair(&paths[0], &paths[1]).map_err(|error| BuildError::Unusable { error })?;
    let (atlas_bytes, almanac_bytes) = (atlas.length, almanac.length);
    let published = publish(folder, &recipe.name, &sources, atlas, almanac).map_err(disk)?;
    progress.done();
    Ok(Report {
        published,
        atlas_bytes,
        almanac_bytes,
        layers: layers.into_iter().map(|layer| layer.report).collect(),
        complaints,
    })
}

/// Opens an atlas that was just written: the almanac refers to its values.
fn reopen(atlas: &Finished) -> Result<Atlas<Mapping>, BuildError> {
    let path = atlas.temporary_path();
    let unusable = |error| BuildError::Unusable { error };
    let opened = Atlas::map(&path).map_err(|error| unusable(CatalogError::Unreadable { path: path.clone(), error }))?;
    opened.map_err(|error| unusable(CatalogError::NotSound { path, error }))
}

/// Holds the folder against a second build until it is dropped; the lock goes with the process, however it ends.
fn lock(folder: &Path) -> Result<File, BuildError> {
    let disk = |error| BuildError::Disk { folder: folder.to_owned(), error };
    fs::create_dir_all(folder).map_err(disk)?;
    let file = File::options().create(true).append(true).open(folder.join(".maillage.lock")).map_err(disk)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(BuildError::Busy { folder: folder.to_owned() }),
        Err(TryLockError::Error(error)) => Err(disk(error)),
    }
}

fn describe(
    recipe: &Recipe,
    families: Vec<FamilyRecord>,
    lines: Vec<View>,
    complaints: &Complaints,
) -> AtlasDescription {
    let labels = recipe.views.iter().map(|view| view.labels(|layer| recipe.level(layer).is_some()));
    let labels = labels.filter(|view| !view.parts.is_empty());
    AtlasDescription {
        name: recipe.name.clone(),
        title: recipe.title.clone(),
        attribution: recipe.attribution.clone(),
        bounds: recipe.bounds,
        layers: Vec::new(),
        views: recipe.views.iter().cloned().chain(labels).chain(lines).collect(),
        families,
        complaints: count_complaints(complaints),
    }
}

/// Examples of a kind that the compiled files carry.
const EXAMPLES: usize = 20;

fn count_complaints(complaints: &Complaints) -> Vec<ComplaintCount> {
    let count = |(kind, count)| ComplaintCount {
        kind: format!("{kind}"),
        count,
        examples: complaints
            .iter()
            .filter(|complaint| complaint.kind == kind)
            .take(EXAMPLES)
            .map(ToString::to_string)
            .collect(),
    };
    complaints.counts().map(count).collect()
}
