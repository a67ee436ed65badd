//! Names, codes and numbers as answers show them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

/// Names with commas between them.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().collect::<Vec<_>>().join(", ")
}

/// A name as an error shows it, not longer than it helps.
pub(crate) fn shortened(name: &str) -> String {
    if name.chars().count() <= 60 { name.to_owned() } else { name.chars().take(60).chain(['…']).collect() }
}

/// A figure as JSON shows it: a number of that many decimals, an integer with none.
pub(crate) fn rounded(value: f64, decimals: u8) -> Value {
    let factor = 10f64.powi(i32::from(decimals));
    let value = (value * factor).round() / factor + 0.0;
    // Beyond 2⁵³ a double skips integers, and a cast could lie.
    if decimals == 0 && value.abs() < 9_007_199_254_740_992.0 { json!(value as i64) } else { json!(value) }
}

/// Degrees as answers show them: a tenth of a micrometre finer than what the grids tell, 1 cm on the ground.
pub(crate) fn degrees(value: f64) -> f64 {
    (value * 1e7).round() / 1e7 + 0.0
}

/// Members of a JSON object.
pub(crate) fn members<const N: usize>(members: [(&str, Value); N]) -> Map<String, Value> {
    members.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}

/// A code as a part of a path: percent-encoded where it is not plain.
pub(crate) fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// Every character that is not unreserved (RFC 3986, section 2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_shown_with_their_decimals() {
        assert_eq!(rounded(12.0, 0).to_string(), "12");
        assert_eq!(rounded(12.345, 1).to_string(), "12.3");
        assert_eq!(rounded(-0.01, 1).to_string(), "0.0");
        assert_eq!(rounded(-0.2, 0).to_string(), "0");
        assert_eq!(rounded(1e300, 0), json!(1e300));
    }

    #[test]
    fn codes_are_escaped_in_addresses() {
        assert_eq!(escaped("2A004"), "2A004");
        assert_eq!(escaped("a/b ?é"), "a%2Fb%20%3F%C3%A9");
    }
}
