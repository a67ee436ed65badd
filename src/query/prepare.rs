use std::sync::Arc;

use super::cluster_cache::ClusterCache;
use super::hierarchy::{Hierarchy, has_to_grow, hierarchy};
use super::point_mode::PointMode;
use super::selection::{Part, Selection};
use crate::catalog::Catalog;
use crate::filter::{FilterCache, Matching, matching_stride};

/// What was worked out lately for other requests of the same edition.
#[derive(Debug, Default)]
pub struct Caches {
    pub filters: FilterCache,
    pub clusters: ClusterCache,
}

impl Caches {
    /// Whether preparing a selection has to join points first, which takes up to a second for a million of them.
    pub fn have_to_grow(&self, selection: &Selection) -> bool {
        selection.parts.iter().any(|part| has_to_grow(&self.clusters, part))
    }
}

/// The layers of a selection that a zoom shows, each with the features and clusters that are to be drawn.
pub struct Prepared<'a> {
    pub parts: Vec<PreparedPart<'a>>,
}

/// One layer of them.
pub struct PreparedPart<'a> {
    pub part: &'a Part,
    /// The features that the filter lets through; all without one.
    pub matching: Option<Arc<Matching>>,
    /// Of how many features one is shown, along their curve: 1 unless points are thinned.
    pub stride: u32,
    /// The clusters that stand for points; none where these are not joined.
    pub clusters: Option<Hierarchy<'a>>,
}

/// Works out what tiles of a zoom show of a selection: the matching features and the clusters of each layer, once, from
/// the caches where others have asked for them.
pub fn prepare<'a, D: AsRef<[u8]>>(
    catalog: &'a Catalog<D>,
    caches: &Caches,
    selection: &'a Selection,
    zoom: u8,
) -> Prepared<'a> {
    let mut parts: Vec<PreparedPart<'a>> = Vec::with_capacity(selection.parts.len());
    for part in selection.parts.iter().filter(|part| part.zooms.contains(zoom)) {
        // Two views may name one layer; a layer stands in a tile once. Those shown under one name have other zooms.
        if parts.last().is_none_or(|before| before.part.layer != part.layer) {
            parts.push(PreparedPart::new(catalog, caches, part, zoom));
        }
    }
    Prepared { parts }
}

impl<'a> PreparedPart<'a> {
    fn new<D: AsRef<[u8]>>(catalog: &'a Catalog<D>, caches: &Caches, part: &'a Part, zoom: u8) -> PreparedPart<'a> {
        let matching = part.filter.as_ref().map(|filter| caches.filters.matching(catalog, filter));
        let stride = match &matching {
            _ if part.points != PointMode::Thinned => 1,
            Some(matching) => matching_stride(catalog, part.layer, matching, zoom),
            None => catalog.view(part.layer).stride(zoom),
        };
        let clusters = hierarchy(catalog, &caches.clusters, part, matching.as_deref());
        PreparedPart { part, matching, stride, clusters }
    }
}
