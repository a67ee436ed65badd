use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::SeqAccessDeserializer;
use serde::de::{Error, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use crate::gazetteer::ZoomRange;

/// Whether and at which zooms a level's borders are lines: `[4, 14]` or `false`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BordersForm {
    Zooms(ZoomRange),
    Never,
}

impl<'de> Deserialize<'de> for BordersForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<BordersForm, D::Error> {
        deserializer.deserialize_any(BordersVisitor)
    }
}

/// Tells what may stand there, which an untagged enum of serde does not.
struct BordersVisitor;

impl<'de> Visitor<'de> for BordersVisitor {
    type Value = BordersForm;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[lowest, highest] zoom, or false")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<BordersForm, E> {
        if value { Err(E::invalid_value(Unexpected::Bool(value), &self)) } else { Ok(BordersForm::Never) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<BordersForm, A::Error> {
        ZoomRange::deserialize(SeqAccessDeserializer::new(sequence)).map(BordersForm::Zooms)
    }
}

impl JsonSchema for BordersForm {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "BordersForm".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [generator.subschema_for::<ZoomRange>(), { "const": false }] })
    }
}
