use serde_json::{Map, Value};

/// What stands for a placeholder of a template; null takes its key away.
pub(super) type Fillings<'a> = [(&'a str, Value)];

/// A style template with its placeholders filled.
///
/// A text that is one placeholder, such as `"{{color}}"`, becomes the value as it is; inside a longer text, such as
/// `"{{layer}}-fill"`, the value's text takes the place. A key whose value becomes null is left out.
pub(crate) fn fill(template: &Value, fillings: &Fillings<'_>) -> Value {
    match template {
        Value::String(text) => fill_text(text, fillings),
        Value::Array(items) => items.iter().map(|item| fill(item, fillings)).collect(),
        Value::Object(entries) => {
            let filled = entries.iter().map(|(key, value)| (key.clone(), fill(value, fillings)));
            Value::Object(filled.filter(|(_, value)| !value.is_null()).collect::<Map<String, Value>>())
        }
        other => other.clone(),
    }
}

fn fill_text(text: &str, fillings: &Fillings<'_>) -> Value {
    let mut filled = text.to_owned();
    for (name, value) in fillings {
        let placeholder = format!("{{{{{name}}}}}");
        if text == placeholder {
            return value.clone();
        }
        if let Value::String(inner) = value {
            filled = filled.replace(&placeholder, inner);
        }
    }
    Value::String(filled)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn placeholders_become_values_texts_or_nothing() {
        let template =
            json!({"id": "{{layer}}-fill", "minzoom": "{{from}}", "maxzoom": "{{to}}", "a": ["{{layer}}", 1]});
        let filled = fill(&template, &[("layer", json!("epci")), ("from", json!(4)), ("to", Value::Null)]);
        assert_eq!(filled, json!({"id": "epci-fill", "minzoom": 4, "a": ["epci", 1]}));
    }
}
