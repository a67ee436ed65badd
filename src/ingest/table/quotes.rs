//! Quotation marks: which field of several lines is one, and which is rows that a stray mark has swallowed.
//!
//! A stray mark (`01003;"Le Bourg;102`) opens a field that nobody meant. It goes on to the next mark, however many lines
//! below, and the rows between become a text: the row gets the figures of another. What tells it from an address of two
//! lines is that its lines are as wide as rows, or that the mark which closes it stands where only an opening one does.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashSet};

/// Following lines that are looked at for rows.
const LOOKED_AT: usize = 64;

/// Whether a record of several lines is rows that were swallowed, in a table that is `width` fields wide; `repeats` tells
/// whether the table has other rows that begin with a cell.
pub(super) fn is_swallowed(record: &str, delimiter: u8, width: usize, repeats: &mut dyn FnMut(&str) -> bool) -> bool {
    if !is_well_quoted(record.as_bytes(), delimiter) {
        return true;
    }
    let lines: Vec<&str> = lines(record).collect();
    let [first, between @ .., last] = &lines[..] else { return false };
    // In a table of two columns a line break and one delimiter are no more than an address may have.
    if width < 2 || (width == 2 && between.is_empty()) {
        return false;
    }
    let widths: Vec<usize> = lines.iter().map(|line| width_alone(line.as_bytes(), delimiter)).collect();
    let whole = widths.iter().filter(|&&found| found == width).count();
    let (is_first_row, is_last_row) = (widths[0] == width, widths[lines.len() - 1] == width);
    let own = first_cell(first, delimiter);
    let begins_as_row = |line: &str| !is_code(own) || is_code(first_cell(line, delimiter));
    if is_first_row && is_last_row && (whole - 2) * 2 >= between.len() {
        return lines[1..].iter().any(|line| begins_as_row(line));
    }
    // A row that a line break splits is none by itself, and the stray mark may stand in such a one.
    if widths[0] > width || widths[lines.len() - 1] > width {
        return false;
    }
    // In a table that has several rows of a code, another row of it says nothing.
    let mut is_new = |line: &str| {
        let cell = first_cell(line, delimiter);
        begins_as_row(line) && (!repeats(cell) || repeats(own))
    };
    if width > 2 && is_last_row && are_split_rows(&widths, width) {
        return is_new(last);
    }
    // A text that ends with a line break, or has but one delimiter in a line, has to show more.
    let needed = if width == 2 || last.starts_with('"') { 2 } else { 1 };
    let rows = between.iter().zip(&widths[1..]).filter(|(_, found)| **found == width).map(|(line, _)| *line);
    rows.take(LOOKED_AT).filter(|line| is_new(line)).take(needed).count() == needed
}

/// Whether lines of these widths are several rows, some of which go on in a second line.
fn are_split_rows(widths: &[usize], width: usize) -> bool {
    let (mut rows, mut delimiters) = (0, 0);
    for found in widths {
        delimiters += found - 1;
        if delimiters + 1 == width {
            (rows, delimiters) = (rows + 1, 0);
        }
    }
    rows > 1 && delimiters == 0
}

/// The first cells of the lines of a text that begin several of them.
pub(super) struct Beginnings(FxHashSet<u64>);

impl Beginnings {
    pub(super) fn of(text: &str, delimiter: u8) -> Beginnings {
        let (mut once, mut more) = (FxHashSet::default(), FxHashSet::default());
        for line in lines(text) {
            let cell = hash(first_cell(line, delimiter));
            if !once.insert(cell) {
                more.insert(cell);
            }
        }
        Beginnings(more)
    }

    pub(super) fn repeats(&self, cell: &str) -> bool {
        self.0.contains(&hash(cell))
    }
}

/// Cells of a large table are too many to hold.
fn hash(cell: &str) -> u64 {
    FxBuildHasher.hash_one(cell)
}

/// Whether the lines below the first hold rows of `width` fields.
pub(super) fn has_rows_below(record: &str, delimiter: u8, width: usize) -> bool {
    let mut below = lines(record).skip(1).take(LOOKED_AT);
    width > 1 && below.any(|line| width_alone(line.as_bytes(), delimiter) == width)
}

/// Whether the first line of a record, and most of the others, are rows of `width` fields.
pub(super) fn is_mostly_rows(record: &str, delimiter: u8, width: usize) -> bool {
    let mut rows = lines(record).take(LOOKED_AT).map(|line| width_alone(line.as_bytes(), delimiter) == width);
    let is_first_row = rows.next().unwrap_or_default();
    let below: Vec<bool> = rows.collect();
    width > 2 && is_first_row && below.iter().filter(|is_row| **is_row).count() * 4 > below.len() * 3
}

fn lines(record: &str) -> impl DoubleEndedIterator<Item = &str> {
    record.split(['\n', '\r']).filter(|line| !line.is_empty())
}

fn first_cell(line: &str, delimiter: u8) -> &str {
    line.split(char::from(delimiter)).next().unwrap_or_default().trim_matches(['"', ' '])
}

