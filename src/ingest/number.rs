/// A cell that is neither empty nor a number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a number")]
pub struct NotANumber(pub String);

/// Reads a figure as administrations write it; an empty cell is none.
///
/// Spaces around it are ignored. The digits before the decimal mark may be grouped in threes by spaces, of which
/// U+00A0, U+2009 and U+202F are some. The mark is `,` with `decimal_comma`, else `.`, and the other one is refused:
/// a wrong guess would change figures a thousandfold. Exponents such as `1e+05` are read, since R writes them.
///
/// # Errors
/// For anything else, `NaN` and infinities included.
pub fn parse_number(text: &str, decimal_comma: bool) -> Result<Option<f64>, NotANumber> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(None);
    }
    // Nearly all figures are plain, and there are millions of them.
    let is_plain = !decimal_comma && trimmed.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_plain && let Some(number) = trimmed.parse().ok().filter(|number: &f64| number.is_finite()) {
        return Ok(Some(number));
    }
    let refused = || NotANumber(trimmed.to_owned());
    let plain = plain_number(trimmed, if decimal_comma { ',' } else { '.' }).ok_or_else(refused)?;
    plain.parse::<f64>().ok().filter(|number| number.is_finite()).map(Some).ok_or_else(refused)
}

/// The number in Rust's notation; none where a character or a group is out of place.
fn plain_number(text: &str, mark: char) -> Option<String> {
    let text = text.replace('\u{2212}', "-");
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text.as_str(), None),
    };
    let unsigned = mantissa.trim_start_matches(['+', '-']);
    if mantissa.len() - unsigned.len() > 1 {
        return None;
    }
    let (whole, fraction) = unsigned.split_once(mark).unwrap_or((unsigned, ""));
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) || !is_grouped(whole) {
        return None;
    }
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let exponent = exponent.map(|exponent| format!("e{exponent}")).unwrap_or_default();
    (!digits.is_empty() || !fraction.is_empty()).then(|| format!("{sign}{digits}.{fraction}{exponent}"))
}

/// Whether these are digits, in one piece or in threes after the first group.
fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.split(char::is_whitespace);
    let all_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let first_fits = rest.is_empty() || (1..=3).contains(&first.len());
    first_fits && all_digits(first) && rest.iter().all(|group| group.len() == 3 && all_digits(group))
}

/// What the numbers of a column look like.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MarkCensus {
    points: u32,
    commas: u32,
    /// Cells whose comma stands before exactly three digits, as `1,234` does.
    commas_before_three: u32,
}

impl MarkCensus {
    /// Takes note of a cell.
    pub(super) fn note(&mut self, cell: &str) {
        if !cell.contains([',', '.']) {
            return;
        }
        if matches!(parse_number(cell, false), Ok(Some(_))) {
            self.points += 1;
        } else if matches!(parse_number(cell, true), Ok(Some(_))) {
            self.commas += 1;
            let behind = cell.split_once(',').map_or(0, |(_, digits)| digits.len());
            self.commas_before_three += u32::from(behind == 3);
        }
    }

    /// Whether the column uses a decimal comma. Where commas delimit the fields and every number has one before
    /// three digits, they may as well separate thousands: then no, and the cells become complaints instead of
    /// figures that are wrong a thousandfold.
    pub(super) fn decimal_comma(self, delimiter: u8) -> bool {
        let thousands = delimiter == b',' && self.commas == self.commas_before_three;
        self.commas > self.points && !thousands
    }
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
    fn a_comma_that_may_separate_thousands_is_no_decimal_comma() {
        let census = |cells: &[&str]| {
            let mut census = MarkCensus::default();
            cells.iter().for_each(|cell| census.note(cell));
            census
        };
        assert!(census(&["12,5", "3", "1,25"]).decimal_comma(b';'));
        assert!(census(&["1,234", "5,678"]).decimal_comma(b';'));
        assert!(!census(&["1,234", "5,678"]).decimal_comma(b','));
        assert!(!census(&["1.5", "2.5", "3,5"]).decimal_comma(b';'));
        assert!(!census(&["Bondy, centre", "1,2,3"]).decimal_comma(b';'));
    }
}
