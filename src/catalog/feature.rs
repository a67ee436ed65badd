use super::Catalog;
use super::text::shortened;
use crate::atlas::{Attribute, LayerView};
use crate::gazetteer::{AREA_FIELD, CODE, Layer, NAME};
use crate::geo::LonLat;

/// A feature of a layer that has figures: a territory or a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Territory {
    /// Number of its layer in the atlas.
    pub layer: usize,
    pub feature: u32,
}

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
    /// The layers whose features are territories or points, with their numbers.
    pub fn levels(&self) -> impl Iterator<Item = (usize, &Layer)> {
        let records = self.description().layers.iter().enumerate();
        let offered = records.filter(|(_, record)| record.has_figures() && !record.is_hidden());
        offered.filter_map(|(number, _)| Some((number, self.layer_at(number)?)))
    }

    /// A level by its name.
    ///
    /// # Errors
    /// Names the levels that there are.
    pub fn level(&self, name: &str) -> Result<(usize, &Layer), TerritoryError> {
        self.levels().find(|(_, layer)| layer.name == name).ok_or_else(|| {
            let known: Vec<&str> = self.levels().map(|(_, layer)| layer.name.as_str()).collect();
            TerritoryError::UnknownLevel { name: shortened(name), known: known.join(", ") }
        })
    }

    /// The territory of a code in a level.
    ///
    /// # Errors
    /// Says whether the level or the code is unknown.
    pub fn territory(&self, level: &str, code: &str) -> Result<Territory, TerritoryError> {
        let (layer, _) = self.level(level)?;
        let feature = self.atlas().layer(layer).and_then(|view| view.find(code));
        let unknown = || TerritoryError::UnknownCode { level: shortened(level), code: shortened(code) };
        Ok(Territory { layer, feature: feature.ok_or_else(unknown)? })
    }

    /// Every territory and point of a code, in the atlas's order of layers: `01` may be a département and a région.
    ///
    /// # Errors
    /// When there is none.
    pub fn territories(&self, code: &str) -> Result<Vec<Territory>, TerritoryError> {
        let in_level = |(layer, _)| {
            Some(Territory { layer, feature: self.atlas().layer(layer).and_then(|view| view.find(code))? })
        };
        let found: Vec<Territory> = self.levels().filter_map(in_level).collect();
        if found.is_empty() {
            return Err(TerritoryError::UnknownAnywhere { code: shortened(code) });
        }
        Ok(found)
    }

    /// The territories that hold one, as far as its fields tell, each once.
    pub fn parents(&self, territory: Territory) -> Vec<Territory> {
        let Some(layer) = self.layer_at(territory.layer) else { return Vec::new() };
        let Some(view) = self.atlas().layer(territory.layer) else { return Vec::new() };
        let parent = |(field, level): (usize, Option<&String>)| {
            self.territory(level?, view.text(field, territory.feature)?).ok()
        };
        let mut parents = Vec::new();
        for found in layer.fields.iter().map(|field| field.level.as_ref()).enumerate().filter_map(parent) {
            if !parents.contains(&found) {
                parents.push(found);
            }
        }
        parents
    }

    /// Code and name.
    pub fn code_and_name(&self, territory: Territory) -> (&str, &str) {
        let text = |field| self.atlas().layer(territory.layer).and_then(|view| view.text(field, territory.feature));
        let code = text(CODE).unwrap_or_default();
        (code, text(NAME).unwrap_or(code))
    }

    /// Where the name of a territory stands, which is inside it; of a point its place.
    pub fn point(&self, territory: Territory) -> Option<LonLat> {
        let Territory { layer, feature } = territory;
        let view = self.atlas().layer(layer)?;
        if let Some(place) = view.place(feature) {
            return Some(place.unproject());
        }
        if let Some(place) = self.labels_of(layer).and_then(|labels| labels.place(feature)) {
            return Some(place.unproject());
        }
        let zoom = view.record().layer.zooms.max;
        Some(view.zoom(zoom)?.shape(feature)?.anchor().unproject(zoom))
    }

    /// Square kilometres on the ground, of the source's shape; none for points.
    pub fn area(&self, territory: Territory) -> Option<f64> {
        let labels = self.labels_of(territory.layer)?;
        let field = labels.record().layer.fields.iter().position(|field| field.name == AREA_FIELD)?;
        match labels.attribute(field, territory.feature)? {
            Attribute::Real(area) => Some(area),
            _ => None,
        }
    }

    /// The layer of the label points of a layer.
    fn labels_of(&self, layer: usize) -> Option<LayerView<'_, D>> {
        self.atlas().layer(self.labels_layer(layer)?)
    }
}
