//! Tables of figures: of which level they are, of which years, and which columns are indicators.

use std::path::Path;

use super::indicators::{Cells, Gathered, Indicators};
use super::joined::joined;
use super::levels::{Level, Shapes};
use super::matching::{Match, compare, sounds_alike};
use super::passages::{Passages, code_year};
use super::points::PointLayer;
use super::survey::{Column, Find, Kind};
use super::table_key::{TableKey, Unit, single};
use super::words::{
    NO_YEAR, code_likeness, has_years, is_count, is_latitude, is_longitude, is_measure, is_no_figure, is_rate,
    is_territory, year_in,
};
use super::write::{listed, named};
use crate::gazetteer::{counted, grouped};

/// A table as a recipe has it.
pub(super) struct Figures<'a> {
    pub(super) find: &'a Find,
    pub(super) level: String,
    pub(super) key: TableKey<'a>,
    /// How its codes are brought into the form of the level's.
    pub(super) rule: Option<&'static str>,
    pub(super) year: Year,
    pub(super) code_year: Option<i32>,
    /// Indicator and where its figures stand.
    pub(super) columns: Vec<(String, Cells)>,
    pub(super) why: String,
    pub(super) doubts: Vec<String>,
}

/// Of which year the figures are that stand in a column of no year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Year {
    Fixed(i32),
    Column(String),
    /// Every column has its own.
    InHeaders,
}

/// What is known before tables are looked at.
pub(super) struct Known<'a, 'b> {
    pub(super) folder: &'b Path,
    pub(super) levels: &'b [Level<'a>],
    pub(super) points: &'b [PointLayer<'a>],
    pub(super) passages: &'b [Passages],
    pub(super) tables: &'b [Figures<'a>],
}

/// The table that a file is, or why it is none.
pub(super) fn figures<'a>(find: &'a Find, known: &Known, indicators: &mut Indicators) -> Result<Figures<'a>, String> {
    let units = units(known);
    let (key, unit, found) = single(find, &units).or_else(|reason| joined(find, &units, known.folder).ok_or(reason))?;
    let year_column = find.columns.iter().find(|column| has_years(column) && !key.has(&column.name));
    // Where each row is about another territory, years that differ are rather of something else.
    let year_column = year_column.filter(|column| key.repeats() || column.distinct() == Some(1));
    let (mut numeric, left_out): (Vec<&Column>, Vec<&Column>) = find
        .columns
        .iter()
        .filter(|column| !key.has(&column.name) && year_column.is_none_or(|year| year.name != column.name))
        .filter(|column| column.filled > 0 && column.is_numeric())
        .partition(|column| {
            is_figure(column, &units, find) && !known.levels.iter().any(|level| level.is_by(&column.name))
        });
    if numeric.is_empty() {
        return Err(format!("it has codes of `{}` in {}, but no column of figures", unit.name, key.in_words()));
    }
    let stem = year_of(find);
    let twice = if tells_year(find) { Vec::new() } else { given_already(&mut numeric, unit.name, known) };
    if numeric.is_empty() {
        return Err(twice.join("; "));
    }
    let gathered = Gathered { find, level: unit.name, columns: &numeric, has_year_column: year_column.is_some() };
    let (columns, has_plain) = indicators.gather(&gathered, stem.as_ref().map(|(year, _)| *year));
    let mut doubts = Vec::new();
    if find.columns.iter().any(|column| unit.codes.contains(column.name.as_str())) {
        doubts.push("its first row looks like figures and not like names of columns: give it a header".to_owned());
    }
    let year = match (year_column, stem) {
        (Some(column), _) if has_plain => Year::Column(column.name.clone()),
        _ if !has_plain => Year::InHeaders,
        (_, Some((year, _))) => Year::Fixed(year),
        _ => {
            doubts.push(format!("no year is told; {NO_YEAR} stands here so that it can be built"));
            Year::Fixed(NO_YEAR)
        }
    };
    let former = former_codes(&key, unit.name, known);
    if found.share() < 0.95 && former.is_none() {
        doubts.push("codes that are not there: see what `maillage check` tells of them".to_owned());
    }
    let mut why = format!("codes of `{}` in {}: {}.", unit.name, key.in_words(), found.in_words());
    why.push_str(&year_in_words(&year, find));
    if let Some((year, count)) = former {
        let count = grouped(count as u64);
        why.push_str(&format!(" It has codes of territories that were there in {year} and are no more: {count}."));
    }
    why.push_str(&remarks(find, found, &twice, &left_out));
    Ok(Figures {
        find,
        level: unit.name.to_owned(),
        key,
        rule: found.rule,
        year,
        code_year: former.map(|(year, _)| year),
        columns,
        why,
        doubts,
    })
}

fn units<'b>(known: &Known<'_, 'b>) -> Vec<Unit<'b>> {
    let levels = known.levels.iter().map(|level| Unit { name: &level.name, codes: &level.codes });
    let points = known.points.iter().map(|points| Unit { name: &points.name, codes: &points.codes });
    levels.chain(points).collect()
}

/// The year in the name of a file, or of a folder that it lies in, and what is left of that of the file.
fn year_of(find: &Find) -> Option<(i32, String)> {
    let folders = || find.source.file.rsplit('/').skip(1).find_map(year_in);
    year_in(find.stem()).or_else(|| folders().map(|(year, _)| (year, find.stem().to_owned())))
}

