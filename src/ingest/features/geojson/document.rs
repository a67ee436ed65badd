use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::feature::{Feature, Parts, text};
use crate::ingest::error::IngestError;

/// What is found in a document, in its order.
pub(super) enum Found {
    /// The name of a coordinate system.
    Crs(String),
    /// The list of features begins.
    Features,
    Feature(Feature),
}

/// Why a walk ends before the document does.
pub(super) enum Stop {
    Enough,
    Failed(Box<IngestError>),
}

/// A document that is read: a collection of features, a feature, or a shape by itself.
pub(super) struct Document<'a, 'b> {
    pub(super) take: &'a mut (dyn FnMut(Found) -> Result<(), Stop> + 'b),
    /// Why the walk ended, if it did.
    pub(super) stop: &'a mut Option<Stop>,
}

impl Document<'_, '_> {
    fn give<E: Error>(&mut self, found: Found) -> Result<(), E> {
        (self.take)(found).map_err(|stop| {
            *self.stop = Some(stop);
            E::custom("enough")
        })
    }
}

impl<'de> DeserializeSeed<'de> for Document<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a feature or a collection of features")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut parts = Parts::default();
        let mut is_collection = false;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "crs" => {
                    let name = crs_name(&map.next_value::<Value>()?);
                    if let Some(name) = name {
                        self.give(Found::Crs(name))?;
                    }
                }
                "features" => {
                    is_collection = true;
                    self.give(Found::Features)?;
                    map.next_value_seed(Features(&mut self))?;
                }
                _ => parts.read(&key, &mut map)?,
            }
        }
        match parts.kind.as_deref() {
            Some("Feature") if !is_collection => self.give(Found::Feature(parts.feature())),
            _ if is_collection => Ok(()),
            Some(kind) => {
                Err(Error::custom(format_args!("a `{kind}` is neither a feature nor a collection of features")))
            }
            None => Err(Error::custom("there are neither features nor a `type`")),
        }
    }
}

/// The list of features.
struct Features<'a, 'b, 'c>(&'a mut Document<'b, 'c>);

impl<'de> DeserializeSeed<'de> for Features<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(feature) = list.next_element::<Feature>()? {
            self.0.give(Found::Feature(feature))?;
        }
        Ok(())
    }
}

/// The name that a member `crs` of the GeoJSON of 2008 has.
fn crs_name(crs: &Value) -> Option<String> {
    let name = crs.get("properties").and_then(|properties| properties.get("name").or_else(|| properties.get("code")));
    if crs.is_null() {
        return None;
    }
    Some(name.map_or_else(|| crs.to_string(), |name| text(name).unwrap_or_default()))
}
