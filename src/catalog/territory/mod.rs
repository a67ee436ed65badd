//! Single territories and points: found by code or by name, and told of with all that is known.

mod bounds;
mod fold;
mod index;
mod neighbours;
mod portrait;
mod ranks;
mod search;
mod whole;

pub use fold::fold;
pub(super) use index::Index;
pub use portrait::PortraitRequest;
pub use search::{Hit, MOST_HITS, SearchRequest};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::Catalog;
use super::select::shortened;
use crate::almanac::ColumnView;
use crate::atlas::{Attribute, LayerView};
use crate::gazetteer::{AREA_FIELD, Aggregation, Indicator, Language, Layer, LayerKind};
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

/// How the places of a kind of fields are numbered in every layer.
const CODE: usize = 0;
const NAME: usize = 1;

impl<D: AsRef<[u8]>> Catalog<D> {
    /// The layers whose features are territories or points, with their numbers.
    pub fn levels(&self) -> impl Iterator<Item = (usize, &Layer)> {
        let records = self.description().layers.iter().enumerate();
        let offered = records.filter(|(_, record)| record.has_figures() && !record.is_hidden());
        offered.map(|(number, record)| (number, &record.layer))
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

    /// A territory as others refer to it: its level, code, name, and where its portrait is.
    pub fn reference(&self, territory: Territory, base: &str, language: Language) -> Value {
        let (code, name) = self.code_and_name(territory);
        let layer = self.layer_at(territory.layer);
        json!({
            "level": layer.map(|layer| &layer.name),
            "level_label": layer.map(|layer| layer.label.get(language)),
            "code": code,
            "name": name,
            "url": self.portrait_url(territory, base),
        })
    }

    /// Where the portrait of a territory is.
    pub fn portrait_url(&self, territory: Territory, base: &str) -> String {
        let level = self.layer_at(territory.layer).map_or("", |layer| layer.name.as_str());
        format!("{base}/territories/{level}/{}", escaped(self.code_and_name(territory).0))
    }

    /// The indicator whose figures tell how important a territory is among those found: the first count of the layer's
    /// own, else of all, in its latest year.
    fn importance(&self, layer: usize) -> Option<ColumnView<'_>> {
        let own = self.layer_at(layer)?.default_indicators.iter().filter_map(|id| self.indicator(id));
        let counts = own.chain(self.all_indicators()).filter(|indicator| is_count(indicator));
        counts.into_iter().find_map(|indicator| {
            let year = self.latest_year(layer, &indicator.id)?;
            self.almanac().column(layer, &indicator.id, year)
        })
    }
}

fn is_count(indicator: &Indicator) -> bool {
    indicator.aggregation == Aggregation::Count
}

/// A figure as JSON shows it: a number of that many decimals, an integer with none.
pub(super) fn rounded(value: f64, decimals: u8) -> Value {
    let factor = 10f64.powi(i32::from(decimals));
    let value = (value * factor).round() / factor + 0.0;
    // Beyond 2⁵³ a double skips integers, and a cast could lie.
    if decimals == 0 && value.abs() < 9_007_199_254_740_992.0 { json!(value as i64) } else { json!(value) }
}

/// Degrees as answers show them: a tenth of a micrometre finer than what the grids tell, 1 cm on the ground.
pub(super) fn degrees(value: f64) -> f64 {
    (value * 1e7).round() / 1e7 + 0.0
}

/// A code as a part of a path: percent-encoded where it is not plain.
pub(super) fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// Every character that is not unreserved (RFC 3986, section 2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What a portrait calls the layers that it is about.
pub(super) const fn noun(kind: LayerKind) -> &'static str {
    match kind {
        LayerKind::Polygons => "territory",
        LayerKind::Points => "point",
        LayerKind::Lines => "line",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_shown_with_their_decimals() {
        assert_eq!(rounded(12.0, 0).to_string(), "12");
        assert_eq!(rounded(12.345, 1).to_string(), "12.3");
        assert_eq!(rounded(-0.01, 1).to_string(), "0.0");
        assert_eq!(rounded(-0.2, 0).to_string(), "0");
        assert_eq!(rounded(1e300, 0), json!(1e300));
    }

    #[test]
    fn codes_are_escaped_in_addresses() {
        assert_eq!(escaped("2A004"), "2A004");
        assert_eq!(escaped("a/b ?é"), "a%2Fb%20%3F%C3%A9");
    }
}
