use std::collections::BTreeMap;

use crate::gazetteer::{Figure, Reason, Sides};

/// For one layer, the figures of its features by indicator and year.
pub(super) type Columns = BTreeMap<(String, i32), Column>;

/// Figures of the features of a layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Column {
    pub(super) values: Vec<Figure>,
    /// For each feature what its figure is made of, where it is made of others; empty where none is.
    pub(super) sides: Vec<Option<Sides>>,
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

    /// The figure of a feature.
    pub(super) fn figure(&self, feature: u32) -> Figure {
        self.values.get(feature as usize).copied().unwrap_or(Figure::Missing(None))
    }

    /// What the figure of a feature is made of; none where it is not made of others.
    pub(super) fn sides(&self, feature: u32) -> Option<Sides> {
        self.sides.get(feature as usize).copied().flatten()
    }

    /// Notes what the figure of a feature is made of.
    pub(super) fn set_sides(&mut self, feature: u32, sides: Option<Sides>) {
        if sides.is_some() && self.sides.is_empty() {
            self.sides = vec![None; self.values.len()];
        }
        if let Some(place) = self.sides.get_mut(feature as usize) {
            *place = sides;
        }
    }

    /// Whether there is nothing at a feature that could be counted: it is made of no members at all.
    pub(super) fn is_void(&self, feature: u32) -> bool {
        let is_void = |sides: Sides| sides == Sides::default();
        self.figure(feature).reason() == Some(Reason::NotApplicable) && self.sides(feature).is_some_and(is_void)
    }

    /// Says of features of which nothing is known that there is nothing to be counted.
    pub(super) fn close_voids(&mut self) {
        for feature in 0..self.values.len() as u32 {
            if self.figure(feature) == Figure::Missing(None) && self.sides(feature).is_none() {
                self.values[feature as usize] = Figure::Missing(Some(Reason::NotApplicable));
                self.set_sides(feature, Some(Sides::default()));
            }
        }
    }

    /// Whether nothing is known of a feature and no reason is given, so that another figure may stand there.
    pub(super) fn is_open(&self, feature: u32) -> bool {
        self.figure(feature) == Figure::Missing(None) || self.is_void(feature)
    }

    /// These figures, and those of `computed` where nothing is known and no reason is given.
    pub(super) fn or(mut self, computed: Column) -> Column {
        for feature in 0..self.values.len() as u32 {
            // That nothing is known says less than what a figure would rest on.
            let (figure, sides) = (computed.figure(feature), computed.sides(feature));
            let says = figure != Figure::Missing(None) || sides.is_some();
            // That there are no members is not undone by what is missing otherwise.
            let is_better = !self.is_void(feature) || figure.value().is_some() || sides.is_some();
            if self.is_open(feature) && says && is_better {
                self.values[feature as usize] = computed.figure(feature);
                self.set_sides(feature, computed.sides(feature));
            }
        }
        self.pools.extend(computed.pools);
        self
    }

    /// These figures, and those of `others` where these rest on some of their parts only and the others on all of theirs.
    pub(super) fn completed_by(mut self, others: &Column) -> Column {
        let is_whole = |sides: Sides| sides.whole > 0.0 && sides.is_whole();
        for feature in 0..self.values.len() as u32 {
            let is_partial = self.sides(feature).is_some_and(|sides| !is_whole(sides)) && !self.is_void(feature);
            let (figure, sides) = (others.figure(feature), others.sides(feature));
            if is_partial && figure.value().is_some() && sides.is_some_and(is_whole) {
                self.values[feature as usize] = figure;
                self.set_sides(feature, sides);
            }
        }
        self
    }

    /// For each feature the share of what its figure is computed of that had a figure; empty where none is computed.
    pub(super) fn coverage(&self) -> Vec<Option<f64>> {
        self.sides.iter().map(|sides| sides.and_then(Sides::coverage)).collect()
    }
}
