//! What of a number is digits, and what is the noise of binary fractions.

/// Digits behind the mark that are kept at most: with six before it, the fifteen that a double holds.
pub(super) const MOST: u8 = 9;

/// The share of a number that is noise: 0.1 + 0.2 is 0.30000000000000004 as a double, and means 0.3.
const NOISE: f64 = 1e-15;

/// From here on doubles do not tell all whole numbers apart.
const FIRST_INEXACT: f64 = 9_007_199_254_740_992.0;

/// The digits of a number behind its decimal mark, at most 9.
pub(super) fn behind_mark(number: f64) -> u8 {
    let is_kept = |decimals: &u8| (rounded(number, *decimals) - number).abs() <= number.abs() * NOISE;
    (0..MOST).find(is_kept).unwrap_or(MOST)
}

/// The number with so many digits behind the mark.
pub(super) fn rounded(number: f64, decimals: u8) -> f64 {
    let scale = 10f64.powi(i32::from(decimals));
    let scaled = number * scale;
    // What is too large for the scale has no digits behind the mark.
    if scaled.is_finite() { scaled.round() / scale } else { number }
}

/// Whether a whole number, as it is written, is lost in the double that was read of it.
pub(in crate::ingest) fn is_inexact(text: &str, number: f64) -> bool {
    number.abs() >= FIRST_INEXACT && whole(text).is_some_and(|digits| digits != format!("{:.0}", number.abs()))
}

/// The digits of a whole number, without its sign, the spaces between its groups and the zeros around it.
fn whole(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches(['+', '-', '\u{2212}']);
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits: String = whole.chars().filter(|character| !character.is_whitespace()).collect();
    let is_whole = fraction.bytes().all(|byte| byte == b'0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_whole.then(|| digits.trim_start_matches('0').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_those_that_somebody_wrote() {
        for (number, expected) in [
            (0.0, 0),
            (12.0, 0),
            (-0.04, 2),
            (0.1, 1),
            (0.1 + 0.2, 1),
            (1.1 * 3.0, 1),
            (1234567.891, 3),
            (1e300, 0),
            (2.5e-9, 9),
            (0.000_000_001, 9),
            (1.0 / 3.0, 9),
            (1e-30, 9),
        ] {
            assert_eq!(behind_mark(number), expected, "{number}");
        }
    }

    #[test]
    fn whole_numbers_beyond_doubles_are_known_by_their_text() {
        for (text, expected) in [
            ("9007199254740993", true),
            ("9 007 199 254 740 993", true),
            ("-9007199254740993.0", true),
            ("9007199254740992", false),
            ("9007199254740994,00", false),
            ("9007199254740991", false),
            ("1e20", false),
            ("100000000000000000000", false),
        ] {
            let number = crate::ingest::parse_number(text, text.contains(',')).unwrap().unwrap();
            assert_eq!(is_inexact(text, number), expected, "{text}");
        }
    }
}
