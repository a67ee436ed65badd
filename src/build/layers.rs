use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::report::LayerReport;
use super::territories::{Level, Territories, Territory};
use super::{BuildError, Progress};
use crate::atlas::rtree::{WorldBox, hilbert_order};
use crate::atlas::{AtlasWriter, Column, EncodedShape, LayerRecord};
use crate::gazetteer::{Bilingual, CodeScheme, LABELS, Layer, LayerKind, ZoomRange};
use crate::geo::{LonLat, WorldPoint};
use crate::ingest::{
    Complaint, ComplaintKind, Complaints, LevelRecipe, PlacedPoint, PointsRecipe, Recipe, read_points,
};
use crate::mesh::Border;

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
        let (layer, order, label) = write_level(level, made, writer, progress)?;
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
        let placed = read_points(points, recipe.folder(), complaints)?;
        complain_of_parents(recipe, points, &placed, territories, complaints);
        written.push(write_points(points, &placed, writer)?);
        progress.step();
    }
    for LabelLayer { record, anchors } in labels {
        writer.add_labels(record, &anchors).map_err(|error| disk(writer.folder(), error))?;
    }
    Ok(written)
}

/// The label points of a level, kept until all levels and points are written, so that those are numbered first.
struct LabelLayer {
    record: LayerRecord,
    anchors: Vec<WorldPoint>,
}

/// For each old place the new one.
fn inverse(order: &[usize]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    for (new, &old) in order.iter().enumerate() {
        places[old] = new as u32;
    }
    places
}

fn write_level(
    recipe: &LevelRecipe,
    level: &Level,
    writer: &mut AtlasWriter,
    progress: &dyn Progress,
) -> Result<(WrittenLayer, Vec<usize>, LabelLayer), BuildError> {
    let boxes: Vec<WorldBox> = level.territories.iter().map(|territory| world_box(&territory.border)).collect();
    let order = hilbert_order(&boxes);
    let boxes: Vec<WorldBox> = order.iter().map(|&number| boxes[number]).collect();
    let ordered: Vec<&Territory> = order.iter().map(|&number| &level.territories[number]).collect();
    let ids = ordered
        .iter()
        .map(|territory| feature_id(recipe.id.as_ref(), &recipe.name, &territory.code, &territory.origin))
        .collect::<Result<Vec<u64>, _>>()?;

    let mut fields = vec!["code".to_owned(), "nom".to_owned()];
    fields.extend(level.parents.iter().cloned());
    fields.extend(recipe.fields.keys().cloned());
    let column =
        |value: &dyn Fn(&Territory) -> Option<String>| -> Column { ordered.iter().map(|it| value(it)).collect() };
    let mut columns = vec![column(&|it| Some(it.code.clone())), column(&|it| Some(it.title.clone()))];
    columns.extend((0..level.parents.len()).map(|place| column(&|it| it.parents[place].clone())));
    columns.extend((0..recipe.fields.len()).map(|place| column(&|it| it.fields[place].clone())));

    let layer = Layer {
        name: recipe.name.clone(),
        kind: LayerKind::Polygons,
        label: recipe.label.clone(),
        description: recipe.description.clone(),
        zooms: recipe.zooms,
        fields,
        default_indicators: recipe.indicators.clone(),
        features: ordered.len() as u32,
        extent: extent(&boxes),
    };
    let record = layer_record(layer, recipe.id.as_ref());
    let label = label_record(&record);
    writer.begin_layer(record, &boxes, &ids, &columns).map_err(|error| disk(writer.folder(), error))?;
    let anchors = write_zooms(recipe.zooms, &ordered, &boxes, writer, progress)?;

    let report = LayerReport {
        name: recipe.name.clone(),
        features: ordered.len() as u32,
        vertices: ordered.iter().map(|territory| territory.border.vertices() as u64).sum(),
    };
    let codes = ordered.iter().enumerate().map(|(place, it)| (it.code.clone(), place as u32)).collect();
    Ok((
        WrittenLayer { name: recipe.name.clone(), features: ordered.len(), codes, members: None, report },
        order,
        LabelLayer { record: label, anchors },
    ))
}

