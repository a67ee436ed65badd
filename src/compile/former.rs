//! Codes of former territories in which points still are, and what crosswalks make of them.

use rustc_hash::FxHashMap;

use super::BuildError;
use crate::atlas::Atlas;
use crate::container::Mapping;
use crate::ingest::{Complaints, Passage, PointsRecipe, Recipe, read_passages};

/// Codes of former territories with today's; none where they were split.
pub(super) type Former = FxHashMap<String, Option<String>>;

/// What the crosswalks of a recipe say of the level that holds the points of a layer.
///
/// # Errors
/// When one of them cannot be read.
pub(super) fn codes(recipe: &Recipe, points: &PointsRecipe) -> Result<Former, BuildError> {
    let mut former = Former::default();
    for passages in recipe.passages.iter().filter(|passages| points.is_within(&passages.level)) {
        // Their faults are told where figures are read.
        let passages = read_passages(passages, recipe.folder(), &mut Complaints::default())?;
        passages.into_iter().for_each(|passage| enter(&mut former, passage));
    }
    Ok(former)
}

fn enter(former: &mut Former, Passage { old, new, .. }: Passage) {
    let today = former.entry(old).or_insert_with(|| Some(new.clone()));
    if today.as_ref() != Some(&new) {
        *today = None;
    }
}

/// Whether the crosswalks lead all points of an atlas to the territories that they are in: then others in them do not
/// matter. The rest of what the atlas is made of is the same.
///
/// # Errors
/// When a crosswalk cannot be read.
pub(super) fn are_as_before(recipe: &Recipe, atlas: &Atlas<Mapping>) -> Result<bool, BuildError> {
    for (place, points) in recipe.points.iter().enumerate() {
        // Points come behind the levels.
        let Some(asked) = atlas.former_codes(recipe.levels.len() + place) else { return Ok(false) };
        if !asked.is_empty() {
            let former = codes(recipe, points)?;
            let leads = |code: &String| former.get(code).cloned().flatten();
            if asked.iter().any(|(code, led)| leads(code) != *led) {
                return Ok(false);
            }
        }
    }
    Ok(true)
}
