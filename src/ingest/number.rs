use serde::Serialize;

/// A cell that is neither empty nor a number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a number")]
pub struct NotANumber(pub String);

/// What separates the whole from its decimals, and thousands from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Marks {
    /// `.` or `,`.
    pub decimal: char,
    /// `.`, `,` or `'`; spaces always separate thousands.
    pub thousands: Option<char>,
}

impl Default for Marks {
    fn default() -> Marks {
        Marks { decimal: '.', thousands: None }
    }
}

/// Reads a figure as administrations write it; an empty cell is none.
///
/// Spaces around it are ignored. The digits before the decimal mark may be grouped in threes by spaces, of which
/// U+00A0, U+2009 and U+202F are some. The mark is `,` with `decimal_comma`, else `.`, and the other one is refused:
/// a wrong guess would change figures a thousandfold. Exponents such as `1e+05` are read, since R writes them.
///
/// # Errors
/// For anything else, `NaN` and infinities included.
pub fn parse_number(text: &str, decimal_comma: bool) -> Result<Option<f64>, NotANumber> {
    parse_with(text, Marks { decimal: if decimal_comma { ',' } else { '.' }, thousands: None })
}

/// As [`parse_number`], with these marks.
///
/// # Errors
/// As [`parse_number`].
pub(super) fn parse_with(text: &str, marks: Marks) -> Result<Option<f64>, NotANumber> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(None);
    }
    // Nearly all figures are plain, and there are millions of them.
    let has_points = marks.decimal == '.';
    let is_plain = trimmed.bytes().all(|byte| byte.is_ascii_digit() || (byte == b'.' && has_points));
    if is_plain && let Some(number) = trimmed.parse().ok().filter(|number: &f64| number.is_finite()) {
        return Ok(Some(number));
    }
    let refused = || NotANumber(trimmed.to_owned());
    let plain = plain_number(trimmed, marks).ok_or_else(refused)?;
    plain.parse::<f64>().ok().filter(|number| number.is_finite()).map(Some).ok_or_else(refused)
}

/// The number in Rust's notation; none where a character or a group is out of place.
fn plain_number(text: &str, marks: Marks) -> Option<String> {
    let text = text.replace('\u{2212}', "-");
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text.as_str(), None),
    };
    let unsigned = mantissa.trim_start_matches(['+', '-']);
    if mantissa.len() - unsigned.len() > 1 {
        return None;
    }
    let (whole, fraction) = unsigned.split_once(marks.decimal).unwrap_or((unsigned, ""));
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) || !is_grouped(whole, marks.thousands) {
        return None;
    }
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let exponent = exponent.map(|exponent| format!("e{exponent}")).unwrap_or_default();
    (!digits.is_empty() || !fraction.is_empty()).then(|| format!("{sign}{digits}.{fraction}{exponent}"))
}

/// Whether these are digits, in one piece or in threes after the first group.
fn is_grouped(whole: &str, thousands: Option<char>) -> bool {
    let is_apostrophe = |mark: char| matches!(mark, '\'' | '\u{2019}');
    let separates = |mark: char| {
        mark.is_whitespace() || thousands.is_some_and(|own| mark == own || (is_apostrophe(own) && is_apostrophe(mark)))
    };
    let mut groups = whole.split(separates);
    let all_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let first_fits = rest.is_empty() || (1..=3).contains(&first.len());
    first_fits && all_digits(first) && rest.iter().all(|group| group.len() == 3 && all_digits(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str, decimal_comma: bool) -> Option<f64> {
        parse_number(text, decimal_comma).unwrap()
    }

    #[test]
    fn figures_are_read_as_administrations_write_them() {
        assert_eq!(number("", false), None);
        assert_eq!(number("  \u{a0}", true), None);
        assert_eq!(number(" 81    ", false), Some(81.0));
        assert_eq!(number("12.5", false), Some(12.5));
        assert_eq!(number("12005,4", true), Some(12005.4));
        assert_eq!(number("1 234 567,8", true), Some(1_234_567.8));
        assert_eq!(number("68\u{202f}350\u{a0}798", false), Some(68_350_798.0));
        assert_eq!(number("-0,5", true), Some(-0.5));
        assert_eq!(number("\u{2212}3", false), Some(-3.0));
        assert_eq!(number("+3", false), Some(3.0));
        assert_eq!(number(".5", false), Some(0.5));
        assert_eq!(number("540.", false), Some(540.0));
        assert_eq!(number("1e+05", false), Some(100_000.0));
    }

    #[test]
    fn junk_is_refused() {
        let junk = [
            "NaN", "nan", "inf", "-inf", "infinity", "1e999", "s", "nd", "-", "+", ".", "12 %", "1 2", "1 23", "--1",
            "1.2.3", "12,5", "0x10", "1_000", "1e", "e5", "12a", "1234 567", " 1  234",
        ];
        for text in junk {
            let error = parse_number(text, false).unwrap_err();
            assert_eq!(error.to_string(), format!("`{}` is not a number", text.trim()));
        }
        assert!(parse_number("12.5", true).is_err(), "a point is no decimal comma");
    }

    #[test]
    fn marks_are_what_somebody_says_they_are() {
        let read = |text: &str, decimal, thousands| parse_with(text, Marks { decimal, thousands }).ok().flatten();
        assert_eq!(read("1.234.567,5", ',', Some('.')), Some(1_234_567.5));
        assert_eq!(read("12,345", '.', Some(',')), Some(12_345.0));
        assert_eq!(read("-1 234", '.', Some(' ')), Some(-1_234.0));
        assert_eq!(read("1'234.5", '.', Some('\'')), Some(1_234.5));
        assert_eq!(read("1\u{2019}234", '.', Some('\'')), Some(1_234.0));
        assert_eq!(read("987", ',', Some('.')), Some(987.0));
        for text in ["12.5", "1.23", "1234.567", "1.2345", ".123"] {
            assert_eq!(read(text, ',', Some('.')), None, "{text}");
        }
    }
}
