use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::kind::text;
use super::known::Known;

/// What is encoded in a query: all but letters, digits, and signs that mean nothing there (RFC 3986, section 3.4).
const QUERY: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b',').remove(b'*').remove(b':');

/// Writes all that has not its default, by ascending name.
pub(super) fn query(known: &Known, parameters: &impl Serialize) -> String {
    // Parameters are texts, numbers and lists of these: JSON has all of them.
    let value = serde_json::to_value(parameters).unwrap_or_default();
    let given = known.iter().filter_map(|parameter| {
        let value = value.get(&parameter.name).filter(|value| !value.is_null() && **value != parameter.default)?;
        Some(format!("{}={}", parameter.name, utf8_percent_encode(&text(value), QUERY)))
    });
    given.collect::<Vec<_>>().join("&")
}

/// A query behind its mark; nothing where it is empty.
pub fn behind_mark(query: &str) -> String {
    if query.is_empty() { String::new() } else { format!("?{query}") }
}