/// Shapes of every zoom, the highest first of all: the anchors come from there and are returned.
fn write_zooms(
    zooms: ZoomRange,
    territories: &[&Territory],
    boxes: &[WorldBox],
    writer: &mut AtlasWriter,
    progress: &dyn Progress,
) -> Result<Vec<WorldPoint>, BuildError> {
    let finest: Vec<(WorldPoint, EncodedShape)> = (territories.par_iter().zip(boxes))
        .map(|(territory, bounds)| {
            let middle = WorldPoint {
                x: f64::midpoint(bounds.min[0], bounds.max[0]) as u32,
                y: f64::midpoint(bounds.min[1], bounds.max[1]) as u32,
            };
            let shape = territory.border.at_zoom(zooms.max, middle);
            let anchor = shape.anchor().map_or(middle, |point| point.to_world(zooms.max));
            (anchor, EncodedShape::new(&shape.polygons, anchor.on_grid(zooms.max), shape.is_stand_in))
        })
        .collect();
    let (anchors, finest): (Vec<WorldPoint>, Vec<EncodedShape>) = finest.into_iter().unzip();
    let mut displacement = Vec::new();
    let mut stand_ins = Vec::new();
    let mut note = |zoom: u8, shapes: &[EncodedShape]| {
        let reach = shapes.iter().zip(boxes).map(|(shape, bounds)| reach(shape, bounds, zoom)).max();
        displacement.push(reach.unwrap_or(0));
        stand_ins.push(shapes.iter().filter(|shape| shape.is_stand_in()).count() as u32);
    };
    for zoom in zooms.min..zooms.max {
        let shapes: Vec<EncodedShape> = (territories.par_iter().zip(&anchors))
            .map(|(territory, anchor)| {
                let shape = territory.border.at_zoom(zoom, *anchor);
                EncodedShape::new(&shape.polygons, anchor.on_grid(zoom), shape.is_stand_in)
            })
            .collect();
        writer.add_zoom(zoom, &shapes).map_err(|error| disk(writer.folder(), error))?;
        note(zoom, &shapes);
        progress.step();
    }
    writer.add_zoom(zooms.max, &finest).map_err(|error| disk(writer.folder(), error))?;
    note(zooms.max, &finest);
    progress.step();
    writer.note_zooms(displacement, stand_ins);
    Ok(anchors)
}

/// How many cells of the zoom's grid a shape reaches beyond its exact box.
fn reach(shape: &EncodedShape, bounds: &WorldBox, zoom: u8) -> u32 {
    let cell = f64::from(1u32 << (20 - zoom));
    let snapped = shape.bounds();
    let over = [
        bounds.min[0] / cell - f64::from(snapped.min.x),
        bounds.min[1] / cell - f64::from(snapped.min.y),
        f64::from(snapped.max.x) - bounds.max[0] / cell,
        f64::from(snapped.max.y) - bounds.max[1] / cell,
    ];
    over.into_iter().fold(0.0, f64::max).ceil() as u32
}

fn write_points(
    recipe: &PointsRecipe,
    points: &[PlacedPoint],
    writer: &mut AtlasWriter,
) -> Result<WrittenLayer, BuildError> {
    let places: Vec<WorldPoint> =
        points.iter().map(|point| LonLat { lon: point.longitude, lat: point.latitude }.project()).collect();
    let boxes: Vec<WorldBox> = places.iter().map(|&place| WorldBox::of_point(place)).collect();
    let order = hilbert_order(&boxes);
    let boxes: Vec<WorldBox> = order.iter().map(|&number| boxes[number]).collect();
    let places: Vec<WorldPoint> = order.iter().map(|&number| places[number]).collect();
    let ordered: Vec<&PlacedPoint> = order.iter().map(|&number| &points[number]).collect();
    let ids = ordered
        .iter()
        .map(|point| {
            let origin = (recipe.source.clone(), format!("row {}", point.row));
            feature_id(recipe.id.as_ref(), &recipe.name, &point.code, &origin)
        })
        .collect::<Result<Vec<u64>, _>>()?;
    let mut fields = vec!["code".to_owned(), "nom".to_owned()];
    fields.extend(recipe.parents.keys().chain(recipe.fields.keys()).cloned());
    let column =
        |value: &dyn Fn(&PlacedPoint) -> Option<String>| -> Column { ordered.iter().map(|it| value(it)).collect() };
    let mut columns = vec![column(&|it| Some(it.code.clone())), column(&|it| Some(it.title.clone()))];
    columns.extend((0..recipe.parents.len()).map(|place| column(&|it| it.parents[place].clone())));
    columns.extend((0..recipe.fields.len()).map(|place| column(&|it| it.fields[place].clone())));
    let layer = Layer {
        name: recipe.name.clone(),
        kind: LayerKind::Points,
        label: recipe.label.clone(),
        description: recipe.description.clone(),
        zooms: recipe.zooms,
        fields,
        default_indicators: recipe.indicators.clone(),
        features: ordered.len() as u32,
        extent: extent(&boxes),
    };
    writer
        .begin_layer(layer_record(layer, recipe.id.as_ref()), &boxes, &ids, &columns)
        .map_err(|error| disk(writer.folder(), error))?;
    writer.add_places(&places).map_err(|error| disk(writer.folder(), error))?;
    let zooms = recipe.zooms.iter().count();
    // A point rounds to the nearest cell, half a cell away at most.
    writer.note_zooms(vec![1; zooms], vec![0; zooms]);
    let report =
        LayerReport { name: recipe.name.clone(), features: ordered.len() as u32, vertices: ordered.len() as u64 };
    let codes = ordered.iter().enumerate().map(|(place, it)| (it.code.clone(), place as u32)).collect();
    Ok(WrittenLayer { name: recipe.name.clone(), features: ordered.len(), codes, members: None, report })
}

