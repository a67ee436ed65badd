use serde_json::{Map, Value};

use super::error::DownloadError;
use super::metadata::described;
use super::table::{Cell, Table};
use crate::catalog::text::rounded;

impl<D: AsRef<[u8]>> Table<'_, D> {
    /// An object with what describes the columns and a list `territories`.
    pub(crate) fn json(&self) -> Result<Vec<u8>, DownloadError> {
        let mut out = Vec::new();
        open(&mut out, described(self));
        out.extend_from_slice(b"\"territories\":[");
        for (place, feature) in self.rows().into_iter().enumerate() {
            out.extend_from_slice(if place == 0 { b"\n" } else { b",\n" });
            self.write_properties(&mut out, feature)?;
        }
        out.extend_from_slice(b"\n]}\n");
        Ok(out)
    }

    /// The cells of a feature as an object, in the order of the columns.
    pub(super) fn write_properties(&self, out: &mut Vec<u8>, feature: u32) -> Result<(), DownloadError> {
        for (place, (column, cell)) in self.cells(feature).enumerate() {
            out.push(if place == 0 { b'{' } else { b',' });
            write(out, &column.name)?;
            out.push(b':');
            match cell {
                Cell::Empty => out.extend_from_slice(b"null"),
                Cell::Text(text) => write(out, text)?,
                Cell::Flag(flag) => write(out, &flag)?,
                Cell::Plain(number) => write(out, &number)?,
                Cell::Whole(number) => write(out, &number)?,
                Cell::Number { value, decimals } => write(out, &rounded(value, decimals))?,
            }
        }
        out.push(b'}');
        Ok(())
    }
}

/// Writes an object that is not closed yet.
pub(crate) fn open(out: &mut Vec<u8>, members: Map<String, Value>) {
    let text = Value::Object(members).to_string();
    out.extend_from_slice(text.trim_end_matches('}').as_bytes());
    // What was trimmed may have closed inner objects too.
    let braces = text.len() - text.trim_end_matches('}').len();
    out.extend(std::iter::repeat_n(b'}', braces.saturating_sub(1)));
    if text != "{}" {
        out.push(b',');
    }
}

/// Writes anything as JSON.
pub(crate) fn write(out: &mut Vec<u8>, value: &(impl serde::Serialize + ?Sized)) -> Result<(), DownloadError> {
    serde_json::to_writer(out, value).map_err(|error| DownloadError::Write(error.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_opened_object_can_go_on() {
        for members in [json!({}), json!({ "a": 1 }), json!({ "a": { "b": {} } }), json!({ "a": [{}] })] {
            let Value::Object(members) = members else { panic!("an object") };
            let mut out = Vec::new();
            open(&mut out, members.clone());
            out.extend_from_slice(b"\"last\":2}");
            let mut whole: Map<String, Value> = serde_json::from_slice(&out).unwrap();
            assert_eq!(whole.remove("last"), Some(json!(2)));
            assert_eq!(whole, members);
        }
    }
}
