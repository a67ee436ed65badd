use serde_json::{Value, json};

use super::Catalog;
use super::select::SelectError;
use crate::gazetteer::Indicator;

impl<D: AsRef<[u8]>> Catalog<D> {
    /// Every indicator with what its figures are like, level by level and year by year.
    pub fn indicator_catalogue(&self) -> Value {
        let indicators: Vec<Value> =
            self.all_indicators().iter().map(|indicator| self.described_indicator(indicator)).collect();
        json!({ "version": self.version(), "indicators": indicators })
    }

    /// One indicator as the catalogue has it.
    ///
    /// # Errors
    /// When there is none of that id.
    pub fn indicator_document(&self, id: &str) -> Result<Value, SelectError> {
        Ok(self.described_indicator(self.known_indicator(id)?))
    }

    fn described_indicator(&self, indicator: &Indicator) -> Value {
        let levels = self.levels_of(&indicator.id).map(|number| {
            let years = indicator.years.iter().filter_map(|&year| {
                let distribution = self.distribution(number, &indicator.id, year)?;
                let mut described = serde_json::to_value(&*distribution).ok()?;
                described["year"] = json!(year);
                Some(described)
            });
            let layer = self.layer_at(number);
            json!({
                "level": layer.map(|layer| &layer.name),
                "label": layer.map(|layer| &layer.label),
                "features": layer.map(|layer| layer.features),
                "years": years.collect::<Vec<Value>>(),
            })
        });
        let mut described = serde_json::to_value(indicator).unwrap_or_default();
        described["levels"] = levels.collect();
        described
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
}
