use std::fmt;

use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::super::{Ring, Shape};

/// Coordinates as they are nested: a position, or a list.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ingest) enum Tree {
    /// Its first two numbers; NaN in the place of what is none.
    Position([f64; 2]),
    List(Vec<Tree>),
}

/// A member of a list: a number, or something nested.
enum Item {
    Number(f64),
    Tree(Tree),
    /// A null, a text, a flag or an object, which has no place there.
    Stranger,
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Tree, D::Error> {
        match Item::deserialize(deserializer)? {
            Item::Tree(tree) => Ok(tree),
            Item::Number(_) | Item::Stranger => Ok(Tree::List(Vec::new())),
        }
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Item, D::Error> {
        deserializer.deserialize_any(ItemVisitor)
    }
}

struct ItemVisitor;

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = Item;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("coordinates")
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Item, E> {
        Ok(Item::Number(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Item, E> {
        Ok(Item::Number(number as f64))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Item, E> {
        Ok(Item::Number(number as f64))
    }

    fn visit_unit<E: Error>(self) -> Result<Item, E> {
        Ok(Item::Stranger)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Item, E> {
        Ok(Item::Stranger)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Item, E> {
        Ok(Item::Stranger)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Item::Stranger)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Item, A::Error> {
        let mut position = [f64::NAN; 2];
        let (mut trees, mut count) = (Vec::new(), 0);
        while let Some(item) = list.next_element::<Item>()? {
            match item {
                Item::Tree(tree) => trees.push(tree),
                Item::Number(number) if count < 2 => position[count] = number,
                Item::Number(_) | Item::Stranger => {}
            }
            count += 1;
        }
        let is_position = count > 0 && trees.is_empty();
        Ok(Item::Tree(if is_position { Tree::Position(position) } else { Tree::List(trees) }))
    }
}

impl Tree {
    /// The shape of that type.
    pub(in crate::ingest) fn shape(self, kind: &str) -> Shape {
        let broken = |what: &str| Shape::Broken(format!("the coordinates of the {kind} are not {what}"));
        let is_empty = matches!(&self, Tree::List(list) if list.is_empty());
        match kind {
            _ if is_empty => Shape::Missing,
            "Point" => match self {
                Tree::Position(place) => Shape::Point(place),
                Tree::List(_) => broken("a position"),
            },
            "Polygon" => self.polygon().map_or_else(|| broken("rings of positions"), |it| filled(vec![it])),
            "MultiPolygon" => {
                let Tree::List(polygons) = self else { return broken("polygons") };
                let polygons: Option<Vec<Vec<Ring>>> = polygons.into_iter().map(Tree::polygon).collect();
                polygons.map_or_else(|| broken("rings of positions"), filled)
            }
            "LineString" => Shape::Other("a LineString"),
            "MultiLineString" => Shape::Other("a MultiLineString"),
            "MultiPoint" => Shape::Other("a MultiPoint"),
            _ => Shape::Broken(format!("there is no shape of the type `{kind}`")),
        }
    }

    fn polygon(self) -> Option<Vec<Ring>> {
        let Tree::List(rings) = self else { return None };
        rings.into_iter().map(Tree::ring).collect()
    }

    fn ring(self) -> Option<Ring> {
        let Tree::List(points) = self else { return None };
        let place = |point| match point {
            Tree::Position(place) => Some(place),
            Tree::List(_) => None,
        };
        points.into_iter().map(place).collect()
    }
}

/// Polygons, without those that have no points at all.
fn filled(mut polygons: Vec<Vec<Ring>>) -> Shape {
    polygons.retain(|rings| rings.iter().any(|ring| !ring.is_empty()));
    if polygons.is_empty() { Shape::Missing } else { Shape::Polygons(polygons) }
}