/// Whether a file tells of which year its figures are.
pub(super) fn tells_year(find: &Find) -> bool {
    let in_columns = find.columns.iter().any(|column| has_years(column) || year_in(&column.name).is_some());
    in_columns || year_of(find).is_some()
}

/// Takes out columns whose figures another table of the level gives, of a year that it knows; which, in words.
fn given_already(columns: &mut Vec<&Column>, level: &str, known: &Known) -> Vec<String> {
    let of_level = || known.tables.iter().filter(|table| table.level == level && tells_year(table.find));
    let mut told = Vec::new();
    columns.retain(|column| {
        let same = of_level().find_map(|table| {
            let other = table.find.columns.iter().find(|other| column.is_like(other))?;
            Some(format!("{} has the figures of {} of {}", named(&column.name), named(&other.name), table.find.place()))
        });
        told.extend(same.iter().cloned());
        same.is_none()
    });
    told
}

/// Whether a column of numbers has figures, and not codes, places, or measures of shapes.
fn is_figure(column: &Column, units: &[Unit], find: &Find) -> bool {
    let is_place = is_longitude(column) || is_latitude(column);
    let name = &column.name;
    let is_of_territory = is_territory(name) && !is_count(name) && !is_rate(name);
    let is_address = is_no_figure(name) && !is_count(name) && !is_rate(name);
    let is_code = code_likeness(name) > 2 && !is_count(name);
    // What is the same everywhere says nothing of anywhere.
    let is_constant = find.rows > 1 && column.distinct() == Some(1);
    let is_taken = is_place || is_measure(name) || is_address || is_of_territory || is_code || is_constant;
    !is_taken && !has_codes(column, units, find)
}

/// Whether its whole numbers are codes of other territories.
fn has_codes(column: &Column, units: &[Unit], find: &Find) -> bool {
    let Some(values) = column.values.as_ref().filter(|_| !column.has_decimals()) else { return false };
    units.iter().any(|unit| {
        let found = compare(values, unit.codes);
        let long = values.iter().all(|value| value.len() >= 4);
        let named =
            sounds_alike(&column.name, unit.name) || code_likeness(&column.name) > 1 || is_territory(&column.name);
        found.matched == found.values && found.values > 1 && (named || (long && find.rows > 5))
    })
}

fn year_in_words(year: &Year, find: &Find) -> String {
    match year {
        Year::Fixed(_) if year_of(find).is_some() => " The year is that of its name.".to_owned(),
        Year::Fixed(_) => String::new(),
        Year::Column(column) => format!(" The years are in {}.", named(column)),
        Year::InHeaders => " The years are in the names of its columns.".to_owned(),
    }
}

/// The year in whose codes it is, if some of them are of former territories, and how many are.
fn former_codes(key: &TableKey, level: &str, known: &Known) -> Option<(i32, usize)> {
    let TableKey::Column(key) = key else { return None };
    let level = known.levels.iter().find(|other| other.name == level)?;
    code_year(key.values.as_ref()?, level, known.passages)
}

/// What else is to be said of a table.
fn remarks(find: &Find, found: Match, twice: &[String], left_out: &[&Column]) -> String {
    let mut out = String::new();
    match found.rule {
        Some("pad") => out.push_str(" They have lost the zeros before them: `pad` puts these back."),
        Some(rule) => {
            out.push_str(&format!(" It is the codes of the shapes that have lost zeros: `{rule}` takes them away."));
        }
        None => {}
    }
    if !find.is_whole {
        out.push_str(&format!(" Only its first {} rows were looked at.", grouped(find.rows)));
    }
    if !twice.is_empty() {
        out.push_str(&format!(" Not taken: {}.", twice.join("; ")));
    }
    if !left_out.is_empty() {
        let names = listed(left_out.iter().map(|column| column.name.as_str()));
        out.push_str(&format!(" Not taken for figures: {names}."));
    }
    let unread: Vec<String> = find.columns.iter().filter_map(unread).collect();
    if !unread.is_empty() {
        out.push_str(&format!(" Not understood as numbers: {}.", unread.join(", ")));
    }
    if find.unseen > 0 {
        out.push_str(&format!(" Not looked at: {}.", counted(find.unseen, "more column")));
    }
    out
}

/// A column of what looks like numbers with something beside them, and an example.
fn unread(column: &Column) -> Option<String> {
    let is_nearly = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_digit()) && text.contains([' ', '\u{a0}', '%', '€', '.', ','])
    };
    let example = column.markers.iter().filter(|text| is_nearly(text)).min()?;
    let is_one = !column.is_numeric() && column.padded == 0 && column.markers.iter().all(|text| is_nearly(text));
    is_one.then(|| format!("{} (`{example}`)", named(&column.name)))
}

/// Files of shapes whose columns may have figures: those that are levels, and those that name the territories of one.
pub(super) fn may_have_figures(find: &Find, levels: &[Level]) -> bool {
    let is_of = |level: &Level| match &level.shapes {
        Shapes::Source { find: own, .. } => std::ptr::eq(*own, find),
        Shapes::Dissolve { names, .. } => names.is_some_and(|names| std::ptr::eq(names.find, find)),
    };
    match find.kind {
        Kind::Rows => true,
        Kind::Areas(_) => levels.iter().any(is_of),
        Kind::Points(_) => false,
    }
}
