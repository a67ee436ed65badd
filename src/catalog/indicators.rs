use super::Catalog;
use super::text::{listed, shortened};
use crate::almanac::ColumnRecord;
use crate::gazetteer::{Indicator, Layer};

/// An indicator that is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no indicator `{name}`; there are {known}")]
pub struct UnknownIndicator {
    pub name: String,
    pub known: String,
}

impl<D: AsRef<[u8]>> Catalog<D> {
    /// An indicator by its id, or which there are.
    pub fn known_indicator(&self, id: &str) -> Result<&Indicator, UnknownIndicator> {
        self.indicator(id).ok_or_else(|| {
            let known = self.all_indicators().iter().map(|indicator| indicator.id.as_str());
            UnknownIndicator { name: shortened(id), known: listed(known) }
        })
    }

    /// The layers that have figures of an indicator, in the order of the atlas.
    pub fn levels_of(&self, indicator: &str) -> impl Iterator<Item = usize> {
        (0..self.description().layers.len())
            .filter(move |&layer| self.figures_layer(layer) == layer && self.latest_year(layer, indicator).is_some())
    }

    /// The level with figures of an indicator that has the most territories.
    pub fn finest_level(&self, indicator: &str) -> Option<&str> {
        let layers = self.levels_of(indicator).filter_map(|number| self.layer_at(number));
        layers.max_by_key(|layer| layer.features).map(|layer| layer.name.as_str())
    }

    /// The layers at which some figures of an indicator are computed.
    pub fn computed_at(&self, indicator: &str) -> impl Iterator<Item = &Layer> {
        let columns = self.almanac().description().columns.iter().enumerate();
        let is_computed = move |record: &ColumnRecord| record.indicator == indicator && record.is_computed;
        let computed = columns.filter(move |(_, records)| records.iter().any(is_computed));
        computed.filter_map(|(layer, _)| self.layer_at(layer))
    }

    /// The figure of each feature of a layer with figures, in the order of the features.
    pub(crate) fn figures_in(&self, layer: usize, column: usize) -> impl Iterator<Item = Option<f64>> {
        let column = self.almanac().column_at(layer, column);
        let count = column.map_or(0, |column| column.numbers().len() as u32);
        (0..count).map(move |feature| column.and_then(|column| column.figure(feature).value()))
    }
}
