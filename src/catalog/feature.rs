use super::Catalog;
use super::text::{listed, shortened};
use crate::atlas::{Attribute, LayerView};
use crate::gazetteer::{AREA_FIELD, CODE, FeatureId, Layer, LayerId, NAME};
use crate::geo::LonLat;

/// A territory that is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TerritoryError {
    #[error("there is no level `{name}`; there are {known}")]
    UnknownLevel { name: String, known: String },
    #[error("no territory of `{level}` has the code `{code}`; find codes with /territories?q= and a name")]
    UnknownCode { level: String, code: String },
    #[error("no territory has the code `{code}`; find codes with /territories?q= and a name")]
    UnknownAnywhere { code: String },
}

impl<D: AsRef<[u8]>> Catalog<D> {
    /// The layers whose features are territories or points.
    pub fn levels(&self) -> impl Iterator<Item = (LayerId, &Layer)> {
        let offered = self.all_layers().filter(|(_, record)| record.has_figures() && !record.is_hidden());
        offered.map(|(id, _)| (id, self.layer_at(id)))
    }

    /// A level by its name.
    ///
    /// # Errors
    /// Names the levels that there are.
    pub fn level(&self, name: &str) -> Result<(LayerId, &Layer), TerritoryError> {
        self.levels().find(|(_, layer)| layer.name == name).ok_or_else(|| {
            let known = listed(self.levels().map(|(_, layer)| layer.name.as_str()));
            TerritoryError::UnknownLevel { name: shortened(name), known }
        })
    }

    /// The feature of a code in a layer.
    fn feature(&self, layer: LayerId, code: &str) -> Option<FeatureId> {
        self.view(layer).find(code).map(|number| layer.feature(number))
    }

    /// The territory of a code in a level.
    ///
    /// # Errors
    /// Says whether the level or the code is unknown.
    pub fn territory(&self, level: &str, code: &str) -> Result<FeatureId, TerritoryError> {
        let (layer, _) = self.level(level)?;
        let unknown = || TerritoryError::UnknownCode { level: shortened(level), code: shortened(code) };
        self.feature(layer, code).ok_or_else(unknown)
    }

    /// Every territory and point of a code, in the atlas's order of layers: `01` may be a département and a région.
    ///
    /// # Errors
    /// When there is none.
    pub fn territories(&self, code: &str) -> Result<Vec<FeatureId>, TerritoryError> {
        let found: Vec<FeatureId> = self.levels().filter_map(|(layer, _)| self.feature(layer, code)).collect();
        if found.is_empty() {
            return Err(TerritoryError::UnknownAnywhere { code: shortened(code) });
        }
        Ok(found)
    }

    /// The territories that hold one, as far as its fields tell, each once.
    pub fn parents(&self, territory: FeatureId) -> Vec<FeatureId> {
        let view = self.view(territory.layer);
        let mut parents = Vec::new();
        for (id, field) in self.fields(territory.layer) {
            let code = field.level.as_deref().zip(view.text(id.number(), territory.number));
            let found = code.and_then(|(level, code)| self.territory(level, code).ok());
            parents.extend(found.filter(|found| !parents.contains(found)));
        }
        parents
    }

    /// Code and name.
    pub fn code_and_name(&self, feature: FeatureId) -> (&str, &str) {
        let view = self.view(feature.layer);
        // Every feature has a code in a file that is whole.
        let code = view.text(CODE, feature.number).unwrap_or_default();
        (code, view.text(NAME, feature.number).unwrap_or(code))
    }

    /// Where the name of a territory stands, which is inside it; of a point its place.
    pub fn point(&self, feature: FeatureId) -> Option<LonLat> {
        let FeatureId { layer, number } = feature;
        let view = self.view(layer);
        let named_at = || self.labels_of(layer)?.place(number);
        if let Some(place) = view.place(number).or_else(named_at) {
            return Some(place.unproject());
        }
        let zoom = view.record().layer.zooms.max;
        Some(view.zoom(zoom)?.shape(number)?.anchor().unproject(zoom))
    }

    /// Square kilometres on the ground, of the source's shape; none for points.
    pub fn area(&self, territory: FeatureId) -> Option<f64> {
        let labels = self.labels_of(territory.layer)?;
        let field = labels.record().layer.fields.iter().position(|field| field.name == AREA_FIELD)?;
        match labels.attribute(field, territory.number)? {
            Attribute::Real(area) => Some(area),
            _ => None,
        }
    }

    /// The label points of a layer.
    fn labels_of(&self, layer: LayerId) -> Option<LayerView<'_, D>> {
        Some(self.view(self.labels_layer(layer)?))
    }
}