fn is_code(cell: &str) -> bool {
    cell.bytes().any(|byte| byte.is_ascii_digit()) && !cell.contains(char::is_whitespace)
}

/// Whether every quoted field closes before a delimiter or the end of its line, as RFC 4180 asks.
fn is_well_quoted(record: &[u8], delimiter: u8) -> bool {
    let mut at = 0;
    while at < record.len() {
        let mut end = at;
        if record[at] == b'"' {
            let Some(closing) = closing(record, at + 1) else { return false };
            let behind = &record[closing + 1..];
            end = closing + 1 + behind.iter().take_while(|&&byte| byte == b' ').count();
            if record.get(end).is_some_and(|&byte| byte != delimiter && !b"\r\n".contains(&byte)) {
                return false;
            }
        }
        let is_end = |byte: &u8| *byte == delimiter || b"\r\n".contains(byte);
        at = record[end..].iter().position(is_end).map_or(record.len(), |length| end + length + 1);
    }
    true
}

/// The fields of a line that is read by itself; a mark that does not close in it is text.
fn width_alone(line: &[u8], delimiter: u8) -> usize {
    let (mut width, mut at) = (1, 0);
    loop {
        if line.get(at) == Some(&b'"')
            && let Some(closing) = closing(line, at + 1)
        {
            at = closing + 1;
        }
        match line[at..].iter().position(|&byte| byte == delimiter) {
            Some(length) => at += length + 1,
            None => return width,
        }
        width += 1;
    }
}

/// The mark that closes a field which was opened before `at`: two of them stand for one in the text.
fn closing(text: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += text.get(at..)?.iter().position(|&byte| byte == b'"')?;
        if text.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_within_a_field_are_told_from_texts_of_several_lines() {
        let swallowed = [
            ("3;\"Le Bourg;102\n4;N3;103\n5;\"Haut;105\n", 3),
            ("3;\"Le Bourg;102\n4;\"Haut;105\n", 3),
            ("3;\"Le Bourg;102\n4;N3;103\n5;Haut\";105\n", 3),
            ("3;\"Le Bourg;102\n4;Haut\";105\n", 3),
            ("3;\"Le Bourg;102\r\n4;\"a;b\";103\r\n5;\"Haut;105\r\n", 3),
            ("\"3;a;102\n4;b;103\n\"5;c;104\n", 3),
            ("3;\"a\n4;b\n5;c\"\n", 2),
            ("3;\"a\nb;102\n4;N3;103\n5;c\";105\n", 3),
            ("3;\"\nLe Bourg;102\n4;N3;103\n5;N4;104\n6;c\";105\n", 3),
            ("3;\"a\nb;102\n4;c\";103\n", 3),
            ("3;\"a;102\n4;N3;103\nHaut\";105\n", 3),
            ("3;\"a\nb;102\n4;N3;103\n5;c\nd\";105\n", 3),
            ("3;\"a\r\nb;102;7\r\n4;N3;103;8\r\n5;c\";105;9\r\n", 4),
            ("3;\"a\n4;b\n5;c\nd\"\n", 2),
        ];
        for (record, width) in swallowed {
            assert!(is_swallowed(record, b';', width, &mut |_| false), "{record}");
        }
        let texts = [
            ("3;\"12 rue du Bourg\n01000 Bourg\";102\n", 3),
            ("3;\"12 rue du Bourg; bât. 3\n01000 Bourg\";102\n", 3),
            ("3;\"12 rue du Bourg\nbât. 3; 01000 Bourg\";102\n", 3),
            ("3;\"dit \"\"le Bourg\"\"\n\n01000;\";102\n", 3),
            ("3;\"a\nb\" ;102\n", 3),
            ("3;\"12 rue; 3\nBourg\";\"note\non; two\"\n", 3),
            ("3;\"Bourg\n01000; Ain\"\n", 2),
            ("3;\"see:\n4;b;7\n\";102\n", 3),
            ("3;\"12 rue\nBP 4; 5\n01000 Bourg; Ain\";102\n", 3),
            ("\"a\nb\"\n", 1),
        ];
        for (record, width) in texts {
            assert!(!is_swallowed(record, b';', width, &mut |_| false), "{record}");
        }
    }

    #[test]
    fn a_text_that_repeats_rows_of_the_table_stays_a_text() {
        let list = "3;\"Merged:\n4;b;7\n5;c;8\n\";102\n";
        let table = format!("code;name;n\n{list}4;b;7\n5;c;8\n");
        let swallows = |record: &str, table: &str| {
            let beginnings = Beginnings::of(table, b';');
            is_swallowed(record, b';', 3, &mut |cell| beginnings.repeats(cell))
        };
        assert!(!swallows(list, &table));
        assert!(swallows(list, &format!("code;name;n\n{list}6;b;7\n")), "no other row is of these codes");
        assert!(swallows(list, &format!("{table}3;b;7\n")), "the table has several rows of a code");
    }
}
