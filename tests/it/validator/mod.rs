//! A strict reading of the Mapbox Vector Tile specification 2.1, which shares no code with the product.
//!
//! [`validate`] lists everything in a tile that breaks the specification or the promises of this server (ids,
//! extent, buffer, whole features valid as polygons); [`decode`] gives what the tile says. All arithmetic is on
//! integers and exact.
//!
//! - [`protobuf`] reads bytes, [`message`] the messages of `vector_tile.proto`,
//! - [`layer`] checks names, dictionaries, tags and ids, [`commands`] the command stream of spec 4.3,
//! - [`polygon`] the rings of one feature, with [`contacts`] finding where they meet.

mod commands;
mod contacts;
pub(crate) mod encoder;
mod layer;
mod message;
mod planar;
mod polygon;
mod protobuf;
mod report;
mod tests;

pub(crate) use report::Fault;
use report::Report;

/// What is asked of a tile beyond the specification itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// The extent that every layer must have.
    pub(crate) extent: u32,
    /// Coordinates lie between −`buffer` and `extent` + `buffer`, both included.
    pub(crate) buffer: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self { extent: 4096, buffer: 64 }
    }
}

/// A point in the coordinates of a tile, y downwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Point {
    pub(crate) x: i32,
    pub(crate) y: i32,
}

/// One attribute's value, keeping the type in which it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    String(String),
    Float(f32),
    Double(f64),
    Int(i64),
    UInt(u64),
    SInt(i64),
    Bool(bool),
}

/// What a feature draws. Rings are open: their first point is not repeated at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Geometry {
    Points(Vec<Point>),
    Lines(Vec<Vec<Point>>),
    Rings(Vec<Vec<Point>>),
}

impl Geometry {
    pub(crate) fn vertices(&self) -> usize {
        match self {
            Self::Points(points) => points.len(),
            Self::Lines(parts) | Self::Rings(parts) => parts.iter().map(Vec::len).sum(),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DecodedFeature {
    pub(crate) id: Option<u64>,
    /// In the order of the feature's tags.
    pub(crate) attributes: Vec<(String, Value)>,
    pub(crate) geometry: Geometry,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DecodedLayer {
    pub(crate) name: String,
    pub(crate) features: Vec<DecodedFeature>,
}

/// Everything that is wrong with a tile; empty for a right one.
pub(crate) fn validate(tile: &[u8], rules: &Rules) -> Vec<Fault> {
    let mut report = Report::default();
    let layers = message::read_tile(tile, &mut report);
    layer::check_names(&layers, &mut report);
    for (index, layer) in layers.iter().enumerate() {
        report.enter_layer(layer.name.map_or_else(|| format!("#{index}"), str::to_owned));
        layer::check(layer, rules, &mut report);
    }
    report.faults
}

/// What a tile says, as far as it can be read. Whether it is right is [`validate`]'s to say: features whose
/// geometry makes no sense are left out here.
pub(crate) fn decode(tile: &[u8]) -> Vec<DecodedLayer> {
    let mut ignored = Report::default();
    message::read_tile(tile, &mut ignored).iter().map(|layer| layer::decode(layer, &mut ignored)).collect()
}
