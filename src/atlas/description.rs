use serde::{Deserialize, Serialize};

use crate::gazetteer::{Bilingual, Layer, View};

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
    /// Faults of the sources of shapes, by kind.
    pub complaints: Vec<ComplaintCount>,
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
    /// For each zoom of the layer's range, how many cells of its grid a shape may reach beyond the box in the
    /// R-tree, which is exact: queries grow by that.
    pub displacement: Vec<u32>,
    /// For each zoom of the layer's range, how many territories are drawn as a square because they are too small.
    pub stand_ins: Vec<u32>,
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
