use std::io;
use std::path::Path;

use zerocopy::IntoBytes;
use zerocopy::little_endian::{U32, U64};

use super::attribute::Attribute;
use super::description::{AtlasDescription, LayerRecord};
use super::dictionary::DictionaryBuilder;
use super::encode::EncodedShape;
use super::rtree::{self, WorldBox};
use super::{MAGIC, VERSION, ZOOM_PART, kind};
use crate::cluster::Forest;
use crate::container::{ContainerWriter, ContentHash, Finished, NO_LAYER, SectionKey};
use crate::gazetteer::{AREA_FIELD, Field, FieldKind, SPACE_FIELD};
use crate::geo::WorldPoint;

/// Side of a tile on a screen in CSS pixels, and of the world in cells of its grid.
const TILE_PIXELS: f64 = 512.0;
const WORLD: f64 = 4_294_967_296.0;

/// A value of each feature, or none; all of the type of the field.
pub type Column = Vec<Option<Attribute>>;

/// What a layer of label points tells of its territories, beside what the territories say themselves.
#[derive(Clone, Copy, Debug)]
pub struct LabelColumns<'a> {
    /// Square metres.
    pub areas: &'a [f64],
    /// Distances of the points from the borders, in cells of the world grid.
    pub radii: &'a [f64],
}

/// Writes an atlas. A layer is begun with its features and has a number from then on; its places or its zooms follow
/// at any time and in any order, also between those of other layers.
pub struct AtlasWriter {
    folder: std::path::PathBuf,
    container: ContainerWriter,
    dictionary: DictionaryBuilder,
    layers: Vec<LayerRecord>,
}

