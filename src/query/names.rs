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

/// The fields asked for, sorted, each once; none without the parameter.
pub(super) fn fields<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    asked: Option<&str>,
    layers: &BTreeSet<LayerId>,
) -> Result<Option<Vec<String>>, SelectError> {
    let Some(asked) = asked else { return Ok(None) };
    let of_layers = || layers.iter().flat_map(|&layer| &catalog.layer_at(layer).fields).map(|field| &field.name);
    let names = sorted(asked);
    if let Some(name) = names.iter().find(|name| !of_layers().any(|field| field == *name)) {
        let known: BTreeSet<&str> = of_layers().map(String::as_str).collect();
        return Err(SelectError::UnknownField { name: shortened(name), known: listed(known) });
    }
    Ok(Some(names))
}

/// The indicators asked for, sorted, each once; none without the parameter.
pub(crate) fn indicators<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    asked: Option<&str>,
) -> Result<Option<Vec<String>>, SelectError> {
    let Some(asked) = asked else { return Ok(None) };
    let known = || catalog.all_indicators().iter().map(|indicator| indicator.id.as_str());
    if asked == "*" {
        return Ok(Some(sorted(&known().collect::<Vec<_>>().join(","))));
    }
    let names = sorted(asked);
    if let Some(name) = names.iter().find(|name| !known().any(|id| id == *name)) {
        return Err(UnknownIndicator { name: shortened(name), known: listed(known()) }.into());
    }
    limit("indicators", names.len(), MOST_INDICATORS)?;
    Ok(Some(names))
}

/// The years asked for, ascending, each once; none without the parameter.
pub(crate) fn years<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    asked: Option<&str>,
) -> Result<Option<Vec<i32>>, SelectError> {
    let Some(asked) = asked.filter(|asked| !asked.is_empty()) else { return Ok(None) };
    let mut years = BTreeSet::new();
    for text in asked.split(',') {
        let year: i32 = text.parse().map_err(|_| SelectError::NotAYear { text: shortened(text) })?;
        if !catalog.all_indicators().iter().any(|indicator| indicator.years.contains(&year)) {
            let known: BTreeSet<i32> = catalog.all_indicators().iter().flat_map(|it| it.years.clone()).collect();
            let known = known.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            return Err(SelectError::UnknownYear { year, known });
        }
        years.insert(year);
    }
    limit("years", years.len(), MOST_YEARS)?;
    Ok(Some(years.into_iter().collect()))
}

pub(super) fn limit(what: &'static str, count: usize, most: usize) -> Result<(), SelectError> {
    if count > most { Err(SelectError::TooMany { what, count, most }) } else { Ok(()) }
}

/// Names between commas, sorted, each once, without empty ones.
fn sorted(names: &str) -> Vec<String> {
    let names: BTreeSet<&str> = names.split(',').filter(|name| !name.is_empty()).collect();
    names.into_iter().map(str::to_owned).collect()
}
