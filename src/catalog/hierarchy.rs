//! The clusters of a layer: those of the atlas, or those of the points that a filter leaves.

use std::convert::Infallible;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use zerocopy::little_endian::U32;

use super::Catalog;
use super::bounded::{Weights, bounded};
use super::clusters::PointMode;
use super::filter::LayerFilter;
use super::select::Part;
use crate::atlas::LayerView;
use crate::cluster::{self, FiguresOf, Forest, ForestView, Member, Method, NodeFigures};
use crate::gazetteer::{Category, Rule};

/// The clusters of a part of a request, with what it tells of them.
pub struct Hierarchy<'a> {
    forest: ForestOf<'a>,
    counts: Vec<Rows<'a, U32>>,
    /// By the number of the column.
    figures: Vec<(usize, Rows<'a, NodeFigures>)>,
}

/// The clusters alone.
pub(super) enum ForestOf<'a> {
    Stored(ForestView<'a>),
    Made(Arc<Forest>),
}

impl ForestOf<'_> {
    pub(super) fn view(&self) -> ForestView<'_> {
        match self {
            ForestOf::Stored(forest) => *forest,
            ForestOf::Made(forest) => forest.view(),
        }
    }
}

/// What is known of each cluster.
enum Rows<'a, T> {
    Stored(&'a [T]),
    Made(Arc<[T]>),
}

impl<T> Deref for Rows<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Rows::Stored(rows) => rows,
            Rows::Made(rows) => rows,
        }
    }
}

impl Hierarchy<'_> {
    pub fn forest(&self) -> ForestView<'_> {
        self.forest.view()
    }

    /// For each cluster how many points have each value of a category.
    pub fn counts(&self, category: usize) -> &[U32] {
        self.counts.get(category).map_or(&[], |rows| rows)
    }

    /// For each cluster what its points have in a column; empty where the part does not show it.
    pub fn figures(&self, column: usize) -> &[NodeFigures] {
        self.figures.iter().find(|(number, _)| *number == column).map_or(&[], |(_, rows)| rows)
    }
}

/// Clusters of the filters that were asked for lately: each piece is made when it is first asked for, once, however
/// many ask.
pub(super) struct Regrown(Cache<Key, Piece, ByBytes>);

/// Bytes kept of all filters: the clusters of a million points take about 50 MB.
const WEIGHTS: Weights = Weights { all: 256 << 20, typical: 1 << 20, largest: 64 << 20 };

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    filter: Arc<LayerFilter>,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum What {
    Forest,
    Counts(usize),
    Figures(usize),
}

#[derive(Clone)]
enum Piece {
    Forest(Arc<Forest>),
    Counts(Arc<[U32]>),
    Figures(Arc<[NodeFigures]>),
}

#[derive(Clone)]
struct ByBytes;

/// What an entry weighs beside its rows: filter, pointers, bookkeeping.
const OVERHEAD: usize = 1 << 10;

impl Weighter<Key, Piece> for ByBytes {
    fn weight(&self, _key: &Key, piece: &Piece) -> u64 {
        let bytes = match piece {
            Piece::Forest(forest) => forest.bytes(),
            Piece::Counts(counts) => size_of_val(&**counts),
            Piece::Figures(figures) => size_of_val(&**figures),
        };
        (bytes + OVERHEAD) as u64
    }
}

impl Default for Regrown {
    fn default() -> Regrown {
        Regrown(bounded(WEIGHTS, ByBytes))
    }
}

impl fmt::Debug for Regrown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Regrown({} pieces, {} bytes)", self.0.len(), self.0.weight())
    }
}

impl Regrown {
    fn forest(&self, filter: &Arc<LayerFilter>, make: impl FnOnce() -> Forest) -> Arc<Forest> {
        match self.piece(filter, What::Forest, || Piece::Forest(Arc::new(make()))) {
            Piece::Forest(forest) => forest,
            _ => Arc::default(),
        }
    }

    fn counts(&self, filter: &Arc<LayerFilter>, category: usize, make: impl FnOnce() -> Vec<U32>) -> Arc<[U32]> {
        match self.piece(filter, What::Counts(category), || Piece::Counts(make().into())) {
            Piece::Counts(counts) => counts,
            _ => Arc::default(),
        }
    }

    fn figures(
        &self,
        filter: &Arc<LayerFilter>,
        column: usize,
        make: impl FnOnce() -> Vec<NodeFigures>,
    ) -> Arc<[NodeFigures]> {
        match self.piece(filter, What::Figures(column), || Piece::Figures(make().into())) {
            Piece::Figures(figures) => figures,
            _ => Arc::default(),
        }
    }

