//! What of a number is digits, and what is the noise of binary fractions.

use super::table::Storage;

/// Digits behind the mark that are kept at most: with six before it, the fifteen that a double holds.
pub(super) const MOST: u8 = 9;

/// The share of a number that is noise: 0.1 + 0.2 is 0.30000000000000004 as a double, and means 0.3.
const NOISE: f64 = 1e-15;

/// From here on doubles do not tell all whole numbers apart: this one they hold, and the next becomes the same.
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

/// Whether the last digits of a whole number, as it is written, are lost in the double that was read of it. A sheet
/// gives its numbers as doubles, so that those that are larger than 2⁵³ may have lost theirs before.
pub(super) fn is_inexact(text: &str, number: f64, storage: &Storage) -> bool {
    let is_rounded = || !digits(text).starts_with(&format!("{:.0}", number.abs()));
    let may_be_rounded = matches!(storage, Storage::Sheet { .. }) && number.abs() > FIRST_INEXACT;
    number.abs() >= FIRST_INEXACT && (may_be_rounded || is_rounded())
}

/// What is to be said of a whole number that [`is_inexact`].
pub(super) fn inexact_detail(text: &str, number: f64) -> String {
    let published = format!("{number:.0}");
    if published.trim_start_matches('-') == digits(text) {
        return format!("`{text}` is larger than 2^53, so the spreadsheet may have rounded its last digits");
    }
    format!("`{text}` has more digits than numbers keep; {published} was published")
}

/// The whole number of a text of which `number` was read, with all its digits; none where it has a fraction, or more
/// digits than databases hold.
pub(super) fn whole(text: &str, number: f64) -> Option<i64> {
    if number.fract() != 0.0 {
        return None;
    }
    if number.abs() < FIRST_INEXACT {
        return Some(number as i64);
    }
    let digits = digits(text);
    let (whole, fraction) = digits.split_at_checked(format!("{:.0}", number.abs()).len())?;
    let sign = if number < 0.0 { "-" } else { "" };
    let whole = format!("{sign}{whole}").parse().ok().filter(|whole: &i64| *whole as f64 == number)?;
    fraction.bytes().all(|digit| digit == b'0').then_some(whole)
}

/// The digits of a large number, whatever separates them; nothing where an exponent stands for some of them.
fn digits(text: &str) -> String {
    if text.contains(['e', 'E']) {
        return text.parse::<f64>().map_or_else(|_| String::new(), |number| format!("{:.0}", number.abs()));
    }
    text.chars().filter(char::is_ascii_digit).skip_while(|digit| *digit == '0').collect()
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
        for (text, expected, exact) in [
            ("9007199254740993", true, Some(9_007_199_254_740_993)),
            ("9 007 199 254 740 993", true, Some(9_007_199_254_740_993)),
            ("-9007199254740993.0", true, Some(-9_007_199_254_740_993)),
            ("9007199254740993.5", true, None),
            ("9007199254740992", false, Some(9_007_199_254_740_992)),
            ("9007199254740994,00", false, Some(9_007_199_254_740_994)),
            ("9007199254740991", false, Some(9_007_199_254_740_991)),
            ("9223372036854775807", true, Some(i64::MAX)),
            ("9223372036854775809", true, None),
            ("12,0", false, Some(12)),
            ("12,5", false, None),
            ("1e18", false, Some(1_000_000_000_000_000_000)),
            ("1e20", false, None),
            ("100000000000000000000", false, None),
        ] {
            let number = crate::ingest::parse_number(text, text.contains(',')).unwrap().unwrap();
            assert_eq!(is_inexact(text, number, &Storage::Parquet), expected, "{text}");
            assert_eq!(whole(text, number), exact, "{text}");
        }
        let sheet = Storage::Sheet { kind: "XLSX", name: String::new() };
        assert!(is_inexact("9007199254740994", 9_007_199_254_740_994.0, &sheet), "it may have been …995");
        assert!(inexact_detail("9007199254740994", 9_007_199_254_740_994.0).contains("larger than 2^53"));
        assert!(!is_inexact("9007199254740992", 9_007_199_254_740_992.0, &sheet));
        assert!(!is_inexact("9007199254740991", 9_007_199_254_740_991.0, &sheet));
    }
}
