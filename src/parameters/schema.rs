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

/// The one choice that is not null, the texts that there are, or all choices as they are.
fn choose(members: &mut Map<String, Value>, choices: Vec<Value>) {
    let choices: Vec<Value> = choices.into_iter().filter(|choice| choice["type"] != "null").collect();
    if let ([_], Some(Value::Object(only))) = (&choices[..], choices.first().cloned().map(simplified)) {
        for (name, value) in only {
            members.entry(name).or_insert(value);
        }
    } else if let Some(texts) = choices.iter().map(texts).collect::<Option<Vec<_>>>() {
        members.insert("type".to_owned(), json!("string"));
        members.insert("enum".to_owned(), texts.concat().into());
    } else {
        members.insert("anyOf".to_owned(), choices.into());
    }
}

/// The texts that a choice is of, if it is of nothing else: variants with a comment stand by themselves, others together.
fn texts(choice: &Value) -> Option<Vec<Value>> {
    let one = choice.get("const").map(|text| vec![text.clone()]);
    one.or_else(|| choice["enum"].as_array().cloned())
}
