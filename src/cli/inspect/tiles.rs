use std::time::Instant;

use clap::Args;
use miette::{IntoDiagnostic, Result, miette};

use super::super::output::print;
use super::super::progress::Bars;
use super::budget::{Excess, check};
use super::cost::{ZoomCost, weigh};
use super::report;
use super::weighed::Weighed;
use crate::catalog::Catalog;
use crate::compile::Progress;
use crate::container::Mapping;
use crate::gazetteer::{HIGHEST_ZOOM, ZoomRange};
use crate::geo::TileId;
use crate::parameters::Parameters;
use crate::query::{Caches, Request, Selection, TileParameters, prepare, select};
use crate::tile::tiles_near;

/// Which tiles `--tiles` draws, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "With --tiles")]
pub(super) struct TilesArguments {
    /// Only this layer or view; may be repeated. Without it every layer, and no view but that of borders
    #[arg(long = "layer", value_name = "NAME", requires = "tiles")]
    layers: Vec<String>,
    /// Only these zooms, such as 4-8
    #[arg(long, value_name = "FROM-TO", requires = "tiles", value_parser = zooms_from_text)]
    zooms: Option<ZoomRange>,
    /// Indicators as in a request, such as population,part_0_19; * for all
    #[arg(long, value_name = "NAMES", requires = "tiles")]
    indicators: Option<String>,
    /// Years of the indicators, as in a request
    #[arg(long, value_name = "YEARS", requires = "tiles")]
    year: Option<String>,
    /// Other attributes, as in a request
    #[arg(long, value_name = "NAMES", requires = "tiles")]
    fields: Option<String>,
    /// Fail when a tile is over the budget of its layer, or a feature is damaged
    #[arg(long, requires = "tiles")]
    budget: bool,
}

/// `maillage inspect --tiles`.
pub(super) fn run(catalog: &Catalog<Mapping>, arguments: &TilesArguments, json: bool) -> Result<()> {
    let start = Instant::now();
    let selections = selections(catalog, arguments)?;
    let bars = Bars::new(!json);
    let weighed: Vec<Weighed> =
        selections.into_iter().map(|selection| weigh_all(catalog, selection, arguments.zooms, &bars)).collect();
    bars.done();
    if json {
        print(&format!("{:#}", report::in_json(catalog, &weighed)))?;
    } else {
        print(&report::in_words(&weighed, start.elapsed()))?;
        if arguments.budget && weighed.iter().all(|layer| layer.budget.is_none()) {
            print("nothing that was drawn has a budget")?;
        }
    }
    if arguments.budget { check(&weighed) } else { Ok(()) }
}

/// What is asked for, layer by layer.
fn selections(catalog: &Catalog<Mapping>, arguments: &TilesArguments) -> Result<Vec<Selection>> {
    let every = every_layer(catalog);
    let names = if arguments.layers.is_empty() { &every } else { &arguments.layers };
    let TilesArguments { indicators, year, fields, .. } = arguments;
    let given = [("indicators", indicators), ("year", year), ("fields", fields)];
    let pairs: Vec<(&str, &str)> =
        given.into_iter().filter_map(|(name, text)| Some((name, text.as_deref()?))).collect();
    let parameters = TileParameters::read(&pairs).into_diagnostic()?;
    let mut selections = Vec::new();
    for name in names {
        let request = Request { layers: name.clone(), parameters: parameters.clone() };
        selections.push(select(catalog, &request).into_diagnostic()?);
    }
    let is_shown = |zooms: ZoomRange| selections.iter().any(|selection| zooms.iter().any(|zoom| selection.shows(zoom)));
    match arguments.zooms {
        Some(zooms) if !is_shown(zooms) => {
            Err(miette!("nothing that was asked for is drawn at zooms {} to {}", zooms.min, zooms.max))
        }
        _ => Ok(selections),
    }
}

/// All layers, and the views that stand for layers which cannot be asked for otherwise, such as border lines.
fn every_layer(catalog: &Catalog<Mapping>) -> Vec<String> {
    let layers = catalog.layers().map(|layer| &layer.name);
    let views = catalog.views().iter();
    let hiding = views.filter(|view| view.parts.iter().any(|part| catalog.layer(&part.layer).is_none()));
    layers.chain(hiding.map(|view| &view.name)).cloned().collect()
}

fn weigh_all(
    catalog: &Catalog<Mapping>,
    selection: Selection,
    asked: Option<ZoomRange>,
    progress: &dyn Progress,
) -> Weighed {
    let budget = match selection.names.as_slice() {
        [name] => catalog.layer(name).and_then(|(_, layer)| layer.budget),
        _ => None,
    };
    let mut weighed = Weighed { selection, budget, zooms: Vec::new(), over: Vec::new() };
    let selection = &weighed.selection;
    let zooms = selection.zooms().iter().filter(|&zoom| selection.shows(zoom));
    let zooms = zooms.filter(|&zoom| asked.is_none_or(|asked| asked.contains(zoom)));
    let tiles: Vec<(u8, Vec<TileId>)> = zooms.map(|zoom| (zoom, tiles_of(catalog, selection, zoom))).collect();
    progress.stage(&weighed.name(), tiles.iter().map(|(_, tiles)| tiles.len() as u64).sum());
    for (zoom, tiles) in tiles {
        let prepared = prepare(catalog, &Caches::default(), selection, zoom);
        let costs = weigh(catalog, &prepared, &tiles, || progress.step());
        weighed.zooms.push(ZoomCost::of(zoom, &costs));
        weighed.over.extend(costs.iter().filter_map(|cost| Excess::of(cost, budget?)));
    }
    weighed.over.sort_by_key(|excess| (std::cmp::Reverse(excess.bytes), excess.tile));
    weighed
}

/// The tiles of a zoom in which parts of a selection may show.
fn tiles_of(catalog: &Catalog<Mapping>, selection: &Selection, zoom: u8) -> Vec<TileId> {
    let parts = selection.parts.iter().filter(|part| part.zooms.contains(zoom));
    let mut tiles: Vec<TileId> = parts.flat_map(|part| tiles_near(&catalog.view(part.layer), zoom)).collect();
    tiles.sort_unstable();
    tiles.dedup();
    tiles
}

/// Reads `4-8`, or `4` for one zoom.
fn zooms_from_text(text: &str) -> Result<ZoomRange, String> {
    let (min, max) = text.split_once('-').unwrap_or((text, text));
    let zooms = match (min.parse(), max.parse()) {
        (Ok(min), Ok(max)) => ZoomRange { min, max },
        _ => return Err("write the lowest and the highest zoom, such as 4-8".to_owned()),
    };
    if zooms.is_sound() { Ok(zooms) } else { Err(format!("zooms go upwards, from 0 to {HIGHEST_ZOOM}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooms_are_one_or_a_range() {
        assert_eq!(zooms_from_text("4-8"), Ok(ZoomRange { min: 4, max: 8 }));
        assert_eq!(zooms_from_text("14"), Ok(ZoomRange { min: 14, max: 14 }));
        for wrong in ["", "-", "4-", "8-4", "0-19", "a-b", "4-5-6", "-1", "300"] {
            assert!(zooms_from_text(wrong).is_err(), "{wrong}");
        }
    }
}
