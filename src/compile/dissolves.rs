//! Levels that are unions of the territories of a finer one.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::BuildError;
use super::territories::{Level, Members, Territory};
use crate::ingest::{Complaint, ComplaintKind, Complaints, LevelRecipe, Recipe, Shapes, read_names};

/// Makes a level of the territories of a finer one that share a parent.
pub(super) fn dissolve_level(
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
pub(super) fn nest(recipe: &Recipe, levels: &mut [Level]) {
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
