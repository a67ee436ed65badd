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
    /// Levels whose borders are one mesh.
    #[serde(default)]
    pub families: Vec<FamilyRecord>,
    /// Faults of the sources of shapes, by kind.
    pub complaints: Vec<ComplaintCount>,
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