impl AtlasWriter {
    /// Starts an atlas as a temporary file in `folder`.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn create(folder: &Path) -> io::Result<AtlasWriter> {
        Ok(AtlasWriter {
            folder: folder.to_owned(),
            container: ContainerWriter::create(folder)?,
            dictionary: DictionaryBuilder::default(),
            layers: Vec::new(),
        })
    }

    /// The folder that it is written to.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Starts a layer whose features are in Hilbert order already, and returns its number. `columns` are the layer's
    /// fields, `code` first.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn begin_layer(
        &mut self,
        record: LayerRecord,
        boxes: &[WorldBox],
        ids: &[u64],
        columns: &[Column],
    ) -> io::Result<u16> {
        debug_assert!(fits(&record, columns), "a column for each field, of its type");
        let layer = self.number(record);
        self.add(layer, 0, kind::TREE, &rtree::pack(boxes)?)?;
        let ids: Vec<U64> = ids.iter().map(|&id| id.into()).collect();
        self.add(layer, 0, kind::IDS, ids.as_bytes())?;
        let mut order: Vec<u32> = (0..boxes.len() as u32).collect();
        if let Some(codes) = columns.first() {
            let code = |feature: u32| codes[feature as usize].as_ref().and_then(Attribute::text);
            order.sort_by_key(|&feature| code(feature));
        }
        let order: Vec<U32> = order.into_iter().map(U32::new).collect();
        self.add(layer, 0, kind::CODE_ORDER, order.as_bytes())?;
        for (part, column) in columns.iter().enumerate() {
            let numbers = self.intern(column);
            self.add(layer, part as u16 + 1, kind::COLUMN, numbers.as_bytes())?;
        }
        Ok(layer)
    }

    /// The values of a column as the atlas keeps them: 0 for none, else 1 + the place in the dictionary.
    fn intern(&mut self, column: &[Option<Attribute>]) -> Vec<U32> {
        let mut number = |value: &Attribute| self.dictionary.intern(value.encode()) + 1;
        column.iter().map(|value| U32::new(value.as_ref().map_or(0, &mut number))).collect()
    }

    /// Writes a layer of label points, one for each feature of the layer that `record` labels, and returns its number.
    /// To the fields of that layer come [`AREA_FIELD`] and [`SPACE_FIELD`].
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn add_labels(
        &mut self,
        mut record: LayerRecord,
        places: &[WorldPoint],
        columns: LabelColumns<'_>,
    ) -> io::Result<u16> {
        let zooms = record.layer.zooms;
        for (name, kind, by_zoom) in [(AREA_FIELD, FieldKind::Real, false), (SPACE_FIELD, FieldKind::Unsigned, true)] {
            record.layer.fields.push(Field { kind, by_zoom, ..Field::text(name) });
        }
        let area_part = record.layer.fields.len() as u16 - 1;
        let layer = self.number(record);
        let boxes: Vec<WorldBox> = places.iter().map(|&place| WorldBox::of_point(place)).collect();
        self.add(layer, 0, kind::TREE, &rtree::pack(&boxes)?)?;
        let areas: Column = columns.areas.iter().map(|area| Some(Attribute::Real(square_kilometres(*area)))).collect();
        let areas = self.intern(&areas);
        self.add(layer, area_part, kind::COLUMN, areas.as_bytes())?;
        self.add_places(layer, places)?;
        for zoom in zooms.iter() {
            let spaces: Column = columns.radii.iter().map(|radius| Some(free_space(*radius, zoom))).collect();
            let spaces = self.intern(&spaces);
            self.add(layer, ZOOM_PART + u16::from(zoom), kind::ZOOM_COLUMN, spaces.as_bytes())?;
        }
        Ok(layer)
    }

    /// The places of a layer of points.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn add_places(&mut self, layer: u16, places: &[WorldPoint]) -> io::Result<()> {
        let places: Vec<[U32; 2]> = places.iter().map(|place| [place.x.into(), place.y.into()]).collect();
        self.add(layer, ZOOM_PART, kind::PLACES, places.as_bytes())
    }

    /// The clusters of a layer of points, and for each category of its record how many points of each value each
    /// cluster has.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn add_clusters(&mut self, layer: u16, forest: &Forest, counts: &[Vec<U32>]) -> io::Result<()> {
        self.add(layer, 0, kind::NODES, forest.nodes.as_bytes())?;
        self.add(layer, 0, kind::CHILDREN, forest.children.as_bytes())?;
        self.add(layer, 0, kind::MEMBERS, forest.order.as_bytes())?;
        for (part, counts) in (0..).zip(counts) {
            self.add(layer, part, kind::COUNTS, counts.as_bytes())?;
        }
        Ok(())
    }

    /// Notes of how many points of a layer one is shown when they are thinned, for each zoom from 0.
    pub fn note_strides(&mut self, layer: u16, strides: Vec<u32>) {
        if let Some(record) = self.layers.get_mut(usize::from(layer)) {
            record.strides = strides;
        }
    }

    /// The shapes of all features of a layer at one zoom.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn add_zoom(&mut self, layer: u16, zoom: u8, shapes: &[EncodedShape]) -> io::Result<()> {
        let mut records = Vec::with_capacity(shapes.len());
        let mut runs = Vec::new();
        let mut streams = Vec::with_capacity(shapes.iter().map(|shape| shape.stream.len()).sum());
        for shape in shapes {
            let mut record = shape.record;
            record.stream_offset = (streams.len() as u64).into();
            record.first_run = (runs.len() as u32).into();
            records.push(record);
            runs.extend_from_slice(&shape.runs);
            streams.extend_from_slice(&shape.stream);
        }
        let part = ZOOM_PART + u16::from(zoom);
        self.add(layer, part, kind::SHAPES, records.as_bytes())?;
        self.add(layer, part, kind::RUNS, runs.as_bytes())?;
        self.add(layer, part, kind::STREAMS, &streams)
    }

    /// Notes how far shapes of a layer reach beyond their boxes, and how many are squares, zoom by zoom, ascending.
    pub fn note_zooms(&mut self, layer: u16, displacement: Vec<u32>, stand_ins: Vec<u32>) {
        if let Some(record) = self.layers.get_mut(usize::from(layer)) {
            record.displacement = displacement;
            record.stand_ins = stand_ins;
        }
    }

    /// Writes the description (its layers are those begun) and finishes the file.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(mut self, description: AtlasDescription) -> io::Result<Finished> {
        let description = AtlasDescription { layers: self.layers, ..description };
        let key = SectionKey { layer: NO_LAYER, part: 0, kind: kind::DESCRIPTION };
        self.container.add(key, &serde_json::to_vec(&description)?)?;
        self.dictionary.write(&mut self.container)?;
        self.container.finish(MAGIC, VERSION, ContentHash::default())
    }

    /// Takes a layer in and gives it a number.
    fn number(&mut self, record: LayerRecord) -> u16 {
        self.layers.push(record);
        self.layers.len() as u16 - 1
    }

    pub(super) fn add(&mut self, layer: u16, part: u16, kind: u16, bytes: &[u8]) -> io::Result<()> {
        self.container.add(SectionKey { layer, part, kind }, bytes)
    }
}

/// Square metres as square kilometres with three decimals.
fn square_kilometres(square_metres: f64) -> f64 {
    (square_metres / 1000.0).round() / 1000.0
}

/// The diameter of a circle on the world grid at a zoom, in whole pixels.
fn free_space(radius: f64, zoom: u8) -> Attribute {
    let pixels_of_world = TILE_PIXELS * f64::from(1u32 << zoom);
    Attribute::Unsigned((2.0 * radius * pixels_of_world / WORLD).floor() as u64)
}

/// Whether there is a column for each field, of its type.
fn fits(record: &LayerRecord, columns: &[Column]) -> bool {
    let is_of = |field: &Field, column: &Column| column.iter().flatten().all(|value| value.kind() == field.kind);
    let fields = &record.layer.fields;
    fields.len() == columns.len() && fields.iter().zip(columns).all(|(field, column)| is_of(field, column))
}
