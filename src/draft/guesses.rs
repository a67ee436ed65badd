//! All guesses about a folder, each made of those before it.

use std::path::Path;

use super::figures::{Figures, Known, figures, may_have_figures, tells_year};
use super::indicators::{Indicator, Indicators};
use super::levels::Level;
use super::names::Taken;
use super::passages::{Passages, passages};
use super::points::{PointLayer, has_points, layer};
use super::survey::{Find, Kind, Survey};
use super::{levels, words, zooms};

/// All guesses.
pub(super) struct Guesses<'a> {
    pub(super) name: String,
    pub(super) label: String,
    /// What stands before the paths of files: the way from the recipe to the folder.
    pub(super) prefix: String,
    pub(super) bounds: zooms::Bounds,
    pub(super) levels: Vec<Level<'a>>,
    pub(super) points: Vec<PointLayer<'a>>,
    pub(super) passages: Vec<Passages>,
    pub(super) tables: Vec<Figures<'a>>,
    pub(super) indicators: Vec<Indicator>,
    pub(super) unused: Vec<(String, String)>,
}

/// All guesses about the files of a survey.
///
/// # Errors
/// With the files that were looked at and why they are of no use, when nothing can be drawn.
pub(super) fn guess<'a>(survey: &'a Survey, prefix: &str) -> Result<Guesses<'a>, Vec<(String, String)>> {
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
