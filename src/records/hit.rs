use std::cmp::Ordering;

use crate::gazetteer::FeatureId;

/// A territory that a search has found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    pub territory: FeatureId,
    /// How well it fits: lower is better.
    pub(crate) quality: u8,
    /// Its count of the layer's first indicator, where it has one.
    pub(crate) weight: Option<f64>,
}

impl Hit {
    /// The better fit first, then the larger count, then the order of the atlas.
    pub(crate) fn order(&self, other: &Hit) -> Ordering {
        let weight = |hit: &Hit| hit.weight.unwrap_or(f64::NEG_INFINITY);
        let by_weight = weight(other).total_cmp(&weight(self));
        self.quality.cmp(&other.quality).then(by_weight).then(self.territory.cmp(&other.territory))
    }
}
