use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::bind::Binder;
use super::error::FilterError;
use super::parse;
use super::property::{property, property_names};
use super::syntax::{Content, Operand};
use super::test::Test;
use crate::atlas::LayerRecord;
use crate::catalog::Catalog;
use crate::catalog::text::{listed, shortened};
use crate::gazetteer::{COVERAGE, REASON};

/// A filter found in the columns of one layer. Those of one layer, one text and the same years are the same.
#[derive(Clone, Debug)]
pub struct LayerFilter {
    /// Number of the layer whose features it chooses: for label points that of the territories that they label.
    pub(super) layer: usize,
    pub(super) text: String,
    years: Option<Vec<i32>>,
    pub(super) test: Test,
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
pub(crate) struct Filters {
    /// The canonical text; none without a filter.
    pub(crate) text: Option<String>,
    layers: BTreeMap<usize, Arc<LayerFilter>>,
}

impl Filters {
    /// What is asked of a layer.
    pub(crate) fn of(&self, layer: usize) -> Option<Arc<LayerFilter>> {
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
        let layer = catalog.figures_layer(number);
        if is_filtered(catalog, layer) && names.iter().all(|name| has(catalog, layer, name, years)) {
            let test = Binder { catalog, layer, years }.test(&condition)?;
            // Filters that no year changes are one, whatever year is asked for.
            let years = years.filter(|_| names.iter().any(|name| depends_on_year(catalog, name)));
            let (text, years) = (text.clone(), years.map(<[i32]>::to_vec));
            found.insert(number, Arc::new(LayerFilter { layer, text, years, test }));
        }
    }
    if found.is_empty() {
        return Err(nowhere(catalog, &names, layers, years));
    }
    Ok(Filters { text: Some(text), layers: found })
}

/// Whether a filter may apply to a layer.
fn is_filtered<D: AsRef<[u8]>>(catalog: &Catalog<D>, layer: usize) -> bool {
    catalog.description().layers.get(layer).is_some_and(LayerRecord::has_figures)
}

/// Whether an operand is an indicator, or the reason of one, in the year that is asked for.
fn depends_on_year<D: AsRef<[u8]>>(catalog: &Catalog<D>, operand: &Operand) -> bool {
    let Content::Property(name) = &operand.content else { return false };
    let id = [REASON, COVERAGE].iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name);
    catalog.indicator(name).is_some() || catalog.indicator(id).is_some()
}

/// Whether a layer has the property that an operand is; values are everywhere.
fn has<D: AsRef<[u8]>>(catalog: &Catalog<D>, layer: usize, operand: &Operand, years: Option<&[i32]>) -> bool {
    match &operand.content {
        Content::Property(name) => property(catalog, layer, name, years).is_some(),
        Content::Text(_) | Content::Number(_) | Content::Flag(_) => true,
    }
}

/// Why a filter applies to none of the layers.
fn nowhere<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    names: &[&Operand],
    layers: &BTreeSet<usize>,
    years: Option<&[i32]>,
) -> FilterError {
    let layers: Vec<usize> = layers.iter().map(|&layer| catalog.figures_layer(layer)).collect();
    let filtered: Vec<usize> = layers.iter().copied().filter(|&layer| is_filtered(catalog, layer)).collect();
    if filtered.is_empty() {
        let names = layers.iter().filter_map(|&layer| catalog.shown_name(layer)).collect::<BTreeSet<_>>();
        return FilterError::NothingToFilter { names: names.into_iter().collect::<Vec<_>>().join(", ") };
    }
    let is_unknown = |name: &&&Operand| !filtered.iter().any(|&layer| has(catalog, layer, name, years));
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
    if let Some(indicator) = catalog.indicator(id)
        && filtered.iter().any(|&layer| catalog.latest_year(layer, id).is_some())
    {
        let years = indicator.years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        return FilterError::NoFigures { at, name: shortened(&name), years };
    }
    let known: BTreeSet<&str> = filtered.iter().flat_map(|&layer| property_names(catalog, layer)).collect();
    FilterError::UnknownProperty { at, name: shortened(&name), known: listed(known) }
}
