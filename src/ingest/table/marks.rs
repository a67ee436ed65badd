//! What points and commas mean in the numbers of a column.

use rustc_hash::FxHashSet;

use super::row::Row;
use crate::ingest::number::{Marks, parse_number, parse_with};

/// Bytes beyond which no text is a number.
const LONGEST: usize = 64;

/// What is seen of a mark in the texts of a column.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    /// Cells in which it can only be the decimal mark, such as `0.125` and `12.5`.
    decimal: u32,
    /// Cells in which it can only separate thousands, such as `12.345.678`.
    thousands: u32,
    /// Cells in which it may be either, such as `12.345`.
    either: u32,
}

/// The marks of a column, or of some cells of it, while they are read.
#[derive(Clone, Debug, Default)]
pub(in crate::ingest) struct ColumnCensus {
    point: Seen,
    comma: Seen,
    /// Line and text of the first cell that may be read in two ways, of either mark.
    first: [Option<(u64, String)>; 2],
}

/// The marks of all columns.
#[derive(Clone, Debug)]
pub(super) struct Census(Vec<ColumnCensus>);

/// What was found out of the marks of a column, or said by the recipe.
#[derive(Clone, Debug, Default)]
pub(super) struct ColumnMarks {
    pub(super) marks: Marks,
    /// The marks of which nobody can know what they mean where three digits follow.
    doubtful: Vec<char>,
    doubt: Option<Doubt>,
    /// Whether a number of the column may be read in two ways when it is read alone.
    has_either: bool,
    /// The lines whose numbers are in doubt, where that was judged line by line.
    lines: Option<FxHashSet<u64>>,
}

/// Numbers of a column that may be read in two ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ingest) struct Doubt {
    pub(in crate::ingest) count: u32,
    /// The first of them.
    pub(in crate::ingest) line: u64,
    pub(in crate::ingest) example: String,
    pub(in crate::ingest) mark: char,
}

/// What a mark means in a number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Decimal,
    Thousands,
    Either,
}

impl Census {
    pub(super) fn new(width: usize) -> Census {
        Census(vec![ColumnCensus::default(); width])
    }

    /// Takes note of the cells of a row that are texts: what the file stores as a number is not in doubt.
    pub(super) fn note(&mut self, row: &Row) {
        for (place, (column, cell)) in self.0.iter_mut().zip(row.cells.iter()).enumerate() {
            if !row.is_number(place) {
                column.note(cell, row.line);
            }
        }
    }

    /// The marks of each column; in a file whose fields a comma separates, one in a number is rarely a decimal mark.
    /// What comes from numbers of the file (`is_typed`) is not in doubt, though it comes as text.
    pub(super) fn finish(self, delimiter: u8, is_typed: bool) -> Vec<ColumnMarks> {
        let columns = self.0.into_iter().map(|column| column.finish(delimiter));
        columns.map(|column| if is_typed { ColumnMarks::said(column.marks) } else { column }).collect()
    }
}

impl ColumnCensus {
    pub(in crate::ingest) fn note(&mut self, cell: &str, line: u64) {
        if cell.len() > LONGEST || !cell.contains([',', '.']) {
            return;
        }
        for (mark, seen, first) in [('.', &mut self.point, 0), (',', &mut self.comma, 1)] {
            match meaning(cell, mark) {
                Some(Meaning::Decimal) => seen.decimal += 1,
                Some(Meaning::Thousands) => seen.thousands += 1,
                Some(Meaning::Either) => {
                    seen.either += 1;
                    self.first[first].get_or_insert_with(|| (line, cell.trim().to_owned()));
                }
                None => {}
            }
        }
    }

    /// Takes in what was seen of other cells, but for which of them was the first.
    pub(in crate::ingest) fn add(&mut self, other: &ColumnCensus) {
        for (seen, more) in [(&mut self.point, other.point), (&mut self.comma, other.comma)] {
            seen.decimal += more.decimal;
            seen.thousands += more.thousands;
            seen.either += more.either;
        }
    }

