//! Which parts territories have, as far as a table tells: a sum that lacks one of them would look whole.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::part::Part;

/// Parts from which on a gap in their numbers is none by chance.
const FEWEST_IN_ROW: usize = 5;

/// The codes of the parts of a territory, by its dense id.
#[derive(Default)]
pub(super) struct KnownParts(FxHashMap<u32, BTreeSet<String>>);

impl KnownParts {
    pub(super) fn note(&mut self, whole: u32, part: &str) {
        let parts = self.0.entry(whole).or_default();
        if !parts.contains(part) {
            parts.insert(part.to_owned());
        }
    }

    /// Adds the parts that the gaps in the numbers of the others stand for.
    pub(super) fn fill_gaps(&mut self) {
        for parts in self.0.values_mut() {
            let lost = gaps(parts);
            parts.extend(lost);
        }
    }

    /// The parts of a territory that are not in `group`.
    pub(super) fn lacking(&self, whole: u32, group: &[Part]) -> Vec<&str> {
        let there: BTreeSet<&str> = group.iter().map(|part| part.code.as_str()).collect();
        let known = self.0.get(&whole).into_iter().flatten().map(String::as_str);
        known.filter(|code| !there.contains(code)).collect()
    }
}

/// The few numbers that lack where codes are numbered one after another, as arrondissements are.
fn gaps(codes: &BTreeSet<String>) -> Vec<String> {
    let is_digit = |character: char| character.is_ascii_digit();
    let Some(first) = codes.first().filter(|_| codes.len() >= FEWEST_IN_ROW) else { return Vec::new() };
    let front = first.trim_end_matches(is_digit);
    let width = first.len() - front.len();
    let number = |code: &String| {
        let digits = code.strip_prefix(front).filter(|digits| digits.len() == width && digits.chars().all(is_digit))?;
        digits.parse::<u32>().ok()
    };
    let Some(numbers) = codes.iter().map(number).collect::<Option<BTreeSet<u32>>>() else { return Vec::new() };
    let (Some(least), Some(most)) = (numbers.first(), numbers.last()) else { return Vec::new() };
    let lost = (most - least) as usize + 1 - numbers.len();
    if lost * FEWEST_IN_ROW > numbers.len() {
        return Vec::new();
    }
    let lost = (*least..=*most).filter(|number| !numbers.contains(number));
    lost.map(|number| format!("{front}{number:0width$}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_numbers_that_lack_are_parts_and_many_are_none() {
        let of = |front: &str, numbers: &[u32]| {
            gaps(&numbers.iter().map(|number| format!("{front}{number:02}")).collect::<BTreeSet<_>>())
        };
        assert_eq!(of("751", &[1, 2, 3, 4, 6, 7]), ["75105"]);
        assert_eq!(of("2A0", &[1, 2, 3, 5, 6]), ["2A004"]);
        for numbers in [&[1, 2, 3, 4, 5][..], &[1, 2, 4, 5], &[1, 3, 5, 7, 9, 11], &[]] {
            assert_eq!(of("751", numbers), [""; 0], "{numbers:?}");
        }
        let mixed = ["75101", "75102", "75103", "75104", "7510S"].map(str::to_owned).into_iter().collect();
        assert_eq!(gaps(&mixed), [""; 0]);
    }
}
