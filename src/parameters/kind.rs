use serde_json::{Number, Value, json};

use super::schema::{EXPECTED, UNIT};

/// What the text of a parameter may be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// So many characters at most.
    Text {
        most: usize,
    },
    Whole {
        least: i64,
        most: i64,
    },
    /// A finite number.
    Number {
        least: f64,
        most: f64,
    },
    Flag,
    Choice(Vec<String>),
    /// So many with commas between them; names that are empty do not count.
    List {
        of: Box<Kind>,
        least: usize,
        most: usize,
    },
}

impl Kind {
    /// What a simplified schema says; text where it says nothing.
    pub(super) fn of(schema: &Value) -> Kind {
        if let Some(choices) = schema["enum"].as_array() {
            return Kind::Choice(choices.iter().filter_map(Value::as_str).map(str::to_owned).collect());
        }
        let size = |name: &str| schema[name].as_u64().and_then(|size| usize::try_from(size).ok());
        match schema["type"].as_str().unwrap_or_default() {
            "integer" => Kind::Whole {
                least: schema["minimum"].as_i64().unwrap_or(i32::MIN.into()),
                most: schema["maximum"].as_i64().unwrap_or(i32::MAX.into()),
            },
            "number" => Kind::Number {
                least: schema["minimum"].as_f64().unwrap_or(f64::MIN),
                most: schema["maximum"].as_f64().unwrap_or(f64::MAX),
            },
            "boolean" => Kind::Flag,
            "array" => Kind::List {
                of: Box::new(Kind::of(&schema["items"])),
                least: size("minItems").unwrap_or(0),
                most: size("maxItems").unwrap_or(usize::MAX),
            },
            _ => Kind::Text { most: size("maxLength").unwrap_or(usize::MAX) },
        }
    }

    pub(super) fn is_list(&self) -> bool {
        matches!(self, Kind::List { .. })
    }

    /// The JSON that a text stands for.
    pub(super) fn json(&self, text: &str) -> Option<Value> {
        match self {
            Kind::Text { most } => (text.chars().count() <= *most).then(|| json!(text)),
            Kind::Whole { least, most } => text
                .trim()
                .parse()
                .ok()
                .filter(|number| (least..=most).contains(&number))
                .map(|number: i64| json!(number)),
            Kind::Number { least, most } => {
                let number = text.trim().parse().ok().filter(|number| (least..=most).contains(&number));
                number.and_then(Number::from_f64).map(Value::Number)
            }
            Kind::Flag => text.parse().ok().map(Value::Bool),
            Kind::Choice(choices) => choices.iter().any(|choice| choice == text).then(|| json!(text)),
            Kind::List { of, least, most } => {
                let is_of_names = matches!(**of, Kind::Text { .. });
                let parts = text.split(',').filter(|part| !(part.is_empty() && (is_of_names || text.is_empty())));
                let parts: Vec<Value> = parts.map(|part| of.json(part)).collect::<Option<_>>()?;
                (*least..=*most).contains(&parts.len()).then_some(Value::Array(parts))
            }
        }
    }

    /// What a text must be, as a sentence goes on behind *is*.
    pub(super) fn expected(&self, schema: &Value) -> String {
        if let Some(expected) = schema[EXPECTED].as_str() {
            return expected.to_owned();
        }
        let of_unit = schema[UNIT].as_str().map_or(String::new(), |unit| format!(" of {unit}"));
        match self {
            Kind::Text { most } => format!("a text of at most {most} characters"),
            Kind::Whole { least, most } if *most == i64::from(i32::MAX) => {
                format!("a whole number{of_unit} from {least} up")
            }
            Kind::Whole { least, most } => format!("a whole number{of_unit} from {least} to {most}"),
            Kind::Number { least, most } if *most == f64::MAX => format!("a number{of_unit} from {least} up"),
            Kind::Number { least, most } => format!("a number{of_unit} from {least} to {most}"),
            Kind::Flag => "true or false".to_owned(),
            Kind::Choice(choices) => format!("one of {}", choices.join(", ")),
            Kind::List { of, .. } => format!("a list with commas, each {}", of.expected(&schema["items"])),
        }
    }
}

/// A value as the text that is read as it.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().map(text).collect::<Vec<_>>().join(","),
        value => json!(value).to_string(),
    }
}
