use std::collections::BTreeSet;

use super::cluster_keys::cluster_keys;
use super::coverage::add_coverage;
use super::error::SelectError;
use super::evolution::{Evolution, EvolutionKey};
use super::figure_key::FigureKey;
use super::names::{MOST_LAYERS, fields, indicators, limit, ranges, years};
use super::point_mode::{PointMode, point_mode};
use super::request::{Chosen, Request, TileParameters};
use super::selection::{Part, Selection};
use crate::catalog::Catalog;
use crate::filter::filters;
use crate::gazetteer::{FieldId, LayerId, REASON, ZoomRange};
use crate::parameters::Parameters;

/// Finds what a request asks for.
///
/// # Errors
/// Names what is unknown, and what there is instead.
pub fn select<D: AsRef<[u8]>>(catalog: &Catalog<D>, request: &Request) -> Result<Selection, SelectError> {
    let mut names: Vec<String> = Vec::new();
    let mut found: BTreeSet<(LayerId, u8, u8)> = BTreeSet::new();
    let asked = request.layers.split(',').count();
    limit("layers", asked, MOST_LAYERS)?;
    for name in request.layers.split(',') {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
            found.extend(ranges(catalog, name)?.map(|(layer, zooms)| (layer, zooms.min, zooms.max)));
        }
    }
    let layers: BTreeSet<LayerId> = found.iter().map(|(layer, ..)| *layer).collect();
    let TileParameters { figures: asked, fields: asked_fields, evolution, points, chosen } = &request.parameters;
    let fields = fields(catalog, asked_fields.as_ref(), &layers)?;
    let indicators = indicators(catalog, asked.indicators.as_ref())?;
    let years = years(catalog, &asked.year)?;
    let evolution = evolution.map(|how| Evolution::new(how, years.as_deref())).transpose()?;
    let filters = filters(catalog, chosen.filter.as_deref(), &layers, years.as_deref())?;
    let part = |(layer, min, max)| {
        let mut figures = figures(catalog, layer, indicators.as_deref(), years.as_deref());
        let mode = point_mode(catalog, layer, *points);
        let mut evolutions =
            evolution.map_or_else(Vec::new, |evolution| evolutions(catalog, layer, indicators.as_deref(), evolution));
        if chosen.coverage {
            add_coverage(catalog, &mut figures, &mut evolutions);
        }
        let clustering = catalog.layer_at(layer).clusters.as_ref().filter(|_| mode == PointMode::Clusters);
        Part {
            layer,
            zooms: ZoomRange { min, max },
            fields: shown_fields(catalog, layer, fields.as_deref()),
            clusters: clustering.map(|clustering| cluster_keys(catalog, clustering, &figures)),
            figures,
            evolutions,
            points: mode,
            filter: filters.of(layer),
        }
    };
    let parts = found.into_iter().map(part).collect();
    // Texts of a filter that mean the same are one.
    let chosen = Chosen { filter: filters.text, ..chosen.clone() };
    let parameters = TileParameters { chosen, ..request.parameters.clone() }.query();
    Ok(Selection { parts, names, parameters })
}

fn shown_fields<D: AsRef<[u8]>>(catalog: &Catalog<D>, layer: LayerId, asked: Option<&[String]>) -> Vec<FieldId> {
    let wanted = asked.unwrap_or(&catalog.layer_at(layer).default_fields);
    catalog.fields(layer).filter(|(_, field)| wanted.contains(&field.name)).map(|(id, _)| id).collect()
}

fn evolutions<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    layer: LayerId,
    asked: Option<&[String]>,
    evolution: Evolution,
) -> Vec<EvolutionKey> {
    let defaults = &catalog.layer_at(layer).default_indicators;
    let key = |id: &String| {
        let column = |year| catalog.column(layer, id, year);
        Some(evolution.key(catalog.indicator(id)?, column(evolution.from)?, column(evolution.to)?))
    };
    asked.unwrap_or(defaults).iter().filter_map(key).collect()
}

fn figures<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    layer: LayerId,
    asked: Option<&[String]>,
    years: Option<&[i32]>,
) -> Vec<FigureKey> {
    let defaults = &catalog.layer_at(layer).default_indicators;
    let mut figures = Vec::new();
    for id in asked.unwrap_or(defaults) {
        let latest = catalog.latest_year(layer, id);
        let wanted = years.unwrap_or(latest.as_slice());
        for &year in wanted {
            if let Some(column) = catalog.column(layer, id, year) {
                let key = if wanted.len() > 1 { format!("{id}@{year}") } else { id.clone() };
                let reason_key = format!("{key}{REASON}");
                figures.push(FigureKey { reason_key, coverage_key: None, key, column, year });
            }
        }
    }
    figures
}
