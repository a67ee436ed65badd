use serde::Serialize;

use crate::container::Published;
use crate::ingest::Complaints;

/// What a build has made.
#[derive(Debug)]
pub struct Report {
    pub published: Published,
    pub atlas_bytes: u64,
    pub almanac_bytes: u64,
    pub layers: Vec<LayerReport>,
    pub complaints: Complaints,
}

/// What became of one layer.
#[derive(Clone, Debug, Serialize)]
pub struct LayerReport {
    pub name: String,
    pub features: u32,
    /// Vertices of its shapes on the world grid.
    pub vertices: u64,
}
