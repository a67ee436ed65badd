use std::cell::Cell;

use rustc_hash::FxHashMap;

use super::dissolves::{dissolve_level, nest};
use super::{BuildError, Progress};
use crate::ingest::{
    Area, Complaint, ComplaintKind, Complaints, FeatureSource, LevelRecipe, Recipe, Shapes, Surroundings, read_areas,
};
use crate::mesh::Border;

/// A territory before it has a place in the atlas.
#[derive(Debug)]
pub(super) struct Territory {
    pub(super) code: String,
    pub(super) title: String,
    /// Codes of the territories that hold it, in the order of [`Level::parents`].
    pub(super) parents: Vec<Option<String>>,
    /// Further attributes, in the order of the recipe's `fields`.
    pub(super) fields: Vec<Option<String>>,
    /// The record that it comes from, for messages.
    pub(super) record: String,
}

/// The territories of one level.
#[derive(Debug, Default)]
pub(super) struct Level {
    /// The file that its territories come from, for messages.
    pub(super) file: String,
    pub(super) parents: Vec<String>,
    pub(super) territories: Vec<Territory>,
    /// What surrounds each territory in the source; empty for a dissolved level.
    pub(super) borders: Vec<Border>,
    /// For a dissolved level: for each territory of the finer level the one here that holds it.
    pub(super) members: Option<Members>,
}

/// What a dissolved level is made of.
#[derive(Debug)]
pub(super) struct Members {
    /// The finer level, as its number in the recipe.
    pub(super) from: usize,
    /// For each of its territories the number of the one here, or none.
    pub(super) groups: Vec<Option<usize>>,
}

/// All levels of a recipe, in its order.
pub(super) struct Territories(pub(super) Vec<Level>);

impl Territories {
    pub(super) fn read(
        recipe: &Recipe,
        complaints: &mut Complaints,
        progress: &dyn Progress,
    ) -> Result<Territories, BuildError> {
        let mut levels: Vec<Level> = recipe.levels.iter().map(|_| Level::default()).collect();
        for (number, level) in recipe.levels.iter().enumerate() {
            if let Shapes::Source { sources, key, title } = &level.shapes {
                let source = SourceLevel { level, sources, key, title: title.as_deref() };
                levels[number] = read_source(recipe, source, complaints, progress)?;
            }
        }
        for (number, level) in recipe.levels.iter().enumerate() {
            if let Shapes::Dissolve { from, by, .. } = &level.shapes {
                let finer = recipe.levels.iter().position(|other| other.name == *from).unwrap_or(number);
                levels[number] = dissolve_level(recipe, level, (finer, by), &levels, complaints)?;
            }
        }
        nest(recipe, &mut levels);
        Ok(Territories(levels))
    }
}

/// A level that has shapes of its own, as the recipe tells of it.
#[derive(Clone, Copy)]
struct SourceLevel<'a> {
    level: &'a LevelRecipe,
    sources: &'a [FeatureSource],
    key: &'a str,
    title: Option<&'a str>,
}

/// Reads a level that has shapes of its own.
fn read_source(
    recipe: &Recipe,
    source: SourceLevel,
    complaints: &mut Complaints,
    progress: &dyn Progress,
) -> Result<Level, BuildError> {
    let SourceLevel { level, sources, key, title } = source;
    let parents = recipe.parent_columns(level);
    let mut columns = vec![key];
    columns.extend(title);
    columns.extend(parents.iter().map(|(_, column)| *column));
    columns.extend(level.fields.values().map(String::as_str));
    let digits = parents.iter().map(|(attribute, _)| recipe.digits_of_parent(&level.name, attribute)).collect();
    let mut roll = Roll { key, titled: title.is_some(), parents: digits, ..Roll::default() };
    for source in sources {
        let done = Cell::new(0);
        let surroundings = Surroundings {
            folder: recipe.folder(),
            bounds: recipe.bounds,
            close_below: recipe.mesh.close_below,
            progress: &|at| progress.advance(at.saturating_sub(done.replace(at))),
        };
        for area in read_areas(surroundings, source, &columns, complaints)? {
            roll.enter(&source.file, area, complaints);
        }
    }
    let parents = parents.into_iter().map(|(attribute, _)| attribute.to_owned()).collect();
    let file = sources.iter().map(|source| source.file.as_str()).collect::<Vec<_>>().join(", ");
    Ok(Level { file, parents, territories: roll.territories, borders: roll.borders, members: None })
}