    fn piece(&self, filter: &Arc<LayerFilter>, what: What, make: impl FnOnce() -> Piece) -> Piece {
        let key = Key { filter: filter.clone(), what };
        let Ok(piece) = self.0.get_or_insert_with(&key, || Ok::<Piece, Infallible>(make()));
        piece
    }
}

impl<D: AsRef<[u8]>> Catalog<D> {
    /// The clusters that a part of a request shows; none where its points are not joined.
    pub fn hierarchy<'a>(&'a self, part: &Part) -> Option<Hierarchy<'a>> {
        let forest = self.forest(part)?;
        let layer = self.atlas().layer(part.layer)?;
        let categories = layer.record().layer.clusters.as_ref()?.categories.len();
        let columns = part.clusters.figures.iter().map(|figure| figure.column);
        let counts = |category| match &part.filter {
            None => Rows::Stored(layer.cluster_counts(category)),
            Some(filter) => {
                let make = || self.count_kinds(&layer, forest.view(), category);
                Rows::Made(self.regrown.counts(filter, category, make))
            }
        };
        let figures = |column| match &part.filter {
            None => (column, Rows::Stored(self.almanac().cluster_figures(part.layer, column))),
            Some(filter) => {
                let make = || self.sum_up(part.layer, forest.view(), column);
                (column, Rows::Made(self.regrown.figures(filter, column, make)))
            }
        };
        let (counts, figures) = ((0..categories).map(counts).collect(), columns.map(figures).collect());
        Some(Hierarchy { forest, counts, figures })
    }

    /// The same without what is told of clusters.
    pub(super) fn forest<'a>(&'a self, part: &Part) -> Option<ForestOf<'a>> {
        if part.points != PointMode::Clusters {
            return None;
        }
        let layer = self.atlas().layer(part.layer)?;
        let stored = layer.clusters()?;
        Some(match &part.filter {
            None => ForestOf::Stored(stored),
            Some(filter) => ForestOf::Made(self.regrown.forest(filter, || self.grow(&layer, filter))),
        })
    }

    /// Whether drawing a part has to join points first, which takes up to a second for a million of them.
    pub fn has_to_grow(&self, part: &Part) -> bool {
        let is_known = |filter: &Arc<LayerFilter>| {
            self.regrown.0.peek(&Key { filter: filter.clone(), what: What::Forest }).is_some()
        };
        let joins = part.points == PointMode::Clusters;
        joins && part.filter.as_ref().is_some_and(|filter| !is_known(filter))
    }

    /// Joins the points that are left, as the build does it with all.
    fn grow(&self, layer: &LayerView<'_, D>, filter: &Arc<LayerFilter>) -> Forest {
        let Some(clustering) = &layer.record().layer.clusters else { return Forest::default() };
        let member = |feature: u32| Some(Member::new(feature, layer.place(feature)?, layer.text(0, feature)?));
        let members: Vec<Member> = self.matching(filter).iter().filter_map(member).collect();
        cluster::build(&members, &Method::of(clustering, layer.record().layer.zooms))
    }

    /// For each cluster how many of its points have each value of a category.
    fn count_kinds(&self, layer: &LayerView<'_, D>, forest: ForestView<'_>, category: usize) -> Vec<U32> {
        let described = &layer.record().layer;
        let category = described.clusters.as_ref().and_then(|clusters| clusters.categories.get(category));
        let Some(Category { field, values }) = category else { return Vec::new() };
        let Some(field) = described.fields.iter().position(|known| known.name == *field) else { return Vec::new() };
        cluster::count_by(forest, values.len(), |feature| {
            let value = layer.text(field, feature)?;
            values.binary_search_by(|known| known.as_str().cmp(value)).ok()
        })
    }

    /// What the points of each cluster have in a column.
    fn sum_up(&self, layer: usize, forest: ForestView<'_>, column: usize) -> Vec<NodeFigures> {
        let Some(record) = self.almanac().column_at(layer, column).map(|column| column.record()) else {
            return Vec::new();
        };
        let rule = self.indicator(&record.indicator).map_or(Rule::None, |it| it.aggregation.rule());
        let values = |column: usize| -> FiguresOf<'static> {
            let figures: Vec<Option<f64>> = self.figures_in(layer, column).collect();
            Box::new(move |feature| figures.get(feature as usize).copied().flatten().into())
        };
        let years = |id: &str| self.years_of(layer, id);
        let name = self.layer_at(layer).map_or("", |layer| layer.name.as_str());
        let is_tally = |id: &str, year| self.indicator(id).is_some_and(|indicator| indicator.is_tally_of(name, year));
        let beside = cluster::beside(rule.beside(record.year, years, is_tally), |id, year| {
            self.column(layer, id, year).map(values)
        });
        cluster::figures_by_rule(forest, rule, &values(column), beside)
    }
}
