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