/// Complains of points whose parents no level knows, where the attribute is that of a level.
fn complain_of_parents(
    recipe: &Recipe,
    points: &PointsRecipe,
    placed: &[PlacedPoint],
    territories: &Territories,
    complaints: &mut Complaints,
) {
    let mut known: BTreeMap<&str, FxHashMap<&str, ()>> = BTreeMap::new();
    for (level, made) in recipe.levels.iter().zip(&territories.0) {
        if let crate::ingest::Shapes::Dissolve { by, .. } = &level.shapes {
            let codes = made.territories.iter().map(|territory| (territory.code.as_str(), ()));
            known.insert(by, codes.collect());
        }
    }
    for point in placed {
        for (attribute, parent) in points.parents.keys().zip(&point.parents) {
            if let (Some(codes), Some(parent)) = (known.get(attribute.as_str()), parent)
                && !codes.contains_key(parent.as_str())
            {
                complaints.push(Complaint {
                    kind: ComplaintKind::UnknownCode,
                    file: points.source.clone(),
                    row: Some(point.row),
                    code: Some(point.code.clone()),
                    detail: format!("no `{attribute}` has the code `{parent}`"),
                });
            }
        }
    }
}

fn disk(folder: &std::path::Path, error: std::io::Error) -> BuildError {
    BuildError::Disk { folder: folder.to_owned(), error }
}

fn layer_record(layer: Layer, scheme: Option<&CodeScheme>) -> LayerRecord {
    let id_pattern = scheme.map(ToString::to_string).unwrap_or_default();
    LayerRecord { layer, id_pattern, labels_of: None, displacement: Vec::new(), stand_ins: Vec::new() }
}

/// The layer of label points of a level: one for each territory, where its anchor is.
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

/// The id of a code; 0, which a tile leaves out, where the recipe declares no pattern.
fn feature_id(
    scheme: Option<&CodeScheme>,
    layer: &str,
    code: &str,
    (file, place): &(String, String),
) -> Result<u64, BuildError> {
    let Some(scheme) = scheme else { return Ok(0) };
    scheme.id(code).map_err(|source| BuildError::Code {
        file: file.clone(),
        place: place.clone(),
        layer: layer.to_owned(),
        source,
    })
}

fn world_box(border: &Border) -> WorldBox {
    let [west, north, east, south] = border.bounds().unwrap_or_default().map(f64::from);
    WorldBox { min: [west, north], max: [east, south] }
}

/// West, south, east and north of all boxes, in degrees.
fn extent(boxes: &[WorldBox]) -> [f64; 4] {
    let smallest = |axis: usize| boxes.iter().map(|it| it.min[axis]).fold(f64::from(u32::MAX), f64::min) as u32;
    let largest = |axis: usize| boxes.iter().map(|it| it.max[axis]).fold(0.0, f64::max) as u32;
    let north_west = WorldPoint { x: smallest(0), y: smallest(1) }.unproject();
    let south_east = WorldPoint { x: largest(0), y: largest(1) }.unproject();
    [north_west.lon, south_east.lat, south_east.lon, north_west.lat]
}
