use std::fmt;

use super::error::SelectError;
use crate::catalog::Catalog;
use crate::catalog::text::shortened;
use crate::gazetteer::LayerId;

/// How a tile shows points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    const ALL: [PointMode; 3] = [PointMode::All, PointMode::Clusters, PointMode::Thinned];

    pub const fn name(self) -> &'static str {
        match self {
            PointMode::All => "all",
            PointMode::Clusters => "clusters",
            PointMode::Thinned => "thinned",
        }
    }

    /// Reads `?points=`.
    pub(super) fn read(text: Option<&str>) -> Result<Option<PointMode>, SelectError> {
        let Some(text) = text else { return Ok(None) };
        let found = PointMode::ALL.into_iter().find(|mode| mode.name() == text);
        found.map(Some).ok_or_else(|| SelectError::UnknownPointMode { text: shortened(text) })
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
