//! How territories of a level tell which coarser ones they lie in: by a column, or by the first characters of their codes.

use std::collections::BTreeSet;

use super::keys::title;
use super::matching::{Codes, common_length, compare, sounds_alike};
use super::survey::{Column, Find, Kind};
use super::words::{OWN_ATTRIBUTES, code_likeness, is_territory, name_likeness};
use super::write::named;
use crate::gazetteer::{counted, grouped};

/// A coarser level that follows from a finer one.
pub(super) struct Link<'a> {
    /// The column with its codes; what the names of its file say where it is made of digits.
    pub(super) by: String,
    pub(super) digits: Option<usize>,
    /// The file that has its codes too.
    pub(super) to: Option<Target<'a>>,
    pub(super) codes: Codes,
    pub(super) why: String,
    pub(super) doubts: Vec<String>,
}

/// A column of another file that has the codes of a coarser level, each once.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) find: &'a Find,
    pub(super) key: &'a str,
    /// Whether the file is called like the column that leads to it.
    pub(super) sounds_alike: bool,
}

/// The part of a column's values that have to be codes of the other file, and of what both have that they have in common.
const MATCHED: f64 = 0.95;
const ALIKE: f64 = 0.8;

/// Whether a level can be dissolved by a column: it becomes an attribute, and has to say something for nearly all.
fn divides(column: &Column, key: &str) -> bool {
    let name = &column.name;
    let plain = !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
    let few = column.distinct().is_some_and(|distinct| distinct >= 2 && distinct < column.rows);
    let usable = plain && name != key && !OWN_ATTRIBUTES.contains(&name.as_str()) && !column.has_decimals();
    usable && few && column.filled * 10 >= column.rows * 9
}

/// Links by columns whose values are the codes of other files.
pub(super) fn column_links<'a>(find: &Find, key: &str, finds: &'a [Find], used: &BTreeSet<String>) -> Vec<Link<'a>> {
    let mut links: Vec<Link> = Vec::new();
    for column in find.columns.iter().filter(|column| divides(column, key)) {
        let Some(values) = &column.values else { continue };
        let others = finds.iter().filter(|other| !std::ptr::eq(*other, find) && !used.contains(&other.place()));
        let mut best: Option<([i64; 4], Target)> = None;
        for (other, codes) in others.flat_map(|other| unique(other).map(move |codes| (other, codes))) {
            let found = compare(values, codes.values.as_ref().unwrap_or(values));
            let alike = sounds_alike(&column.name, other.stem());
            let has_shapes = matches!(other.kind, Kind::Areas(_));
            // A table may name the territories of the whole country; shapes that are more are a level of their own.
            let is_whole = found.likeness >= ALIKE || (alike && !has_shapes);
            if found.share() < MATCHED || !is_whole || !is_code(column, alike) {
                continue;
            }
            let target = Target { find: other, key: &codes.name, sounds_alike: alike };
            let names = title(other, &codes.name).is_some();
            let likeness = (found.likeness * 100.0).round() as i64;
            let rank = [i64::from(names), likeness, i64::from(alike), i64::from(has_shapes)];
            if best.as_ref().is_none_or(|(other, _)| rank > *other) {
                best = Some((rank, target));
            }
        }
        let Some((_, to)) = best else { continue };
        if links.iter().any(|link| link.to.is_some_and(|other| std::ptr::eq(other.find, to.find))) {
            continue;
        }
        links.push(by_column(column, values, to));
    }
    links
}

/// Columns of a file that have codes, each once.
fn unique(find: &Find) -> impl Iterator<Item = &Column> {
    find.columns.iter().filter(|column| column.is_unique() && !column.has_decimals())
}

/// Whether a column may have codes and not figures that look like some.
fn is_code(column: &Column, alike: bool) -> bool {
    let mut lengths = column.values.iter().flatten().map(|value| value.len());
    let first = lengths.next().unwrap_or_default();
    let even = first > 1 && lengths.all(|length| length == first);
    alike || even || !column.is_numeric() || is_territory(&column.name) || code_likeness(&column.name) > 1
}

