//! A real server over France, asked over real connections.

mod caching;
mod classes;
mod content;
pub(crate) mod coverage;
mod descriptions;
mod downloads;
mod figures;
mod filters;
mod heads;
mod negotiation;
mod openapi;
mod operations;
mod parameters;
mod points;
mod refusals;
mod shelf;
mod styles;
mod sums;
mod territories;
mod unknown;
mod years;

use std::collections::BTreeMap;

use crate::common::Answer;
use crate::validator::{DecodedLayer, Value, decode};

/// A tile of communes around Rennes.
const RENNES: &str = "/communes/8/126/88";

/// A tile in the Atlantic, far from everything.
const SEA: &str = "/communes/8/100/100";

/// The attributes of a feature, numbers as `f64`.
type Attributes = BTreeMap<String, Attribute>;

#[derive(Clone, Debug, PartialEq)]
enum Attribute {
    Text(String),
    Number(f64),
}

impl Attribute {
    fn number(&self) -> f64 {
        match self {
            Attribute::Number(number) => *number,
            Attribute::Text(text) => panic!("`{text}` is no number"),
        }
    }
}

/// The features of a layer of a tile, by code. A code that stands twice in it fails.
fn by_code(layer: &DecodedLayer) -> BTreeMap<String, Attributes> {
    let mut found = BTreeMap::new();
    for feature in &layer.features {
        let attributes: Attributes =
            feature.attributes.iter().map(|(key, value)| (key.clone(), attribute(value))).collect();
        let Some(Attribute::Text(code)) = attributes.get("code") else { panic!("a feature without a code") };
        assert!(found.insert(code.clone(), attributes).is_none(), "two features of one code in a tile");
    }
    found
}

fn attribute(value: &Value) -> Attribute {
    match value {
        Value::String(text) => Attribute::Text(text.clone()),
        Value::Float(number) => Attribute::Number((*number).into()),
        Value::Double(number) => Attribute::Number(*number),
        Value::Int(number) | Value::SInt(number) => Attribute::Number(*number as f64),
        Value::UInt(number) => Attribute::Number(*number as f64),
        Value::Bool(bit) => panic!("no attribute is a {bit}"),
    }
}

/// The layers of a tile that must be there.
#[track_caller]
fn layers(answer: &Answer) -> Vec<DecodedLayer> {
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    decode(&answer.body)
}

fn names(layers: &[DecodedLayer]) -> Vec<&str> {
    layers.iter().map(|layer| layer.name.as_str()).collect()
}

/// The sentence of a refusal, whose form is checked.
#[track_caller]
fn sentence(answer: &Answer, status: u16) -> String {
    assert_eq!(answer.status, status, "{}", String::from_utf8_lossy(&answer.body));
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("cache-control"), "no-store");
    let problem = answer.json();
    assert_eq!(problem["status"], status);
    assert_eq!(problem["type"], "about:blank");
    assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()));
    problem["detail"].as_str().expect("a problem has a detail").to_owned()
}
