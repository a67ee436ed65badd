//! The description of all routes, OpenAPI 3.1: a file of this folder for each module that has routes, put together with
//! the parameters that their handlers read and with the names that the served map has.

mod parameters;
mod shelf;

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Map, Value, json};
pub(super) use shelf::of_shelf;

use super::answer::{Keep, document};
use super::params::Nothing;
use super::{Problem, Server};
use crate::catalog::Catalog;
use crate::gazetteer::{Layer, LayerId};

pub(super) fn router() -> Router<Server> {
    Router::new().route("/openapi.json", get(openapi))
}

/// What modules say of their routes, as members `paths` and `components` of the whole; parts that several of them name
/// come first.
const PIECES: [&str; 12] = [
    include_str!("components.json"),
    include_str!("page.json"),
    include_str!("operations.json"),
    include_str!("documents.json"),
    include_str!("tiles.json"),
    include_str!("territories.json"),
    include_str!("points.json"),
    include_str!("downloads.json"),
    include_str!("indicators.json"),
    include_str!("maps.json"),
    include_str!("admin.json"),
    include_str!("itself.json"),
];

async fn openapi(State(server): State<Server>, _: Nothing, headers: HeaderMap) -> Result<Response, Problem> {
    let mut body = assembled().map_err(unread)?;
    body["servers"] = json!([{ "url": server.base() }]);
    name_what_there_is(&mut body, &server.edition().catalog);
    document(&server, &headers, Bytes::from(body.to_string()), "application/json", Keep::Revalidate).await
}

/// The pieces are part of the program: one that cannot be read is a fault of ours.
#[expect(clippy::needless_pass_by_value, reason = "the signature of `map_err`")]
fn unread(error: serde_json::Error) -> Problem {
    tracing::error!(%error, "the description of the routes cannot be read");
    Problem::internal()
}

/// All pieces as one document.
fn assembled() -> serde_json::Result<Value> {
    let mut whole = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "maillage",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Vector tiles, portraits and files of territories, schools and indicators.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "tags": [
            { "name": "map", "description": "Tiles and what maps need to show them" },
            { "name": "territories", "description": "Single territories and points" },
            { "name": "points", "description": "Points by place, territory, filter and cluster" },
            { "name": "downloads", "description": "Whole levels as files" },
            { "name": "page", "description": "The map page" },
            { "name": "operations", "description": "For those who run the server" },
        ],
    });
    for piece in PIECES {
        merge(&mut whole, serde_json::from_str(piece)?);
    }
    parameters::describe(&mut whole);
    Ok(whole)
}

/// Adds the members of an object to another, inner objects member by member.
fn merge(whole: &mut Value, piece: Value) {
    match (whole, piece) {
        (Value::Object(whole), Value::Object(piece)) => {
            for (name, value) in piece {
                merge(whole.entry(name).or_insert_with(|| Value::Object(Map::new())), value);
            }
        }
        (whole, piece) => *whole = piece,
    }
}

/// Lists layers, indicators and years where the document speaks of their names.
fn name_what_there_is<D: AsRef<[u8]>>(document: &mut Value, catalog: &Catalog<D>) {
    let layers = catalog.layers().map(|layer| layer.name.as_str());
    let views = catalog.views().iter().map(|view| view.name.as_str());
    let levels = catalog.levels().map(|(_, layer)| layer.name.as_str());
    let points = catalog.point_layers().map(|(_, layer)| layer.name.as_str());
    let indicators = catalog.all_indicators();
    let fields: BTreeSet<&str> = catalog.layers().flat_map(|it| &it.fields).map(|field| field.name.as_str()).collect();
    let years: BTreeSet<i32> = indicators.iter().flat_map(|indicator| indicator.years.iter().copied()).collect();
    let ids = indicators.iter().map(|indicator| indicator.id.as_str());
    let names = [
        ("LayerName", layers.chain(views).map(Value::from).collect::<Vec<_>>()),
        ("LevelName", levels.map(Value::from).collect()),
        ("PointLayerName", points.map(Value::from).collect()),
        ("IndicatorId", ids.map(Value::from).collect()),
        ("FieldName", fields.into_iter().map(Value::from).collect()),
        ("Year", years.into_iter().map(Value::from).collect()),
    ];
    let schemas = &mut document["components"]["schemas"];
    // An empty list of choices would allow nothing, and is no schema.
    for (schema, names) in names.into_iter().filter(|(_, names)| !names.is_empty()) {
        schemas[schema]["enum"] = Value::Array(names);
    }
    let first = |(id, layer): (LayerId, &Layer)| (layer.features > 0).then(|| catalog.code_and_name(id.feature(0)).0);
    schemas["Code"]["examples"] = catalog.levels().filter_map(first).map(Value::from).collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every `$ref` of a value.
    pub(super) fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
                members.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }

    #[test]
    fn every_piece_is_sound_and_every_reference_leads_somewhere() {
        let document = assembled().unwrap();
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.len() > 50);
        for reference in found {
            assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
        }
    }

    #[test]
    fn every_operation_has_a_name_of_its_own_and_parameters_for_its_path() {
        let document = assembled().unwrap();
        let mut names = BTreeSet::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for operation in methods.as_object().unwrap().values() {
                assert!(names.insert(operation["operationId"].as_str().unwrap().to_owned()), "{path}");
                let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
                let resolved = parameters.iter().map(|parameter| match parameter["$ref"].as_str() {
                    Some(reference) => document.pointer(&reference[1..]).unwrap(),
                    None => parameter,
                });
                let mut of_path: Vec<String> = (resolved.filter(|parameter| parameter["in"] == "path"))
                    .map(|parameter| format!("{{{}}}", parameter["name"].as_str().unwrap()))
                    .collect();
                of_path.retain(|name| !path.contains(name.as_str()));
                assert_eq!(of_path, [""; 0], "{path}");
                let declared = parameters.len();
                assert!(declared >= path.matches('{').count(), "{path}");
            }
        }
    }
}
