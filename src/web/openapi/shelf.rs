use serde_json::{Value, json};

use super::super::Problem;
use super::{assembled, merge, parameters, unread};

/// What the description of the shelf has in common with that of a map: paths, and what they refer to.
const COMMON: [&str; 11] = [
    "/paths/~1health",
    "/paths/~1metrics",
    "/paths/~1openapi.json",
    "/components/responses/BadRequest",
    "/components/schemas/Bilingual",
    "/components/schemas/Bounds",
    "/components/schemas/Loss",
    "/components/schemas/Problem",
    "/components/schemas/Ready",
    "/components/schemas/Version",
    "/components/securitySchemes/reloadToken",
];

/// The routes of a server of several maps, but for those that each map describes itself, below its prefix.
pub(in crate::web) fn of_shelf<'a>(url: &str, prefixes: impl Iterator<Item = &'a str>) -> Result<Value, Problem> {
    let mut body = assembled_of_shelf().map_err(unread)?;
    body["servers"] = json!([{ "url": url }]);
    body["components"]["schemas"]["Prefix"]["enum"] = prefixes.collect();
    Ok(body)
}

fn assembled_of_shelf() -> serde_json::Result<Value> {
    let of_map = assembled()?;
    let mut whole = json!({ "openapi": of_map["openapi"], "info": of_map["info"] });
    for pointer in COMMON {
        // From the innermost member outwards.
        let value = of_map.pointer(pointer).cloned().unwrap_or_default();
        let names = pointer[1..].rsplit('/').map(|name| name.replace("~1", "/"));
        merge(&mut whole, names.fold(value, |value, name| json!({ name: value })));
    }
    merge(&mut whole, serde_json::from_str(include_str!("shelf.json"))?);
    parameters::describe(&mut whole);
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::super::tests::references;
    use super::*;

    #[test]
    fn every_reference_leads_somewhere() {
        let document = assembled_of_shelf().unwrap();
        let mut found = Vec::new();
        references(&document, &mut found);
        for pointer in COMMON {
            assert!(document.pointer(pointer).is_some_and(Value::is_object), "{pointer}");
        }
        assert!(found.len() > 8);
        for reference in found {
            assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
        }
    }
}
