//! Columns of figures become indicators: what they are called, whether they add up, what they are made of.

use std::collections::{BTreeMap, BTreeSet};

use super::kinds::{Kind, kind_of, unit_of};
use super::names::Taken;
use super::shares;
use super::survey::{Column, Find};
use super::words::{NO_YEAR, humanised, plain, year_in};
use super::write::listed;

/// An indicator as a recipe has it.
pub(super) struct Indicator {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) kind: Kind,
    /// Numerator, denominator, and what they are multiplied by.
    pub(super) parts: Option<(String, String, u32)>,
    pub(super) decimals: usize,
    /// In French and English, where it is known.
    pub(super) unit: Option<(&'static str, &'static str)>,
    pub(super) why: String,
    pub(super) doubts: Vec<String>,
    /// Levels that have tables of it.
    pub(super) levels: BTreeSet<String>,
}

/// Where figures stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cells {
    Column(String),
    Years(BTreeMap<i32, String>),
}

/// The columns of a table that have figures.
pub(super) struct Gathered<'a, 'b> {
    pub(super) find: &'a Find,
    pub(super) level: &'b str,
    pub(super) columns: &'b [&'a Column],
    pub(super) has_year_column: bool,
}

/// All indicators of a recipe.
pub(super) struct Indicators {
    pub(super) all: Vec<Indicator>,
    taken: Taken,
    /// Indicator, level and year that some table gives; no year where it stands in a column.
    given: BTreeSet<(String, String, Option<i32>)>,
}

/// Names of columns that say nothing without that of their file.
const VAGUE: [&str; 18] = [
    "value",
    "valeur",
    "val",
    "obs_value",
    "total",
    "rate",
    "taux",
    "nombre",
    "count",
    "n",
    "nb",
    "number",
    "part",
    "share",
    "pct",
    "percent",
    "figure",
    "data",
];

/// Vague names that add nothing to that of the file.
const EMPTY: [&str; 6] = ["value", "valeur", "val", "obs_value", "figure", "data"];

/// A group of columns that differ by their year only.
struct Group<'a> {
    stem: String,
    plain: Option<&'a Column>,
    years: BTreeMap<i32, &'a Column>,
}

impl<'a> Group<'a> {
    fn columns(&self) -> impl Iterator<Item = &'a Column> {
        self.plain.into_iter().chain(self.years.values().copied())
    }
}

impl Indicators {
    pub(super) fn new(taken: Taken) -> Indicators {
        Indicators { all: Vec::new(), taken, given: BTreeSet::new() }
    }

    /// Makes indicators of the columns of a table; whether some column is of no year of its own.
    pub(super) fn gather(&mut self, gathered: &Gathered, year: Option<i32>) -> (Vec<(String, Cells)>, bool) {
        let groups = groups(gathered);
        let mut out = Vec::new();
        for group in &groups {
            let id = self.id(group, gathered, year, &out);
            self.add(group, &id, gathered);
            out.push((id, cells(group)));
        }
        self.find_shares(&groups, &out);
        (out, groups.iter().any(|group| group.plain.is_some()))
    }

    /// Finds out of which counts of the same rows the other figures are made.
    fn find_shares(&mut self, groups: &[Group], ids: &[(String, Cells)]) {
        let pairs: Vec<(&Column, &str)> =
            groups.iter().zip(ids).filter_map(|(group, (id, _))| Some((group.plain?, id.as_str()))).collect();
        let is_count = |id: &str| self.all.iter().any(|it| it.id == id && it.kind == Kind::Count);
        let (counts, others): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(_, id)| is_count(id));
        let columns: Vec<&Column> = counts.iter().map(|(column, _)| *column).collect();
        for (column, id) in others {
            let Some(share) = shares::find(column, &columns) else { continue };
            let (numerator, denominator) = (counts[share.numerator].1, counts[share.denominator].1);
            if let Some(indicator) = self.all.iter_mut().find(|it| it.id == id && it.parts.is_none()) {
                indicator.is_made_of(numerator, denominator, &share);
            }
        }
    }

    /// The id of a group: that of another table where it gives other years or levels.
    fn id(&mut self, group: &Group, gathered: &Gathered, year: Option<i32>, before: &[(String, Cells)]) -> String {
        let file = year_in(gathered.find.stem()).map_or_else(|| gathered.find.stem().to_owned(), |(_, rest)| rest);
        let lower = group.stem.to_lowercase();
        let wanted = match lower.as_str() {
            "" => file.clone(),
            vague if EMPTY.contains(&vague) => file.clone(),
            vague if VAGUE.contains(&vague) => format!("{file}_{vague}"),
            _ => group.stem.clone(),
        };
        let plain_id = plain(&wanted);
        let years: Vec<Option<i32>> = match (group.plain.is_some(), gathered.has_year_column) {
            (true, true) => vec![None],
            (true, false) => vec![Some(year.unwrap_or(NO_YEAR))],
            (false, _) => group.years.keys().map(|year| Some(*year)).collect(),
        };
        let level = gathered.level.to_owned();
        let clashes = |id: &str| {
            let at = |year: &Option<i32>| self.given.contains(&(id.to_owned(), level.clone(), *year));
            let open = self.given.contains(&(id.to_owned(), level.clone(), None));
            let any = years.contains(&None) && self.given.iter().any(|(other, of, _)| other == id && *of == level);
            let in_table = before.iter().any(|(other, _)| other == id);
            in_table || open || any || years.iter().any(at)
        };
        let is_known = self.all.iter().any(|indicator| indicator.id == plain_id);
        let id = if is_known && !clashes(&plain_id) {
            plain_id
        } else if is_known {
            self.taken.attribute(&plain(&format!("{file}_{wanted}")))
        } else {
            self.taken.attribute(&plain_id)
        };
        self.given.extend(years.into_iter().map(|year| (id.clone(), level.clone(), year)));
        id
    }

    fn add(&mut self, group: &Group, id: &str, gathered: &Gathered) {
        let level = gathered.level.to_owned();
        if let Some(known) = self.all.iter_mut().find(|indicator| indicator.id == id) {
            known.levels.insert(level);
            let decimals = group.columns().map(|column| column.decimals).max().unwrap_or(0);
            known.decimals = known.decimals.max(decimals.min(MOST_DECIMALS));
            return;
        }
        let label =
            if group.stem.is_empty() || VAGUE.contains(&group.stem.to_lowercase().as_str()) { id } else { &group.stem };
        self.all.push(indicator(group, id, label, level));
    }
}

