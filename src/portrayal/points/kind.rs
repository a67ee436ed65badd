use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::query::PointMode;

/// What a map makes of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PointMap {
    /// Points near each other as circles whose area grows with their number.
    Clusters,
    /// One of so many.
    Thinned,
    /// How dense they are.
    Heatmap,
    /// Every point.
    All,
}

impl PointMap {
    /// The name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            PointMap::Clusters => "clusters",
            PointMap::Thinned => "thinned",
            PointMap::Heatmap => "heatmap",
            PointMap::All => "all",
        }
    }

    /// `?points=` of the tiles that it draws.
    pub(crate) const fn tiles(self) -> PointMode {
        match self {
            PointMap::Clusters => PointMode::Clusters,
            PointMap::Thinned | PointMap::Heatmap => PointMode::Thinned,
            PointMap::All => PointMode::All,
        }
    }
}
