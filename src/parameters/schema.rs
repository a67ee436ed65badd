use serde_json::{Map, Value, json};

/// What only the sentences of refusals are made of.
pub(super) const EXPECTED: &str = "x-expected";
pub(super) const UNIT: &str = "x-unit";
pub(super) const TWICE: &str = "x-twice";

/// What a schema says that a query can say: nothing is null there, no list is refused for a repeated member, and how Rust
/// keeps a number is nobody's business.
pub(super) fn simplified(schema: Value) -> Value {
    let Value::Object(mut members) = schema else { return schema };
    for choices in ["anyOf", "oneOf"] {
        if let Some(Value::Array(choices)) = members.remove(choices) {
            choose(&mut members, choices);
        }
    }
    if let Some(Value::Array(kinds)) = members.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [kind] = &kinds[..] {
            members["type"] = kind.clone();
        }
    }
    if let Some(Value::Array(values)) = members.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if let Some(items) = members.remove("items") {
        members.insert("items".to_owned(), simplified(items));
    }
    members.retain(|name, value| match name.as_str() {
        "uniqueItems" | "format" => false,
        "default" => !value.is_null() && *value != json!([]),
        _ => true,
    });
    Value::Object(members)
}

/// The one choice that is not null, or the texts that there are.
fn choose(members: &mut Map<String, Value>, choices: Vec<Value>) {
    let mut choices: Vec<Value> = choices.into_iter().filter(|choice| choice["type"] != "null").collect();
    if choices.len() > 1 && choices.iter().any(|choice| choice.get("const").is_none()) {
        members.insert("anyOf".to_owned(), Value::Array(choices));
    } else if choices.iter().all(|choice| choice.get("const").is_some()) {
        let texts = choices.iter().map(|choice| choice["const"].clone()).collect();
        members.insert("type".to_owned(), json!("string"));
        members.insert("enum".to_owned(), texts);
    } else if let Some(Value::Object(only)) = choices.pop().map(simplified) {
        for (name, value) in only {
            members.entry(name).or_insert(value);
        }
    }
}
