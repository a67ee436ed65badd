//! Which files are levels of territories, from the finest to the coarsest, and which lie in which.

use std::collections::BTreeSet;

use super::keys::{key, title};
use super::links::{Link, column_links, digit_links, own_columns};
use super::matching::{Codes, compare};
use super::names::Taken;
use super::survey::{Column, Find, Kind};
use super::text_of_sources::source;
use super::words::{humanised, plain, year_in};
use super::write::{listed, named};
use crate::gazetteer::counted;

/// A level as a recipe has it.
pub(super) struct Level<'a> {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) shapes: Shapes<'a>,
    pub(super) codes: Codes,
    /// Why it is taken for one, and what is doubtful about it.
    pub(super) why: String,
    pub(super) doubts: Vec<String>,
}

/// Where its territories come from.
pub(super) enum Shapes<'a> {
    Source { find: &'a Find, key: &'a str, title: Option<&'a str> },
    Dissolve { from: String, by: String, digits: Option<usize>, names: Option<Names<'a>> },
}

/// The file that names the territories of a dissolved level.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) find: &'a Find,
    pub(super) key: &'a str,
    pub(super) title: &'a str,
}

/// What was found, and what could not be used, with the reason.
#[derive(Default)]
pub(super) struct Levels<'a> {
    pub(super) levels: Vec<Level<'a>>,
    pub(super) unused: Vec<(String, String)>,
}

/// The part of codes in common from which two files have the same territories.
const SAME: f64 = 0.8;

/// Guesses the levels; `taken` are the names that layers have.
pub(super) fn levels<'a>(finds: &'a [Find], taken: &mut Taken) -> Levels<'a> {
    let mut out = Levels::default();
    let mut areas: Vec<&Find> = finds.iter().filter(|find| matches!(find.kind, Kind::Areas(_))).collect();
    areas.sort_by_key(|find| std::cmp::Reverse(find.rows));
    let mut used: BTreeSet<String> = BTreeSet::new();
    for find in areas {
        if used.contains(&find.place()) {
            continue;
        }
        match source_level(find, finds, &out.levels, taken) {
            Ok(level) => {
                used.insert(find.place());
                out.levels.push(level);
                let at = out.levels.len() - 1;
                dissolves(at, finds, &mut used, &mut out, taken);
            }
            Err(reason) => out.unused.push((find.place(), reason)),
        }
    }
    out.levels.sort_by_key(|level| std::cmp::Reverse(level.codes.len()));
    out
}

/// A level with the shapes of a file, or why it is none.
fn source_level<'a>(find: &'a Find, all: &[Find], before: &[Level], taken: &mut Taken) -> Result<Level<'a>, String> {
    if find.rows < 2 && !before.is_empty() {
        return Err("a single territory is no level".to_owned());
    }
    let Some(found) = key(find, all) else {
        return Err(format!(
            "none of its columns has a code for every territory, each another: {}",
            listed(find.columns.iter().map(|column| column.name.as_str()))
        ));
    };
    let codes = found.column.values.clone().unwrap_or_default();
    if let Some(same) = before.iter().find(|level| compare(&codes, &level.codes).likeness >= SAME) {
        return Err(format!("it has the territories of the level `{}` once more", same.name));
    }
    let title = title(find, &found.column.name);
    let why = format!(
        "{}, {}, in {} of {}{}.",
        counted(codes.len() as u64, &format!("{} code", span(found.column))),
        if found.without == 0 { "all different" } else { "not all different" },
        named(&found.column.name),
        find.place(),
        title.map_or(" (no column has their names)".to_owned(), |title| format!("; names in {}", named(&title.name)))
    );
    let mut doubts = found.doubts();
    if are_nested(&codes) {
        doubts.push(
            "its codes begin with one another: are there territories within territories of the same file?".to_owned(),
        );
    }
    if let Some(other) = before.iter().find(|level| level.find().is_some_and(|other| are_parts(find, other))) {
        doubts.push(format!(
            "it has the columns of `{}` and other codes; if both are one level, its source is a list: [{}, {}]",
            other.name,
            other.find().map_or_else(String::new, |other| source(&other.source, "")),
            source(&find.source, "")
        ));
    }
    doubts.extend(find.doubt_of_places());
    Ok(Level {
        name: taken.layer(&plain(find.stem())),
        label: humanised(find.stem()),
        shapes: Shapes::Source { find, key: &found.column.name, title: title.map(|title| title.name.as_str()) },
        codes,
        why,
        doubts,
    })
}

/// Whether most codes have another at their beginning, as those of regions within countries do.
fn are_nested(codes: &Codes) -> bool {
    let has_holder = |code: &str| {
        let ends = code.char_indices().map(|(end, _)| end).skip(1);
        ends.into_iter().any(|end| codes.contains(&code[..end]))
    };
    codes.iter().filter(|code| has_holder(code)).count() * 2 > codes.len()
}

