use std::fmt;
use std::sync::Arc;

use quick_cache::sync::Cache;

use super::coverage::Covered;
use super::distribution::Distribution;
use super::limits::Column;
use crate::catalog::Catalog;
use crate::gazetteer::ColumnId;

/// Ascending figures of the columns that were asked for lately, and what is said of every column: both are made when
/// they are first asked for, and go with the edition whose columns they are.
pub struct ColumnCache {
    ascending: Cache<ColumnId, Arc<Column>>,
    distributions: Cache<ColumnId, Arc<Distribution>>,
}

/// Columns kept in order: a map has few, and one of 35,000 figures takes 280 kB.
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
    /// The figures of a column, ascending.
    pub fn ascending(self, column: ColumnId) -> Arc<Column> {
        if let Some(known) = self.columns.ascending.get(&column) {
            return known;
        }
        let made = Arc::new(Column::new(self.catalog.figures_in(column).flatten()));
        self.columns.ascending.insert(column, made.clone());
        made
    }

    /// The figures of several columns together, each with the weight that its feature has by a count of the same year,
    /// or of the latest that there is; a layer without figures of the count weighs nothing.
    pub(crate) fn together(self, columns: &[ColumnId], weights: Option<&str>) -> Arc<Column> {
        match (columns, weights) {
            (&[column], None) => self.ascending(column),
            (columns, None) => {
                let columns: Vec<Arc<Column>> = columns.iter().map(|&column| self.ascending(column)).collect();
                Arc::new(Column::new(columns.iter().flat_map(|column| column.values().iter().copied())))
            }
            (columns, Some(count)) => {
                Arc::new(Column::weighted(columns.iter().flat_map(|&column| self.weighted_figures(column, count))))
            }
        }
    }

    fn weighted_figures(self, column: ColumnId, count: &str) -> Vec<(f64, f64)> {
        let (layer, year) = (column.layer(), self.catalog.column_record(column).year);
        let same_year = self.catalog.column(layer, count, year);
        let Some(weights) = same_year.or_else(|| self.catalog.latest_column(layer, count)) else { return Vec::new() };
        let pairs = self.catalog.figures_in(column).zip(self.catalog.figures_in(weights));
        pairs.filter_map(|(figure, weight)| Some((figure?, weight.unwrap_or(0.0)))).collect()
    }

    /// What the figures of a column are like.
    pub fn distribution(self, column: ColumnId) -> Arc<Distribution> {
        if let Some(known) = self.columns.distributions.get(&column) {
            return known;
        }
        let coverage = Covered::of(&self.catalog.figures(column));
        let made = Arc::new(Distribution::of(self.catalog.summary(column), &self.ascending(column), coverage));
        self.columns.distributions.insert(column, made.clone());
        made
    }
}
