use super::position::Position;
use crate::atlas::Attribute;
use crate::gazetteer::FieldKind;

/// The points of a layer as its table has them.
#[derive(Clone, Debug, PartialEq)]
pub struct PointTable {
    /// In the order of the table.
    pub rows: Vec<PointRow>,
    /// The types of the fields, in the order of the recipe's.
    pub kinds: Vec<FieldKind>,
}

/// A point of a layer of points, wherever it is.
#[derive(Clone, Debug, PartialEq)]
pub struct PointRow {
    /// Line of the table.
    pub row: u64,
    pub code: String,
    /// The name, or the code where there is none.
    pub title: String,
    pub position: Position,
    /// Codes of the territories that it says hold it, in the order of the recipe's `parents`.
    pub parents: Vec<Option<String>>,
    /// Further attributes, in the order of the recipe's `fields`.
    pub fields: Vec<Option<Attribute>>,
}
