use crate::atlas::Attribute;
use crate::geo::WorldPoint;

/// A point that has its place and its territories.
#[derive(Debug)]
pub(super) struct PlacedPoint {
    /// Line of the table.
    pub(super) row: u64,
    pub(super) code: String,
    pub(super) title: String,
    pub(super) place: WorldPoint,
    /// Codes of the territories that hold it, in the order of the recipe's `parents`.
    pub(super) parents: Vec<Option<String>>,
    /// Further attributes, in the order of the recipe's `fields`.
    pub(super) fields: Vec<Option<Attribute>>,
}
