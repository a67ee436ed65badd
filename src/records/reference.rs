use serde_json::{Value, json};

use super::Records;
use crate::catalog::Territory;
use crate::catalog::text::escaped;
use crate::gazetteer::{Language, LayerKind};

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

/// What a portrait calls the layers that it is about.
pub(crate) const fn noun(kind: LayerKind) -> &'static str {
    match kind {
        LayerKind::Polygons => "territory",
        LayerKind::Points => "point",
        LayerKind::Lines => "line",
    }
}
