use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use zerocopy::little_endian::U32;

use crate::catalog::{Weights, bounded};
use crate::cluster::{Forest, NodeFigures};
use crate::filter::LayerFilter;
use crate::gazetteer::ColumnId;

/// Clusters of the filters that were asked for lately. Each piece is made when it is first asked for, once, however
/// many ask; it goes with the edition whose points they are.
#[derive(Default)]
pub struct ClusterCache {
    forests: Pieces<Arc<LayerFilter>, Forest>,
    counts: Pieces<(Arc<LayerFilter>, usize), [U32]>,
    figures: Pieces<(Arc<LayerFilter>, ColumnId), [NodeFigures]>,
}

/// Bytes kept of all filters, half of them forests: the clusters of a million points take about 50 MB.
const FORESTS: Weights = Weights { all: 128 << 20, typical: 1 << 20, largest: 64 << 20 };
const ROWS: Weights = Weights { all: 64 << 20, typical: 1 << 20, largest: 32 << 20 };

/// What an entry weighs beside its rows: filter, pointers, bookkeeping.
const OVERHEAD: usize = 1 << 10;

/// What takes room in memory beside itself.
trait Bytes {
    /// How much all pieces of the kind may take.
    const WEIGHTS: Weights;

    fn bytes(&self) -> usize;
}

impl Bytes for Forest {
    const WEIGHTS: Weights = FORESTS;

    fn bytes(&self) -> usize {
        Forest::bytes(self)
    }
}

impl<T> Bytes for [T] {
    const WEIGHTS: Weights = ROWS;

    fn bytes(&self) -> usize {
        size_of_val(self)
    }
}

/// Pieces of one kind.
struct Pieces<K, T: ?Sized>(Cache<K, Arc<T>, ByBytes>);

#[derive(Clone)]
struct ByBytes;

impl<K, T: Bytes + ?Sized> Weighter<K, Arc<T>> for ByBytes {
    fn weight(&self, _key: &K, piece: &Arc<T>) -> u64 {
        (piece.bytes() + OVERHEAD) as u64
    }
}

impl<K: Eq + std::hash::Hash, T: Bytes + ?Sized> Default for Pieces<K, T> {
    fn default() -> Pieces<K, T> {
        Pieces(bounded(T::WEIGHTS, ByBytes))
    }
}

impl<K: Eq + std::hash::Hash + Clone, T: Bytes + ?Sized> Pieces<K, T> {
    fn get(&self, key: &K, make: impl FnOnce() -> Arc<T>) -> Arc<T> {
        let Ok(piece) = self.0.get_or_insert_with(key, || Ok::<_, Infallible>(make()));
        piece
    }
}

impl fmt::Debug for ClusterCache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ClusterCache({} forests, {} bytes)", self.forests.0.len(), self.forests.0.weight())
    }
}

impl ClusterCache {
    /// The clusters of the points that a filter leaves.
    pub(super) fn forest(&self, filter: &Arc<LayerFilter>, make: impl FnOnce() -> Forest) -> Arc<Forest> {
        self.forests.get(filter, || Arc::new(make()))
    }

    /// For each of them how many points have each value of a category.
    pub(super) fn counts(
        &self,
        filter: &Arc<LayerFilter>,
        category: usize,
        make: impl FnOnce() -> Vec<U32>,
    ) -> Arc<[U32]> {
        self.counts.get(&(filter.clone(), category), || make().into())
    }

    /// For each of them what its points have in a column of figures.
    pub(super) fn figures(
        &self,
        filter: &Arc<LayerFilter>,
        column: ColumnId,
        make: impl FnOnce() -> Vec<NodeFigures>,
    ) -> Arc<[NodeFigures]> {
        self.figures.get(&(filter.clone(), column), || make().into())
    }

    /// Whether the clusters of a filter are there.
    pub(super) fn has_forest(&self, filter: &Arc<LayerFilter>) -> bool {
        self.forests.0.peek(filter).is_some()
    }
}
