use serde_json::{Map, Value, json};

use super::Records;
use crate::catalog::text::{escaped, members};
use crate::gazetteer::{FeatureId, Language, Layer, LayerKind};

impl<'a, D: AsRef<[u8]>> Records<'a, D> {
    /// A territory as others refer to it: its level, code, name, and where its portrait is.
    pub fn reference(self, territory: FeatureId, base: &str, language: Language) -> Value {
        Value::Object(self.reference_members(territory, base, language))
    }

    pub(super) fn reference_members(self, territory: FeatureId, base: &str, language: Language) -> Map<String, Value> {
        let (code, name) = self.catalog.code_and_name(territory);
        let Layer { name: level, label, .. } = self.catalog.layer_at(territory.layer);
        members([
            ("level", json!(level)),
            ("level_label", json!(label.get(language))),
            ("code", json!(code)),
            ("name", json!(name)),
            ("url", json!(self.portrait_url(territory, base))),
        ])
    }

    /// Where the portrait of a territory is.
    pub fn portrait_url(self, territory: FeatureId, base: &str) -> String {
        let level = &self.catalog.layer_at(territory.layer).name;
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
