use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::kind::{Kind, text};
use super::schema::{EXPECTED, TWICE, UNIT, simplified};

/// The parameters of a route, by ascending name.
#[derive(Debug)]
pub struct Known(Vec<Parameter>);

/// A parameter as its declaration says.
#[derive(Debug)]
pub struct Parameter {
    pub name: String,
    pub description: String,
    pub is_required: bool,
    pub(super) kind: Kind,
    /// Null where there is none.
    pub(super) default: Value,
    schema: Value,
}

impl Known {
    /// What the schema of a struct says.
    pub fn of<T: JsonSchema>() -> Known {
        let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
        let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
        let required = schema["required"].take();
        let is_required = |name: &str| required.as_array().is_some_and(|names| names.iter().any(|it| it == name));
        let members = match schema["properties"].take() {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        let parameter = |(name, schema): (String, Value)| Parameter::new(is_required(&name), name, schema);
        let mut parameters: Vec<Parameter> = members.into_iter().map(parameter).collect();
        parameters.sort_by(|one, other| one.name.cmp(&other.name));
        Known(parameters)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Parameter> {
        self.0.iter()
    }

    pub(super) fn find(&self, name: &str) -> Option<&Parameter> {
        self.0.binary_search_by(|parameter| parameter.name.as_str().cmp(name)).ok().and_then(|place| self.0.get(place))
    }
}

impl Parameter {
    fn new(is_required: bool, name: String, mut schema: Value) -> Parameter {
        let default = schema["default"].clone();
        let description = schema["description"].take();
        // Lines of a comment are one text.
        let description = description.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        let mut schema = simplified(schema);
        if let Value::Object(members) = &mut schema {
            members.remove("description");
        }
        Parameter { kind: Kind::of(&schema), name, description, is_required, default, schema }
    }

    /// What its text must be, as a sentence goes on behind *is*.
    pub(super) fn expected(&self) -> String {
        self.kind.expected(&self.schema)
    }

    /// What to do instead of giving it twice.
    pub(super) fn once(&self) -> &str {
        self.schema[TWICE].as_str().unwrap_or("it takes one value")
    }

    /// An example of it as it stands in a query.
    pub(super) fn example(&self) -> String {
        format!("{}={}", self.name, text(&self.schema["examples"][0]))
    }

    /// As OpenAPI 3.1 describes it: a parameter object.
    pub fn described(&self) -> Value {
        let mut schema = self.schema.clone();
        let mut described = json!({ "name": self.name, "in": "query", "description": self.description });
        if let Value::Object(members) = &mut schema {
            for internal in [EXPECTED, UNIT, TWICE] {
                members.remove(internal);
            }
            if let Some(Value::Array(examples)) = members.remove("examples") {
                let examples = examples.into_iter().enumerate();
                described["examples"] =
                    examples.map(|(place, value)| ((place + 1).to_string(), json!({ "value": value }))).collect();
            }
        }
        if self.is_required {
            described["required"] = json!(true);
        }
        if self.kind.is_list() {
            described["style"] = json!("form");
            described["explode"] = json!(false);
        }
        described["schema"] = self.with_empty(schema);
        described
    }

    /// A schema that says what an empty value is: as good as none.
    fn with_empty(&self, mut schema: Value) -> Value {
        match &self.kind {
            Kind::Text { .. } if schema.get("$ref").is_none() && schema.get("anyOf").is_none() => schema,
            _ if self.is_required => schema,
            Kind::Choice(_) => {
                if let Some(choices) = schema["enum"].as_array_mut() {
                    choices.push(json!(""));
                }
                schema
            }
            Kind::List { of, least: 0, .. } if matches!(**of, Kind::Text { .. }) => {
                schema["items"] = json!({ "anyOf": [schema["items"], { "const": "" }] });
                schema
            }
            Kind::List { .. } => schema,
            _ => {
                let default = schema.as_object_mut().and_then(|members| members.remove("default"));
                let mut choice = json!({ "anyOf": [schema, { "const": "" }] });
                if let Some(default) = default {
                    choice["default"] = default;
                }
                choice
            }
        }
    }
}