/// The territories of a level that has shapes of its own, each code once.
#[derive(Default)]
struct Roll<'a> {
    key: &'a str,
    titled: bool,
    /// For each parent how many first characters of its cell are its code; none where all are.
    parents: Vec<Option<usize>>,
    /// The place of each code below, and the file and the row that it stands in first.
    seen: FxHashMap<String, (usize, String, u64)>,
    territories: Vec<Territory>,
    borders: Vec<Border>,
}

impl Roll<'_> {
    /// Enters a territory. One that has no code is left out; one whose code was there before becomes a part of that one,
    /// or is left out where both contradict each other.
    fn enter(&mut self, file: &str, area: Area, complaints: &mut Complaints) {
        let Area { row, values, border } = area;
        let mut values = values.into_iter();
        let code = values.next().flatten();
        let mut complain = |kind, detail: String| {
            let (file, code) = (file.to_owned(), code.clone());
            complaints.push(Complaint { kind, file, row: Some(row), code, detail, place: None });
        };
        let Some(code) = code.clone() else {
            return complain(ComplaintKind::MissingCode, format!("the column `{}` is empty", self.key));
        };
        let name = if self.titled { values.next().flatten() } else { None };
        let territory = Territory {
            title: name.unwrap_or_else(|| code.clone()),
            parents: self.parents.iter().map(|digits| cut(values.next().flatten()?, *digits)).collect(),
            fields: values.collect(),
            record: format!("feature {row}"),
            code,
        };
        let Some((place, first_file, first_row)) = self.seen.get(&territory.code) else {
            self.seen.insert(territory.code.clone(), (self.territories.len(), file.to_owned(), row));
            self.territories.push(territory);
            return self.borders.push(border);
        };
        let first =
            if first_file == file { format!("row {first_row}") } else { format!("{first_file}, row {first_row}") };
        match self.territories[*place].take_in(territory) {
            // Ground that several records have is counted once where borders become one mesh.
            Ok(()) => {
                self.borders[*place].rings.extend(border.rings);
                complain(ComplaintKind::UnitedRows, format!("united with {first}, which has the same code"));
            }
            Err([known, other]) => {
                let detail = format!("{first} has the same code, but `{known}` where this one has `{other}`");
                complain(ComplaintKind::DuplicateCode, detail);
            }
        }
    }
}

impl Territory {
    /// Takes what a further record of it says, where this one says nothing.
    ///
    /// # Errors
    /// With what both say where they contradict each other; then nothing is taken.
    fn take_in(&mut self, other: Territory) -> Result<(), [String; 2]> {
        let named = |title: &str| Some(title.to_owned()).filter(|title| *title != self.code);
        let mut pairs = vec![(named(&self.title), named(&other.title))];
        pairs.extend(self.parents.iter().cloned().zip(other.parents.iter().cloned()));
        pairs.extend(self.fields.iter().cloned().zip(other.fields.iter().cloned()));
        for pair in pairs {
            if let (Some(own), Some(others)) = pair
                && own != others
            {
                return Err([own, others]);
            }
        }
        if self.title == self.code {
            self.title = other.title;
        }
        let own = self.parents.iter_mut().chain(&mut self.fields);
        for (own, other) in own.zip(other.parents.into_iter().chain(other.fields)) {
            *own = own.take().or(other);
        }
        Ok(())
    }
}

/// So many first characters of a code; none of one that has not as many.
fn cut(code: String, digits: Option<usize>) -> Option<String> {
    let Some(digits) = digits else { return Some(code) };
    (code.chars().count() >= digits).then(|| code.chars().take(digits).collect())
}
