use rayon::prelude::*;

use super::features::{Head, Ordered, disk};
use super::layers::{LabelLayer, WrittenLayer};
use super::territories::{Level, Territory};
use super::{BuildError, Progress};
use crate::atlas::rtree::WorldBox;
use crate::atlas::{AtlasWriter, EncodedShape, LayerRecord};
use crate::gazetteer::{Bilingual, LABELS, Layer, LayerKind, ZoomRange};
use crate::geo::WorldPoint;
use crate::ingest::LevelRecipe;
use crate::mesh::{Border, LabelPoint, label_point, true_area};

/// Writes a level, and returns with it the order of its territories and its label points.
pub(super) fn write(
    recipe: &LevelRecipe,
    level: &Level,
    writer: &mut AtlasWriter,
    progress: &dyn Progress,
) -> Result<(WrittenLayer, Vec<usize>, LabelLayer), BuildError> {
    let head = Head {
        name: &recipe.name,
        kind: LayerKind::Polygons,
        label: &recipe.label,
        description: recipe.description.as_ref(),
        zooms: recipe.zooms,
        parents: level.parents.clone(),
        fields: recipe.fields.keys().cloned().collect(),
        indicators: &recipe.indicators,
        scheme: recipe.id.as_ref(),
        file: &level.file,
    };
    let boxes: Vec<WorldBox> = level.territories.iter().map(|territory| world_box(&territory.border)).collect();
    let ordered = Ordered::new(&level.territories, &boxes);
    let (number, record) = ordered.begin(&head, writer)?;
    let record = label_record(&record);
    let points = write_zooms(number, recipe.zooms, &ordered.features, &ordered.boxes, writer, progress)?;
    let areas = ordered.features.par_iter().map(|territory| true_area(&territory.border.rings)).collect();
    let vertices = level.territories.iter().map(|territory| territory.border.vertices() as u64).sum();
    Ok((ordered.written(&head, vertices), ordered.order, LabelLayer { record, points, areas }))
}

/// Shapes of every zoom, the highest first of all: the label points come from there and are returned.
fn write_zooms(
    layer: u16,
    zooms: ZoomRange,
    territories: &[&Territory],
    boxes: &[WorldBox],
    writer: &mut AtlasWriter,
    progress: &dyn Progress,
) -> Result<Vec<LabelPoint>, BuildError> {
    let finest: Vec<(LabelPoint, EncodedShape)> = (territories.par_iter().zip(boxes))
        .map(|(territory, bounds)| {
            let middle = WorldPoint {
                x: f64::midpoint(bounds.min[0], bounds.max[0]) as u32,
                y: f64::midpoint(bounds.min[1], bounds.max[1]) as u32,
            };
            let shape = territory.border.at_zoom(zooms.max, middle);
            let point = label_point(&shape.polygons, zooms.max).unwrap_or(LabelPoint { place: middle, radius: 0.0 });
            (point, EncodedShape::new(&shape.polygons, point.place.on_grid(zooms.max), shape.is_stand_in))
        })
        .collect();
    let (points, finest): (Vec<LabelPoint>, Vec<EncodedShape>) = finest.into_iter().unzip();
    let mut displacement = Vec::new();
    let mut stand_ins = Vec::new();
    let mut note = |zoom: u8, shapes: &[EncodedShape]| {
        let reach = shapes.iter().zip(boxes).map(|(shape, bounds)| shape.reach(bounds, zoom)).max();
        displacement.push(reach.unwrap_or(0));
        stand_ins.push(shapes.iter().filter(|shape| shape.is_stand_in()).count() as u32);
    };
    for zoom in zooms.min..zooms.max {
        let shapes: Vec<EncodedShape> = (territories.par_iter().zip(&points))
            .map(|(territory, point)| {
                let shape = territory.border.at_zoom(zoom, point.place);
                EncodedShape::new(&shape.polygons, point.place.on_grid(zoom), shape.is_stand_in)
            })
            .collect();
        writer.add_zoom(layer, zoom, &shapes).map_err(|error| disk(writer, error))?;
        note(zoom, &shapes);
        progress.step();
    }
    writer.add_zoom(layer, zooms.max, &finest).map_err(|error| disk(writer, error))?;
    note(zooms.max, &finest);
    progress.step();
    writer.note_zooms(layer, displacement, stand_ins);
    Ok(points)
}

/// The layer of label points of a level: one for each territory.
fn label_record(level: &LayerRecord) -> LayerRecord {
    let zooms = level.layer.zooms.iter().count();
    let label = |text: &str, suffix: &str| format!("{text}{suffix}");
    let layer = Layer {
        name: format!("{}{LABELS}", level.layer.name),
        kind: LayerKind::Points,
        label: Bilingual {
            fr: label(&level.layer.label.fr, " : étiquettes"),
            en: label(&level.layer.label.en, ": labels"),
        },
        description: None,
        ..level.layer.clone()
    };
    LayerRecord { layer, displacement: vec![1; zooms], stand_ins: vec![0; zooms], ..level.clone() }
}

fn world_box(border: &Border) -> WorldBox {
    let [west, north, east, south] = border.bounds().unwrap_or_default().map(f64::from);
    WorldBox { min: [west, north], max: [east, south] }
}
