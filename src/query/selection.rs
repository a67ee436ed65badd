use std::sync::Arc;

use super::cluster_keys::ClusterKeys;
use super::evolution::EvolutionKey;
use super::figure_key::FigureKey;
use super::point_mode::PointMode;
use crate::filter::LayerFilter;
use crate::gazetteer::{FieldId, LayerId, ZoomRange};

/// What a request asks for, found in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// By layer, in the order of the atlas.
    pub parts: Vec<Part>,
    /// Names of what was asked for, in order, each once.
    pub names: Vec<String>,
    /// The parameters in their one canonical form, `indicators=a,b&year=…`, as they stand behind the `?` of an address;
    /// empty when none was given.
    pub parameters: String,
}

/// One layer of a selection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub layer: LayerId,
    pub zooms: ZoomRange,
    pub fields: Vec<FieldId>,
    pub figures: Vec<FigureKey>,
    pub evolutions: Vec<EvolutionKey>,
    pub points: PointMode,
    /// What clusters tell beside their number; none where points are not joined.
    pub clusters: Option<ClusterKeys>,
    /// Which of its features are shown; all without it.
    pub filter: Option<Arc<LayerFilter>>,
}

impl Part {
    /// Whether its attributes have numbers that no file holds.
    pub fn makes_numbers(&self) -> bool {
        !self.evolutions.is_empty() || self.figures.iter().any(|figure| figure.coverage_key.is_some())
    }
}

impl Selection {
    /// The smallest range that holds the zooms of all parts.
    pub fn zooms(&self) -> ZoomRange {
        let ranges = self.parts.iter().map(|part| part.zooms);
        ranges.reduce(ZoomRange::union).unwrap_or(ZoomRange { min: 0, max: 0 })
    }

    /// Whether some part is drawn at a zoom.
    pub fn shows(&self, zoom: u8) -> bool {
        self.parts.iter().any(|part| part.zooms.contains(zoom))
    }
}
