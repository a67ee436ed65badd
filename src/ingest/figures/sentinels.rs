//! Numbers that stand for no figure although the recipe does not say so, such as −666666666 of the U.S. Census Bureau.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{Claims, Reading};
use crate::gazetteer::Figure;
use crate::ingest::{ComplaintKind, Complaints};

/// Digits that a sentinel has at least: −99 may be a figure too easily.
const FEWEST_DIGITS: usize = 3;

/// Digits from which on a negative sentinel needs no figures beside it to be known.
const PLAIN_DIGITS: usize = 6;

/// How many times larger than all figures of its column a sentinel is, unless it is the only negative.
const LARGER: f64 = 1000.0;

/// The numbers of one indicator in one column.
#[derive(Default)]
struct Column {
    /// Whether there are figures beside those that look like sentinels.
    has_others: bool,
    has_negative: bool,
    greatest: f64,
    /// By the bits of the number: how often it occurs, and the first row.
    suspects: BTreeMap<u64, (u64, u32)>,
}

impl Column {
    fn note(&mut self, number: f64, row: u32) {
        if digits_alike(number) >= FEWEST_DIGITS {
            let (count, first) = self.suspects.entry(number.to_bits()).or_insert((0, row));
            *count += 1;
            *first = row.min(*first);
        } else {
            self.has_others = true;
            self.has_negative |= number < 0.0;
            self.greatest = self.greatest.max(number.abs());
        }
    }

    /// Whether a number that looks like a sentinel can be none of the figures.
    fn refuses(&self, number: f64, count: u64) -> bool {
        if self.has_others {
            let is_only_negative = number < 0.0 && !self.has_negative;
            let is_far_off = self.greatest > 0.0 && number.abs() >= LARGER * self.greatest;
            return is_only_negative || is_far_off;
        }
        number < 0.0 && (count > 1 || digits_alike(number) >= PLAIN_DIGITS)
    }
}

/// How many digits a whole number has, if they are all the same; else none.
fn digits_alike(number: f64) -> usize {
    let size = number.abs();
    if !(111.0..1e15).contains(&size) || size.fract() != 0.0 {
        return 0;
    }
    let (whole, mut ones, mut digits) = (size as u64, 0u64, 0);
    while ones < whole {
        ones = ones * 10 + 1;
        digits += 1;
        if (1..=9).any(|digit| ones * digit == whole) {
            return digits;
        }
    }
    0
}

impl<'a> Reading<'a> {
    /// Takes the figure away from cells that hold a sentinel, and complains of each once a column.
    pub(super) fn leave_out_sentinels(&self, claims: &mut [((&'a str, i32), Claims)], complaints: &mut Complaints) {
        let mut columns: FxHashMap<(&str, u32), Column> = FxHashMap::default();
        for ((indicator, _), claims) in claims.iter() {
            for claim in claims.all() {
                if let Figure::Known(number) = claim.figure {
                    columns.entry((indicator, claim.column)).or_default().note(number, claim.row);
                }
            }
        }
        let mut found = Vec::new();
        for (of, column) in columns {
            let refused =
                column.suspects.iter().filter(|(bits, (count, _))| column.refuses(f64::from_bits(**bits), *count));
            found.extend(refused.map(|(bits, seen)| (of, *bits, *seen)));
        }
        found.sort_unstable();
        for ((indicator, _), claims) in claims.iter_mut().filter(|_| !found.is_empty()) {
            for claim in claims.all_mut() {
                let Figure::Known(number) = claim.figure else { continue };
                let is_sentinel =
                    |(of, bits, _): &(_, u64, _)| *of == (*indicator, claim.column) && *bits == number.to_bits();
                if found.iter().any(is_sentinel) {
                    claim.figure = Figure::Missing(None);
                }
            }
        }
        for ((indicator, column), _, (count, first)) in found {
            let row = &self.table.rows[first as usize];
            let (name, text) = (&self.table.columns[column as usize], row.get(column as usize));
            let cells = if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") };
            let detail = format!(
                "`{name}`: `{text}` in {cells} cannot be a figure of `{indicator}`; say what it means, as in \
                 `absences = {{ not_communicated = [\"{text}\"] }}`"
            );
            self.complain((ComplaintKind::Sentinel, detail), Some(row), complaints);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(numbers: &[f64]) -> Vec<f64> {
        let mut column = Column::default();
        numbers.iter().for_each(|&number| column.note(number, 0));
        let count = |number: f64| column.suspects.get(&number.to_bits()).map_or(0, |seen| seen.0);
        numbers.iter().copied().filter(|&number| count(number) > 0 && column.refuses(number, count(number))).collect()
    }

    #[test]
    fn digits_that_are_all_the_same_are_counted() {
        for (number, expected) in
            [(-999.0, 3), (666_666_666.0, 9), (-99.0, 0), (998.0, 0), (1111.5, 0), (0.0, 0), (77_777.0, 5), (1e300, 0)]
        {
            assert_eq!(digits_alike(number), expected, "{number}");
        }
    }

    #[test]
    fn what_cannot_be_a_figure_is_refused_and_what_can_is_kept() {
        assert_eq!(refused(&[51_000.0, 0.0, -666_666_666.0, 222.0]), [-666_666_666.0]);
        assert_eq!(refused(&[51_000.0, -3.0, -666_666_666.0]), [-666_666_666.0], "a thousand times larger");
        assert_eq!(refused(&[12.0, -999.0, 9999.0]), [-999.0], "9999 is less than a thousand times 12");
        assert_eq!(refused(&[9.5, 9999.0, 99_999_999.0]), [9999.0, 99_999_999.0]);
        let kept: [&[f64]; 6] = [
            &[-12.0, -999.0, 400.0],
            &[100.0, 333.0, 111.0, 999.0],
            &[0.0, 0.0, 111.0],
            &[-999.0],
            &[999.0, 999.0],
            &[-98.0, 5.0],
        ];
        for numbers in kept {
            assert!(refused(numbers).is_empty(), "{numbers:?}");
        }
        assert_eq!(refused(&[-999.0, -999.0]), [-999.0, -999.0]);
        assert_eq!(refused(&[-666_666_666.0]), [-666_666_666.0]);
    }
}
