//! Whether figures add up, and in which unit they are, as far as names and numbers tell.

use super::survey::Column;
use super::words::{is_count, is_rate, is_share, is_surely_rate, words};
use crate::gazetteer::grouped;

/// How its figures add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Count,
    Share,
    Mean,
}

/// Whether figures add up, why, and what is doubtful about it.
pub(super) fn kind_of(columns: &[&Column], name: &str) -> (Kind, String, Option<String>) {
    let least = columns.iter().map(|column| column.least).fold(f64::INFINITY, f64::min);
    let greatest = columns.iter().map(|column| column.greatest).fold(f64::NEG_INFINITY, f64::max);
    let has_decimals = columns.iter().any(|column| column.has_decimals());
    let sounds = |like: fn(&str) -> bool| like(name) || columns.iter().any(|column| like(&column.name));
    let (rate, share, count) = (sounds(is_rate), sounds(is_share), sounds(is_count));
    let between = format!("figures from {} to {}", number(least), number(greatest));
    if rate && share && least >= 0.0 && greatest <= 100.0 && greatest > 1.0 {
        (Kind::Share, format!("its name is that of a share; {between}"), None)
    } else if rate && (has_decimals || !count || sounds(is_surely_rate)) {
        let doubt = "whether its figures add up, as its name has a word of counts too: then `kind = \"count\"`";
        let doubt = (count && !has_decimals).then(|| doubt.to_owned());
        (Kind::Mean, format!("its name is that of a figure that does not add up; {between}"), doubt)
    } else if has_decimals && !count {
        let doubt = "whether it is a mean, as is assumed of decimals, or adds up: then `kind = \"count\"`";
        (Kind::Mean, format!("{between}, with decimals"), Some(doubt.to_owned()))
    } else if least < 0.0 {
        let doubt = "whether its figures add up: then `kind = \"count\"`";
        (Kind::Mean, format!("{between}, below zero"), Some(doubt.to_owned()))
    } else if count {
        (Kind::Count, between, None)
    } else {
        let doubt = "whether its figures add up, as is assumed of whole ones; else `kind = \"mean\"`";
        (Kind::Count, between, Some(doubt.to_owned()))
    }
}

/// A number for people.
fn number(number: f64) -> String {
    let sign = if number < 0.0 { "-" } else { "" };
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{sign}{}", grouped(number.abs() as u64));
    }
    let text = format!("{number:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The unit in French and English, where name and kind tell it.
pub(super) fn unit_of(id: &str, kind: Kind, per: Option<u32>) -> Option<(&'static str, &'static str)> {
    let people =
        words(id).iter().any(|word| ["population", "pop", "habitants", "inhabitants"].contains(&word.as_str()));
    match (kind, per) {
        (Kind::Share, _) => Some(("%", "%")),
        (Kind::Mean, Some(1_000)) => Some(("pour 1 000", "per 1,000")),
        (Kind::Mean, Some(10_000)) => Some(("pour 10 000", "per 10,000")),
        (Kind::Mean, Some(100_000)) => Some(("pour 100 000", "per 100,000")),
        (Kind::Count, _) if people => Some(("habitants", "inhabitants")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str, numbers: &[f64]) -> (Kind, bool) {
        let (least, greatest) =
            numbers.iter().fold((f64::MAX, f64::MIN), |(low, high), &it| (low.min(it), high.max(it)));
        let whole = numbers.iter().filter(|number| number.fract() == 0.0).count() as u64;
        let numbers = numbers.len() as u64;
        let column = Column { name: name.to_owned(), least, greatest, whole, numbers, ..Column::default() };
        let (kind, _, doubt) = kind_of(&[&column], name);
        (kind, doubt.is_some())
    }

    #[test]
    fn names_and_numbers_tell_whether_figures_add_up() {
        assert_eq!(kind("population", &[12.0, 900.0]), (Kind::Count, false));
        assert_eq!(kind("pharmacies", &[0.0, 3.0]), (Kind::Count, true));
        assert_eq!(kind("part_0_19", &[20.5, 31.0]), (Kind::Share, false));
        assert_eq!(kind("unemployment rate", &[0.02, 0.3]), (Kind::Mean, false));
        assert_eq!(kind("revenu median", &[20_000.0, 31_000.0]), (Kind::Mean, false));
        assert_eq!(kind("nb_eleves_par_classe", &[20.0, 31.0]), (Kind::Mean, true));
        assert_eq!(kind("population_density", &[20.5, 31.0]), (Kind::Mean, false));
        assert_eq!(kind("something", &[1.5, 2.0]), (Kind::Mean, true));
        assert_eq!(kind("solde", &[-5.0, 2.0]), (Kind::Mean, true));
    }

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!([2_103_778.0, -1_000.0, 0.0120, 0.0001].map(number), ["2,103,778", "-1,000", "0.012", "0"]);
    }
}
