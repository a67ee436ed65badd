use std::collections::BTreeSet;

use super::error::{MOST_TERRITORIES, PageError};
use crate::catalog::text::shortened;
use crate::catalog::{Catalog, TerritoryError};
use crate::gazetteer::{FeatureId, Layer, LayerId, LayerKind};

/// A layer of points by its name.
///
/// # Errors
/// Names those that there are.
pub fn point_layer<'a, D: AsRef<[u8]>>(catalog: &'a Catalog<D>, name: &str) -> Result<(LayerId, &'a Layer), PageError> {
    catalog.point_layers().find(|(_, layer)| layer.name == name).ok_or_else(|| {
        let names: Vec<&str> = catalog.point_layers().map(|(_, layer)| layer.name.as_str()).collect();
        let known = match names[..] {
            [] => "this map has no points".to_owned(),
            _ => format!("there are {}", names.join(", ")),
        };
        PageError::UnknownLayer { name: shortened(name), known }
    })
}

/// Which points lie in any of some territories; none where none are named.
pub(super) fn territories_of<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    id: LayerId,
    layer: &Layer,
    names: &BTreeSet<String>,
) -> Result<Option<Vec<bool>>, PageError> {
    if names.is_empty() {
        return Ok(None);
    }
    if names.len() > MOST_TERRITORIES {
        return Err(PageError::TooManyTerritories { count: names.len() });
    }
    let mut held = vec![false; layer.features as usize];
    for text in names {
        let territory = territory_of(catalog, text)?;
        let level = catalog.layer_at(territory.layer).name.as_str();
        if !layer.fields.iter().any(|field| field.level.as_deref() == Some(level)) {
            return Err(PageError::NoParents { layer: layer.name.clone(), level: level.to_owned() });
        }
        for feature in catalog.held_by(territory, id) {
            if let Some(held) = held.get_mut(feature as usize) {
                *held = true;
            }
        }
    }
    Ok(Some(held))
}

/// The territory of `departements:35`, or of a code that one level has.
fn territory_of<D: AsRef<[u8]>>(catalog: &Catalog<D>, text: &str) -> Result<FeatureId, PageError> {
    if let Some((level, code)) = text.split_once(':') {
        return Ok(catalog.territory(level, code)?);
    }
    let mut found = catalog.territories(text)?;
    found.retain(|territory| catalog.layer_at(territory.layer).kind == LayerKind::Polygons);
    match found[..] {
        [] => Err(TerritoryError::UnknownAnywhere { code: shortened(text) }.into()),
        [territory] => Ok(territory),
        _ => {
            let levels = found.iter().map(|territory| catalog.layer_at(territory.layer));
            let choices: Vec<String> = levels.map(|layer| format!("{}:{text}", layer.name)).collect();
            Err(PageError::SeveralTerritories { code: shortened(text), choices: choices.join(" or ") })
        }
    }
}