fn by_column<'a>(column: &Column, values: &Codes, to: Target<'a>) -> Link<'a> {
    let codes = to.find.column(to.key).and_then(|codes| codes.values.as_ref());
    let found = codes.map(|codes| compare(values, codes));
    let mut why = format!("{} in the column {}", counted(values.len() as u64, "code"), named(&column.name));
    if let Some(found) = found.filter(|found| found.matched == found.values) {
        why.push_str(&format!(
            "; all {} are in {} of {}.",
            grouped(found.matched as u64),
            named(to.key),
            to.find.place()
        ));
    } else if let Some(found) = found {
        why.push_str(&format!("; {} are in {} of {}.", grouped(found.matched as u64), named(to.key), to.find.place()));
    }
    if matches!(to.find.kind, Kind::Areas(_)) {
        why.push_str(" The shapes of that file are not taken: as unions of the finer ones borders coincide.");
    }
    let mut doubts = Vec::new();
    let blank = column.rows - column.filled;
    if blank > 0 {
        doubts.push(format!("{} with nothing in {}", counted(blank, "record"), named(&column.name)));
    }
    Link { by: column.name.clone(), digits: None, to: Some(to), codes: values.clone(), why, doubts }
}

/// Links by the first characters of codes, to files that have them as theirs.
pub(super) fn digit_links<'a>(find: &Find, key: &str, finds: &'a [Find], used: &BTreeSet<String>) -> Vec<Link<'a>> {
    let Some(codes) = find.column(key).and_then(|column| column.values.as_ref()) else { return Vec::new() };
    let Some(length) = common_length(codes) else { return Vec::new() };
    let mut links: Vec<Link> = Vec::new();
    let others = finds.iter().filter(|other| !std::ptr::eq(*other, find) && !used.contains(&other.place()));
    for (other, column) in others.flat_map(|other| unique(other).map(move |column| (other, column))) {
        let Some(coarser) = &column.values else { continue };
        let Some(digits) = common_length(coarser).filter(|digits| *digits < length) else { continue };
        let prefixes: Codes = codes.iter().map(|code| code.chars().take(digits).collect::<String>().into()).collect();
        let found = compare(&prefixes, coarser);
        if found.share() < MATCHED || found.likeness < ALIKE || prefixes.len() < 2 || prefixes.len() == codes.len() {
            continue;
        }
        // A file with shapes says more than a table of the same codes.
        let to = Target { find: other, key: &column.name, sounds_alike: false };
        let same = links.iter().position(|link| link.codes == prefixes);
        let is_better = matches!(other.kind, Kind::Areas(_)) || name_likeness_of(other) > 0;
        match same {
            Some(at) if is_better && links[at].to.is_none_or(|to| name_likeness_of(to.find) == 0) => {
                links[at] = by_digits(key, digits, prefixes, to);
            }
            Some(_) => {}
            None => links.push(by_digits(key, digits, prefixes, to)),
        }
    }
    links
}

/// How well a file can name what it has the codes of.
fn name_likeness_of(find: &Find) -> u8 {
    find.columns.iter().map(|column| name_likeness(&column.name)).max().unwrap_or(0)
}

fn by_digits<'a>(key: &str, digits: usize, codes: Codes, to: Target<'a>) -> Link<'a> {
    let count = counted(codes.len() as u64, "code");
    let mut why = format!(
        "{count}: the first {digits} characters of {}, found in {} of {}.",
        named(key),
        named(to.key),
        to.find.place()
    );
    if matches!(to.find.kind, Kind::Areas(_)) {
        why.push_str(" The shapes of that file are not taken: as unions of the finer ones borders coincide.");
    }
    Link { by: String::new(), digits: Some(digits), to: Some(to), codes, why, doubts: Vec::new() }
}

/// Columns that no other file explains and that sound like those of territories.
pub(super) fn own_columns<'a>(find: &Find, key: &str, known: &[Link]) -> Vec<Link<'a>> {
    let is_new = |column: &&Column| {
        let count = column.distinct().unwrap_or_default() as usize;
        !known.iter().any(|link| link.by == column.name || link.codes.len() == count)
    };
    let may = |column: &&Column| {
        is_territory(&column.name) && divides(column, key) && column.distinct().is_some_and(|it| it * 2 <= column.rows)
    };
    let mut columns: Vec<&Column> = find.columns.iter().filter(may).filter(is_new).collect();
    // Of a column of codes and one of names with as many values the one of names says more to people.
    columns
        .sort_by_key(|column| (std::cmp::Reverse(column.distinct()), std::cmp::Reverse(name_likeness(&column.name))));
    columns.dedup_by_key(|column| column.distinct());
    let link = |column: &Column| {
        let codes = column.values.clone().unwrap_or_default();
        let why = format!("{} in the column {}.", counted(codes.len() as u64, "value"), named(&column.name));
        let doubt = format!(
            "whether {} is a level, which no other file bears out; a `table` with `key` and `title` would give names",
            named(&column.name)
        );
        Link { by: column.name.clone(), digits: None, to: None, codes, why, doubts: vec![doubt] }
    };
    columns.into_iter().map(link).collect()
}
