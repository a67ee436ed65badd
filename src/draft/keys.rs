//! Which column of a file has its codes, and which its names.

use super::matching::compare_fitted;
use super::survey::{Column, Find};
use super::words::{code_likeness, name_likeness};
use super::write::{listed, named};
use crate::gazetteer::counted;

/// A column of codes, and why it is taken for one.
pub(super) struct Key<'a> {
    pub(super) column: &'a Column,
    /// Other columns that would do, by name.
    pub(super) others: Vec<&'a str>,
    /// Whether it may be another one.
    pub(super) is_doubtful: bool,
    /// Records that have no code, or that of another.
    pub(super) without: u64,
}

/// Characters of a code beyond which a shorter one is preferred.
const SHORT: usize = 12;

/// The column of codes: all different, never blank, or nearly so where it is called like one; those that other files use,
/// and those that sound like codes, first.
pub(super) fn key<'a>(find: &'a Find, all: &[Find]) -> Option<Key<'a>> {
    let may_be = |column: &&Column| {
        let is_nearly = code_likeness(&column.name) > 2 && without(column) <= (column.rows / 20).max(1);
        (column.is_unique() || is_nearly) && !column.has_decimals() && !column.is_nested()
    };
    let ranked = find.columns.iter().filter(may_be).map(|column| (worth(column, find, all), column));
    let mut ranked: Vec<(i64, &Column)> = ranked.collect();
    // The sort is stable: of two that are as good the first of the file.
    ranked.sort_by_key(|(worth, _)| std::cmp::Reverse(*worth));
    let (best, column) = *ranked.first()?;
    let others = ranked[1..].iter().map(|(_, column)| column.name.as_str()).collect();
    let is_doubtful = best < 4 || ranked.get(1).is_some_and(|(second, _)| *second == best);
    Some(Key { column, others, is_doubtful, without: without(column) })
}

/// Records that have no value in a column, or one that another has too.
fn without(column: &Column) -> u64 {
    column.distinct().map_or(column.rows, |distinct| column.rows.saturating_sub(distinct))
}

impl Key<'_> {
    /// What is doubtful about it.
    pub(super) fn doubts(&self) -> Vec<String> {
        let name = named(&self.column.name);
        let mut doubts = Vec::new();
        if self.without > 0 {
            let count = counted(self.without, "record");
            doubts.push(format!("left out, and told: {count} with nothing in {name}, or with what another has"));
        }
        if self.column.is_running_number() {
            doubts.push(format!("{name} only numbers the records: no table will have these codes"));
        }
        if self.is_doubtful && !self.others.is_empty() {
            doubts.push(format!("the code may also be {}", listed(self.others.iter().copied())));
        }
        doubts
    }
}

fn worth(column: &Column, find: &Find, all: &[Find]) -> i64 {
    let likeness = i64::from(code_likeness(&column.name));
    let used = all.iter().filter(|other| !std::ptr::eq(*other, find) && uses(other, column)).count();
    let name = i64::from(name_likeness(&column.name)) * 2;
    let length = if column.longest > SHORT { 1 } else { 0 };
    let whole = if without(column) == 0 { 1 } else { 0 };
    likeness + 2 * used.min(3) as i64 - name - length + whole
}

/// Whether some column of a file has codes of this one.
fn uses(other: &Find, column: &Column) -> bool {
    let Some(codes) = &column.values else { return false };
    let has = |values: &&Column| {
        values.values.as_ref().is_some_and(|values| {
            let found = compare_fitted(values, codes);
            found.matched * 10 >= codes.len() * 4 && found.share() >= 0.8
        })
    };
    codes.len() > 2 && other.columns.iter().any(|values| has(&values))
}

/// The column of names beside a column of codes.
pub(super) fn title<'a>(find: &'a Find, key: &str) -> Option<&'a Column> {
    let is_text = |column: &&Column| {
        column.name != key && column.filled > 0 && column.numbers * 2 < column.filled && !column.is_nested()
    };
    let texts: Vec<&Column> = find.columns.iter().filter(is_text).collect();
    // Of names of several kinds of territories those that differ most are of the smallest ones.
    let rank = |column: &&&Column| (name_likeness(&column.name), column.distinct().unwrap_or(u64::MAX));
    let found = texts.iter().rev().max_by_key(rank).copied();
    if let Some(found) = found.filter(|column| name_likeness(&column.name) > 0) {
        return Some(found);
    }
    // Else the first whose texts nearly all differ, and look like words.
    let differ = |column: &&&Column| column.distinct().is_some_and(|distinct| distinct * 10 >= column.filled * 7);
    texts.iter().find(|column| differ(column) && column.longest > 6 && code_likeness(&column.name) < 3).copied()
}
