use serde::Serialize;

use crate::atlas::ComplaintCount;
use crate::container::{Loss, Published};
use crate::ingest::Complaints;

/// What a build has made.
#[derive(Debug)]
pub struct Report {
    pub published: Published,
    pub atlas_bytes: u64,
    pub almanac_bytes: u64,
    pub layers: Vec<LayerReport>,
    pub complaints: Complaints,
    /// Of what there is much less than was published before, accepted or not.
    pub losses: Vec<Loss>,
    /// Where the atlas of before was kept, since its sources are the same: its complaints.
    pub kept: Option<Vec<ComplaintCount>>,
}

/// What became of one layer.
#[derive(Clone, Debug, Serialize)]
pub struct LayerReport {
    pub name: String,
    pub features: u32,
    /// Vertices of its shapes at its highest zoom; points have one each.
    pub vertices: u64,
}

/// Examples of a kind that the compiled files carry.
const EXAMPLES: usize = 20;

pub(super) fn count_complaints(complaints: &Complaints) -> Vec<ComplaintCount> {
    let count = |(kind, count)| ComplaintCount {
        kind: format!("{kind}"),
        count,
        examples: complaints
            .iter()
            .filter(|complaint| complaint.kind == kind)
            .take(EXAMPLES)
            .map(ToString::to_string)
            .collect(),
    };
    complaints.counts().map(count).collect()
}
