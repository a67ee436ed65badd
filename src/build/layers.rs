use rustc_hash::FxHashMap;

use super::features::disk;
use super::report::LayerReport;
use super::territories::Territories;
use super::{BuildError, Progress, levels, points};
use crate::atlas::{AtlasWriter, LabelColumns, LayerRecord};
use crate::geo::WorldPoint;
use crate::ingest::{Complaints, Recipe};
use crate::mesh::LabelPoint;

/// A layer of the atlas as the figures need it.
pub(super) struct WrittenLayer {
    pub(super) name: String,
    pub(super) features: usize,
    /// The feature of each code.
    pub(super) codes: FxHashMap<String, u32>,
    /// For a dissolved level: the layer of the finer one, and for each of its features the feature here.
    pub(super) members: Option<(usize, Vec<Option<u32>>)>,
    pub(super) report: LayerReport,
}

/// Writes all layers, levels first, then points, each in the recipe's order.
pub(super) fn write(
    recipe: &Recipe,
    territories: &Territories,
    writer: &mut AtlasWriter,
    complaints: &mut Complaints,
    progress: &dyn Progress,
) -> Result<Vec<WrittenLayer>, BuildError> {
    let mut written: Vec<WrittenLayer> = Vec::new();
    let mut orders: Vec<Vec<usize>> = Vec::new();
    let mut labels: Vec<LabelLayer> = Vec::new();
    for (level, made) in recipe.levels.iter().zip(&territories.0) {
        progress.stage(&format!("drawing {}", level.name), level.zooms.iter().count() as u64);
        let (layer, order, label) = levels::write(level, made, writer, progress)?;
        labels.push(LabelLayer {
            record: LayerRecord { labels_of: Some(written.len() as u16), ..label.record },
            ..label
        });
        written.push(layer);
        orders.push(order);
    }
    // A dissolved level may stand before the one it is made of, so members are told once all orders are known.
    for (number, made) in territories.0.iter().enumerate() {
        if let Some(members) = &made.members {
            let place = inverse(&orders[number]);
            let groups = orders[members.from].iter().map(|&old| members.groups[old].map(|group| place[group]));
            written[number].members = Some((members.from, groups.collect()));
        }
    }
    for points in &recipe.points {
        progress.stage(&format!("placing {}", points.name), 1);
        written.push(points::write(recipe, points, territories, writer, complaints)?);
        progress.step();
    }
    for LabelLayer { record, points, areas } in labels {
        let places: Vec<WorldPoint> = points.iter().map(|point| point.place).collect();
        let radii: Vec<f64> = points.iter().map(|point| point.radius).collect();
        let columns = LabelColumns { areas: &areas, radii: &radii };
        writer.add_labels(record, &places, columns).map_err(|error| disk(writer, error))?;
    }
    Ok(written)
}

/// The label points of a level, kept until all levels and points are written, so that those are numbered first.
pub(super) struct LabelLayer {
    pub(super) record: LayerRecord,
    pub(super) points: Vec<LabelPoint>,
    /// Square metres of its territories.
    pub(super) areas: Vec<f64>,
}

/// For each old place the new one.
fn inverse(order: &[usize]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    for (new, &old) in order.iter().enumerate() {
        places[old] = new as u32;
    }
    places
}
