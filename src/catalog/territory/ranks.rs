use serde_json::{Value, json};

use super::{CODE, Territory};
use crate::almanac::ColumnView;
use crate::catalog::Catalog;

/// The territories of one level among which one is ranked: those of a parent, or all.
pub(super) struct Siblings {
    /// The territory that holds them; none for the whole country.
    pub(super) parent: Option<Territory>,
    features: Vec<u32>,
}

impl Siblings {
    /// Place among those with a figure, counted from 1 for the largest: equal figures share a place. `of` is how many
    /// have one, and `partial` how many of these rest on a part of their parts only. Without a figure there is no place.
    pub(super) fn rank(&self, column: &ColumnView<'_>, own: Option<f64>) -> Value {
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

impl<D: AsRef<[u8]>> Catalog<D> {
    /// The siblings of a territory: in the whole country, then in each of its parents.
    pub(super) fn siblings(&self, territory: Territory, parents: &[Territory]) -> Vec<Siblings> {
        let features = self.layer_at(territory.layer).map_or(0, |layer| layer.features);
        let mut all = vec![Siblings { parent: None, features: (0..features).collect() }];
        let within = parents
            .iter()
            .map(|&parent| Siblings { parent: Some(parent), features: self.held_by(parent, territory.layer) });
        all.extend(within);
        all
    }

    /// The features of a layer that a territory holds, ascending.
    pub fn held_by(&self, parent: Territory, layer: usize) -> Vec<u32> {
        let level = self.layer_at(parent.layer).map(|layer| &layer.name);
        let fields = self.layer_at(layer).map_or(&[][..], |layer| &layer.fields);
        let Some(field) = fields.iter().position(|field| field.level.is_some() && field.level.as_ref() == level) else {
            return Vec::new();
        };
        let codes = self.atlas().layer(parent.layer).and_then(|view| view.column(CODE));
        let code = codes.and_then(|codes| codes.get(parent.feature as usize));
        let column = self.atlas().layer(layer).and_then(|view| view.column(field));
        let (Some(code), Some(column)) = (code, column) else { return Vec::new() };
        // The atlas keeps every text once, so equal codes have equal numbers.
        let is_held = |(feature, parent)| (parent == code).then_some(feature);
        (0..).zip(column).filter_map(is_held).collect()
    }
}
