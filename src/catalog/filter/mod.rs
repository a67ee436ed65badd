//! Filters: CQL2 text (OGC 21-065r2) on the columns of a layer.
//!
//! ```text
//!  text ─tokens─▶ words ─parse─▶ Condition ─bind─▶ Test on columns ─evaluate─▶ yes and no, two sets ─▶ Matching
//! ```
//!
//! The grammar: `= <> < <= > >=`, `BETWEEN … AND …`, `IN (…)`, `LIKE` with `%`, `_` and a backslash before either that
//! is meant, `IS NULL`, each with its `NOT`; `AND`, `OR`, `NOT` and parentheses; `CASEI(…)` and `ACCENTI(…)`;
//! `S_INTERSECTS(geom, …)` with `BBOX(…)`, `POLYGON((…))` or `within('level','code')`, and the last alone. Properties
//! have the names that tiles show: fields, indicators of the year asked for, `population@2019`, `population_reason`.
//!
//! A missing value is null: whatever is asked of it is unknown, under `NOT` too, and what is unknown does not match.
//!
//! Reading a filter is bounded by its length, depth and cost, so that it can be done for any request; what it matches is
//! found when it is first drawn, once for all features of a layer, and kept.

mod bind;
mod bits;
mod comparison;
mod cursor;
mod error;
mod evaluate;
mod hold;
mod kept;
mod matching;
mod parse;
mod parse_place;
mod pattern;
mod property;
mod region;
mod syntax;
mod token;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

pub use error::FilterError;
pub(super) use kept::Kept;
pub use matching::Matching;

use super::Catalog;
use super::select::shortened;
use crate::atlas::LayerRecord;
use crate::gazetteer::{COVERAGE, REASON};
use bind::{Binder, Test};
use syntax::{Content, Operand};

/// A filter found in the columns of one layer. Those of one layer, one text and the same years are the same.
#[derive(Clone, Debug)]
pub struct LayerFilter {
    /// Number of the layer whose features it chooses: for label points that of the territories that they label.
    layer: usize,
    text: String,
    years: Option<Vec<i32>>,
    test: Test,
}

impl LayerFilter {
    /// The canonical text.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn key(&self) -> (usize, &str, Option<&[i32]>) {
        (self.layer, &self.text, self.years.as_deref())
    }
}

impl PartialEq for LayerFilter {
    fn eq(&self, other: &LayerFilter) -> bool {
        self.key() == other.key()
    }
}

impl Eq for LayerFilter {}

impl Hash for LayerFilter {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

/// The filter of a request, found in the layers that it applies to.
#[derive(Clone, Debug, Default)]
pub(super) struct Filters {
    /// The canonical text; none without a filter.
    pub(super) text: Option<String>,
    layers: BTreeMap<usize, Arc<LayerFilter>>,
}

impl Filters {
    /// What is asked of a layer.
    pub(super) fn of(&self, layer: usize) -> Option<Arc<LayerFilter>> {
        self.layers.get(&layer).cloned()
    }
}

/// The canonical text of a filter, whatever it speaks of: one for all texts that are read as the same.
///
/// # Errors
/// Says where the text goes wrong, what was expected there, and what was found.
pub fn canonical_filter(text: &str) -> Result<String, FilterError> {
    Ok(parse::parse(text)?.to_string())
}

impl<D: AsRef<[u8]>> Catalog<D> {
    /// Reads `?filter=`, and finds its properties in the layers of a request. It applies to those that have all of them;
    /// lines, which belong to no one territory, are never filtered.
    ///
    /// # Errors
    /// When it cannot be read, or applies to no layer.
    pub(super) fn filters(
        &self,
        text: Option<&str>,
        layers: &BTreeSet<usize>,
        years: Option<&[i32]>,
    ) -> Result<Filters, FilterError> {
        let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(Filters::default()) };
        let condition = parse::parse(text)?;
        let text = condition.to_string();
        let mut names: Vec<&Operand> = Vec::new();
        condition.operands(&mut |operand| names.push(operand));
        let mut found = BTreeMap::new();
        for &number in layers {
            let layer = self.figures_layer(number);
            if self.is_filtered(layer) && names.iter().all(|name| self.has(layer, name, years)) {
                let test = Binder { catalog: self, layer, years }.test(&condition)?;
                // Filters that no year changes are one, whatever year is asked for.
                let years = years.filter(|_| names.iter().any(|name| self.depends_on_year(name)));
                let (text, years) = (text.clone(), years.map(<[i32]>::to_vec));
                found.insert(number, Arc::new(LayerFilter { layer, text, years, test }));
            }
        }
        if found.is_empty() {
            return Err(self.nowhere(&names, layers, years));
        }
        Ok(Filters { text: Some(text), layers: found })
    }

    /// Whether a filter may apply to a layer.
    fn is_filtered(&self, layer: usize) -> bool {
        self.description().layers.get(layer).is_some_and(LayerRecord::has_figures)
    }

    /// Whether an operand is an indicator, or the reason of one, in the year that is asked for.
    fn depends_on_year(&self, operand: &Operand) -> bool {
        let Content::Property(name) = &operand.content else { return false };
        let id = [REASON, COVERAGE].iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name);
        self.indicator(name).is_some() || self.indicator(id).is_some()
    }

    /// Whether a layer has the property that an operand is; values are everywhere.
    fn has(&self, layer: usize, operand: &Operand, years: Option<&[i32]>) -> bool {
        match &operand.content {
            Content::Property(name) => self.property(layer, name, years).is_some(),
            Content::Text(_) | Content::Number(_) | Content::Flag(_) => true,
        }
    }

    /// Why a filter applies to none of the layers.
    fn nowhere(&self, names: &[&Operand], layers: &BTreeSet<usize>, years: Option<&[i32]>) -> FilterError {
        let layers: Vec<usize> = layers.iter().map(|&layer| self.figures_layer(layer)).collect();
        let filtered: Vec<usize> = layers.iter().copied().filter(|&layer| self.is_filtered(layer)).collect();
        if filtered.is_empty() {
            let names = layers.iter().filter_map(|&layer| self.shown_name(layer)).collect::<BTreeSet<_>>();
            return FilterError::NothingToFilter { names: names.into_iter().collect::<Vec<_>>().join(", ") };
        }
        let is_unknown = |name: &&&Operand| !filtered.iter().any(|&layer| self.has(layer, name, years));
        let property = |operand: &Operand| match &operand.content {
            Content::Property(name) => Some(name.clone()),
            _ => None,
        };
        let Some(unknown) = names.iter().find(is_unknown) else {
            let names: BTreeSet<String> = names.iter().filter_map(|name| property(name)).collect();
            return FilterError::NotTogether { names: shortened(&names.into_iter().collect::<Vec<_>>().join(", ")) };
        };
        let (at, name) = (unknown.at, property(unknown).unwrap_or_default());
        let id = name.split('@').next().unwrap_or_default();
        if let Some(indicator) = self.indicator(id)
            && filtered.iter().any(|&layer| self.latest_year(layer, id).is_some())
        {
            let years = indicator.years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            return FilterError::NoFigures { at, name: shortened(&name), years };
        }
        let known: BTreeSet<&str> = filtered.iter().flat_map(|&layer| self.property_names(layer)).collect();
        FilterError::UnknownProperty { at, name: shortened(&name), known: super::select::listed(known) }
    }
}
