use std::cell::Cell;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{BuildError, Progress};
use crate::ingest::{
    Area, Complaint, ComplaintKind, Complaints, FeatureSource, LevelRecipe, Recipe, Shapes, Surroundings, read_areas,
    read_names,
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

/// Makes a level of the territories of a finer one that share a parent.
fn dissolve_level(
    recipe: &Recipe,
    level: &LevelRecipe,
    (finer, by): (usize, &str),
    levels: &[Level],
    complaints: &mut Complaints,
) -> Result<Level, BuildError> {
    let source = &levels[finer];
    let parent = source.parents.iter().position(|attribute| attribute == by);
    let code_of = |territory: &Territory| territory.parents.get(parent?)?.clone();
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, territory) in source.territories.iter().enumerate() {
        if let Some(code) = code_of(territory) {
            groups.entry(code).or_default().push(number);
        }
    }
    if groups.is_empty() {
        let (level, from) = (level.name.clone(), recipe.levels[finer].name.clone());
        return Err(BuildError::EmptyDissolve { level, from, by: by.to_owned() });
    }
    if !matches!(level.shapes, Shapes::Dissolve { orphans: true, .. }) {
        complain_of_orphans(source, (&recipe.levels[finer].name, &level.name, by), code_of, complaints);
    }
    let mut names = Names::read(recipe, level, &groups, complaints)?;
    let groups: Vec<(String, Vec<usize>)> = groups.into_iter().collect();
    let mut membership = vec![None; source.territories.len()];
    for (number, (_, members)) in groups.iter().enumerate() {
        members.iter().for_each(|&member| membership[member] = Some(number));
    }
    let territories = groups.into_iter().map(|(code, _)| {
        let (title, fields) = names.take(&code);
        Territory { title, parents: Vec::new(), fields, record: format!("column `{by}`"), code }
    });
    let territories = territories.collect();
    let members = Some(Members { from: finer, groups: membership });
    Ok(Level { file: source.file.clone(), parents: Vec::new(), territories, borders: Vec::new(), members })
}

/// Reports each territory of a finer level that no territory of a coarser one is made of: the shape and the sums of that
/// level lack it. The names are those of both levels and of the attribute.
fn complain_of_orphans(
    source: &Level,
    (finer, coarser, by): (&str, &str, &str),
    parent: impl Fn(&Territory) -> Option<String>,
    complaints: &mut Complaints,
) {
    let orphans: Vec<&Territory> = source.territories.iter().filter(|it| parent(it).is_none()).collect();
    let (count, all) = (orphans.len(), source.territories.len());
    for orphan in orphans {
        let detail = format!(
            "it has no `{by}`, so no territory of `{coarser}` includes it ({count} of {all} `{finer}`); if this \
             is intended, write `orphans = true` in the `dissolve` of `{coarser}`"
        );
        let (kind, file, code) = (ComplaintKind::NoParent, source.file.clone(), Some(orphan.code.clone()));
        complaints.push(Complaint { kind, file, row: None, code, detail, place: None });
    }
}

/// Names and fields of a dissolved level by code.
struct Names {
    known: FxHashMap<String, (String, Vec<Option<String>>)>,
    fields: usize,
}

impl Names {
    fn read(
        recipe: &Recipe,
        level: &LevelRecipe,
        groups: &BTreeMap<String, Vec<usize>>,
        complaints: &mut Complaints,
    ) -> Result<Names, BuildError> {
        let fields = level.fields.len();
        let Shapes::Dissolve { names: Some(table), .. } = &level.shapes else {
            return Ok(Names { known: FxHashMap::default(), fields });
        };
        let names = read_names(table, &level.fields, recipe.folder(), complaints)?;
        let mut complain = |code: &str, detail: String| {
            let (file, code) = (table.file.clone(), Some(code.to_owned()));
            complaints.push(Complaint { kind: ComplaintKind::UnknownCode, file, row: None, code, detail, place: None });
        };
        for name in names.iter().filter(|name| !groups.contains_key(&name.code)) {
            complain(&name.code, format!("no member has it; `{}` is not drawn", name.title));
        }
        let known: FxHashMap<_, _> = names.into_iter().map(|name| (name.code, (name.title, name.fields))).collect();
        for code in groups.keys().filter(|code| !known.contains_key(*code)) {
            complain(code, "the table has no row for it; its code stands for its name".to_owned());
        }
        Ok(Names { known, fields })
    }

    fn take(&mut self, code: &str) -> (String, Vec<Option<String>>) {
        self.known.remove(code).unwrap_or_else(|| (code.to_owned(), vec![None; self.fields]))
    }
}

/// Finds which dissolved territory lies in which coarser one, where all its members agree.
fn nest(recipe: &Recipe, levels: &mut [Level]) {
    let dissolves: Vec<(usize, &str)> = (recipe.levels.iter().enumerate())
        .filter_map(|(number, level)| match &level.shapes {
            Shapes::Dissolve { by, .. } => Some((number, by.as_str())),
            Shapes::Source { .. } => None,
        })
        .collect();
    for &(number, _) in &dissolves {
        let mut attributes = Vec::new();
        let mut columns: Vec<Vec<Option<String>>> = Vec::new();
        for &(other, by) in dissolves.iter().filter(|&&(other, _)| is_coarser(levels, other, number)) {
            // Two levels may be dissolved by one column; an attribute stands in a layer once.
            if attributes.iter().any(|known| known == by) {
                continue;
            }
            attributes.push(by.to_owned());
            columns.push(holders(&levels[number], &levels[other]));
        }
        levels[number].parents = attributes;
        for (place, territory) in levels[number].territories.iter_mut().enumerate() {
            territory.parents = columns.iter().map(|column| column[place].clone()).collect();
        }
    }
}

/// Whether a level can hold the territories of another: made of the same members, and of fewer territories.
fn is_coarser(levels: &[Level], coarse: usize, fine: usize) -> bool {
    let from = |level: usize| levels[level].members.as_ref().map(|members| members.from);
    from(coarse) == from(fine) && levels[coarse].territories.len() < levels[fine].territories.len()
}

/// For each territory of `fine` the code of the one of `coarse` that has all its members; none where it crosses.
fn holders(fine: &Level, coarse: &Level) -> Vec<Option<String>> {
    let (Some(fine_members), Some(coarse_members)) = (&fine.members, &coarse.members) else {
        return vec![None; fine.territories.len()];
    };
    // Outer none: no member seen yet. Inner none: members disagree.
    let mut found: Vec<Option<Option<usize>>> = vec![None; fine.territories.len()];
    for (group, holder) in fine_members.groups.iter().zip(&coarse_members.groups) {
        if let Some(group) = *group {
            let agreed = match found[group] {
                None => *holder,
                Some(before) if before == *holder => before,
                Some(_) => None,
            };
            found[group] = Some(agreed);
        }
    }
    found.into_iter().map(|holder| Some(coarse.territories[holder??].code.clone())).collect()
}