/// Whether two files may be parts of one level: mainland and islands have the same columns.
fn are_parts(one: &Find, other: &Find) -> bool {
    let names = |find: &Find| find.columns.iter().map(|column| column.name.clone()).collect::<BTreeSet<String>>();
    one.columns.len() > 1 && names(one) == names(other)
}

/// `5-character`, where all codes have as many.
fn span(column: &Column) -> String {
    let mut lengths: Vec<usize> = column.values.iter().flatten().map(|code| code.chars().count()).collect();
    lengths.sort_unstable();
    match (lengths.first(), lengths.last()) {
        (Some(least), Some(most)) if least == most => format!("{least}-character"),
        (Some(least), Some(most)) => format!("{least}- to {most}-character"),
        _ => String::new(),
    }
}

/// The coarser levels that are unions of the territories of the level `at`.
fn dissolves<'a>(at: usize, finds: &'a [Find], used: &mut BTreeSet<String>, out: &mut Levels<'a>, taken: &mut Taken) {
    let Shapes::Source { find, key, .. } = out.levels[at].shapes else { return };
    let from = out.levels[at].name.clone();
    let mut links = column_links(find, key, finds, used);
    let linked =
        |links: &[Link], find: &Find| links.iter().any(|link| link.to.is_some_and(|to| std::ptr::eq(to.find, find)));
    let by_digits = digit_links(find, key, finds, used);
    links.extend(
        by_digits.into_iter().filter(|link| link.to.is_some_and(|to| !linked(&links, to.find))).collect::<Vec<_>>(),
    );
    let of_columns = own_columns(find, key, &links);
    links.extend(of_columns);
    for link in links {
        if out
            .levels
            .iter()
            .any(|level| compare(&link.codes, &level.codes).likeness > 0.999 && level.codes.len() == link.codes.len())
        {
            continue;
        }
        if let Some(to) = link.to.filter(|to| matches!(to.find.kind, Kind::Areas(_))) {
            used.insert(to.find.place());
        }
        out.levels.push(dissolved(&from, link, taken));
    }
}

fn dissolved<'a>(from: &str, link: Link<'a>, taken: &mut Taken) -> Level<'a> {
    let of_names = link.to.filter(|to| link.digits.is_some() || to.sounds_alike).map(|to| to.find.stem());
    let stem = of_names.map_or_else(|| link.by.clone(), |stem| year_in(stem).map_or(stem.to_owned(), |(_, rest)| rest));
    let names =
        link.to.and_then(|to| Some(Names { find: to.find, key: to.key, title: title(to.find, to.key)?.name.as_str() }));
    let by = match link.digits {
        // The attribute is called like the level, in the singular.
        Some(_) => taken.attribute(plain(&stem).strip_suffix('s').unwrap_or(&plain(&stem))),
        None => link.by.clone(),
    };
    taken.reserve(&by);
    Level {
        name: taken.layer(&plain(&stem)),
        label: humanised(&stem),
        shapes: Shapes::Dissolve { from: from.to_owned(), by, digits: link.digits, names },
        codes: link.codes,
        why: link.why,
        doubts: link.doubts,
    }
}

impl Level<'_> {
    /// The attribute that is the code of a territory of it.
    pub(super) fn attribute(&self) -> String {
        match &self.shapes {
            Shapes::Dissolve { by, .. } => by.clone(),
            Shapes::Source { .. } => self.name.strip_suffix('s').unwrap_or(&self.name).to_owned(),
        }
    }

    /// The file that it has its shapes from.
    pub(super) fn find(&self) -> Option<&Find> {
        match &self.shapes {
            Shapes::Source { find, .. } => Some(find),
            Shapes::Dissolve { .. } => None,
        }
    }

    /// Whether it has its shapes or its names from a file.
    pub(super) fn uses(&self, other: &Find) -> bool {
        match &self.shapes {
            Shapes::Source { find, .. } => std::ptr::eq(*find, other),
            Shapes::Dissolve { names, .. } => names.is_some_and(|names| std::ptr::eq(names.find, other)),
        }
    }

    /// Whether it is dissolved by a column of that name.
    pub(super) fn is_by(&self, column: &str) -> bool {
        matches!(&self.shapes, Shapes::Dissolve { by, digits: None, .. } if by == column)
    }

    /// The level that it is dissolved from.
    pub(super) fn from(&self) -> Option<&str> {
        match &self.shapes {
            Shapes::Dissolve { from, .. } => Some(from),
            Shapes::Source { .. } => None,
        }
    }
}
