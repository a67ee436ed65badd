//! The build side's conductor: from a recipe to a published pair of files.
//!
//! It reads the sources ([`crate::ingest`]), makes territories of them and of their dissolves (`territories`),
//! shapes for every zoom ([`crate::mesh`]), writes the atlas (`shapes`), reads and sums up figures (`figures`), writes the
//! almanac with them and with how the map is presented (`presentation`), and publishes both
//! ([`crate::container::publish`]). The same sources give the same bytes. An atlas that is published is kept when what
//! decides shapes is the same (`sources`).

mod borders;
mod check;
mod clusters;
mod dissolves;
mod error;
mod families;
mod features;
mod figures;
mod former;
mod holders;
mod holdings;
mod layers;
mod letters;
mod levels;
mod placed_point;
mod places;
mod points;
mod positions;
mod presentation;
mod progress;
mod report;
mod roster;
mod shapes;
mod sources;
mod territories;
#[cfg(test)]
mod tests;

pub use check::{Checked, check};
pub use error::BuildError;
pub(crate) use error::{faults, losses_in_words};
pub use progress::{Progress, Silent};
pub use report::{LayerReport, Report};
pub use sources::{BUILD, sources_hash};

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::almanac;
use crate::catalog::Catalog;
use crate::container::{Contents, Loss, NewAtlas, Published, Stamp, USUAL_LOSS, losses, publish};
use crate::ingest::{Complaint, ComplaintKind, Complaints, Recipe};
use figures::Figures;
use holdings::{files_of, holdings};
use presentation::presentation;
use report::count_complaints;
use roster::Roster;
use sources::shapes_hash;

/// How a build behaves.
#[derive(Clone, Copy, Debug, Default)]
pub struct BuildOptions {
    /// Refuse to publish when something of the data is lost, changed or in doubt.
    pub strict: bool,
    /// What to do when much less was found than is published.
    pub on_loss: OnLoss,
}

/// What a build does when there is much less than in the map that is published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnLoss {
    /// Publishes it and reports the loss, now and for as long as it lasts.
    #[default]
    Report,
    /// Publishes nothing when the map that is published can be served and has more.
    Refuse,
    /// Publishes it and reports the loss this once.
    Accept,
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
    let before = Published::find(&folder.join(format!("{}.json", recipe.name))).ok().map(|(published, _)| published);
    let stamps = stamps(recipe);
    let sources = sources_hash(recipe)?;
    let shapes = shapes_hash(recipe)?;
    let disk = |error| BuildError::Disk { folder: folder.to_owned(), error };

    let mut complaints = Complaints::default();
    let kept = before.as_ref().filter(|published| published.shapes == shapes);
    let kept = kept.map_or(Ok(None), |published| shapes::kept(recipe, published, folder, options.strict))?;
    let (atlas, opened) = match kept {
        Some((file, opened)) => (NewAtlas::Kept(file), opened),
        None => {
            let made = shapes::make(recipe, folder, &mut complaints, progress)?;
            let opened = shapes::reopen(&made)?;
            (NewAtlas::Made(made), opened)
        }
    };
    let atlas_bytes = opened.length();
    let rosters = Roster::all(recipe, &opened);

    progress.stage("reading figures", recipe.tables.len() as u64);
    let mut table_complaints = Complaints::default();
    letters::check(recipe, &rosters, &opened, &mut table_complaints);
    let figures = Figures::read(recipe, &rosters, &mut table_complaints, progress)?;
    // All sources have been read: of one that was written meanwhile nobody knows how much.
    if let Some((path, _)) = stamps.iter().find(|(path, stamp)| Stamp::of([path]) != *stamp) {
        let shown = path.strip_prefix(recipe.folder()).unwrap_or(path);
        return Err(BuildError::Changed { file: shown.display().to_string() });
    }
    let counts = count_complaints(&table_complaints);
    let (indicators, columns) = figures.finish(recipe, &rosters);
    let holdings = holdings(&rosters, &columns, &table_complaints);
    let presentation = presentation(recipe, opened.description());
    let almanac = almanac::write(folder, &opened, presentation, indicators, &columns, counts).map_err(disk)?;
    complaints.append(table_complaints);
    let mut contents = Contents { sources, shapes, holdings, losses: Vec::new() };
    compare(recipe, &rosters, before.as_ref(), &mut contents, &mut complaints);
    if options.on_loss == OnLoss::Refuse
        && contents.losses.iter().any(|loss| loss.is_new)
        && Catalog::map(&folder.join(format!("{}.json", recipe.name))).is_ok()
    {
        return Err(BuildError::Fewer { losses: contents.losses });
    }
    let losses = contents.losses.clone();
    let accepted = if options.on_loss == OnLoss::Accept { contents.accept_losses() } else { 0 };
    if options.strict && complaints.losses() > accepted {
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
    let published = publish(folder, &recipe.name, contents, atlas, almanac).map_err(disk)?;
    progress.done();
    let kept_complaints = if is_kept { opened.description().complaints.clone() } else { Vec::new() };
    Ok(Report {
        published,
        atlas_bytes,
        almanac_bytes,
        layers: rosters.into_iter().map(|roster| roster.report).collect(),
        complaints,
        losses,
        kept: is_kept.then_some(kept_complaints),
    })
}

/// Every source with its stamp.
fn stamps(recipe: &Recipe) -> Vec<(PathBuf, Stamp)> {
    let stamp = |path: PathBuf| {
        let stamp = Stamp::of([&path]);
        (path, stamp)
    };
    recipe.source_files().into_iter().map(stamp).collect()
}

/// Compares what was made with what is published, and complains of what is lost.
fn compare(
    recipe: &Recipe,
    rosters: &[Roster],
    before: Option<&Published>,
    contents: &mut Contents,
    complaints: &mut Complaints,
) {
    let share = recipe.accept_loss.unwrap_or(USUAL_LOSS);
    let files = |item: &_| files_of(recipe, rosters, item);
    let before = before.map_or(&[][..], |before| &before.holdings);
    contents.losses = losses(before, &mut contents.holdings, share, files);
    let complaint = |loss: &Loss| Complaint {
        kind: ComplaintKind::FewerThanBefore,
        file: loss.files.clone(),
        row: None,
        code: None,
        detail: loss.to_string(),
        place: None,
    };
    contents.losses.iter().map(complaint).for_each(|complaint| complaints.push(complaint));
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
