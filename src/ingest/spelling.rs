//! Names that somebody may have meant.

/// The candidate that `name` most likely stands for: the same letters and digits in other case or spacing, or a few
/// letters away.
pub(super) fn near_miss<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(name);
    let allowed = (wanted.len().div_ceil(3)).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(&wanted, &plain(candidate)), candidate))
        .filter(|&(distance, _)| distance <= allowed)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// The candidates, those that `name` most likely stands for first.
pub(super) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = plain(name);
    let mut candidates: Vec<&str> = candidates.into_iter().collect();
    candidates.sort_by_cached_key(|candidate| (distance(&wanted, &plain(candidate)), *candidate));
    candidates
}

/// Names in backquotes, joined by commas, as sentences list them.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    if quoted.is_empty() { "none".to_owned() } else { quoted.join(", ") }
}

fn plain(name: &str) -> Vec<char> {
    name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Levenshtein's distance, one row of the table at a time.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, &left) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (to, &right) in other.iter().enumerate() {
            let substituted = diagonal + usize::from(left != right);
            diagonal = row[to + 1];
            row[to + 1] = substituted.min(row[to] + 1).min(row[to + 1] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_is_found_and_a_stranger_is_not() {
        let names = ["code_commune", "population_municipale"];
        assert_eq!(near_miss("Code commune", names), Some("code_commune"));
        assert_eq!(near_miss("population_municipal", names), Some("population_municipale"));
        assert_eq!(near_miss("uai", names), None);
    }

    #[test]
    fn the_nearest_come_first() {
        assert_eq!(nearest("Autres", ["Locaux", "Autre", "AUTRES"]), ["AUTRES", "Autre", "Locaux"]);
    }

    #[test]
    fn lists_are_quoted() {
        assert_eq!(listed(["a", "b"]), "`a`, `b`");
        assert_eq!(listed([]), "none");
    }
}
