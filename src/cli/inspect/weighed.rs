use super::budget::Excess;
use super::cost::ZoomCost;
use crate::query::Selection;

/// What the tiles of a layer or a view weigh.
pub(super) struct Weighed {
    /// What was asked for, and how.
    pub(super) selection: Selection,
    /// The layer's budget; views have none.
    pub(super) budget: Option<u64>,
    pub(super) zooms: Vec<ZoomCost>,
    /// Tiles over the budget, the heaviest first.
    pub(super) over: Vec<Excess>,
}

impl Weighed {
    pub(super) fn name(&self) -> String {
        self.selection.names.join(",")
    }
}
