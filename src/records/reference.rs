use serde_json::{Value, json};

use super::Records;
use crate::almanac::ColumnView;
use crate::catalog::text::escaped;
use crate::catalog::{Catalog, Territory};
use crate::gazetteer::{Aggregation, Indicator, Language, LayerKind};

impl<'a, D: AsRef<[u8]>> Records<'a, D> {
    /// A territory as others refer to it: its level, code, name, and where its portrait is.
    pub fn reference(self, territory: Territory, base: &str, language: Language) -> Value {
        let (code, name) = self.catalog.code_and_name(territory);
        let layer = self.catalog.layer_at(territory.layer);
        json!({
            "level": layer.map(|layer| &layer.name),
            "level_label": layer.map(|layer| layer.label.get(language)),
            "code": code,
            "name": name,
            "url": self.portrait_url(territory, base),
        })
    }

    /// Where the portrait of a territory is.
    pub fn portrait_url(self, territory: Territory, base: &str) -> String {
        let level = self.catalog.layer_at(territory.layer).map_or("", |layer| layer.name.as_str());
        format!("{base}/territories/{level}/{}", escaped(self.catalog.code_and_name(territory).0))
    }
}

/// The indicator whose figures tell how important a territory is among those found: the first count of the layer's
/// own, else of all, in its latest year.
pub(super) fn importance<D: AsRef<[u8]>>(catalog: &Catalog<D>, layer: usize) -> Option<ColumnView<'_>> {
    let own = catalog.layer_at(layer)?.default_indicators.iter().filter_map(|id| catalog.indicator(id));
    let counts = own.chain(catalog.all_indicators()).filter(|indicator| is_count(indicator));
    counts.into_iter().find_map(|indicator| {
        let year = catalog.latest_year(layer, &indicator.id)?;
        catalog.almanac().column(layer, &indicator.id, year)
    })
}

fn is_count(indicator: &Indicator) -> bool {
    indicator.aggregation == Aggregation::Count
}

/// What a portrait calls the layers that it is about.
pub(crate) const fn noun(kind: LayerKind) -> &'static str {
    match kind {
        LayerKind::Polygons => "territory",
        LayerKind::Points => "point",
        LayerKind::Lines => "line",
    }
}
