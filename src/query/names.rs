//! Names and years of a request, found in the catalogue.

use std::collections::BTreeSet;

use super::error::SelectError;
use crate::catalog::text::{listed, shortened};
use crate::catalog::{Catalog, UnknownIndicator};
use crate::gazetteer::{LayerId, ZoomRange};

/// Most indicators, years and layers that a request may name.
const MOST_INDICATORS: usize = 32;
const MOST_YEARS: usize = 16;
pub(super) const MOST_LAYERS: usize = 32;

/// The layers of a name, each with the zooms at which it shows them.
pub(crate) fn ranges<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    name: &str,
) -> Result<impl Iterator<Item = (LayerId, ZoomRange)>, SelectError> {
    let mut found = Vec::new();
    if let Some((id, layer)) = catalog.layer(name) {
        found.push((id, layer.zooms));
    } else if let Some(view) = catalog.named_view(name) {
        for part in &view.parts {
            let layer = catalog.any_layer(&part.layer);
            // Beyond its own zooms a layer has nothing to show.
            found.extend(layer.and_then(|(id, it)| Some((id, part.zooms.intersection(it.zooms)?))));
        }
    } else {
        let layers = catalog.layers().map(|layer| layer.name.as_str());
        let views = catalog.views().iter().map(|view| view.name.as_str());
        return Err(SelectError::UnknownLayer { name: shortened(name), known: listed(layers.chain(views)) });
    }
    Ok(found.into_iter())
}

/// The fields asked for; none without the parameter.
pub(super) fn fields<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    asked: Option<&BTreeSet<String>>,
    layers: &BTreeSet<LayerId>,
) -> Result<Option<Vec<String>>, SelectError> {
    let Some(asked) = asked else { return Ok(None) };
    let of_layers = || layers.iter().flat_map(|&layer| &catalog.layer_at(layer).fields).map(|field| &field.name);
    if let Some(name) = asked.iter().find(|name| !of_layers().any(|field| field == *name)) {
        let known: BTreeSet<&str> = of_layers().map(String::as_str).collect();
        return Err(SelectError::UnknownField { name: shortened(name), known: listed(known) });
    }
    Ok(Some(asked.iter().cloned().collect()))
}

/// The indicators asked for, by name; none without the parameter.
pub(crate) fn indicators<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    asked: Option<&BTreeSet<String>>,
) -> Result<Option<Vec<String>>, SelectError> {
    let Some(asked) = asked else { return Ok(None) };
    let known = || catalog.all_indicators().iter().map(|indicator| indicator.id.as_str());
    if is_all(asked) {
        return Ok(Some(known().collect::<BTreeSet<_>>().into_iter().map(str::to_owned).collect()));
    }
    if let Some(name) = asked.iter().find(|name| !known().any(|id| id == *name)) {
        return Err(UnknownIndicator { name: shortened(name), known: listed(known()) }.into());
    }
    limit("indicators", asked.len(), MOST_INDICATORS)?;
    Ok(Some(asked.iter().cloned().collect()))
}

/// Whether a list of indicators stands for all of them.
fn is_all(asked: &BTreeSet<String>) -> bool {
    asked.len() == 1 && asked.contains("*")
}

/// The years asked for, ascending; none where none are named.
pub(crate) fn years<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    asked: &BTreeSet<i32>,
) -> Result<Option<Vec<i32>>, SelectError> {
    for &year in asked {
        if !catalog.all_indicators().iter().any(|indicator| indicator.years.contains(&year)) {
            let known: BTreeSet<i32> = catalog.all_indicators().iter().flat_map(|it| it.years.clone()).collect();
            let known = known.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            return Err(SelectError::UnknownYear { year, known });
        }
    }
    limit("years", asked.len(), MOST_YEARS)?;
    Ok((!asked.is_empty()).then(|| asked.iter().copied().collect()))
}

pub(super) fn limit(what: &'static str, count: usize, most: usize) -> Result<(), SelectError> {
    if count > most { Err(SelectError::TooMany { what, count, most }) } else { Ok(()) }
}
