//! Which column of a file has its codes, and which its names.

use super::matching::compare_padded;
use super::words::{code_likeness, name_likeness};
use crate::ingest::survey::{Column, Find};

/// A column of codes, and why it is taken for one.
pub(super) struct Key<'a> {
    pub(super) column: &'a Column,
    /// Other columns that would do, by name.
    pub(super) others: Vec<&'a str>,
    /// Whether it may be another one.
    pub(super) is_doubtful: bool,
}

/// Characters of a code beyond which a shorter one is preferred.
const SHORT: usize = 12;

/// The column of codes: all different, never blank; those that other files use, and those that sound like codes, first.
pub(super) fn key<'a>(find: &'a Find, all: &[Find]) -> Option<Key<'a>> {
    let is_candidate = |column: &&Column| column.is_unique() && !column.has_decimals();
    let mut ranked: Vec<(i64, &Column)> =
        find.columns.iter().filter(is_candidate).map(|column| (worth(column, find, all), column)).collect();
    // The sort is stable: of two that are as good the first of the file.
    ranked.sort_by_key(|(worth, _)| std::cmp::Reverse(*worth));
    let (best, column) = *ranked.first()?;
    let others = ranked[1..].iter().map(|(_, column)| column.name.as_str()).collect();
    let is_doubtful = best < 3 || ranked.get(1).is_some_and(|(second, _)| *second == best);
    Some(Key { column, others, is_doubtful })
}

fn worth(column: &Column, find: &Find, all: &[Find]) -> i64 {
    let likeness = i64::from(code_likeness(&column.name));
    let used = all.iter().filter(|other| !std::ptr::eq(*other, find) && uses(other, column)).count();
    let name = i64::from(name_likeness(&column.name)) * 2;
    let length = if column.longest > SHORT { 1 } else { 0 };
    likeness + 2 * used.min(3) as i64 - name - length
}

/// Whether some column of a file has codes of this one.
fn uses(other: &Find, column: &Column) -> bool {
    let Some(codes) = &column.values else { return false };
    let has = |values: &&Column| {
        values.values.as_ref().is_some_and(|values| {
            let found = compare_padded(values, codes);
            found.matched * 10 >= codes.len() * 4 && found.share() >= 0.8
        })
    };
    codes.len() > 2 && other.columns.iter().any(|values| has(&values))
}

/// The column of names beside a column of codes.
pub(super) fn title<'a>(find: &'a Find, key: &str) -> Option<&'a Column> {
    let is_text = |column: &&Column| column.name != key && column.filled > 0 && column.numbers * 2 < column.filled;
    let texts: Vec<&Column> = find.columns.iter().filter(is_text).collect();
    let named = texts.iter().rev().max_by_key(|column| name_likeness(&column.name)).copied();
    if let Some(named) = named.filter(|column| name_likeness(&column.name) > 0) {
        return Some(named);
    }
    // Else the first whose texts nearly all differ, and look like words.
    let differ = |column: &&&Column| column.distinct().is_some_and(|distinct| distinct * 10 >= column.filled * 7);
    texts.iter().find(|column| differ(column) && column.longest > 6 && code_likeness(&column.name) < 3).copied()
}
