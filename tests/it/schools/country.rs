//! Lilliput with other schools: what a build complains of, and what the tiles of the highest zoom show.

use std::collections::BTreeMap;

use maillage::catalog::Catalog;
use maillage::container::Mapping;

use super::{Shown, shown_by};
use crate::edition::asked;
use crate::lilliput::Lilliput;
use crate::validator::Value;

/// What a build complained of: kind, code, and detail.
pub(super) type Complaint = (String, String, String);

/// A country with its schools.
pub(super) struct Country {
    lilliput: Lilliput,
    pub(super) complaints: Vec<Complaint>,
    catalog: Catalog<Mapping>,
}

/// The layer of points of a recipe, with more keys. Its codes are a letter and a digit, or words of three to eight letters.
pub(super) fn layer(name: &str, keys: &str) -> String {
    format!(
        "[[points]]\nname = \"{name}\"\nlabel = {{ fr = \"\", en = \"\" }}\nsource = \"{name}.csv\"\nkey = \"code\"\n\
         id = \"@#|@@@|@@@@|@@@@@|@@@@@@|@@@@@@@|@@@@@@@@\"\nzooms = [0, 14]\n{keys}\n"
    )
}

/// Where points of tests have their degrees.
pub(super) const DEGREES: &str = "longitude = \"lon\"\nlatitude = \"lat\"\n";

impl Country {
    /// Builds the country with other layers of points, and tables for them: name and content.
    #[track_caller]
    pub(super) fn build(layers: &str, tables: &[(&str, &str)]) -> Country {
        let lilliput = Lilliput::new();
        let recipe = std::fs::read_to_string(lilliput.path("recipe.toml")).expect("the recipe");
        let (before, rest) = recipe.split_once("[[points]]").expect("points");
        let (_, after) = rest.split_once("[[view]]").expect("a view");
        lilliput.write("recipe.toml", format!("{before}{layers}\n[[view]]{after}"));
        Country::of(lilliput, tables)
    }

    /// Builds a country of points alone.
    #[track_caller]
    pub(super) fn without_territories(layers: &str, tables: &[(&str, &str)]) -> Country {
        let lilliput = Lilliput::new();
        let head = "name = \"points\"\ntitle = { fr = \"\", en = \"\" }\nattribution = \"\"\nbounds = [0, 40, 9, 45]\n";
        lilliput.write("recipe.toml", format!("{head}{layers}"));
        Country::of(lilliput, tables)
    }

    #[track_caller]
    fn of(lilliput: Lilliput, tables: &[(&str, &str)]) -> Country {
        for (name, content) in tables {
            lilliput.write(name, content);
        }
        let report = lilliput.build(&["--json"]).done().json();
        let text = |record: &serde_json::Value, key: &str| record[key].as_str().unwrap_or_default().to_owned();
        let records = report["complaints"]["records"].as_array().expect("records");
        let complaints = records.iter().map(|it| (text(it, "kind"), text(it, "code"), text(it, "detail"))).collect();
        let catalog = Catalog::map(&lilliput.out()).expect("the country opens").0;
        Country { lilliput, complaints, catalog }
    }

    pub(super) fn folder(&self) -> std::path::PathBuf {
        self.lilliput.out()
    }

    /// Kind and code of the complaints, by code.
    pub(super) fn told(&self) -> Vec<(&str, &str)> {
        let mut told: Vec<_> = self.complaints.iter().map(|(kind, code, _)| (code.as_str(), kind.as_str())).collect();
        told.sort_unstable();
        told
    }

    /// The detail of the complaint about a code.
    #[track_caller]
    pub(super) fn detail(&self, code: &str) -> &str {
        let found: Vec<&Complaint> = self.complaints.iter().filter(|(_, of, _)| of == code).collect();
        let [(_, _, detail)] = found[..] else { panic!("{code}: {found:?}") };
        detail
    }

    /// The points of a layer with all their fields, or with those that tiles have by themselves, by code.
    pub(super) fn points(&self, layer: &str, fields: Option<&str>) -> BTreeMap<String, Shown> {
        let own = [("points", "all")];
        let request = match fields {
            Some(fields) => asked(layer, &[own[0], ("fields", fields)]),
            None => asked(layer, &own),
        };
        let shown = shown_by(&self.catalog, &request, 14);
        let count = shown.len();
        let by_code: BTreeMap<String, Shown> =
            shown.into_iter().map(|point| (point.text("code").expect("a code").to_owned(), point)).collect();
        assert_eq!(by_code.len(), count, "each point once");
        by_code
    }

    /// One attribute of each point that has it.
    pub(super) fn texts(&self, layer: &str, field: &str) -> BTreeMap<String, String> {
        let points = self.points(layer, Some(&format!("code,{field}")));
        let text = |(code, point): (String, Shown)| match point.attributes.get(field) {
            Some(Value::String(text)) => Some((code, text.clone())),
            None => None,
            other => panic!("{code}: {other:?}"),
        };
        points.into_iter().filter_map(text).collect()
    }
}

/// Codes with texts, as a map.
pub(super) fn texts(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(code, text)| ((*code).to_owned(), (*text).to_owned())).collect()
}
