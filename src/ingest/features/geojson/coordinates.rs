use std::fmt;

use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::ingest::features::shape::{Ring, Shape};

/// Coordinates as they are nested: a position, or a list.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ingest) enum Tree {
    /// Its first two numbers; NaN in the place of what is none.
    Position([f64; 2]),
    List(Vec<Tree>),
    /// A null, a text, a flag, an object, or a number among lists, which has no place there.
    Stranger,
}

/// A member of a list: a number, or something nested.
enum Item {
    Number(f64),
    Tree(Tree),
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Tree, D::Error> {
        Ok(match Item::deserialize(deserializer)? {
            Item::Tree(tree) => tree,
            Item::Number(_) => Tree::Stranger,
        })
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

    strangers!(Item, |_| Item::Tree(Tree::Stranger); null flag text object);

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

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Item, A::Error> {
        let mut position = [f64::NAN; 2];
        // A position is told from a list by its members, of which none is a list; `Vec::new` allocates nothing.
        let (mut trees, mut count, mut has_lists) = (Vec::new(), 0, false);
        while let Some(item) = list.next_element::<Item>()? {
            match item {
                Item::Number(number) if count < 2 && !has_lists => position[count] = number,
                Item::Number(_) | Item::Tree(Tree::Stranger) if !has_lists => {}
                Item::Number(_) => trees.push(Tree::Stranger),
                Item::Tree(tree) => {
                    if !has_lists {
                        has_lists = true;
                        trees.extend((0..count).map(|_| Tree::Stranger));
                    }
                    trees.push(tree);
                }
            }
            count += 1;
        }
        let is_position = count > 0 && !has_lists;
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
                _ => broken("a position"),
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
            _ => None,
        };
        points.into_iter().map(place).collect()
    }
}

/// Polygons, without those that have no points at all.
pub(in crate::ingest) fn filled(mut polygons: Vec<Vec<Ring>>) -> Shape {
    polygons.retain(|rings| rings.iter().any(|ring| !ring.is_empty()));
    if polygons.is_empty() { Shape::Missing } else { Shape::Polygons(polygons) }
}
