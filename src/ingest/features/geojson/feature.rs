use std::fmt;

use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::coordinates::Tree;
use crate::ingest::features::shape::Shape;

/// Digits from which on doubles do not hold all whole numbers.
const FEWEST_DIGITS: usize = 16;

/// One feature.
#[derive(Default)]
pub(super) struct Feature {
    pub(super) properties: Vec<(String, Value)>,
    pub(super) id: Option<Value>,
    pub(super) shape: Option<Shape>,
    /// Its number in a collection, from 1, or the line on which it begins.
    pub(super) row: u64,
    /// Whether some string in it was no text and reads `�` in places.
    pub(super) has_bad_text: bool,
    /// Bytes of the file that have been read.
    pub(super) at: u64,
}

impl Feature {
    fn broken(why: String) -> Feature {
        Feature { shape: Some(Shape::Broken(why)), ..Feature::default() }
    }

    /// Adds the names of its columns to those that are known.
    pub(super) fn note_columns(&self, columns: &mut Vec<String>) {
        let own = self.id.iter().map(|_| "id");
        for name in self.properties.iter().map(|(name, _)| name.as_str()).chain(own) {
            if !columns.iter().any(|known| known == name) {
                columns.push(name.to_owned());
            }
        }
    }

    /// The text of a column; `seen` becomes true where there is one.
    pub(super) fn value(&self, name: &str, seen: &mut bool) -> Option<String> {
        let property = self.properties.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value);
        let value = property.or(self.id.as_ref().filter(|_| name == "id"))?;
        *seen = true;
        text(value)
    }
}

/// A value as a table has it; blanks and null are none.
pub(in crate::ingest) fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) if !number.is_i64() && !number.is_u64() => number.as_f64()?.to_string(),
        other => other.to_string(),
    };
    Some(text).filter(|text| !text.is_empty())
}

/// A value with all its digits: a whole number that doubles do not hold becomes a text.
fn exact<E: Error>(value: &RawValue) -> Result<Value, E> {
    let text = value.get();
    if text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) && text.len() >= FEWEST_DIGITS {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = whole.trim_start_matches('-');
        let is_long = digits.len() >= FEWEST_DIGITS && digits.bytes().all(|digit| digit.is_ascii_digit());
        if is_long && fraction.bytes().all(|digit| digit == b'0') {
            return Ok(Value::String(whole.to_owned()));
        }
    }
    serde_json::from_str(text).map_err(E::custom)
}

impl<'de> Deserialize<'de> for Feature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Feature, D::Error> {
        deserializer.deserialize_any(FeatureVisitor)
    }
}

struct FeatureVisitor;

impl<'de> Visitor<'de> for FeatureVisitor {
    type Value = Feature;

    strangers!(Feature, |what| Feature::broken(format!("{what} in the place of a feature")); null flag text number list);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a feature")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Feature, A::Error> {
        let mut parts = Parts::default();
        while let Some(key) = map.next_key::<String>()? {
            parts.read(&key, &mut map)?;
        }
        Ok(parts.feature())
    }
}

/// What a feature consists of, in any order.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) kind: Option<String>,
    feature: Feature,
}

impl Parts {
    pub(super) fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "type" => self.kind = text(&map.next_value::<Value>()?),
            "id" => self.feature.id = Some(exact(&map.next_value::<Box<RawValue>>()?)?).filter(|id| !id.is_null()),
            "properties" => self.feature.properties = map.next_value::<Properties>()?.0,
            "geometry" => self.feature.shape = Some(map.next_value::<Geometry>()?.0),
            _ => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    pub(super) fn feature(self) -> Feature {
        self.feature
    }
}

/// Properties in their order; what is no object has none.
struct Properties(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Properties, D::Error> {
        deserializer.deserialize_any(PropertiesVisitor)
    }
}

struct PropertiesVisitor;

impl<'de> Visitor<'de> for PropertiesVisitor {
    type Value = Properties;

    // Some programs write an empty list where there are none.
    strangers!(Properties, |_| Properties(Vec::new()); null flag text number list);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the properties of a feature")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Properties, A::Error> {
        let mut all = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
            all.push((name, exact(&value)?));
        }
        Ok(Properties(all))
    }
}

/// The shape of a feature, whatever stands in its place.
struct Geometry(Shape);

impl<'de> Deserialize<'de> for Geometry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Geometry, D::Error> {
        deserializer.deserialize_any(GeometryVisitor)
    }
}

struct GeometryVisitor;

impl<'de> Visitor<'de> for GeometryVisitor {
    type Value = Geometry;

    strangers!(Geometry, Geometry::stranger; null flag text number list);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a shape")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Geometry, A::Error> {
        let (mut kind, mut tree, mut parts) = (None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => kind = text(&map.next_value::<Value>()?),
                "coordinates" => tree = map.next_value::<Option<Tree>>()?,
                "geometries" => parts = map.next_value::<Option<Vec<Geometry>>>()?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Geometry(match (kind, tree, parts) {
            (None, ..) => Shape::Broken("a shape without a type".to_owned()),
            (Some(kind), _, Some(parts)) if kind == "GeometryCollection" => {
                collected(parts.into_iter().map(|Geometry(shape)| shape))
            }
            (Some(_), None, _) => Shape::Missing,
            (Some(kind), Some(tree), _) => tree.shape(&kind),
        }))
    }
}

impl Geometry {
    fn stranger(what: &str) -> Geometry {
        if what == "null" {
            return Geometry(Shape::Missing);
        }
        Geometry(Shape::Broken(format!("{what} in the place of a shape")))
    }
}

/// The polygons of several shapes, and what stands beside them.
pub(in crate::ingest) fn collected(parts: impl Iterator<Item = Shape>) -> Shape {
    let (mut polygons, mut others) = (Vec::new(), Vec::new());
    for part in parts {
        match part {
            Shape::Polygons(more) => polygons.extend(more),
            Shape::Mixed(more, other) => {
                polygons.extend(more);
                others.push(Shape::Other(other));
            }
            Shape::Missing => {}
            other => others.push(other),
        }
    }
    match (polygons.is_empty(), others.pop()) {
        (false, None) => Shape::Polygons(polygons),
        (_, Some(broken @ Shape::Broken(_))) => broken,
        (false, Some(Shape::Other(name))) => Shape::Mixed(polygons, name),
        (false, Some(_)) => Shape::Mixed(polygons, "a Point"),
        (true, Some(other)) => other,
        (true, None) => Shape::Missing,
    }
}
