use serde::{Deserialize, Serialize};

use crate::gazetteer::{Clustering, Field, LayerKind, ZoomRange};

/// What an atlas says of itself: what decides shapes, ids and plain attributes, and what follows from them. How it is
/// presented, from its title to the labels of its layers, stands in the almanac.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AtlasDescription {
    /// Name of the map: that of its recipe.
    pub name: String,
    /// West, south, east, north, in degrees: where a map opens, and by which sources are read that do not say their
    /// coordinate system.
    pub bounds: [f64; 4],
    pub layers: Vec<LayerRecord>,
    /// Levels whose borders are one mesh.
    #[serde(default)]
    pub families: Vec<FamilyRecord>,
    /// Faults of the sources of shapes, by kind.
    pub complaints: Vec<ComplaintCount>,
}

impl AtlasDescription {
    /// Why the layers cannot be, if they cannot.
    pub(super) fn fault(&self) -> Option<&'static str> {
        if !self.layers.iter().all(|record| record.layer.zooms.is_sound()) {
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

/// A layer as the atlas has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AtlasLayer {
    /// Name in URLs and name of the layer in a tile: `departements`.
    pub name: String,
    pub kind: LayerKind,
    pub zooms: ZoomRange,
    /// Attributes of its features, `code` and `nom` first where they are territories or points.
    pub fields: Vec<Field>,
    /// Zooms at which its borders are among the lines of border layers; none where they never are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub borders: Option<ZoomRange>,
    /// How its points are joined to clusters; none where they never are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clusters: Option<Clustering>,
    /// Number of features.
    pub features: u32,
    /// West, south, east, north of all features, in degrees, never across the antimeridian.
    pub extent: [f64; 4],
}

/// A layer and what its sections need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LayerRecord {
    pub layer: AtlasLayer,
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
