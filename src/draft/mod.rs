//! From what a folder holds to a recipe with its reasons: every guess stands beside what bears it out, and what is
//! uncertain says so.
//!
//! The guesses go one way: levels of areas, points in them, then passages and tables that have their codes.

mod figures;
mod guesses;
mod indicators;
mod joined;
mod keys;
mod kinds;
mod levels;
mod links;
mod matching;
mod names;
mod passages;
mod pattern;
mod points;
mod shares;
mod survey;
mod table_key;
#[cfg(test)]
mod tests;
mod text;
mod text_of_figures;
mod text_of_sources;
mod words;
mod write;
mod zooms;

use std::path::Path;

use crate::ingest::{Recipe, RecipeError};
use guesses::guess;

pub use survey::Survey;

/// A recipe as it was guessed.
pub struct Draft {
    /// The recipe with its comments.
    pub text: String,
    /// Levels from the coarsest to the finest, and layers of points, with what each has.
    pub layers: Vec<(String, u64)>,
    /// How many indicators and tables there are.
    pub indicators: usize,
    pub tables: usize,
    /// How many lines ask for a look.
    pub doubts: usize,
    /// Files that could not be used, and why.
    pub unused: Vec<(String, String)>,
}

/// Why there is no draft.
pub enum NoDraft {
    /// No file has territories or points; each that was looked at, and why it is of no use.
    Nothing(Vec<(String, String)>),
    /// What was drafted is no recipe.
    Unsound(Box<RecipeError>),
}

impl Draft {
    /// Drafts a recipe that will be at `path`, from where `prefix` leads to the folder of the survey.
    ///
    /// # Errors
    /// When nothing can be drawn.
    pub fn of(survey: &Survey, path: &Path, prefix: &str) -> Result<Draft, NoDraft> {
        let guesses = guess(survey, prefix).map_err(NoDraft::Nothing)?;
        let text = text::recipe(&guesses);
        // What is written has to be a recipe: of what it names, all exists.
        Recipe::parse(path, &text).map_err(|error| NoDraft::Unsound(Box::new(error)))?;
        let levels = guesses.levels.iter().rev().map(|level| (level.name.clone(), level.codes.len() as u64));
        let points = guesses.points.iter().map(|points| (points.name.clone(), points.find.rows));
        Ok(Draft {
            layers: levels.chain(points).collect(),
            indicators: guesses.indicators.len(),
            tables: guesses.tables.len(),
            doubts: text.matches("to be looked at:").count(),
            unused: guesses.unused,
            text,
        })
    }
}