    /// Cells that may be read in two ways.
    pub(in crate::ingest) fn either(&self) -> u32 {
        self.point.either + self.comma.either
    }

    /// Whether these cells say themselves that a mark is what the marks make of it.
    fn settles(&self, mark: char, marks: Marks) -> bool {
        let seen = if mark == '.' { self.point } else { self.comma };
        let (is_decimal, is_thousands) = (marks.decimal == mark, marks.thousands == Some(mark));
        (seen.decimal > 0) == is_decimal && (seen.thousands > 0) == is_thousands && is_decimal != is_thousands
    }

    /// What points and commas mean in most of the cells.
    pub(in crate::ingest) fn marks(self, delimiter: u8) -> Marks {
        self.finish(delimiter).marks
    }

    /// Whether a cell of this group may be read in two ways, and nothing in the group says in which.
    pub(in crate::ingest) fn doubts(&self, cell: &str, marks: Marks) -> Option<char> {
        let is_either = |mark: &char| meaning(cell, *mark) == Some(Meaning::Either);
        ['.', ','].into_iter().filter(is_either).find(|mark| !self.settles(*mark, marks))
    }

    fn finish(self, delimiter: u8) -> ColumnMarks {
        let has_either = self.either() > 0;
        let ColumnCensus { point, comma, first } = self;
        let is_thousands = |seen: Seen| seen.thousands > 0 && seen.decimal == 0;
        let comma_is_decimal = match () {
            () if point.decimal != comma.decimal => comma.decimal > point.decimal,
            () if is_thousands(point) != is_thousands(comma) => is_thousands(point),
            () => comma.either > point.either && delimiter != b',',
        };
        let (decimal, other, other_mark) = if comma_is_decimal { (',', point, '.') } else { ('.', comma, ',') };
        let marks = Marks { decimal, thousands: is_thousands(other).then_some(other_mark) };
        // A column in which the mark is both is no better than one in which it may be either.
        let is_doubtful = |seen: Seen| seen.either > 0 && (seen.decimal > 0) == (seen.thousands > 0);
        let [first_point, first_comma] = first;
        let all = [('.', point, first_point), (',', comma, first_comma)];
        let doubtful: Vec<_> = all.into_iter().filter(|(_, seen, _)| is_doubtful(*seen)).collect();
        let count = doubtful.iter().map(|(_, seen, _)| seen.either).sum();
        let firsts = doubtful.iter().filter_map(|(mark, _, first)| Some((first.as_ref()?, *mark)));
        let doubt = firsts.min_by_key(|((line, _), _)| *line).map(|((line, example), mark)| Doubt {
            count,
            line: *line,
            example: example.clone(),
            mark,
        });
        let doubtful = doubtful.iter().map(|(mark, ..)| *mark).collect();
        ColumnMarks { marks, doubtful, doubt, has_either, lines: None }
    }
}

impl ColumnMarks {
    /// As the recipe says.
    pub(super) fn said(marks: Marks) -> ColumnMarks {
        ColumnMarks { marks, ..ColumnMarks::default() }
    }

    /// As was judged line by line.
    pub(super) fn judged(marks: Marks, doubt: Option<Doubt>, lines: FxHashSet<u64>) -> ColumnMarks {
        ColumnMarks { marks, doubt, lines: Some(lines), ..ColumnMarks::default() }
    }

    pub(super) fn has_either(&self) -> bool {
        self.has_either
    }

    pub(super) fn doubt(&self) -> Option<&Doubt> {
        self.doubt.as_ref()
    }

    /// Whether a text of the column, in that line, may be read in two ways.
    pub(super) fn is_doubtful(&self, text: &str, line: u64) -> bool {
        if let Some(lines) = &self.lines {
            return lines.contains(&line);
        }
        self.doubtful.iter().any(|&mark| text.contains(mark) && meaning(text, mark) == Some(Meaning::Either))
    }
}

