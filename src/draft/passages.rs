//! Tables that lead from former codes to today's, and what they tell of the year in whose codes a table is.

use std::path::Path;

use super::levels::Level;
use super::matching::{Codes, compare};
use super::survey::{Column, Find, Kind};
use super::words::{has_any_year_word, words};
use super::write::named;
use crate::gazetteer::counted;
use crate::ingest::{Complaints, Passage, PassageRecipe, read_passages};

/// A table of passages as a recipe has it.
pub(super) struct Passages {
    pub(super) recipe: PassageRecipe,
    pub(super) passages: Vec<Passage>,
    pub(super) why: String,
}

/// Words of columns that have codes of before.
const FORMER: [&str; 10] =
    ["ancien", "ancienne", "old", "former", "from", "avant", "before", "previous", "vieux", "alt"];

/// A table of passages: a column of former codes, one of today's, and one of years.
pub(super) fn passages(find: &Find, levels: &[Level], folder: &Path) -> Option<Passages> {
    if !matches!(find.kind, Kind::Rows) || find.source.layer.is_some() {
        return None;
    }
    let is_former = |column: &&Column| words(&column.name).iter().any(|word| FORMER.contains(&word.as_str()));
    let from = find.columns.iter().find(is_former)?;
    let year = find.columns.iter().find(|column| {
        column.whole == column.filled
            && column.least >= 1800.0
            && column.greatest <= 2200.0
            && has_any_year_word(&column.name)
    })?;
    let leads = |column: &&Column| column.name != from.name && column.name != year.name;
    let found = find.columns.iter().filter(leads).find_map(|column| {
        let values = column.values.as_ref()?;
        let level = levels.iter().find(|level| compare(values, &level.codes).share() >= 0.95)?;
        Some((column, level))
    });
    let (to, level) = found?;
    let recipe = PassageRecipe {
        file: find.source.file.clone(),
        level: level.name.clone(),
        from: from.name.clone(),
        to: to.name.clone(),
        last_year: year.name.clone(),
    };
    let passages = read_passages(&recipe, folder, &mut Complaints::default()).ok()?;
    let why = format!(
        "{} from codes in {} to codes of `{}` in {}.",
        counted(find.rows, "row"),
        named(&from.name),
        level.name,
        named(&to.name)
    );
    Some(Passages { recipe, passages, why })
}

/// The year in whose codes a table is, by the former codes that it has: the first of them to go was still there.
pub(super) fn code_year(codes: &Codes, level: &Level, passages: &[Passages]) -> Option<(i32, usize)> {
    let of_level = passages.iter().filter(|it| it.recipe.level == level.name).flat_map(|it| &it.passages);
    let mut former: Vec<(&str, i32)> = of_level
        .filter(|passage| codes.contains(passage.old.as_str()) && !level.codes.contains(passage.old.as_str()))
        .map(|passage| (passage.old.as_str(), passage.last_year))
        .collect();
    former.sort_unstable();
    former.dedup();
    let year = former.iter().map(|(_, year)| *year).min()?;
    Some((year, former.len()))
}
