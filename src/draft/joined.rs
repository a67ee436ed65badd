//! Codes that stand in two columns of a table: that of a department and the number of a commune in it.

use std::path::Path;

use super::matching::{Codes, Match, common_length, compare};
use super::survey::{Column, Find, Kind, LIMIT};
use super::table_key::{MATCHED, TableKey, Unit};
use super::words::{has_years, is_territory};
use crate::ingest::{KeyPart, Table, TableKey as Key};

/// Characters of a part of a code at most.
const LONGEST: usize = 6;

/// Columns of a table that are tried with each other.
const TRIED: usize = 8;

/// Two columns that together make the codes of a level, each once.
pub(super) fn joined<'a, 'b, 'c>(
    find: &'a Find,
    units: &'c [Unit<'b>],
    folder: &Path,
) -> Option<(TableKey<'a>, &'c Unit<'b>, Match)> {
    if !matches!(find.kind, Kind::Rows) {
        return None;
    }
    let may_be_part = |column: &&Column| {
        let is_short = column.longest <= LONGEST && column.values.is_some() && !column.has_decimals();
        is_short && column.filled == column.rows && column.repeats && !has_years(column)
    };
    let columns: Vec<&Column> = find.columns.iter().filter(may_be_part).take(TRIED).collect();
    if columns.len() < 2 {
        return None;
    }
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let sheet = find.source.layer.as_deref();
    let (table, _) = Table::read_beginning(folder, &find.source.file, sheet, &names, LIMIT).ok()?;
    let pairs = columns.iter().flat_map(|one| columns.iter().map(move |other| (*one, *other)));
    let mut pairs: Vec<(&Column, &Column)> = pairs.filter(|(one, other)| one.name != other.name).collect();
    // What comes first has fewer values, and a name that tells what it is.
    pairs.sort_by_key(|(one, _)| (one.distinct(), !is_territory(&one.name)));
    for (one, other) in pairs {
        for unit in units {
            let Some(length) = common_length(unit.codes) else { continue };
            // The widths that both may have.
            for digits in one.longest..=length.saturating_sub(other.longest) {
                let parts = [(one, digits), (other, length - digits)];
                if let Some(found) = matched(&table, parts, unit.codes) {
                    return Some((TableKey::Joined(parts), unit, found));
                }
            }
        }
    }
    None
}

/// How the codes that the columns make go together with those of a level; none where a row has that of another, or most are
/// none of it.
fn matched(table: &Table, parts: [(&Column, usize); 2], codes: &Codes) -> Option<Match> {
    let places = parts.map(|(column, _)| table.column(&column.name).ok());
    let [Some(one), Some(other)] = places else { return None };
    let part = |(column, digits): (&Column, usize)| KeyPart { column: column.name.clone(), digits };
    let key = Key { parts: parts.map(part).to_vec() };
    let code = |row: &crate::ingest::Row| key.join([row.get(one), row.get(other)].into_iter()).into_boxed_str();
    let made: Codes = table.rows.iter().map(code).collect();
    let found = compare(&made, codes);
    (made.len() == table.rows.len() && found.share() >= MATCHED).then_some(found)
}
