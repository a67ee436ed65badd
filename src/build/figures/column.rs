use std::collections::BTreeMap;

use crate::gazetteer::Figure;

/// For one layer, the figures of its features by indicator and year.
pub(super) type Columns = BTreeMap<(String, i32), Column>;

/// Figures of the features of a layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Column {
    pub(super) values: Vec<Figure>,
    /// For each feature the share of what its figure is computed of that had a figure; empty where none is computed.
    pub(super) coverage: Vec<Option<f64>>,
    /// Figures of several features together.
    pub(super) pools: Vec<Pool>,
    /// Features whose figure is to be made of its parts.
    pub(super) open: Vec<Open>,
}

/// A figure of several features together: of a territory that has been split since. None of them has one of its own.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pool {
    /// Ascending.
    pub(super) features: Vec<u32>,
    pub(super) figure: Figure,
}

/// A feature that several territories of a table have become, whose figures do not add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Open {
    pub(super) feature: u32,
    pub(super) file: String,
    /// The codes of those territories.
    pub(super) codes: Vec<String>,
}

impl Column {
    /// A column in which nothing is known.
    pub(super) fn unknown(features: usize) -> Column {
        Column { values: vec![Figure::Missing(None); features], ..Column::default() }
    }

    /// These figures, and those of `computed` where nothing is known and no reason is given.
    pub(super) fn or(mut self, computed: Column) -> Column {
        let mut coverage = vec![None; self.values.len()];
        let mut is_computed = false;
        for (feature, figure) in self.values.iter_mut().enumerate() {
            let own = self.coverage.get(feature).copied().flatten();
            coverage[feature] = own;
            if *figure == Figure::Missing(None) {
                *figure = computed.values.get(feature).copied().unwrap_or(*figure);
                coverage[feature] = computed.coverage.get(feature).copied().flatten().or(own);
            }
            is_computed |= coverage[feature].is_some();
        }
        self.coverage = if is_computed { coverage } else { Vec::new() };
        self.pools.extend(computed.pools);
        self
    }
}
