use serde_json::{Value, json};

use super::columns::Statistics;
use crate::catalog::UnknownIndicator;
use crate::gazetteer::{Indicator, Layer};

impl<D: AsRef<[u8]>> Statistics<'_, D> {
    /// Every indicator with what its figures are like, level by level and year by year.
    pub fn indicator_catalogue(self) -> Value {
        let indicators: Vec<Value> =
            self.catalog.all_indicators().iter().map(|indicator| self.described_indicator(indicator)).collect();
        json!({ "version": self.catalog.version(), "indicators": indicators })
    }

    /// One indicator as the catalogue has it.
    ///
    /// # Errors
    /// When there is none of that id.
    pub fn indicator_document(self, id: &str) -> Result<Value, UnknownIndicator> {
        Ok(self.described_indicator(self.catalog.known_indicator(id)?))
    }

    fn described_indicator(self, indicator: &Indicator) -> Value {
        let levels = self.catalog.levels_of(&indicator.id).map(|level| {
            let years = indicator.years.iter().filter_map(|&year| {
                let distribution = self.distribution(self.catalog.column(level, &indicator.id, year)?);
                let mut described = json!(*distribution);
                described["year"] = json!(year);
                Some(described)
            });
            let Layer { name, label, features, .. } = self.catalog.layer_at(level);
            json!({ "level": name, "label": label, "features": features, "years": years.collect::<Vec<Value>>() })
        });
        let mut described = json!(indicator);
        described["levels"] = levels.collect();
        described
    }
}
