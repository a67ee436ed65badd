use super::BuildError;
use super::placed_point::PlacedPoint;
use super::territories::Territory;
use crate::atlas::rtree::{WorldBox, hilbert_order};
use crate::atlas::{AtlasLayer, AtlasWriter, Attribute, Column, LayerRecord};
use crate::gazetteer::{Clustering, CodeScheme, Field, LayerKind, ZoomRange};
use crate::geo::WorldPoint;

/// The fields that territories and points begin with.
pub(super) const OWN_FIELDS: [&str; 2] = ["code", "nom"];

/// What every feature of a layer says of itself, territory or point.
pub(super) trait Described {
    fn code(&self) -> &str;
    fn title(&self) -> &str;
    /// Codes of what holds it, in the order of [`Head::parents`].
    fn parents(&self) -> &[Option<String>];
    /// A further attribute, by its place among [`Head::fields`].
    fn field(&self, place: usize) -> Option<Attribute>;
    /// Its record in the source, for messages.
    fn record(&self) -> String;
}

impl Described for Territory {
    fn code(&self) -> &str {
        &self.code
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn parents(&self) -> &[Option<String>] {
        &self.parents
    }

    fn field(&self, place: usize) -> Option<Attribute> {
        self.fields[place].as_deref().map(Attribute::from)
    }

    fn record(&self) -> String {
        self.record.clone()
    }
}

impl Described for PlacedPoint {
    fn code(&self) -> &str {
        &self.code
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn parents(&self) -> &[Option<String>] {
        &self.parents
    }

    fn field(&self, place: usize) -> Option<Attribute> {
        self.fields[place].clone()
    }

    fn record(&self) -> String {
        format!("row {}", self.row)
    }
}

/// What a recipe says of a layer.
pub(super) struct Head<'a> {
    pub(super) name: &'a str,
    pub(super) kind: LayerKind,
    pub(super) zooms: ZoomRange,
    pub(super) parents: Vec<String>,
    /// For each of the parents the level that it means.
    pub(super) parent_levels: Vec<Option<String>>,
    pub(super) fields: Vec<Field>,
    pub(super) borders: Option<ZoomRange>,
    pub(super) clusters: Option<Clustering>,
    pub(super) scheme: Option<&'a CodeScheme>,
    /// The file that the features come from, for messages.
    pub(super) file: &'a str,
}

/// The features of a layer along the Hilbert curve.
pub(super) struct Ordered<'a, F> {
    /// For each new place the old one.
    pub(super) order: Vec<usize>,
    pub(super) features: Vec<&'a F>,
    pub(super) boxes: Vec<WorldBox>,
}

impl<'a, F: Described> Ordered<'a, F> {
    pub(super) fn new(features: &'a [F], boxes: &[WorldBox]) -> Ordered<'a, F> {
        let order = hilbert_order(boxes);
        Ordered {
            features: order.iter().map(|&old| &features[old]).collect(),
            boxes: order.iter().map(|&old| boxes[old]).collect(),
            order,
        }
    }

    /// Writes everything of the layer but places and shapes, and returns its number and what the atlas records of it.
    pub(super) fn begin(&self, head: &Head<'_>, writer: &mut AtlasWriter) -> Result<(u16, LayerRecord), BuildError> {
        let ids = self.features.iter().map(|feature| head.id(*feature)).collect::<Result<Vec<u64>, _>>()?;
        let column = |value: &dyn Fn(&F) -> Option<String>| -> Column {
            self.features.iter().map(|it| value(it).map(Attribute::Text)).collect()
        };
        let mut columns = vec![column(&|it| Some(it.code().to_owned())), column(&|it| Some(it.title().to_owned()))];
        columns.extend((0..head.parents.len()).map(|place| column(&|it| it.parents()[place].clone())));
        let field = |place| self.features.iter().map(|it| it.field(place)).collect::<Column>();
        columns.extend((0..head.fields.len()).map(field));
        let record = head.record(&self.boxes);
        let begun = writer.begin_layer(record.clone(), &self.boxes, &ids, &columns);
        Ok((begun.map_err(|error| disk(writer, error))?, record))
    }
}

impl Head<'_> {
    fn record(&self, boxes: &[WorldBox]) -> LayerRecord {
        let parents = self.parents.iter().zip(&self.parent_levels);
        let parents = parents.map(|(name, level)| Field { level: level.clone(), ..Field::text(name) });
        let own = OWN_FIELDS.map(Field::text).into_iter();
        let layer = AtlasLayer {
            name: self.name.to_owned(),
            kind: self.kind,
            zooms: self.zooms,
            fields: own.chain(parents).chain(self.fields.iter().cloned()).collect(),
            borders: self.borders,
            clusters: self.clusters.clone(),
            features: boxes.len() as u32,
            extent: extent(boxes),
        };
        let id_pattern = self.scheme.map(ToString::to_string).unwrap_or_default();
        LayerRecord {
            layer,
            id_pattern,
            labels_of: None,
            shown_as: None,
            displacement: Vec::new(),
            stand_ins: Vec::new(),
            strides: Vec::new(),
        }
    }

    /// The id of a feature's code; 0, which a tile leaves out, where the recipe declares no pattern.
    fn id(&self, feature: &impl Described) -> Result<u64, BuildError> {
        let Some(scheme) = self.scheme else { return Ok(0) };
        scheme.id(feature.code()).map_err(|error| BuildError::Code {
            file: self.file.to_owned(),
            place: feature.record(),
            layer: self.name.to_owned(),
            error,
        })
    }
}

/// An error of the disk that holds an atlas.
pub(super) fn disk(writer: &AtlasWriter, error: std::io::Error) -> BuildError {
    BuildError::Disk { folder: writer.folder().to_owned(), error }
}

/// West, south, east and north of all boxes, in degrees; the whole map for a layer without features.
pub(super) fn extent(boxes: &[WorldBox]) -> [f64; 4] {
    if boxes.is_empty() {
        return [-180.0, -85.051_129, 180.0, 85.051_129];
    }
    let smallest = |axis: usize| boxes.iter().map(|it| it.min[axis]).fold(f64::from(u32::MAX), f64::min) as u32;
    let largest = |axis: usize| boxes.iter().map(|it| it.max[axis]).fold(0.0, f64::max) as u32;
    let north_west = WorldPoint { x: smallest(0), y: smallest(1) }.unproject();
    let south_east = WorldPoint { x: largest(0), y: largest(1) }.unproject();
    [north_west.lon, south_east.lat, south_east.lon, north_west.lat]
}
