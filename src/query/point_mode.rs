use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::gazetteer::LayerId;

/// How a tile shows points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PointMode {
    /// Every point.
    #[default]
    All,
    /// Points near each other as one.
    Clusters,
    /// One of so many, with the number that it stands for.
    Thinned,
}

impl PointMode {
    pub const fn name(self) -> &'static str {
        match self {
            PointMode::All => "all",
            PointMode::Clusters => "clusters",
            PointMode::Thinned => "thinned",
        }
    }
}

impl fmt::Display for PointMode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// How a layer's points are shown when a request asks for `asked`.
pub(super) fn point_mode<D: AsRef<[u8]>>(catalog: &Catalog<D>, layer: LayerId, asked: Option<PointMode>) -> PointMode {
    let record = catalog.record(layer);
    match asked {
        Some(PointMode::Thinned) if record.strides.is_empty() => PointMode::All,
        Some(PointMode::Clusters) | None if record.layer.clusters.is_none() => PointMode::All,
        asked => asked.unwrap_or(PointMode::Clusters),
    }
}
