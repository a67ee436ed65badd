//! Numbers and class limits as people of a language read them: the words of the map page.

use crate::gazetteer::Language;

/// A number with so many digits after the point, thousands apart.
pub(crate) fn write_number(value: f64, decimals: usize, language: Language) -> String {
    let (thousands, point) = match language {
        Language::French => ('\u{202f}', ','),
        Language::English => (',', '.'),
    };
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    // What is rounded to zero has no sign.
    let is_zero = plain.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let mut written = if value < 0.0 && !is_zero { "-".to_owned() } else { String::new() };
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            written.push(thousands);
        }
        written.push(digit);
    }
    if !fraction.is_empty() {
        written.push(point);
        written.push_str(fraction);
    }
    written
}

/// The digits after the point that all limits need, at least those of the figures and at most three more.
pub(crate) fn decimals_of(limits: &[f64], least: u8) -> usize {
    let least = usize::from(least);
    let is_written = |decimals: usize| {
        let scale = 10f64.powi(decimals as i32);
        limits.iter().all(|limit| ((limit * scale).round() / scale - limit).abs() <= 1e-9 * limit.abs())
    };
    (least..least + 3).find(|&decimals| is_written(decimals)).unwrap_or(least + 3)
}

/// A class: how a legend shows it, and how it is read aloud.
pub(crate) fn class(
    place: usize,
    count: usize,
    from: f64,
    to: f64,
    decimals: usize,
    language: Language,
) -> [String; 2] {
    let [low, high] = [from, to].map(|limit| write_number(limit, decimals, language));
    let both = |text: String| [text.clone(), text];
    let is_french = language == Language::French;
    match (place == 0, place + 1 == count) {
        (true, true) if low == high => both(low),
        (true, true) => both(format!("{low} – {high}")),
        (true, false) if is_french => both(format!("moins de {high}")),
        (true, false) => both(format!("under {high}")),
        (false, true) if is_french => both(format!("{low} et plus")),
        (false, true) => both(format!("{low} and over")),
        (false, false) if is_french => [format!("{low} – {high}"), format!("de {low} à moins de {high}")],
        (false, false) => [format!("{low} – {high}"), format!("from {low} to under {high}")],
    }
}

/// What stands for features without a figure.
pub(super) const fn no_data(language: Language) -> &'static str {
    match language {
        Language::French => "Pas de donnée",
        Language::English => "No data",
    }
}

/// What stands for features whose figure rests on less than a share of its parts.
pub(crate) fn partial(below: f64, language: Language) -> String {
    let percent = below * 100.0;
    let percent = write_number(percent, decimals_of(&[percent], 0), language);
    match (language, below >= 1.0) {
        (Language::French, true) => "Partiel\u{a0}: des composantes manquent".to_owned(),
        (Language::French, false) => format!("Partiel\u{a0}: moins de {percent}\u{a0}% des composantes connues"),
        (Language::English, true) => "Partial: some of its parts are missing".to_owned(),
        (Language::English, false) => format!("Partial: less than {percent}% of its parts known"),
    }
}

/// What stands for points of values that have no colour of their own.
pub(crate) const fn others(language: Language) -> &'static str {
    match language {
        Language::French => "Autres",
        Language::English => "Others",
    }
}

/// What stands by points that no zoom can show apart.
pub(super) const fn one_place(language: Language) -> &'static str {
    match language {
        Language::French => "au même endroit",
        Language::English => "in one place",
    }
}

/// What the class of a cluster is that of.
pub(super) const fn mean_of_clusters(language: Language) -> &'static str {
    match language {
        Language::French => "Pour un groupe, la moyenne de ses points",
        Language::English => "Of a cluster, the mean of its points",
    }
}

/// What stands at the ends of the colours of a heat map.
pub(super) const fn few_and_many(language: Language) -> [&'static str; 2] {
    match language {
        Language::French => ["peu", "beaucoup"],
        Language::English => ["few", "many"],
    }
}

/// Of how many points one is shown.
pub(crate) fn one_of(count: u32, language: Language) -> String {
    let number = write_number(count.into(), 0, language);
    match (language, count) {
        (Language::French, 0 | 1) => "Tous les points".to_owned(),
        (Language::French, _) => format!("Un point sur {number}"),
        (Language::English, 0 | 1) => "Every point".to_owned(),
        (Language::English, _) => format!("One point in {number}"),
    }
}

/// What stands before a source.
pub(crate) const fn source(language: Language) -> &'static str {
    match language {
        Language::French => "Source\u{a0}: ",
        Language::English => "Source: ",
    }
}

#[cfg(test)]
mod tests {
    use Language::{English, French};

    use super::*;

    #[test]
    fn numbers_are_written_as_people_do() {
        assert_eq!(write_number(1_234_567.0, 0, French), "1\u{202f}234\u{202f}567");
        assert_eq!(write_number(1_234.56, 1, English), "1,234.6");
        assert_eq!(write_number(-0.04, 1, French), "0,0");
        assert_eq!(write_number(-999.5, 1, French), "-999,5");
        assert_eq!(write_number(100.0, 0, English), "100");
    }

    #[test]
    fn limits_have_the_digits_that_they_need() {
        assert_eq!(decimals_of(&[10.0, 250.0], 0), 0);
        assert_eq!(decimals_of(&[10.0, 22.25], 1), 2);
        assert_eq!(decimals_of(&[1.0 / 3.0], 0), 3);
        assert_eq!(decimals_of(&[22.5, 0.1 + 0.2], 1), 1, "the noise of binary fractions is no digit");
    }

    #[test]
    fn thresholds_are_written_in_percent() {
        assert_eq!(partial(0.8, English), "Partial: less than 80% of its parts known");
        assert_eq!(partial(0.995, French), "Partiel\u{a0}: moins de 99,5\u{a0}% des composantes connues");
        assert_eq!(partial(1.0, English), "Partial: some of its parts are missing");
    }

    #[test]
    fn classes_are_read() {
        assert_eq!(class(0, 3, 0.0, 500.0, 0, French), ["moins de 500", "moins de 500"]);
        assert_eq!(class(1, 3, 500.0, 1000.0, 0, English), ["500 – 1,000", "from 500 to under 1,000"]);
        assert_eq!(class(2, 3, 1000.0, 9000.0, 0, French)[1], "1\u{202f}000 et plus");
        assert_eq!(class(0, 1, 7.0, 7.0, 0, English)[0], "7");
    }
}