/// Digits behind the decimal mark that a guess shows.
const MOST_DECIMALS: usize = 3;

fn indicator(group: &Group, id: &str, label: &str, level: String) -> Indicator {
    let columns: Vec<&Column> = group.columns().collect();
    let (kind, why, doubt) = kind_of(&columns, id);
    let mut doubts: Vec<String> = doubt.into_iter().collect();
    if kind != Kind::Count {
        doubts.push(UNKNOWN_PARTS.to_owned());
    }
    let markers: BTreeSet<&str> = columns
        .iter()
        .filter(|it| it.filled > it.numbers)
        .flat_map(|it| it.markers.iter().map(|marker| &**marker))
        .collect();
    if !markers.is_empty() {
        doubts
            .push(format!("what {} stands for; `absences` of the table says why a figure is missing", listed(markers)));
    }
    let decimals = columns.iter().map(|column| column.decimals).max().unwrap_or(0).min(MOST_DECIMALS);
    let (unit, levels) = (unit_of(id, kind, None), BTreeSet::from([level]));
    Indicator { id: id.to_owned(), label: humanised(label), kind, parts: None, decimals, unit, why, doubts, levels }
}

/// What is told of a figure that does not add up.
const UNKNOWN_PARTS: &str =
    "what it is made of: with `numerator` and `denominator`, or a `weight`, coarser levels get figures too";

fn groups<'a>(gathered: &Gathered<'a, '_>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group> = Vec::new();
    for &column in gathered.columns {
        // Where a column has the years of rows, a year in a name is part of the name.
        let dated = if gathered.has_year_column { None } else { year_in(&column.name) };
        let stem = dated.as_ref().map_or_else(|| column.name.clone(), |(_, rest)| rest.clone());
        let year = dated.map(|(year, _)| year);
        let fits = |group: &&mut Group| {
            let free = year.map_or(group.plain.is_none(), |year| !group.years.contains_key(&year));
            group.stem == stem && free && group.plain.is_none() == year.is_some()
        };
        match (groups.iter_mut().find(fits), year) {
            (Some(group), Some(year)) => {
                group.years.insert(year, column);
            }
            (_, Some(year)) => groups.push(Group { stem, plain: None, years: BTreeMap::from([(year, column)]) }),
            (_, None) => groups.push(Group { stem, plain: Some(column), years: BTreeMap::new() }),
        }
    }
    groups
}

fn cells(group: &Group) -> Cells {
    match group.plain {
        Some(column) => Cells::Column(column.name.clone()),
        None => Cells::Years(group.years.iter().map(|(year, column)| (*year, column.name.clone())).collect()),
    }
}

impl Indicator {
    /// Whether coarser levels have figures by themselves.
    pub(super) fn adds_up(&self) -> bool {
        self.kind == Kind::Count || self.parts.is_some()
    }

    /// Notes of which counts it is made.
    fn is_made_of(&mut self, numerator: &str, denominator: &str, share: &shares::Share) {
        self.kind = if share.per == 100 { Kind::Share } else { Kind::Mean };
        self.why = format!(
            "{} × `{numerator}` / `{denominator}` in each of the {} rows that were tried",
            share.per, share.rows
        );
        self.doubts.clear();
        self.unit = unit_of(&self.id, self.kind, Some(share.per));
        self.parts = Some((numerator.to_owned(), denominator.to_owned(), share.per));
    }
}
