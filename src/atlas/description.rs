use serde::{Deserialize, Serialize};

use crate::gazetteer::{Bilingual, Layer, LayerKind, View, ZoomRange};

/// What an atlas says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AtlasDescription {
    /// Name of the map: that of its recipe.
    pub name: String,
    pub title: Bilingual,
    pub attribution: String,
    /// West, south, east, north, in degrees: where a map opens.
    pub bounds: [f64; 4],
    pub layers: Vec<LayerRecord>,
    pub views: Vec<View>,
    /// Levels whose borders are one mesh.
    #[serde(default)]
    pub families: Vec<FamilyRecord>,
    /// Faults of the sources of shapes, by kind.
    pub complaints: Vec<ComplaintCount>,
}

impl AtlasDescription {
    /// Why the layers and views cannot be, if they cannot.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let of_views = self.views.iter().flat_map(|view| &view.parts).map(|part| part.zooms);
        if !of_views.chain(self.layers.iter().map(|record| record.layer.zooms)).all(ZoomRange::is_sound) {
            return Some("zooms that cannot be");
        }
        // A tile with two layers of one name is read as a client likes.
        let mut shown: Vec<&LayerRecord> = self.layers.iter().collect();
        shown.sort_by_key(|record| (record.shown_name(), record.layer.zooms.min));
        let clash = |pair: &[&LayerRecord]| {
            let are_hidden = pair.iter().all(|record| record.is_hidden());
            let overlap = pair[0].layer.zooms.intersection(pair[1].layer.zooms).is_some();
            pair[0].shown_name() == pair[1].shown_name() && (overlap || !are_hidden)
        };
        shown.windows(2).any(clash).then_some("layers of one name at one zoom")
    }
}

/// A level with shapes of its own and those dissolved from it: one mesh of borders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FamilyRecord {
    /// The layer of the level with shapes of its own.
    pub base: u16,
    /// The layers of all its levels, `base` among them.
    pub layers: Vec<u16>,
    /// Ground that its territories enclose and none of them has, too large to be given to a neighbour.
    pub gaps: Vec<GapRecord>,
    /// Ground that several territories have, too large to be given to one of them.
    #[serde(default)]
    pub overlaps: Vec<OverlapRecord>,
}

/// Ground that several territories have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverlapRecord {
    pub square_metres: f64,
    /// Codes of those that have it, for each of the layers of the family.
    pub codes: Vec<Vec<String>>,
    /// A place on its outline: longitude and latitude in degrees.
    pub place: [f64; 2],
}

/// Ground that territories enclose and none of them has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GapRecord {
    pub square_metres: f64,
    /// Codes of those around it.
    pub codes: Vec<String>,
    /// A place on its outline: longitude and latitude in degrees.
    pub place: [f64; 2],
}

/// A layer and what its sections need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LayerRecord {
    pub layer: Layer,
    /// The pattern by which codes became ids.
    pub id_pattern: String,
    /// For a layer of label points the number of the layer that it labels: its features are the same, in the same
    /// order, and so are their ids and attributes, which are not stored again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels_of: Option<u16>,
    /// Name under which tiles show the layer, where that is not its own: several layers, at zooms of their own, stand
    /// behind one name. No listing has them; a view of the common name does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_as: Option<String>,
    /// For each zoom of the layer's range, how many cells of its grid a shape may reach beyond the box in the
    /// R-tree, which is exact: queries grow by that.
    pub displacement: Vec<u32>,
    /// For each zoom of the layer's range, how many territories are drawn as a square because they are too small.
    pub stand_ins: Vec<u32>,
    /// For points, for each zoom from 0 to the layer's highest, of how many one is shown when they are thinned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strides: Vec<u32>,
}

impl LayerRecord {
    /// Name under which tiles show the layer.
    pub fn shown_name(&self) -> &str {
        self.shown_as.as_ref().unwrap_or(&self.layer.name)
    }

    /// Whether the layer can be asked for only by the view that shows it.
    pub fn is_hidden(&self) -> bool {
        self.shown_as.is_some()
    }

    /// Whether the almanac has figures of the layer. Those that have come first in an atlas.
    pub fn has_figures(&self) -> bool {
        self.labels_of.is_none() && self.layer.kind != LayerKind::Lines
    }
}

/// Faults of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintCount {
    /// Stable name, such as `unknown_code`.
    pub kind: String,
    pub count: u64,
    /// The first of them, as sentences.
    pub examples: Vec<String>,
}
