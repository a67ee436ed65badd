use rustc_hash::FxHashSet;

use crate::ingest::parse_number;

/// Characters of a code at most; what is longer is a text.
const LONGEST_CODE: usize = 40;

/// Distinct values of a column that are kept where some occur again: no level that is a parent has more.
const MOST_REPEATED: usize = 50_000;

/// Distinct values that are kept where none occurs again.
const MOST: usize = 1_000_000;

/// Rows whose numbers are kept, to find columns that are made of others.
pub(in crate::draft) const SAMPLED: usize = 500;

/// What stands in a column.
#[derive(Clone, Debug, Default)]
pub(in crate::draft) struct Column {
    pub(in crate::draft) name: String,
    /// Rows, and those of them with something in the column.
    pub(in crate::draft) rows: u64,
    pub(in crate::draft) filled: u64,
    /// Rows with a number, with a whole one, and with digits behind a needless zero.
    pub(in crate::draft) numbers: u64,
    pub(in crate::draft) whole: u64,
    pub(in crate::draft) padded: u64,
    pub(in crate::draft) least: f64,
    pub(in crate::draft) greatest: f64,
    /// All its numbers added up.
    pub(in crate::draft) sum: f64,
    /// Digits behind the decimal mark at most.
    pub(in crate::draft) decimals: usize,
    /// Characters of the longest value.
    pub(in crate::draft) longest: usize,
    /// Whether a value occurs twice, as far as values were kept.
    pub(in crate::draft) repeats: bool,
    /// The distinct values; none where they are too many or too long for codes.
    pub(in crate::draft) values: Option<FxHashSet<Box<str>>>,
    /// The numbers of the first rows.
    pub(in crate::draft) sample: Vec<Option<f64>>,
    /// Some values that are no numbers, of those that occur beside numbers.
    pub(in crate::draft) markers: FxHashSet<Box<str>>,
}

/// Values that are no numbers beyond which they are no markers of what is missing.
const MOST_MARKERS: usize = 8;

impl Column {
    pub(super) fn new(name: &str) -> Column {
        let bounds = (f64::INFINITY, f64::NEG_INFINITY);
        let values = Some(FxHashSet::default());
        Column { name: name.to_owned(), least: bounds.0, greatest: bounds.1, values, ..Column::default() }
    }

    /// Takes note of the next row: its text without spaces around it, and the number that it is.
    pub(super) fn note(&mut self, text: &str, decimal_comma: bool) {
        self.rows += 1;
        let number = parse_number(text, decimal_comma).ok().flatten();
        if self.sample.len() < SAMPLED {
            self.sample.push(number);
        }
        if text.is_empty() {
            return;
        }
        self.filled += 1;
        self.longest = self.longest.max(text.chars().count());
        match number {
            Some(number) => self.note_number(text, number, if decimal_comma { ',' } else { '.' }),
            None if self.markers.len() <= MOST_MARKERS => {
                self.markers.insert(text.into());
            }
            None => {}
        }
        self.keep(text);
    }

    fn note_number(&mut self, text: &str, number: f64, mark: char) {
        self.numbers += 1;
        self.whole += u64::from(number.fract() == 0.0);
        self.padded += u64::from(text.len() > 1 && text.starts_with('0') && text.bytes().all(|it| it.is_ascii_digit()));
        self.least = self.least.min(number);
        self.greatest = self.greatest.max(number);
        self.sum += number;
        let decimals = text.split_once(mark).map_or(0, |(_, digits)| digits.trim_end_matches('0').len());
        self.decimals = self.decimals.max(decimals);
    }

    fn keep(&mut self, text: &str) {
        let Some(values) = &mut self.values else { return };
        self.repeats |= !values.insert(text.into());
        let is_measured = self.filled >= 100 && (self.numbers - self.whole) * 2 > self.filled;
        let most = if self.repeats { MOST_REPEATED } else { MOST };
        if self.longest > LONGEST_CODE || values.len() > most || is_measured {
            self.values = None;
        }
    }

    /// Whether it has lists and objects of JSON rather than texts.
    pub(in crate::draft) fn is_nested(&self) -> bool {
        let mut values = self.values.iter().flatten().chain(&self.markers);
        values.any(|value| value.starts_with(['{', '[']))
    }

    /// Whether it counts the records, from 0 or from 1.
    pub(in crate::draft) fn is_running_number(&self) -> bool {
        let span = self.greatest - self.least + 1.0;
        let counts = self.least <= 1.0 && self.least >= 0.0 && span.to_bits() == (self.rows as f64).to_bits();
        self.is_unique() && self.whole == self.rows && self.padded == 0 && counts
    }

    /// How many values differ, where they are known.
    pub(in crate::draft) fn distinct(&self) -> Option<u64> {
        self.values.as_ref().map(|values| values.len() as u64)
    }

    /// Whether every row has a value of its own.
    pub(in crate::draft) fn is_unique(&self) -> bool {
        self.values.is_some() && !self.repeats && self.filled == self.rows && self.rows > 0
    }

    /// Whether what stands in it are figures, but for a few markers of missing ones.
    pub(in crate::draft) fn is_numeric(&self) -> bool {
        let others = self.filled - self.numbers;
        let few = others * 10 <= self.filled || (self.markers.len() <= 3 && others * 2 <= self.filled);
        self.numbers > 0 && self.padded == 0 && few
    }

    /// Whether it has the figures of another column: as many, of the same sum between the same ends.
    pub(in crate::draft) fn is_like(&self, other: &Column) -> bool {
        let exact = |one: f64, other: f64| one.to_bits() == other.to_bits();
        let ends = exact(self.least, other.least) && exact(self.greatest, other.greatest);
        let sums = (self.sum - other.sum).abs() <= 1e-9 * self.sum.abs();
        self.numbers == other.numbers && self.least < self.greatest && ends && sums
    }

    /// Whether its numbers have decimals.
    pub(in crate::draft) fn has_decimals(&self) -> bool {
        self.whole < self.numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(texts: &[&str]) -> Column {
        let mut column = Column::new("a");
        texts.iter().for_each(|text| column.note(text, false));
        column
    }

    #[test]
    fn codes_are_told_from_figures() {
        let codes = column(&["01", "02", "2A"]);
        assert!(codes.is_unique() && !codes.is_numeric());
        let padded = column(&["01", "02", "03"]);
        assert!(padded.is_unique() && !padded.is_numeric(), "a zero in front is no figure's");
        let figures = column(&["1.5", "20", "20", ""]);
        assert!(!figures.is_unique() && figures.is_numeric() && figures.has_decimals());
        assert_eq!((figures.filled, figures.decimals, figures.distinct()), (3, 1, Some(2)));
        assert_eq!((figures.least, figures.greatest), (1.5, 20.0));
    }

    #[test]
    fn markers_of_missing_figures_leave_it_one_of_figures() {
        assert!(column(&["1", "2", "s", "4"]).is_numeric());
        assert!(!column(&["1", "a", "b", "c", "d"]).is_numeric());
    }

    #[test]
    fn long_texts_are_not_kept() {
        assert_eq!(column(&["x".repeat(41).as_str()]).distinct(), None);
    }
}
