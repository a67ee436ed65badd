//! Values that know where in the text of the recipe they stand.

use std::collections::BTreeMap;
use std::ops::{Deref, Range};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use toml::Spanned;

/// A value with its place in the recipe's text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
pub(super) struct Placed<T>(Spanned<T>);

/// Attribute -> column.
pub(super) type Columns = BTreeMap<Placed<String>, Placed<String>>;

impl<T> Placed<T> {
    /// Bytes of the text, from start to end.
    pub(super) fn place(&self) -> Range<usize> {
        self.0.span()
    }

    /// Another value, at the same place.
    pub(super) fn map<U>(&self, other: impl FnOnce(&T) -> U) -> Placed<U> {
        Placed(Spanned::new(self.place(), other(self)))
    }
}

impl<T> Deref for Placed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.get_ref()
    }
}

/// The place is no part of what is written.
impl<T: JsonSchema> JsonSchema for Placed<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
