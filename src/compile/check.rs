use std::path::Path;

use super::figures::Figures;
use super::report::LayerReport;
use super::roster::Roster;
use super::{BuildError, Progress, letters, shapes};
use crate::atlas::Atlas;
use crate::container::Mapping;
use crate::gazetteer::ZoomRange;
use crate::ingest::{Complaint, Complaints, Recipe, Shapes, Surroundings, Table, read_areas};

/// What was found in the sources of a recipe.
#[derive(Debug)]
pub struct Checked {
    /// None where a source could not be used at all.
    pub layers: Vec<LayerReport>,
    /// All of them; those of territories and points have a place.
    pub complaints: Complaints,
    /// Why nothing could be built of the sources, each file once.
    pub errors: Vec<BuildError>,
}

/// Complaints of a kind that are kept: more than anybody looks at.
const KEPT: usize = 100_000;

/// Reads all sources of a recipe and tells what is wrong with them, without publishing anything: as a build would, but the
/// shapes are drawn at one zoom only, into a folder that goes away.
///
/// # Errors
/// When there is no room for that folder.
pub fn check(recipe: &Recipe, progress: &dyn Progress) -> Result<Checked, BuildError> {
    let mut complaints = Complaints::keeping(KEPT);
    let mut layers = Vec::new();
    let mut errors = Vec::new();
    let folder = tempfile::tempdir().map_err(|error| BuildError::Disk { folder: std::env::temp_dir(), error })?;
    let smaller = at_one_zoom(recipe);
    match rehearse(&smaller, folder.path(), &mut complaints, progress) {
        Ok(made) => layers = made,
        Err(error @ BuildError::Disk { .. }) => return Err(error),
        Err(error) => {
            errors = unusable(recipe);
            if errors.is_empty() {
                errors.push(error);
            }
        }
    }
    progress.done();
    Ok(Checked { layers, complaints, errors })
}

/// The same recipe with each level at its highest zoom only, since no zoom has complaints of its own.
fn at_one_zoom(recipe: &Recipe) -> Recipe {
    let mut smaller = recipe.clone();
    for level in &mut smaller.levels {
        level.zooms = ZoomRange { min: level.zooms.max, max: level.zooms.max };
        level.borders = None;
    }
    for points in &mut smaller.points {
        points.clusters = None;
    }
    smaller
}

/// A build without an end.
fn rehearse(
    recipe: &Recipe,
    folder: &Path,
    complaints: &mut Complaints,
    progress: &dyn Progress,
) -> Result<Vec<LayerReport>, BuildError> {
    let made = shapes::make(recipe, folder, complaints, progress)?;
    let atlas = shapes::reopen(&made)?;
    let rosters = Roster::all(recipe, &atlas);
    progress.stage("reading figures", recipe.tables.len() as u64);
    letters::check(recipe, &rosters, &atlas, complaints);
    let figures = Figures::read(recipe, &rosters, complaints, progress)?;
    let _ = figures.finish(recipe, &rosters);
    complaints.locate(|complaint| place_of(recipe, &atlas, complaint));
    Ok(rosters.into_iter().map(|roster| roster.report).collect())
}

/// The place of the territory or point that a complaint is about: degrees east and north. Levels that come from the file
/// of the complaint are asked first, since codes are unique within a level only.
fn place_of(recipe: &Recipe, atlas: &Atlas<Mapping>, complaint: &Complaint) -> Option<[f64; 2]> {
    let code = complaint.code.as_deref()?;
    let (levels, points) = (recipe.levels.len(), recipe.points.len());
    let is_of_file = |level: usize| match &recipe.levels[level].shapes {
        Shapes::Source { sources, .. } => sources.iter().any(|source| complaint.file == source.file),
        Shapes::Dissolve { names, .. } => names.as_ref().is_some_and(|names| names.file == complaint.file),
    };
    let mut numbers: Vec<usize> = (0..levels).collect();
    numbers.sort_by_key(|&level| !is_of_file(level));
    // Behind levels and points there is a layer of label points for each level.
    let labels = numbers.into_iter().map(|level| levels + points + level);
    let place = (levels..levels + points).chain(labels).find_map(|number| {
        let layer = atlas.layer(number)?;
        layer.place(layer.find(code)?)
    })?;
    Some(place.unproject().pair())
}

/// The sources that cannot be used, each looked at by itself: a build ends at the first.
fn unusable(recipe: &Recipe) -> Vec<BuildError> {
    let mut errors: Vec<BuildError> = Vec::new();
    let mut ignored = Complaints::default();
    for level in &recipe.levels {
        let Shapes::Source { sources, key, .. } = &level.shapes else { continue };
        let mut columns = vec![key.as_str()];
        columns.extend(recipe.parent_columns(level).iter().map(|(_, column)| *column));
        let surroundings = Surroundings {
            folder: recipe.folder(),
            bounds: recipe.bounds,
            close_below: recipe.mesh.close_below,
            progress: &|_| (),
        };
        let all = sources.iter().map(|source| read_areas(surroundings, source, &columns, &mut ignored));
        errors.extend(all.filter_map(|read| Some(read.err()?.into())));
    }
    for table in &recipe.tables {
        let key: Vec<&str> = table.key.columns().collect();
        let read = Table::read_sheet(recipe.folder(), &table.file, table.sheet.as_deref(), &key, &mut ignored);
        errors.extend(read.err().map(BuildError::from));
    }
    errors
}
