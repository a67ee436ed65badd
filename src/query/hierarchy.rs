//! The clusters of a layer: those of the atlas, or those of the points that a filter leaves.

use std::ops::Deref;
use std::sync::Arc;

use zerocopy::little_endian::U32;

use super::cluster_cache::ClusterCache;
use super::point_mode::PointMode;
use super::selection::Part;
use crate::atlas::LayerView;
use crate::catalog::Catalog;
use crate::cluster::{self, FiguresOf, Forest, ForestView, Member, Method, NodeFigures};
use crate::filter::Matching;
use crate::gazetteer::{CODE, Category, Rule};

/// The clusters of a part of a request, with what it tells of them.
pub struct Hierarchy<'a> {
    forest: ForestOf<'a>,
    counts: Vec<Rows<'a, U32>>,
    /// By the number of the column.
    figures: Vec<(usize, Rows<'a, NodeFigures>)>,
}

/// The clusters alone.
pub enum ForestOf<'a> {
    Stored(ForestView<'a>),
    Made(Arc<Forest>),
}

impl ForestOf<'_> {
    pub fn view(&self) -> ForestView<'_> {
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

/// The clusters that a part of a request shows; none where its points are not joined. `matching` are the features that
/// the filter of the part lets through.
pub(super) fn hierarchy<'a, D: AsRef<[u8]>>(
    catalog: &'a Catalog<D>,
    cache: &ClusterCache,
    part: &Part,
    matching: Option<&Matching>,
) -> Option<Hierarchy<'a>> {
    let forest = forest(catalog, cache, part, matching)?;
    let layer = catalog.atlas().layer(part.layer)?;
    let categories = layer.record().layer.clusters.as_ref()?.categories.len();
    let columns = part.clusters.figures.iter().map(|figure| figure.column);
    let counts = |category| match &part.filter {
        None => Rows::Stored(layer.cluster_counts(category)),
        Some(filter) => Rows::Made(cache.counts(filter, category, || count_kinds(&layer, forest.view(), category))),
    };
    let figures = |column| match &part.filter {
        None => (column, Rows::Stored(catalog.almanac().cluster_figures(part.layer, column))),
        Some(filter) => {
            let make = || sum_up(catalog, part.layer, forest.view(), column);
            (column, Rows::Made(cache.figures(filter, column, make)))
        }
    };
    let (counts, figures) = ((0..categories).map(counts).collect(), columns.map(figures).collect());
    Some(Hierarchy { forest, counts, figures })
}

/// The same without what is told of clusters.
pub(crate) fn forest<'a, D: AsRef<[u8]>>(
    catalog: &'a Catalog<D>,
    cache: &ClusterCache,
    part: &Part,
    matching: Option<&Matching>,
) -> Option<ForestOf<'a>> {
    if part.points != PointMode::Clusters {
        return None;
    }
    let layer = catalog.atlas().layer(part.layer)?;
    let stored = layer.clusters()?;
    Some(match (&part.filter, matching) {
        (Some(filter), Some(matching)) => ForestOf::Made(cache.forest(filter, || grow(&layer, matching))),
        _ => ForestOf::Stored(stored),
    })
}

/// Whether a part needs clusters that are not there yet.
pub(super) fn has_to_grow(cache: &ClusterCache, part: &Part) -> bool {
    let joins = part.points == PointMode::Clusters;
    joins && part.filter.as_ref().is_some_and(|filter| !cache.has_forest(filter))
}

/// Joins the points that are left, as the build does it with all.
fn grow<D: AsRef<[u8]>>(layer: &LayerView<'_, D>, matching: &Matching) -> Forest {
    let Some(clustering) = &layer.record().layer.clusters else { return Forest::default() };
    let member = |feature: u32| Some(Member::new(feature, layer.place(feature)?, layer.text(CODE, feature)?));
    let members: Vec<Member> = matching.iter().filter_map(member).collect();
    cluster::build(&members, &Method::of(clustering, layer.record().layer.zooms))
}

/// For each cluster how many of its points have each value of a category.
fn count_kinds<D: AsRef<[u8]>>(layer: &LayerView<'_, D>, forest: ForestView<'_>, category: usize) -> Vec<U32> {
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
fn sum_up<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    layer: usize,
    forest: ForestView<'_>,
    column: usize,
) -> Vec<NodeFigures> {
    let Some(record) = catalog.almanac().column_at(layer, column).map(|column| column.record()) else {
        return Vec::new();
    };
    let rule = catalog.indicator(&record.indicator).map_or(Rule::None, |it| it.aggregation.rule());
    let values = |column: usize| -> FiguresOf<'static> {
        let figures: Vec<Option<f64>> = catalog.figures_in(layer, column).collect();
        Box::new(move |feature| figures.get(feature as usize).copied().flatten().into())
    };
    let years = |id: &str| catalog.years_of(layer, id);
    let name = catalog.layer_at(layer).map_or("", |layer| layer.name.as_str());
    let is_tally = |id: &str, year| catalog.indicator(id).is_some_and(|indicator| indicator.is_tally_of(name, year));
    let beside = cluster::beside(rule.beside(record.year, years, is_tally), |id, year| {
        catalog.column(layer, id, year).map(values)
    });
    cluster::figures_by_rule(forest, rule, &values(column), beside)
}
