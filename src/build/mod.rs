//! The build side's conductor: from a recipe to a published pair of files.
//!
//! It reads the sources ([`crate::ingest`]), makes territories of them and of their dissolves (`territories`),
//! shapes for every zoom ([`crate::mesh`]), writes the atlas, reads and sums up figures (`figures`), writes the
//! almanac, and publishes both ([`crate::container::publish`]). The same sources give the same bytes.

mod borders;
mod check;
mod clusters;
mod dissolves;
mod error;
mod families;
mod features;
mod figures;
mod holders;
mod layers;
mod levels;
mod places;
mod points;
mod positions;
mod progress;
mod report;
mod roster;
mod sources;
mod territories;

pub use check::{Checked, check};
pub use error::BuildError;
pub(crate) use error::faults;
pub use progress::{Progress, Silent};
pub use report::{LayerReport, Report};
pub use sources::sources_hash;

use std::fs::{self, File, TryLockError};
use std::path::Path;

use crate::almanac;
use crate::atlas::{Atlas, AtlasDescription, AtlasWriter, ComplaintCount, FamilyRecord};
use crate::catalog::{Catalog, CatalogError};
use crate::container::{Finished, Mapping, NewAtlas, Published, Sources, publish};
use crate::gazetteer::View;
use crate::ingest::{ComplaintKind, Complaints, Effect, Recipe};
use families::Family;
use figures::Figures;
use roster::Roster;
use sources::shapes_hash;
use territories::Territories;

/// How a build behaves.
#[derive(Clone, Copy, Debug, Default)]
pub struct BuildOptions {
    /// Refuse to publish when something of the data is lost, changed or in doubt.
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
    let shapes = shapes_hash(recipe)?;
    let disk = |error| BuildError::Disk { folder: folder.to_owned(), error };

    let mut complaints = Complaints::default();
    let kept = kept_atlas(recipe, folder, &shapes, options);
    let (atlas, opened) = match kept {
        Some((file, opened)) => (NewAtlas::Kept(file), opened),
        None => {
            let made = build_atlas(recipe, folder, options, &mut complaints, progress)?;
            let opened = reopen(&made)?;
            (NewAtlas::Made(made), opened)
        }
    };
    let atlas_bytes = opened.length();
    let rosters = Roster::all(recipe, &opened);

    progress.stage("reading figures", recipe.tables.len() as u64);
    let mut table_complaints = Complaints::default();
    let figures = Figures::read(recipe, &rosters, &mut table_complaints, progress)?;
    let counts = count_complaints(&table_complaints);
    let (indicators, columns) = figures.finish(recipe, &rosters);
    let almanac = almanac::write(folder, &opened, indicators, &columns, counts).map_err(disk)?;
    complaints.append(table_complaints);
    if options.strict && complaints.losses() > 0 {
        return Err(BuildError::Strict { complaints: Box::new(complaints) });
    }

    progress.stage("publishing", 0);
    // What serves must be able to open what is published: asked before it takes the place of what is served now.
    let path = match &atlas {
        NewAtlas::Made(atlas) => atlas.temporary_path(),
        NewAtlas::Kept(file) => folder.join(file),
    };
    Catalog::map_pair(&path, &almanac.temporary_path()).map_err(|error| BuildError::Unusable { error })?;
    let is_kept = matches!(atlas, NewAtlas::Kept(_));
    let almanac_bytes = almanac.length;
    let hashes = Sources { all: &sources, shapes: &shapes };
    let published = publish(folder, &recipe.name, hashes, atlas, almanac).map_err(disk)?;
    progress.done();
    let kept_complaints = if is_kept { opened.description().complaints.clone() } else { Vec::new() };
    Ok(Report {
        published,
        atlas_bytes,
        almanac_bytes,
        layers: rosters.into_iter().map(|roster| roster.report).collect(),
        complaints,
        kept: is_kept.then_some(kept_complaints),
    })
}

/// Makes the atlas: shapes, codes and names.
fn build_atlas(
    recipe: &Recipe,
    folder: &Path,
    options: BuildOptions,
    complaints: &mut Complaints,
    progress: &dyn Progress,
) -> Result<Finished, BuildError> {
    let disk = |error| BuildError::Disk { folder: folder.to_owned(), error };
    progress.stage_of_bytes("reading shapes", recipe.levels.iter().map(|level| level.bytes(recipe.folder())).sum());
    let territories = Territories::read(recipe, complaints, progress)?;
    progress.stage("joining borders", 0);
    let families = Family::all(&territories, recipe.mesh.close_below, complaints);
    let mut writer = AtlasWriter::create(folder).map_err(disk)?;
    let lines = layers::write(recipe, &territories, &families, &mut writer, complaints, progress)?;
    if options.strict && complaints.losses() > 0 {
        return Err(BuildError::Strict { complaints: Box::new(std::mem::take(complaints)) });
    }
    let families = families.iter().map(|family| family.record(&territories)).collect();
    writer.finish(describe(recipe, families, lines, complaints)).map_err(disk)
}

/// The atlas that is published already, when it is made of the same shapes and whole. One with complaints is made again
/// where none is allowed, so that they can be told.
fn kept_atlas(recipe: &Recipe, folder: &Path, shapes: &str, options: BuildOptions) -> Option<(String, Atlas<Mapping>)> {
    let (published, _) = Published::find(&folder.join(format!("{}.json", recipe.name))).ok()?;
    if published.shapes != shapes {
        return None;
    }
    let atlas = Atlas::map(&folder.join(&published.atlas)).ok()?.ok()?;
    let is_mended =
        |it: &ComplaintCount| ComplaintKind::from_name(&it.kind).is_some_and(|kind| kind.effect() == Effect::Mended);
    let is_clean = !options.strict || atlas.description().complaints.iter().all(is_mended);
    (is_clean && atlas.verify().is_ok()).then_some((published.atlas, atlas))
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
