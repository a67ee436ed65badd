//! Tables of figures: of which level they are, of which years, and which columns are indicators.

use std::path::Path;

use super::indicators::{Cells, Gathered, Indicators};
use super::joined::joined;
use super::levels::{Level, Shapes};
use super::matching::{Codes, Match, compare, compare_padded, sounds_alike};
use super::passages::{Passages, code_year};
use super::points::PointLayer;
use super::words::{code_likeness, has_years, is_latitude, is_longitude, is_measure, is_territory, year_in};
use super::write::{grouped, listed, named};
use crate::ingest::survey::{Column, Find, Kind};

/// A table as a recipe has it.
pub(super) struct Figures<'a> {
    pub(super) find: &'a Find,
    pub(super) level: String,
    pub(super) key: TableKey<'a>,
    pub(super) padded: bool,
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

/// What stands for a year that no file tells: plainly none that was meant.
pub(super) const NO_YEAR: i32 = 2000;

/// Where a table has its codes.
pub(super) enum TableKey<'a> {
    Column(&'a Column),
    /// Columns of parts of a code, with the characters that each has at least.
    Joined([(&'a Column, usize); 2]),
}

impl TableKey<'_> {
    /// Whether it is a column of that name, or has one.
    fn has(&self, name: &str) -> bool {
        match self {
            TableKey::Column(column) => column.name == name,
            TableKey::Joined(parts) => parts.iter().any(|(column, _)| column.name == name),
        }
    }

    fn in_words(&self) -> String {
        match self {
            TableKey::Column(column) => named(&column.name),
            TableKey::Joined([(one, _), (other, _)]) => {
                format!("{} and {} together", named(&one.name), named(&other.name))
            }
        }
    }
}

/// Something that has codes: a level, or a layer of points.
pub(super) struct Unit<'b> {
    pub(super) name: &'b str,
    pub(super) codes: &'b Codes,
}

/// The part of a table's codes that have to be those of a level.
pub(super) const MATCHED: f64 = 0.8;

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
    let stem = year_in(find.stem());
    let twice = if tells_year(find) { Vec::new() } else { given_already(&mut numeric, unit.name, known) };
    if numeric.is_empty() {
        return Err(twice.concat());
    }
    let gathered = Gathered { find, level: unit.name, columns: &numeric, has_year_column: year_column.is_some() };
    let (columns, has_plain) = indicators.gather(&gathered, stem.as_ref().map(|(year, _)| *year));
    let mut doubts = Vec::new();
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
        why.push_str(&format!(" It has {count} codes of former territories, which were there in {year}."));
    }
    why.push_str(&remarks(find, found, &twice, &left_out));
    Ok(Figures {
        find,
        level: unit.name.to_owned(),
        key,
        padded: found.padded,
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

/// The column of codes of a table and what they are codes of, if years tell its rows of one code apart.
fn single<'a, 'b, 'c>(find: &'a Find, units: &'c [Unit<'b>]) -> Result<(TableKey<'a>, &'c Unit<'b>, Match), String> {
    let (column, unit, found) = table_key(find, units).ok_or_else(|| no_key(find, units))?;
    let year = find.columns.iter().find(|other| has_years(other) && other.name != column.name);
    refuse_repeated(find, column, year)?;
    Ok((TableKey::Column(column), unit, found))
}

/// The column of codes of a table, and what they are codes of: most of its values are.
fn table_key<'a, 'b, 'c>(find: &'a Find, units: &'c [Unit<'b>]) -> Option<(&'a Column, &'c Unit<'b>, Match)> {
    let mut best: Option<([i64; 4], &Column, &Unit, Match)> = None;
    for column in find.columns.iter().filter(|column| !column.has_decimals()) {
        let Some(values) = column.values.as_ref().filter(|values| !values.is_empty()) else { continue };
        for unit in units {
            let found = compare_padded(values, unit.codes);
            if found.share() < MATCHED || (found.padded && found.likeness < 0.5 && code_likeness(&column.name) < 2) {
                continue;
            }
            let alike = sounds_alike(&column.name, unit.name) || sounds_alike(find.stem(), unit.name);
            // A column whose codes do not repeat is what the rows are about.
            let distinct = if column.repeats { 0 } else { 1 };
            let likeness = i64::from(code_likeness(&column.name)) + i64::from(alike);
            let rank = [
                distinct * 4 + likeness,
                (found.share() * 20.0) as i64,
                (found.likeness * 100.0) as i64,
                found.matched as i64,
            ];
            if best.as_ref().is_none_or(|(other, ..)| rank > *other) {
                best = Some((rank, column, unit, found));
            }
        }
    }
    best.map(|(_, column, unit, found)| (column, unit, found))
}

/// Why no column is the key: the one that comes nearest.
fn no_key(find: &Find, units: &[Unit]) -> String {
    if units.is_empty() {
        return "there is no level of territories whose codes it could have".to_owned();
    }
    let values = find.columns.iter().filter_map(|column| Some((column, column.values.as_ref()?)));
    let pairs =
        values.flat_map(|(column, values)| units.iter().map(move |unit| (column, unit, compare(values, unit.codes))));
    let best = pairs
        .filter(|(.., found)| found.matched > 0)
        .max_by(|(.., one), (.., other)| one.share().total_cmp(&other.share()));
    match best {
        Some((column, unit, found)) => format!(
            "no column has the codes of a level; nearest comes {} to those of `{}`: {} of {}",
            named(&column.name),
            unit.name,
            grouped(found.matched as u64),
            grouped(found.values as u64)
        ),
        None => format!(
            "no column has codes of a level: {}",
            listed(find.columns.iter().map(|column| column.name.as_str()))
        ),
    }
}

/// Rows of one code have to be told apart by a year.
fn refuse_repeated(find: &Find, key: &Column, year: Option<&Column>) -> Result<(), String> {
    let codes = key.distinct().unwrap_or_default();
    let years = year.and_then(Column::distinct).unwrap_or(1);
    if key.filled <= codes.saturating_mul(years) {
        return Ok(());
    }
    let apart = year.map_or_else(String::new, |year| format!(" for {} years in {}", years, named(&year.name)));
    Err(format!(
        "it has {} rows for {} codes in {}{apart}, and nothing that is understood here tells them apart; a `table` with `indicator` and \
         `value` reads long tables",
        grouped(find.rows),
        grouped(codes),
        named(&key.name)
    ))
}

/// Whether a file tells of which year its figures are.
pub(super) fn tells_year(find: &Find) -> bool {
    let in_columns = find.columns.iter().any(|column| has_years(column) || year_in(&column.name).is_some());
    in_columns || year_in(find.stem()).is_some()
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
    let is_taken =
        is_place || is_measure(&column.name) || (is_territory(&column.name) && code_likeness(&column.name) > 1);
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
        Year::Fixed(_) if year_in(find.stem()).is_some() => " The year is that of its name.".to_owned(),
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
    if found.padded {
        out.push_str(" They have lost the zeros before them: `pad` puts these back.");
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
    out
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
