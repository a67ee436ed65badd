use std::fmt;
use std::fs::File;
use std::path::Path;

use serde::Deserializer as _;
use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde_json::{Deserializer, Value};

use super::geojson::{Cleaned, Progress};

/// Whether a document in JSON is a topology: it says so in its `type`, or it has what only a topology has.
///
/// The document is read until one of its members tells; what cannot be read is none, and is judged as GeoJSON.
pub(crate) fn is_topology(path: &Path) -> bool {
    let Ok(file) = File::open(path) else { return false };
    let mut found = None;
    let mut json = Deserializer::from_reader(Cleaned::new(file, Progress::new()));
    // An error is how the reading ends before the document does.
    let _ = json.deserialize_map(Members(&mut found));
    found.unwrap_or(false)
}

/// Looks at members of a document until one tells.
struct Members<'a>(&'a mut Option<bool>);

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            *self.0 = match key.as_str() {
                "type" => Some(map.next_value::<Value>()? == "Topology"),
                "objects" | "arcs" => Some(true),
                "features" | "geometry" | "properties" => Some(false),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            return Err(A::Error::custom("enough"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_topology_is_known_wherever_it_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        let long = format!("\"bbox\":[0,0,1,1],\"note\":\"{}\"", "\"x".replace('"', "\\\"").repeat(10_000));
        for (text, expected) in [
            ("{\"type\":\"Topology\",\"arcs\":[]}".to_owned(), true),
            (format!("\u{feff} {{{long}, \"type\" : \"Topology\"}}"), true),
            (format!("{{{long},\"arcs\":[[["), true),
            (format!("{{{long},\"objects\":{{\"type\":{{}}"), true),
            (format!("{{{long},\"features\":[{{\"arcs\":1}}]}}"), false),
            ("{\"properties\":{\"type\":\"Topology\"},\"type\":\"Feature\"}".to_owned(), false),
            ("\u{1e}{\"type\":\"Feature\",\"objects\":1}".to_owned(), false),
            ("{".to_owned(), false),
        ] {
            fs::write(&path, &text).unwrap();
            assert_eq!(is_topology(&path), expected, "{}", &text[..text.len().min(80)]);
        }
    }
}
