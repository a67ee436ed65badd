use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::bind::Binder;
use super::error::FilterError;
use super::parse;
use super::property::{property, property_names};
use super::syntax::{Content, Operand};
use super::test::Test;
use crate::catalog::Catalog;
use crate::catalog::text::{listed, shortened};
use crate::gazetteer::{COVERAGE, LayerId, REASON};

/// A filter found in the columns of one layer. Those of one layer, one text and the same years are the same.
#[derive(Clone, Debug)]
pub struct LayerFilter {
    /// The layer whose features it chooses: for label points that of the territories that they label.
    pub(super) layer: LayerId,
    pub(super) text: String,
    years: Option<Vec<i32>>,
    pub(super) test: Test,
}

impl LayerFilter {
    /// The canonical text.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn key(&self) -> (LayerId, &str, Option<&[i32]>) {
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
pub(crate) struct Filters {
    /// The canonical text; none without a filter.
    pub(crate) text: Option<String>,
    layers: BTreeMap<LayerId, Arc<LayerFilter>>,
}

impl Filters {
    /// What is asked of a layer.
    pub(crate) fn of(&self, layer: LayerId) -> Option<Arc<LayerFilter>> {
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

/// Reads `?filter=`, and finds its properties in the layers of a request. It applies to those that have all of them;
/// lines, which belong to no one territory, are never filtered.
///
/// # Errors
/// When it cannot be read, or applies to no layer.
pub(crate) fn filters<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    text: Option<&str>,
    layers: &BTreeSet<LayerId>,
    years: Option<&[i32]>,
) -> Result<Filters, FilterError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(Filters::default()) };
    let condition = parse::parse(text)?;
    let text = condition.to_string();
    let mut names: Vec<&Operand> = Vec::new();
    condition.operands(&mut |operand| names.push(operand));
    let mut found = BTreeMap::new();
    // Each layer with that whose features a filter chooses.
    let filtered: Vec<(LayerId, LayerId)> =
        layers.iter().filter_map(|&layer| Some((layer, catalog.figures_layer(layer)?))).collect();
    for &(asked, layer) in &filtered {
        if names.iter().all(|name| has(catalog, layer, name, years)) {
            let test = Binder { catalog, layer, years }.test(&condition)?;
            // Filters that no year changes are one, whatever year is asked for.
            let years = years.filter(|_| names.iter().any(|name| depends_on_year(catalog, name)));
            let (text, years) = (text.clone(), years.map(<[i32]>::to_vec));
            found.insert(asked, Arc::new(LayerFilter { layer, text, years, test }));
        }
    }
    if found.is_empty() && filtered.is_empty() {
        let names: BTreeSet<&str> = layers.iter().map(|&layer| catalog.shown_name(layer)).collect();
        return Err(FilterError::NothingToFilter { names: listed(names) });
    }
    if found.is_empty() {
        let filtered: Vec<LayerId> = filtered.iter().map(|(_, layer)| *layer).collect();
        return Err(nowhere(catalog, &names, &filtered, years));
    }
    Ok(Filters { text: Some(text), layers: found })
}

/// Whether an operand is an indicator, or the reason of one, in the year that is asked for.
fn depends_on_year<D: AsRef<[u8]>>(catalog: &Catalog<D>, operand: &Operand) -> bool {
    let Content::Property(name) = &operand.content else { return false };
    let id = [REASON, COVERAGE].iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name);
    catalog.indicator(name).is_some() || catalog.indicator(id).is_some()
}

/// Whether a layer has the property that an operand is; values are everywhere.
fn has<D: AsRef<[u8]>>(catalog: &Catalog<D>, layer: LayerId, operand: &Operand, years: Option<&[i32]>) -> bool {
    match &operand.content {
        Content::Property(name) => property(catalog, layer, name, years).is_some(),
        Content::Text(_) | Content::Number(_) | Content::Flag(_) => true,
    }
}

/// Why a filter applies to none of the layers, of which there are some.
fn nowhere<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    operands: &[&Operand],
    layers: &[LayerId],
    years: Option<&[i32]>,
) -> FilterError {
    let property = |operand: &&Operand| match &operand.content {
        Content::Property(name) => Some((operand.at, name.clone())),
        _ => None,
    };
    let is_unknown = |operand: &&&Operand| !layers.iter().any(|&layer| has(catalog, layer, operand, years));
    let Some((at, name)) = operands.iter().filter(is_unknown).find_map(property) else {
        let names: BTreeSet<String> = operands.iter().filter_map(property).map(|(_, name)| name).collect();
        return FilterError::NotTogether { names: shortened(&listed(names.iter().map(String::as_str))) };
    };
    let id = name.split_once('@').map_or(name.as_str(), |(id, _)| id);
    if let Some(indicator) = catalog.indicator(id)
        && layers.iter().any(|&layer| catalog.latest_column(layer, id).is_some())
    {
        let years = indicator.years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        return FilterError::NoFigures { at, name: shortened(&name), years };
    }
    let known: BTreeSet<&str> = layers.iter().flat_map(|&layer| property_names(catalog, layer)).collect();
    FilterError::UnknownProperty { at, name: shortened(&name), known: listed(known) }
}
