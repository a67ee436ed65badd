use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::placed::Placed;

/// Where features come from: a file, a file with what is to be known of it, or several of these.
#[derive(Debug)]
pub(super) enum SourcesForm {
    One(SourceForm),
    Several(Vec<Placed<SourceForm>>),
}

/// A file of features, or a file with what is to be known of it.
#[derive(Debug)]
pub(super) enum SourceForm {
    File(String),
    Described(Box<DescribedSourceForm>),
}

/// A file of features and what is to be known of it because it does not say so, or wrongly.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DescribedSourceForm {
    /// Relative to the recipe. FlatGeobuf, GeoJSON, GeoJSON Lines, TopoJSON, GeoPackage, Shapefile (also in a ZIP),
    /// GeoParquet, or delimited text.
    pub(super) file: String,
    /// Layer of a GeoPackage, object of a TopoJSON, shapefile of a ZIP; needed where there are several.
    pub(super) layer: Option<String>,
    /// Coordinate system, whatever the file says: `EPSG:2154`.
    pub(super) crs: Option<Placed<String>>,
    /// Column in which a feature names its coordinate system; those that name none are in `crs`, or in what the file says.
    pub(super) crs_column: Option<String>,
    /// Column of the shapes: WKT in delimited text, WKB in GeoParquet.
    pub(super) geometry: Option<String>,
    /// Encoding of the texts, whatever the file says: `windows-1252`.
    pub(super) encoding: Option<Placed<String>>,
}

impl<'de> Deserialize<'de> for SourcesForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<SourcesForm, D::Error> {
        deserializer.deserialize_any(SourcesVisitor)
    }
}

impl<'de> Deserialize<'de> for SourceForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<SourceForm, D::Error> {
        deserializer.deserialize_any(SourceVisitor)
    }
}

/// These tell what may stand there, which untagged enums of serde do not.
struct SourcesVisitor;
struct SourceVisitor;

impl<'de> Visitor<'de> for SourcesVisitor {
    type Value = SourcesForm;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a file, or { file = \"a.gpkg\", layer = \"communes\" }, or a list of these")
    }

    fn visit_str<E: Error>(self, file: &str) -> Result<SourcesForm, E> {
        SourceVisitor.visit_str(file).map(SourcesForm::One)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SourcesForm, A::Error> {
        SourceVisitor.visit_map(map).map(SourcesForm::One)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<SourcesForm, A::Error> {
        Deserialize::deserialize(SeqAccessDeserializer::new(list)).map(SourcesForm::Several)
    }
}

impl<'de> Visitor<'de> for SourceVisitor {
    type Value = SourceForm;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a file, or { file = \"a.gpkg\", layer = \"communes\" }")
    }

    fn visit_str<E: Error>(self, file: &str) -> Result<SourceForm, E> {
        Ok(SourceForm::File(file.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SourceForm, A::Error> {
        Deserialize::deserialize(MapAccessDeserializer::new(map)).map(SourceForm::Described)
    }
}

impl JsonSchema for SourcesForm {
    fn schema_name() -> Cow<'static, str> {
        "SourcesForm".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<SourceForm>();
        json_schema!({ "anyOf": [one.clone(), { "type": "array", "minItems": 1, "items": one }] })
    }
}

impl JsonSchema for SourceForm {
    fn schema_name() -> Cow<'static, str> {
        "SourceForm".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let described = generator.subschema_for::<DescribedSourceForm>();
        json_schema!({ "anyOf": [{ "type": "string" }, described] })
    }
}
