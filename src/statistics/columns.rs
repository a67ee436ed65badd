use std::fmt;
use std::sync::Arc;

use quick_cache::sync::Cache;

use super::coverage::Covered;
use super::distribution::Distribution;
use super::limits::Column;
use crate::catalog::Catalog;

/// Ascending figures of the columns that were asked for lately, and what is said of every column: both are made when
/// they are first asked for, and go with the edition whose columns they are.
pub struct ColumnCache {
    ascending: Cache<Key, Arc<Column>>,
    distributions: Cache<Key, Arc<Distribution>>,
}

/// Number of a layer with figures and of its column.
type Key = (usize, usize);

/// ColumnCache kept in order: a map has few, and one of 35,000 figures takes 280 kB.
const MOST_ASCENDING: usize = 64;

/// Distributions kept: one takes half a kilobyte.
const MOST_DISTRIBUTIONS: usize = 8192;

impl Default for ColumnCache {
    fn default() -> ColumnCache {
        ColumnCache { ascending: Cache::new(MOST_ASCENDING), distributions: Cache::new(MOST_DISTRIBUTIONS) }
    }
}

impl fmt::Debug for ColumnCache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ColumnCache({} kept)", self.ascending.len())
    }
}

/// The figures of a map, and what was found out of them lately.
pub struct Statistics<'a, D> {
    pub catalog: &'a Catalog<D>,
    pub columns: &'a ColumnCache,
}

impl<D> Clone for Statistics<'_, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D> Copy for Statistics<'_, D> {}

impl<D: AsRef<[u8]>> Statistics<'_, D> {
    /// The figures of an indicator in a year of one layer, ascending; empty where there is no such column.
    pub fn ascending(self, layer: usize, indicator: &str, year: i32) -> Arc<Column> {
        let layer = self.catalog.figures_layer(layer);
        let Some(number) = self.catalog.column(layer, indicator, year) else { return Arc::default() };
        let key = (layer, number);
        if let Some(known) = self.columns.ascending.get(&key) {
            return known;
        }
        let made = Arc::new(Column::new(self.catalog.figures_in(layer, number).flatten()));
        self.columns.ascending.insert(key, made.clone());
        made
    }

    /// The figures of several layers together, each with the weight that its feature has by a count of the same year,
    /// or of the latest that there is.
    pub(crate) fn column_of(self, layers: &[usize], indicator: &str, year: i32, weights: Option<&str>) -> Arc<Column> {
        match (layers, weights) {
            (&[layer], None) => self.ascending(layer, indicator, year),
            (layers, None) => {
                let columns: Vec<Arc<Column>> =
                    layers.iter().map(|&layer| self.ascending(layer, indicator, year)).collect();
                Arc::new(Column::new(columns.iter().flat_map(|column| column.values().iter().copied())))
            }
            (layers, Some(count)) => {
                let pairs = layers.iter().flat_map(|&layer| self.weighted_figures(layer, indicator, year, count));
                Arc::new(Column::weighted(pairs))
            }
        }
    }

    fn weighted_figures(self, layer: usize, indicator: &str, year: i32, count: &str) -> Vec<(f64, f64)> {
        let layer = self.catalog.figures_layer(layer);
        let weights = self.catalog.column(layer, count, year).or_else(|| {
            let latest = self.catalog.latest_year(layer, count)?;
            self.catalog.column(layer, count, latest)
        });
        let (Some(figures), Some(weights)) = (self.catalog.column(layer, indicator, year), weights) else {
            return Vec::new();
        };
        let pairs = self.catalog.figures_in(layer, figures).zip(self.catalog.figures_in(layer, weights));
        pairs.filter_map(|(figure, weight)| Some((figure?, weight.unwrap_or(0.0)))).collect()
    }

    /// What the column of an indicator in a year holds for a layer; none where there is no such column.
    pub fn distribution(self, layer: usize, indicator: &str, year: i32) -> Option<Arc<Distribution>> {
        let layer = self.catalog.figures_layer(layer);
        let key = (layer, self.catalog.column(layer, indicator, year)?);
        if let Some(known) = self.columns.distributions.get(&key) {
            return Some(known);
        }
        let summary = self.catalog.summary(layer, indicator, year)?;
        let coverage = self.catalog.almanac().column_at(layer, key.1).and_then(|column| Covered::of(&column));
        let made = Arc::new(Distribution::of(summary, &self.ascending(layer, indicator, year), coverage));
        self.columns.distributions.insert(key, made.clone());
        Some(made)
    }
}
