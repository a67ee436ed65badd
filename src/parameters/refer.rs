//! Names that only a map knows, for the schemas of parameters: the description of the routes lists them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// A layer, a view, or a word that stands for one.
pub struct MapName;

impl JsonSchema for MapName {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "MapName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "$ref": "#/components/schemas/LayerName" }, { "enum": ["auto", "none"] }] })
    }
}

macro_rules! references {
    ($($name:ident is $kind:literal),+ $(,)?) => {$(
        #[doc = concat!("`#/components/schemas/", stringify!($name), "` of the description of the routes.")]
        pub struct $name;

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "$ref": concat!("#/components/schemas/", stringify!($name)), "type": $kind })
            }
        }
    )+};
}

references!(
    FieldName is "string",
    IndicatorId is "string",
    LayerName is "string",
    LevelName is "string",
    PointLayerName is "string",
    Year is "integer",
);
