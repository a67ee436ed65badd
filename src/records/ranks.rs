use serde_json::{Value, json};

use super::source::Records;
use crate::almanac::ColumnView;
use crate::gazetteer::FeatureId;

/// The territories of one level among which one is ranked: those of a parent, or all.
pub(super) struct Siblings {
    /// The territory that holds them; none for the whole country.
    pub(crate) parent: Option<FeatureId>,
    features: Vec<u32>,
}

impl Siblings {
    /// Place among those with a figure, counted from 1 for the largest: equal figures share a place. `of` is how many
    /// have one, and `partial` how many of these rest on a part of their parts only. Without a figure there is no place.
    pub(crate) fn rank(&self, column: &ColumnView<'_>, own: Option<f64>) -> Value {
        debug_assert!(self.features.iter().all(|&feature| (feature as usize) < column.numbers().len()));
        let (mut larger, mut known, mut partial) = (0, 0, 0);
        for &feature in &self.features {
            let Some(value) = column.figure(feature).value() else { continue };
            known += 1;
            larger += usize::from(own.is_some_and(|own| value > own));
            partial += usize::from(column.is_partial(feature));
        }
        json!({ "rank": own.map(|_| larger + 1), "of": known, "partial": partial })
    }
}

impl<'a, D: AsRef<[u8]>> Records<'a, D> {
    /// The siblings of a territory: in the whole country, then in each of its parents.
    pub(super) fn siblings(self, territory: FeatureId, parents: &[FeatureId]) -> Vec<Siblings> {
        let features = self.catalog.layer_at(territory.layer).features;
        let mut all = vec![Siblings { parent: None, features: (0..features).collect() }];
        let within = parents
            .iter()
            .map(|&parent| Siblings { parent: Some(parent), features: self.catalog.held_by(parent, territory.layer) });
        all.extend(within);
        all
    }
}
