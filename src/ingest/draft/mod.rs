//! From what a folder holds to a recipe with its reasons: every guess stands beside what bears it out, and what is
//! uncertain says so.
//!
//! The guesses go one way: levels of areas, points in them, then passages and tables that have their codes.

mod figures;
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
mod table_key;
#[cfg(test)]
mod tests;
mod text;
mod text_of_figures;
mod words;
mod write;
mod zooms;

use std::path::Path;

use super::survey::{Find, Kind, Survey};
use super::{Recipe, RecipeError};
use figures::{Figures, Known, figures, may_have_figures, tells_year};
use indicators::{Indicator, Indicators};
use levels::Level;
use names::Taken;
use passages::{Passages, passages};
use points::{PointLayer, has_points, layer};

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

/// All guesses.
struct Guesses<'a> {
    name: String,
    label: String,
    /// What stands before the paths of files: the way from the recipe to the folder.
    prefix: String,
    bounds: zooms::Bounds,
    levels: Vec<Level<'a>>,
    points: Vec<PointLayer<'a>>,
    passages: Vec<Passages>,
    tables: Vec<Figures<'a>>,
    indicators: Vec<Indicator>,
    unused: Vec<(String, String)>,
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

fn guess<'a>(survey: &'a Survey, prefix: &str) -> Result<Guesses<'a>, Vec<(String, String)>> {
    let finds: &[Find] = &survey.finds;
    let mut taken = Taken::new();
    let found = levels::levels(finds, &mut taken);
    let (levels, mut unused) = (found.levels, found.unused);
    let mut points = Vec::new();
    for find in finds.iter().filter(|find| has_points(find, finds, &levels)) {
        match layer(find, finds, &levels, &mut taken) {
            Ok(layer) => points.push(layer),
            Err(reason) => unused.push((find.place(), reason)),
        }
    }
    for (attribute, _) in points.iter().flat_map(|layer| &layer.fields) {
        taken.reserve(attribute);
    }
    let shown = levels.iter().filter_map(Level::find).chain(points.iter().map(|layer| layer.find));
    let Some(bounds) =
        zooms::bounds(shown).or_else(|| zooms::bounds_of_tables(points.iter().map(PointLayer::box_of_columns)))
    else {
        unused.extend(survey.unread.iter().cloned());
        unused.extend(finds.iter().filter(|find| matches!(find.kind, Kind::Rows)).map(|find| {
            (find.place(), "a table, and there is no file of areas or points that it could be about".to_owned())
        }));
        return Err(sorted(unused));
    };
    let name = named_after(&survey.folder);
    let mut guesses = Guesses {
        label: words::humanised(&name),
        name: if words::plain(&name).is_empty() { "country".to_owned() } else { words::plain(&name) },
        prefix: prefix.to_owned(),
        bounds,
        levels,
        points,
        passages: Vec::new(),
        tables: Vec::new(),
        indicators: Vec::new(),
        unused,
    };
    guesses.add_tables(survey, taken);
    guesses.unused.extend(survey.unread.iter().cloned());
    guesses.unused = sorted(guesses.unused);
    Ok(guesses)
}

impl<'a> Guesses<'a> {
    /// Passages first: they tell in which codes tables are.
    fn add_tables(&mut self, survey: &'a Survey, taken: Taken) {
        let is_taken = |find: &Find| self.points.iter().any(|layer| std::ptr::eq(layer.find, find));
        let rest: Vec<&Find> = survey
            .finds
            .iter()
            .filter(|find| !is_taken(find) && !has_points(find, &survey.finds, &self.levels))
            .collect();
        let mut indicators = Indicators::new(taken);
        let mut tables = Vec::new();
        for find in &rest {
            if let Some(found) = passages(find, &self.levels, &survey.folder) {
                self.passages.push(found);
            } else if may_have_figures(find, &self.levels) {
                tables.push(*find);
            }
        }
        // What has a year comes first, and what has none gives nothing that is there already.
        tables.sort_by_key(|find| !tells_year(find));
        for find in tables {
            let known = Known {
                folder: &survey.folder,
                levels: &self.levels,
                points: &self.points,
                passages: &self.passages,
                tables: &self.tables,
            };
            match figures(find, &known, &mut indicators) {
                Ok(table) => self.tables.push(table),
                Err(_) if self.is_used(find) => {}
                Err(reason) => self.unused.push((find.place(), reason)),
            }
        }
        self.indicators = indicators.all;
    }

    /// Whether a level has its shapes or names from a file.
    fn is_used(&self, find: &Find) -> bool {
        self.levels.iter().any(|level| level.uses(find))
    }
}

/// What the folder is called.
fn named_after(folder: &Path) -> String {
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    whole.file_name().map_or_else(|| "country".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn sorted(mut list: Vec<(String, String)>) -> Vec<(String, String)> {
    list.sort();
    list
}
