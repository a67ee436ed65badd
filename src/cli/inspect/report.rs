use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use super::budget::{Excess, SHOWN, address};
use super::cost::{Spread, ZoomCost};
use super::weighed::Weighed;
use crate::catalog::Catalog;
use crate::container::Mapping;
use crate::gazetteer::counted;
use crate::gazetteer::grouped;

/// Above the columns of [`row`].
const HEADING: &str = "  zoom     tiles    features   raw median  raw largest  gzip median gzip largest  heaviest\n";

/// What tiles weigh, for people.
pub(super) fn in_words(weighed: &[Weighed], elapsed: Duration) -> String {
    let mut out = String::new();
    for layer in weighed {
        let budget = layer.budget.map_or(String::new(), |budget| format!(", budget {} bytes", grouped(budget)));
        let _ = writeln!(out, "{}{budget}", layer.name());
        out.push_str(HEADING);
        for zoom in &layer.zooms {
            let _ = writeln!(out, "{}", row(layer, zoom));
        }
        out.push('\n');
    }
    let tiles: usize = weighed.iter().flat_map(|layer| &layer.zooms).map(|zoom| zoom.tiles).sum();
    let _ = write!(out, "{} in {:.1} s", counted(tiles as u64, "tile"), elapsed.as_secs_f64());
    out
}

fn row(layer: &Weighed, zoom: &ZoomCost) -> String {
    let bytes = |spread: &Spread| {
        let largest = spread.largest.map_or(0, |(_, bytes)| bytes);
        [spread.median, largest].map(|bytes| grouped(bytes as u64))
    };
    let ([raw, largest_raw], [gzip, largest]) = (bytes(&zoom.raw), bytes(&zoom.gzip));
    let (tiles, features) = (grouped(zoom.tiles as u64), grouped(zoom.features));
    let place = zoom.gzip.largest.map_or(String::new(), |(tile, _)| address(tile));
    let mut row = format!(
        "  {:>4} {tiles:>9} {features:>11} {raw:>12} {largest_raw:>12} {gzip:>12} {largest:>12}  {place}",
        zoom.zoom
    );
    let over = over_at(layer, zoom.zoom);
    if over > 0 {
        let _ = write!(row, "  ! {} over budget", counted(over, "tile"));
    }
    if zoom.skipped > 0 {
        let _ = write!(row, "  ! damaged features left out {}", counted(zoom.skipped, "time"));
    }
    row
}

/// Tiles of a zoom that are over the budget.
fn over_at(layer: &Weighed, zoom: u8) -> u64 {
    layer.over.iter().filter(|excess| excess.tile.zoom() == zoom).count() as u64
}

/// What tiles weigh, for programs.
pub(super) fn in_json(catalog: &Catalog<Mapping>, weighed: &[Weighed]) -> Value {
    let layers: Vec<Value> = weighed.iter().map(layer_in_json).collect();
    json!({ "name": catalog.name(), "version": catalog.version(), "layers": layers })
}

fn layer_in_json(layer: &Weighed) -> Value {
    let zooms: Vec<Value> = layer.zooms.iter().map(|zoom| zoom_in_json(layer, zoom)).collect();
    let excess =
        |Excess { tile, bytes, over }: &Excess| json!({ "tile": address(*tile), "bytes": bytes, "over": over });
    json!({
        "name": layer.name(),
        "parameters": layer.selection.parameters.trim_start_matches('&'),
        "budget": layer.budget,
        "over_budget": layer.over.len(),
        "most_over_budget": layer.over.iter().take(SHOWN).map(excess).collect::<Vec<Value>>(),
        "zooms": zooms,
    })
}

fn zoom_in_json(layer: &Weighed, zoom: &ZoomCost) -> Value {
    let spread = |spread: &Spread| {
        json!({
            "median": spread.median,
            "largest": spread.largest.map_or(0, |(_, bytes)| bytes),
            "tile": spread.largest.map(|(tile, _)| address(tile)),
        })
    };
    json!({
        "zoom": zoom.zoom,
        "tiles": zoom.tiles,
        "features": zoom.features,
        "damaged": zoom.skipped,
        "raw": spread(&zoom.raw),
        "gzip": spread(&zoom.gzip),
        "over_budget": over_at(layer, zoom.zoom),
    })
}
