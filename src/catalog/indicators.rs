use super::Catalog;
use super::text::{listed, shortened};
use crate::gazetteer::{Indicator, Layer, LayerId};

/// An indicator that is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no indicator `{name}`; there are {known}")]
pub struct UnknownIndicator {
    pub name: String,
    pub known: String,
}

impl<D: AsRef<[u8]>> Catalog<D> {
    pub fn all_indicators(&self) -> &[Indicator] {
        &self.almanac().description().indicators
    }

    /// An indicator by its id.
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.all_indicators().iter().find(|indicator| indicator.id == id)
    }

    /// An indicator by its id, or which there are.
    pub fn known_indicator(&self, id: &str) -> Result<&Indicator, UnknownIndicator> {
        self.indicator(id).ok_or_else(|| {
            let known = self.all_indicators().iter().map(|indicator| indicator.id.as_str());
            UnknownIndicator { name: shortened(id), known: listed(known) }
        })
    }

    /// The layers that have figures of an indicator, in the order of the atlas.
    pub fn levels_of(&self, indicator: &str) -> impl Iterator<Item = LayerId> {
        let with_figures = self.all_layers().filter(|(_, record)| record.has_figures()).map(|(id, _)| id);
        with_figures.filter(move |&layer| self.latest_column(layer, indicator).is_some())
    }

    /// The level with figures of an indicator that has the most territories.
    pub fn finest_level(&self, indicator: &str) -> Option<&str> {
        let layers = self.levels_of(indicator).map(|layer| self.layer_at(layer));
        layers.max_by_key(|layer| layer.features).map(|layer| layer.name.as_str())
    }

    /// The layers at which some figures of an indicator are computed.
    pub fn computed_at(&self, indicator: &str) -> impl Iterator<Item = &Layer> {
        let with_figures = self.all_layers().filter(|(_, record)| record.has_figures());
        let computed = with_figures.filter(move |(layer, _)| self.is_computed(*layer, indicator));
        computed.map(|(layer, _)| self.layer_at(layer))
    }
}
