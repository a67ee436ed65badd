use serde::{Deserialize, Serialize};

/// How the points of a layer are joined to clusters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clustering {
    /// Within how many CSS pixels points are joined; a tile has 512 of them.
    pub radius: u16,
    /// The highest zoom at which neighbours are joined. Points at one place are at every zoom.
    pub max_zoom: u8,
    /// By which fields a cluster's points are counted.
    pub categories: Vec<Category>,
}

/// A field whose values a cluster counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    pub field: String,
    /// The values that occur, ascending.
    pub values: Vec<String>,
}

impl Category {
    /// The attribute of a cluster that counts a value: `type:collège`.
    pub fn key(&self, value: &str) -> String {
        format!("{}:{value}", self.field)
    }
}

/// Attributes of what is shown for several points.
pub const CLUSTER: &str = "cluster";
pub const CLUSTER_ID: &str = "cluster_id";
pub const POINT_COUNT: &str = "point_count";
pub const POINT_COUNT_ABBREVIATED: &str = "point_count_abbreviated";
pub const EXPANSION_ZOOM: &str = "expansion_zoom";
pub const LEAVES: &str = "leaves";
pub const BBOX: &str = "bbox";
/// Of a thinned point: how many it stands for.
pub const WEIGHT: &str = "weight";

/// All of these: no attribute of points and no indicator may be called so.
pub const CLUSTER_ATTRIBUTES: [&str; 8] =
    [CLUSTER, CLUSTER_ID, POINT_COUNT, POINT_COUNT_ABBREVIATED, EXPANSION_ZOOM, LEAVES, BBOX, WEIGHT];

/// What attributes of a cluster's figures add to the id of their indicator.
pub const CLUSTER_FIGURES: [&str; 5] = ["_sum", "_mean", "_min", "_max", "_missing"];
