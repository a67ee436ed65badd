//! The clusters of a layer: those of the atlas, or those of the points that a filter leaves.

use std::ops::Deref;
use std::sync::Arc;

use zerocopy::little_endian::U32;

use super::cluster_cache::ClusterCache;
use super::cluster_keys::ClusterKeys;
use super::selection::Part;
use crate::atlas::LayerView;
use crate::catalog::Catalog;
use crate::cluster::{self, FiguresOf, Forest, ForestView, Member, Method, NodeFigures};
use crate::filter::Matching;
use crate::gazetteer::{CODE, Category, Clustering, ColumnId, LayerId};

/// The clusters of a part of a request, with what it tells of them.
pub struct Hierarchy<'a> {
    keys: &'a ClusterKeys,
    forest: ForestOf<'a>,
    counts: Vec<Rows<'a, U32>>,
    figures: Vec<(ColumnId, Rows<'a, NodeFigures>)>,
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
    /// What tiles tell of them beside their number.
    pub fn keys(&self) -> &ClusterKeys {
        self.keys
    }

    pub fn forest(&self) -> ForestView<'_> {
        self.forest.view()
    }

    /// For each cluster how many points have each value of a category.
    pub fn counts(&self, category: usize) -> &[U32] {
        self.counts.get(category).map_or(&[], |rows| rows)
    }

    /// For each cluster what its points have in a column; empty where the part does not show it.
    pub fn figures(&self, column: ColumnId) -> &[NodeFigures] {
        self.figures.iter().find(|(known, _)| *known == column).map_or(&[], |(_, rows)| rows)
    }
}

/// The clusters that a part of a request shows; none where its points are not joined. `matching` are the features that
/// the filter of the part lets through.
pub(super) fn hierarchy<'a, D: AsRef<[u8]>>(
    catalog: &'a Catalog<D>,
    cache: &ClusterCache,
    part: &'a Part,
    matching: Option<&Matching>,
) -> Option<Hierarchy<'a>> {
    let keys = part.clusters.as_ref()?;
    let forest = forest(catalog, cache, part, matching)?;
    let layer = catalog.view(part.layer);
    let categories = &layer.record().layer.clusters.as_ref()?.categories;
    let counts = |(number, category)| match &part.filter {
        None => Rows::Stored(layer.cluster_counts(number)),
        Some(filter) => {
            let make = || count_kinds(catalog, part.layer, forest.view(), category);
            Rows::Made(cache.counts(filter, number, make))
        }
    };
    let figures = |column| match &part.filter {
        None => (column, Rows::Stored(catalog.cluster_figures(column))),
        Some(filter) => {
            let make = || sum_up(catalog, forest.view(), column);
            (column, Rows::Made(cache.figures(filter, column, make)))
        }
    };
    let counts = categories.iter().enumerate().map(counts).collect();
    let figures = keys.figures.iter().map(|figure| figures(figure.column)).collect();
    Some(Hierarchy { keys, forest, counts, figures })
}

/// The same without what is told of clusters.
pub(crate) fn forest<'a, D: AsRef<[u8]>>(
    catalog: &'a Catalog<D>,
    cache: &ClusterCache,
    part: &Part,
    matching: Option<&Matching>,
) -> Option<ForestOf<'a>> {
    part.clusters.as_ref()?;
    let layer = catalog.view(part.layer);
    let clustering = layer.record().layer.clusters.as_ref()?;
    match (&part.filter, matching) {
        (Some(filter), Some(matching)) => {
            Some(ForestOf::Made(cache.forest(filter, || grow(&layer, clustering, matching))))
        }
        _ => layer.clusters().map(ForestOf::Stored),
    }
}

/// Whether a part needs clusters that are not there yet.
pub(super) fn has_to_grow(cache: &ClusterCache, part: &Part) -> bool {
    part.clusters.is_some() && part.filter.as_ref().is_some_and(|filter| !cache.has_forest(filter))
}

/// Joins the points that are left, as the build does it with all.
fn grow<D: AsRef<[u8]>>(layer: &LayerView<'_, D>, clustering: &Clustering, matching: &Matching) -> Forest {
    let member = |feature: u32| Some(Member::new(feature, layer.place(feature)?, layer.text(CODE, feature)?));
    let members: Vec<Member> = matching.iter().filter_map(member).collect();
    cluster::build(&members, &Method::of(clustering, layer.record().layer.zooms))
}

/// For each cluster how many of its points have each value of a category.
fn count_kinds<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    layer: LayerId,
    forest: ForestView<'_>,
    category: &Category,
) -> Vec<U32> {
    let view = catalog.view(layer);
    let field = catalog.fields(layer).find(|(_, field)| field.name == category.field).map(|(id, _)| id.number());
    cluster::count_by(forest, category.values.len(), |feature| {
        let value = view.text(field?, feature)?;
        category.values.binary_search_by(|known| known.as_str().cmp(value)).ok()
    })
}

/// What the points of each cluster have in a column.
fn sum_up<D: AsRef<[u8]>>(catalog: &Catalog<D>, forest: ForestView<'_>, column: ColumnId) -> Vec<NodeFigures> {
    let (layer, rule) = (column.layer(), catalog.indicator_of(column).aggregation.rule());
    let values = |column: ColumnId| -> FiguresOf<'static> {
        let figures: Vec<Option<f64>> = catalog.figures_in(column).collect();
        Box::new(move |feature| figures.get(feature as usize).copied().flatten().into())
    };
    let years = |id: &str| catalog.years_of(layer, id);
    let name = catalog.layer_at(layer).name.as_str();
    let is_tally = |id: &str, year| catalog.indicator(id).is_some_and(|indicator| indicator.is_tally_of(name, year));
    let beside = rule.beside(catalog.column_record(column).year, years, is_tally);
    let beside = cluster::beside(beside, |id, year| catalog.column(layer, id, year).map(values));
    cluster::figures_by_rule(forest, rule, &values(column), beside)
}
