//! A pattern for ids that all codes of a file fit.

use std::collections::{BTreeMap, BTreeSet};

use crate::gazetteer::CodeScheme;

/// Lengths of codes beyond which they follow no pattern.
const MOST_LENGTHS: usize = 4;

/// The characters of each place, for each length of codes.
type Places = BTreeMap<usize, Vec<BTreeSet<char>>>;

/// The pattern, or none where there is none that gives small ids.
pub(super) fn of<'a>(codes: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut places = Places::new();
    for code in codes {
        let characters: Vec<char> = code.chars().collect();
        let of_length = places.entry(characters.len()).or_insert_with(|| vec![BTreeSet::new(); characters.len()]);
        for (place, character) in of_length.iter_mut().zip(characters) {
            place.insert(character);
        }
        if places.len() > MOST_LENGTHS {
            return None;
        }
    }
    let wide = joined(&places, wide);
    // Long codes fit only with what really stands at each place.
    [wide, joined(&places, narrow)].into_iter().flatten().find(|pattern| CodeScheme::parse(pattern).is_ok())
}

fn joined(places: &Places, of_place: impl Fn(&BTreeSet<char>) -> Option<String>) -> Option<String> {
    let alternative = |places: &Vec<BTreeSet<char>>| places.iter().map(&of_place).collect::<Option<String>>();
    let alternatives = places.values().map(alternative).collect::<Option<Vec<String>>>()?;
    Some(alternatives.join("|")).filter(|pattern| !pattern.is_empty())
}

/// Letters beside digits up to which they are listed.
const FEW: usize = 4;

fn wide(characters: &BTreeSet<char>) -> Option<String> {
    let (digits, others): (Vec<char>, Vec<char>) = characters.iter().partition(|it| it.is_ascii_digit());
    let capitals = others.iter().all(char::is_ascii_uppercase);
    match (digits.is_empty(), others.len()) {
        (false, 0) => Some("#".to_owned()),
        (false, 1..=FEW) if capitals => Some(format!("[0-9{}]", others.iter().collect::<String>())),
        (false, _) if capitals => Some("*".to_owned()),
        (true, 2..) if capitals => Some("@".to_owned()),
        _ => narrow(characters),
    }
}

/// Exactly what stands at a place; none where a pattern cannot say it.
fn narrow(characters: &BTreeSet<char>) -> Option<String> {
    if characters.iter().any(|it| "[]-|#@*".contains(*it) && (characters.len() > 1 || *it != '-')) {
        return None;
    }
    let mut all = characters.iter();
    match (all.next(), all.next()) {
        (Some(only), None) => Some(only.to_string()),
        _ => Some(format!("[{}]", characters.iter().collect::<String>())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(codes: &[&str], pattern: Option<&str>) {
        let found = of(codes.iter().copied());
        assert_eq!(found.as_deref(), pattern);
        if let Some(found) = found {
            let scheme = CodeScheme::parse(&found).unwrap();
            assert!(codes.iter().all(|code| scheme.id(code).is_ok()), "{found}");
        }
    }

    #[test]
    fn codes_fit_their_pattern() {
        check(&["01001", "2A004", "2B120", "97101"], Some("#[0-9AB]###"));
        check(&["01", "2A", "971"], Some("#[0-9A]|###"));
        check(&["0801206B", "0951090U1"], Some("#######B|#######U#"));
        check(&["A", "B"], Some("@"));
        check(&["FR-1", "FR-2"], Some("FR-#"));
        check(&["a|b", "c|d"], None);
    }

    #[test]
    fn long_codes_have_narrow_patterns_or_none() {
        check(&["20000000000000017", "20000000000000042"], Some("200000000000000[14][27]"));
        let many: Vec<String> = (0..10u64).map(|n| n.to_string().repeat(20)).collect();
        check(&many.iter().map(String::as_str).collect::<Vec<_>>(), None);
    }
}
