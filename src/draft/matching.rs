//! Whether values of a column are codes of a level.

use rustc_hash::FxHashSet;

use super::words::words;
use crate::gazetteer::{counted, grouped};

/// Codes or values, each once.
pub(super) type Codes = FxHashSet<Box<str>>;

/// How values and codes go together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Match {
    /// Values that are codes, and all values.
    pub(super) matched: usize,
    pub(super) values: usize,
    /// What both have in common, of what either has.
    pub(super) likeness: f64,
    /// The rule of a recipe by which values become codes, if they are none as they stand.
    pub(super) rule: Option<&'static str>,
}

impl Match {
    /// The part of the values that are codes, 0 to 1.
    pub(super) fn share(&self) -> f64 {
        self.matched as f64 / self.values.max(1) as f64
    }

    /// As a sentence has it: `99.8 % of its 3,218 codes`.
    pub(super) fn in_words(&self) -> String {
        let (matched, values) = (grouped(self.matched as u64), counted(self.values as u64, "code"));
        if self.matched == self.values {
            format!("all its {values} are there")
        } else {
            format!("{matched} of its {values} are there ({:.1} %)", self.share() * 100.0)
        }
    }
}

/// Compares values with codes, as they stand.
pub(super) fn compare(values: &Codes, codes: &Codes) -> Match {
    let matched = values.iter().filter(|value| codes.contains(*value)).count();
    let either = values.len() + codes.len() - matched;
    Match { matched, values: values.len(), likeness: matched as f64 / either.max(1) as f64, rule: None }
}

/// Compares values with codes, where zeros may have been lost before the values, or before the codes. Values that are no
/// digits stay as they are, such as those of Corsica, and the last line of a table that is a remark.
pub(super) fn compare_fitted(values: &Codes, codes: &Codes) -> Match {
    let plain = compare(values, codes);
    if plain.share() > 0.95 {
        return plain;
    }
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let by = |rule: &'static str, change: &dyn Fn(&str) -> Box<str>| {
        let changed = values.iter().map(|value| if digits(value) { change(value) } else { value.clone() }).collect();
        Match { rule: Some(rule), values: values.len(), ..compare(&changed, codes) }
    };
    let padded = common_length(codes).map(|length| by("pad", &|value| format!("{value:0>length$}").into()));
    let stripped = by("strip_zeros", &|value| value.trim_start_matches('0').into());
    let better = |found: &Match| found.matched > plain.matched;
    padded.into_iter().chain([stripped]).filter(better).max_by_key(|found| found.matched).unwrap_or(plain)
}

/// The characters of a code, where all have as many.
pub(super) fn common_length(codes: &Codes) -> Option<usize> {
    let mut lengths = codes.iter().map(|code| code.chars().count());
    let first = lengths.next()?;
    lengths.all(|length| length == first).then_some(first)
}

/// Whether two names have a word in common, its plural apart: a column `region` and a file `regions`.
pub(super) fn sounds_alike(one: &str, other: &str) -> bool {
    let singular = |name: &str| -> Vec<String> {
        words(name).into_iter().map(|word| word.strip_suffix('s').map_or(word.clone(), str::to_owned)).collect()
    };
    let (one, other) = (singular(one), singular(other));
    let starts = |a: &String, b: &String| {
        a.len() >= 3 && b.len() >= 3 && (a.starts_with(b.as_str()) || b.starts_with(a.as_str()))
    };
    one.iter().any(|word| other.iter().any(|other| word == other || starts(word, other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(list: &[&str]) -> Codes {
        list.iter().map(|&code| code.into()).collect()
    }

    #[test]
    fn values_are_compared_with_codes() {
        let found = compare(&codes(&["01", "02", "99"]), &codes(&["01", "02", "03"]));
        assert_eq!((found.matched, found.values, found.likeness), (2, 3, 0.5));
        assert_eq!(found.in_words(), "2 of its 3 codes are there (66.7 %)");
    }

    #[test]
    fn lost_zeros_are_found() {
        let found = compare_fitted(&codes(&["1001", "56045"]), &codes(&["01001", "56045", "72001"]));
        assert_eq!((found.matched, found.rule), (2, Some("pad")));
        assert_eq!(compare_fitted(&codes(&["01001"]), &codes(&["01001"])).rule, None);
        let found = compare_fitted(&codes(&["1001", "2A004", "Champ : France"]), &codes(&["01001", "2A004"]));
        assert_eq!((found.matched, found.values, found.rule), (2, 3, Some("pad")));
        let found = compare_fitted(&codes(&["01001", "10002"]), &codes(&["1001", "10002"]));
        assert_eq!((found.matched, found.rule), (2, Some("strip_zeros")));
    }

    #[test]
    fn names_sound_alike() {
        assert!(sounds_alike("region", "regions.csv") && sounds_alike("INSEE_DEP", "departements"));
        assert!(!sounds_alike("region", "epci"));
    }
}
