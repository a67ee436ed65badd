//! Where a table has its codes, and whose they are.

use super::matching::{Codes, Match, compare_fitted, sounds_alike};
use super::survey::{Column, Find};
use super::words::{code_likeness, has_years, is_count, is_measure, is_rate, year_in};
use super::write::{listed, named};
use crate::gazetteer::{counted, grouped};

/// Where a table has its codes.
pub(super) enum TableKey<'a> {
    Column(&'a Column),
    /// Columns of parts of a code, with the characters that each has at least.
    Joined([(&'a Column, usize); 2]),
}

impl TableKey<'_> {
    /// Whether a code may stand in several rows.
    pub(super) fn repeats(&self) -> bool {
        matches!(self, TableKey::Column(column) if column.repeats)
    }

    /// Whether it is a column of that name, or has one.
    pub(super) fn has(&self, name: &str) -> bool {
        match self {
            TableKey::Column(column) => column.name == name,
            TableKey::Joined(parts) => parts.iter().any(|(column, _)| column.name == name),
        }
    }

    pub(super) fn in_words(&self) -> String {
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

/// The column of codes of a table and what they are codes of, if years tell its rows of one code apart.
pub(super) fn single<'a, 'b, 'c>(
    find: &'a Find,
    units: &'c [Unit<'b>],
) -> Result<(TableKey<'a>, &'c Unit<'b>, Match), String> {
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
            let found = compare_fitted(values, unit.codes);
            if found.share() < MATCHED || !may_have_codes(column, unit, found) {
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

/// Whether a column may have codes of a level: small whole numbers of something else may be some by chance, the more so
/// when zeros are put before them.
fn may_have_codes(column: &Column, unit: &Unit, found: Match) -> bool {
    let name = &column.name;
    let is_figure = is_count(name) || is_rate(name) || is_measure(name) || year_in(name).is_some();
    let by_chance = found.rule.is_some() && found.likeness < 0.5;
    code_likeness(name) > 1 || (!by_chance && (!is_figure || sounds_alike(name, unit.name)))
}

/// Why no column is the key: the one that comes nearest.
fn no_key(find: &Find, units: &[Unit]) -> String {
    if units.is_empty() {
        return "there is no level of territories whose codes it could have".to_owned();
    }
    let values = find.columns.iter().filter_map(|column| Some((column, column.values.as_ref()?)));
    let pairs = values
        .flat_map(|(column, values)| units.iter().map(move |unit| (column, unit, compare_fitted(values, unit.codes))));
    let best = pairs
        .filter(|(column, unit, found)| found.matched > 0 && may_have_codes(column, unit, *found))
        .max_by(|(.., one), (.., other)| one.share().total_cmp(&other.share()));
    let unseen = match find.unseen {
        0 => String::new(),
        count => format!("; not looked at: {}", counted(count, "more column")),
    };
    match best {
        Some((column, unit, found)) => format!(
            "no column has the codes of a level; nearest comes {} to those of `{}`: {} of {}{unseen}",
            named(&column.name),
            unit.name,
            grouped(found.matched as u64),
            grouped(found.values as u64)
        ),
        None => format!(
            "no column has codes of a level: {}{unseen}",
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
    let apart =
        year.map_or_else(String::new, |year| format!(" for {} in {}", counted(years, "year"), named(&year.name)));
    Err(format!(
        "it has {} for {} in {}{apart}, and nothing that is understood here tells them apart; a `table` with `indicator` and \
         `value` reads long tables",
        counted(find.rows, "row"),
        counted(codes, "code"),
        named(&key.name)
    ))
}