/// What a mark means in a text; none where it is not in it, or the text is no number.
fn meaning(text: &str, mark: char) -> Option<Meaning> {
    let text = text.trim();
    let count = text.matches(mark).count();
    let other = if mark == '.' { ',' } else { '.' };
    let parses = |decimal, thousands| matches!(parse_with(text, Marks { decimal, thousands }), Ok(Some(_)));
    match count {
        0 => None,
        // The later of both is the decimal mark.
        1 if text.contains(other) && parses(mark, Some(other)) => Some(Meaning::Decimal),
        _ if count > 1 || text.contains(other) => parses(other, Some(mark)).then_some(Meaning::Thousands),
        _ if !matches!(parse_number(text, mark == ','), Ok(Some(_))) => None,
        _ => {
            let unsigned = text.trim_start_matches(['+', '-', '\u{2212}']);
            let (whole, fraction) = unsigned.split_once(mark).unwrap_or_default();
            let is_either = fraction.len() == 3
                && fraction.bytes().all(|byte| byte.is_ascii_digit())
                && (1..=3).contains(&whole.len())
                && !whole.starts_with('0');
            Some(if is_either { Meaning::Either } else { Meaning::Decimal })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn census(cells: &[&str], delimiter: u8) -> ColumnMarks {
        let mut column = ColumnCensus::default();
        cells.iter().zip(2..).for_each(|(cell, line)| column.note(cell, line));
        column.finish(delimiter)
    }

    #[test]
    fn a_mark_before_three_digits_is_in_doubt_until_another_cell_tells() {
        for delimiter in *b";,\t" {
            for cells in [["1.234", "987", "-12.345"], ["1,234", "987", "-12,345"], ["1.234", "x", "12,345"]] {
                let column = census(&cells, delimiter);
                let doubt = column.doubt().unwrap();
                assert_eq!((doubt.count, doubt.line, doubt.example.as_str()), (2, 2, cells[0]));
                assert!(
                    column.is_doubtful(cells[0], 2) && column.is_doubtful(cells[2], 2) && !column.is_doubtful("987", 2)
                );
            }
        }
    }

    #[test]
    fn one_cell_tells_what_the_others_mean() {
        let marks = |decimal, thousands| Marks { decimal, thousands };
        let cases: [(&[&str], Marks); 9] = [
            (&["12.345", "0.125"], marks('.', None)),
            (&["12.345", "1234.567"], marks('.', None)),
            (&["12.345", "1.5"], marks('.', None)),
            (&["12.345", "1.234e1"], marks('.', None)),
            (&["12,345", "1 234,567"], marks(',', None)),
            (&["12.345", "12.345.678"], marks(',', Some('.'))),
            (&["12.345", "1.234,5"], marks(',', Some('.'))),
            (&["12,345", "1,234.5"], marks('.', Some(','))),
            (&["12,345", "1,234,567"], marks('.', Some(','))),
        ];
        for (cells, expected) in cases {
            let column = census(cells, b';');
            assert_eq!((column.marks, column.doubt()), (expected, None), "{cells:?}");
            assert!(!column.is_doubtful(cells[0], 2));
        }
    }

    #[test]
    fn what_contradicts_itself_stays_in_doubt() {
        let column = census(&["12.345", "0.5", "12.345.678"], b';');
        assert!(column.is_doubtful("12.345", 2) && !column.is_doubtful("0.5", 2));
        assert_eq!(column.doubt().unwrap().count, 1);
        let column = census(&["1,234", "12.5"], b';');
        assert_eq!(column.marks.decimal, '.');
        assert!(column.is_doubtful("1,234", 2), "thousands, or a stray decimal comma");
    }

    #[test]
    fn the_decimal_mark_is_that_of_most_cells() {
        let decimal = |cells: &[&str]| census(cells, b';').marks.decimal;
        assert_eq!(decimal(&["12,5", "3", "1,25"]), ',');
        assert_eq!(decimal(&["1.5", "2.5", "3,5"]), '.');
        assert_eq!(decimal(&["Bondy, centre", "1,2,3"]), '.');
        assert_eq!(decimal(&["12,5", "1.234", "2.345"]), ',', "a proof outweighs what may be either");
    }
}
