use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::placed::Placed;
use super::point_layer::FieldType;
use crate::gazetteer::Bilingual;

/// A further attribute of points: a column of texts, or a column and the type of what stands in it.
#[derive(Debug)]
pub(super) enum FieldForm {
    Column(String),
    Typed(TypedFieldForm),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TypedFieldForm {
    /// Column of the table.
    pub(super) column: String,
    /// What stands in its cells; texts when left out.
    #[serde(default, rename = "type")]
    pub(super) kind: FieldType,
    /// What separates thousands in its numbers, where they do not tell: `"."`, `","`, `"'"` or `" "`.
    #[schemars(extend("enum" = [".", ",", "'", " ", null]))]
    pub(super) thousands: Option<Placed<String>>,
    /// Its decimal mark, where the numbers do not tell: `"."` or `","`.
    #[schemars(extend("enum" = [".", ",", null]))]
    pub(super) decimal: Option<Placed<String>>,
}

/// Which territory holds a point: a level, or a level and the parent that is the code of a territory of it.
#[derive(Debug)]
pub(super) enum WithinForm {
    Level(String),
    By(WithinByForm),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WithinByForm {
    /// Name of the level.
    pub(super) level: Placed<String>,
    /// The attribute that is the code of a territory of that level.
    pub(super) by: Placed<String>,
}

/// How points are joined to clusters.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ClustersForm {
    /// Within how many CSS pixels of a tile of 512 points are joined; 40 when left out.
    #[schemars(range(min = 1, max = 512))]
    pub(super) radius: Option<Placed<u16>>,
    /// The highest zoom at which neighbours are joined; the last but one of the layer when left out. Points at one place
    /// are joined at every zoom.
    pub(super) max_zoom: Option<Placed<u8>>,
    /// Attributes, such as the type of a school, by whose values a cluster counts its points.
    #[serde(default)]
    pub(super) by: Vec<Placed<String>>,
}

/// What values of attributes mean: attribute -> value -> text.
pub(super) type NotesForm = BTreeMap<Placed<String>, BTreeMap<String, Bilingual>>;

impl WithinForm {
    /// Name of the level.
    pub(super) fn level(&self) -> &str {
        match self {
            WithinForm::Level(level) => level,
            WithinForm::By(form) => &form.level,
        }
    }
}

impl<'de> Deserialize<'de> for FieldForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<FieldForm, D::Error> {
        deserializer.deserialize_any(FieldVisitor)
    }
}

impl<'de> Deserialize<'de> for WithinForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<WithinForm, D::Error> {
        deserializer.deserialize_any(WithinVisitor)
    }
}

/// These tell what may stand there, which untagged enums of serde do not.
struct FieldVisitor;
struct WithinVisitor;

impl<'de> Visitor<'de> for FieldVisitor {
    type Value = FieldForm;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .write_str("the name of a column, or a column with its type as in { column = \"n\", type = \"integer\" }")
    }

    fn visit_str<E: Error>(self, column: &str) -> Result<FieldForm, E> {
        Ok(FieldForm::Column(column.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<FieldForm, A::Error> {
        TypedFieldForm::deserialize(MapAccessDeserializer::new(map)).map(FieldForm::Typed)
    }
}

impl<'de> Visitor<'de> for WithinVisitor {
    type Value = WithinForm;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a level, or { level = \"communes\", by = \"commune\" }")
    }

    fn visit_str<E: Error>(self, level: &str) -> Result<WithinForm, E> {
        Ok(WithinForm::Level(level.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<WithinForm, A::Error> {
        WithinByForm::deserialize(MapAccessDeserializer::new(map)).map(WithinForm::By)
    }
}

/// The schema of a text or of a table.
fn text_or<T: JsonSchema>(generator: &mut SchemaGenerator, description: &str) -> Schema {
    json_schema!({ "anyOf": [{ "type": "string", "description": description }, generator.subschema_for::<T>()] })
}

impl JsonSchema for FieldForm {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "FieldForm".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        text_or::<TypedFieldForm>(generator, "A column of texts.")
    }
}

impl JsonSchema for WithinForm {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "WithinForm".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        text_or::<WithinByForm>(generator, "Name of the level.")
    }
}
