use rayon::prelude::*;

use super::BuildError;
use super::families::Extent;
use super::features::{Head, Ordered, disk};
use super::territories::Level;
use crate::atlas::rtree::WorldBox;
use crate::atlas::{AtlasLayer, AtlasWriter, EncodedShape, LabelColumns, LayerRecord};
use crate::gazetteer::{Field, LABELS, LayerKind};
use crate::geo::{EXTENT, GridPoint, WorldPoint};
use crate::ingest::LevelRecipe;
use crate::mesh::{Grouping, LabelPoint, ZoomEdges, label_point};

/// A level whose features are written, while its zooms are, from the highest to the lowest.
pub(super) struct OpenLevel {
    layer: u16,
    record: LayerRecord,
    /// For each feature the number of its territory in the source.
    order: Vec<usize>,
    /// The reverse: for each territory of the source the number of its feature.
    places: Vec<usize>,
    boxes: Vec<WorldBox>,
    /// Square metres of each.
    areas: Vec<f64>,
    /// Where the name of each stands; known once the highest zoom is drawn.
    labels: Vec<LabelPoint>,
    displacement: Vec<u32>,
    stand_ins: Vec<u32>,
}

impl OpenLevel {
    /// Writes what features of a level say of themselves.
    pub(super) fn begin(
        recipe: &LevelRecipe,
        level: &Level,
        parent_levels: Vec<Option<String>>,
        extents: &[Extent],
        writer: &mut AtlasWriter,
    ) -> Result<OpenLevel, BuildError> {
        let head = Head {
            name: &recipe.name,
            kind: LayerKind::Polygons,
            zooms: recipe.zooms,
            parents: level.parents.clone(),
            parent_levels,
            fields: recipe.fields.keys().map(|name| Field::text(name)).collect(),
            borders: recipe.borders,
            clusters: None,
            scheme: recipe.id.as_ref(),
            file: &level.file,
        };
        let boxes: Vec<WorldBox> = extents.iter().map(|extent| extent.bounds).collect();
        let ordered = Ordered::new(&level.territories, &boxes);
        let (layer, record) = ordered.begin(&head, writer)?;
        let Ordered { order, boxes, .. } = ordered;
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(new, &old)| places[old] = new);
        let level = OpenLevel {
            layer,
            record,
            areas: order.iter().map(|&old| extents[old].square_metres).collect(),
            order,
            places,
            boxes,
            labels: Vec::new(),
            displacement: Vec::new(),
            stand_ins: Vec::new(),
        };
        Ok(level)
    }

    /// Writes the shapes of a zoom. A territory of which nothing is left there is drawn as a square.
    pub(super) fn write_zoom(
        &mut self,
        zoom: u8,
        edges: &ZoomEdges,
        grouping: &Grouping,
        writer: &mut AtlasWriter,
    ) -> Result<(), BuildError> {
        let polygons = edges.polygons(grouping, self.order.len());
        if self.labels.is_empty() {
            let label = |(&old, bounds): (&usize, &WorldBox)| {
                label_point(&polygons[old], zoom).unwrap_or(LabelPoint { place: middle(bounds), radius: 0.0 })
            };
            self.labels = (self.order.par_iter().zip(&self.boxes)).map(label).collect();
        }
        let encode = |(&old, label): (&usize, &LabelPoint)| {
            let at = label.place.on_grid(zoom);
            match &polygons[old][..] {
                [] => EncodedShape::new(&[vec![stand_in(at, zoom)]], at, true),
                polygons => EncodedShape::new(polygons, at, false),
            }
        };
        let shapes: Vec<EncodedShape> = self.order.par_iter().zip(&self.labels).map(encode).collect();
        writer.add_zoom(self.layer, zoom, &shapes).map_err(|error| disk(writer, error))?;
        let reach = shapes.iter().zip(&self.boxes).map(|(shape, bounds)| shape.reach(bounds, zoom)).max();
        self.displacement.push(reach.unwrap_or(0));
        self.stand_ins.push(shapes.iter().filter(|shape| shape.is_stand_in()).count() as u32);
        Ok(())
    }

    /// Where the name of a territory stands, by its number in the source; none before the highest zoom is drawn.
    pub(super) fn label(&self, number: usize) -> Option<WorldPoint> {
        let place = self.places.get(number)?;
        Some(self.labels.get(*place)?.place)
    }

    /// Notes in the atlas what all zooms told.
    pub(super) fn end(&mut self, writer: &mut AtlasWriter) {
        self.displacement.reverse();
        self.stand_ins.reverse();
        writer.note_zooms(self.layer, self.displacement.clone(), self.stand_ins.clone());
    }

    /// Writes the layer of label points: one for each territory of the level, which is layer `number`.
    pub(super) fn write_labels(self, number: u16, writer: &mut AtlasWriter) -> Result<(), BuildError> {
        let zooms = self.record.layer.zooms.iter().count();
        let layer = AtlasLayer {
            name: format!("{}{LABELS}", self.record.layer.name),
            kind: LayerKind::Points,
            borders: None,
            ..self.record.layer.clone()
        };
        let labels_of = Some(number);
        let record =
            LayerRecord { layer, labels_of, displacement: vec![1; zooms], stand_ins: vec![0; zooms], ..self.record };
        let places: Vec<WorldPoint> = self.labels.iter().map(|label| label.place).collect();
        let radii: Vec<f64> = self.labels.iter().map(|label| label.radius).collect();
        let columns = LabelColumns { areas: &self.areas, radii: &radii };
        writer.add_labels(record, &places, columns).map_err(|error| disk(writer, error))?;
        Ok(())
    }
}

fn middle(bounds: &WorldBox) -> WorldPoint {
    WorldPoint {
        x: f64::midpoint(bounds.min[0], bounds.max[0]) as u32,
        y: f64::midpoint(bounds.min[1], bounds.max[1]) as u32,
    }
}

/// Cells of a tile's grid in a pixel of a map: a tile is 512 pixels wide.
const PIXEL: i32 = EXTENT / 512;

/// A square of a pixel around a point, moved inside the world where it would reach out.
fn stand_in(at: GridPoint, zoom: u8) -> Vec<GridPoint> {
    let first = |value: i32| (value - PIXEL / 2).clamp(0, (EXTENT << zoom) - PIXEL);
    let (x, y) = (first(at.x), first(at.y));
    [(x, y), (x + PIXEL, y), (x + PIXEL, y + PIXEL), (x, y + PIXEL)].map(|(x, y)| GridPoint { x, y }).to_vec()
}
