use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::bits::Bits;
use super::evaluate::Evaluator;
use super::layer_filter::LayerFilter;
use super::matching::Matching;
use crate::catalog::{Catalog, Weights, bounded};
use crate::cluster;
use crate::gazetteer::LayerId;
use crate::geo::WorldPoint;

/// What the filters that were asked for lately let through, bounded by bytes; it goes with the edition whose filters they are.
pub struct FilterCache(Cache<Arc<LayerFilter>, Arc<Matching>, ByBytes>);

/// Bytes kept: a filter on 35,000 communes takes 7 kB, one on a million points 190 kB.
const WEIGHTS: Weights = Weights { all: 32 << 20, typical: 16 << 10, largest: 1 << 20 };

#[derive(Clone)]
struct ByBytes;

/// What an entry weighs beside its sets: the filter as a tree, strides, pointers, bookkeeping.
const OVERHEAD: u64 = 1 << 10;

impl Weighter<Arc<LayerFilter>, Arc<Matching>> for ByBytes {
    fn weight(&self, filter: &Arc<LayerFilter>, matching: &Arc<Matching>) -> u64 {
        // A tree takes several times the room of its text.
        matching.bytes() as u64 + 8 * filter.text.len() as u64 + OVERHEAD
    }
}

impl Default for FilterCache {
    fn default() -> FilterCache {
        FilterCache(bounded(WEIGHTS, ByBytes))
    }
}

impl fmt::Debug for FilterCache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FilterCache({} filters)", self.0.len())
    }
}

impl FilterCache {
    /// The features that a filter lets through. Those who ask for the same at once wait for one evaluation.
    pub fn matching<D: AsRef<[u8]>>(&self, catalog: &Catalog<D>, filter: &Arc<LayerFilter>) -> Arc<Matching> {
        let make = || Ok::<_, Infallible>(Arc::new(evaluate(catalog, filter)));
        let Ok(matching) = self.0.get_or_insert_with(filter, make);
        matching
    }
}

/// The features that a filter lets through, found anew.
pub fn evaluate<D: AsRef<[u8]>>(catalog: &Catalog<D>, filter: &LayerFilter) -> Matching {
    let view = catalog.view(filter.layer);
    let every = Bits::all(view.len() as u32);
    let evaluator = Evaluator { catalog, layer: filter.layer, view };
    Matching::new(evaluator.truth(&filter.test, &every).yes)
}

/// Of how many points that a filter lets through one is shown at a zoom when they are thinned.
pub fn matching_stride<D: AsRef<[u8]>>(catalog: &Catalog<D>, layer: LayerId, matching: &Matching, zoom: u8) -> u32 {
    let strides = matching.strides(|| {
        let view = catalog.view(layer);
        let places: Vec<WorldPoint> = matching.iter().filter_map(|feature| view.place(feature)).collect();
        cluster::strides(&places, view.record().layer.zooms.max)
    });
    strides.get(usize::from(zoom)).copied().unwrap_or(1).max(1)
}
