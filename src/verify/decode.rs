//! Tiles as `fast-mvt` reads them. Nothing here knows how this program writes them.

use std::cmp::Ordering;

use fast_mvt::{MvtReaderRef, MvtValueRef};
use geo::{Coord, LineString, Polygon};

/// Points of the tile's own grid, as x and y.
pub(super) type Path = Vec<[i32; 2]>;

/// A geometry in the space of a tile. Rings are open: the last point is not the first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Geometry {
    Points(Path),
    Lines(Vec<Path>),
    /// Shells, each with its holes behind it.
    Polygons(Vec<Vec<Path>>),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Unsigned(u64),
    Signed(i64),
    Real(f64),
    Flag(bool),
    /// A type that this program does not write.
    Strange(&'static str),
}

/// A feature as it is seen in a tile, or expected there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    /// 0 for none.
    pub(super) id: u64,
    pub(super) geometry: Geometry,
    /// By key.
    pub(super) values: Vec<(String, Value)>,
}

impl Seen {
    pub(super) fn new(id: u64, geometry: Geometry, mut values: Vec<(String, Value)>) -> Seen {
        values.sort_by(|one, other| one.0.cmp(&other.0));
        Seen { id, geometry, values }
    }

    /// The order in which features are held against each other.
    pub(super) fn order(&self, other: &Seen) -> Ordering {
        self.id.cmp(&other.id).then_with(|| self.geometry.cmp(&other.geometry))
    }
}

impl Geometry {
    pub(super) fn vertices(&self) -> usize {
        match self {
            Geometry::Points(points) => points.len(),
            Geometry::Lines(lines) => lines.iter().map(Vec::len).sum(),
            Geometry::Polygons(polygons) => polygons.iter().flatten().map(Vec::len).sum(),
        }
    }

    pub(super) fn points(&self) -> Box<dyn Iterator<Item = &[i32; 2]> + '_> {
        match self {
            Geometry::Points(points) => Box::new(points.iter()),
            Geometry::Lines(lines) => Box::new(lines.iter().flatten()),
            Geometry::Polygons(polygons) => Box::new(polygons.iter().flatten().flatten()),
        }
    }
}

/// What a layer of a tile says of itself.
pub(super) struct SeenLayer {
    pub(super) name: String,
    pub(super) version: u32,
    pub(super) extent: u32,
    pub(super) features: Vec<Seen>,
}

/// Reads the layers of a tile.
///
/// # Errors
/// With what `fast-mvt` cannot read, as it says it.
pub(super) fn layers(tile: &[u8]) -> Result<Vec<SeenLayer>, String> {
    let sentence = |error: fast_mvt::MvtError| error.to_string();
    let reader = MvtReaderRef::new(tile).map_err(sentence)?;
    let mut layers = Vec::new();
    for layer in reader.layers() {
        let mut features = Vec::with_capacity(layer.feature_count());
        for feature in layer.features() {
            let id = feature.id().unwrap_or(0);
            let broken = |error| format!("feature {id}: {}", sentence(error));
            let values = feature.properties_vec().map_err(broken)?;
            let values = values.into_iter().map(|(key, read)| (key.to_owned(), value(&read))).collect();
            features.push(Seen::new(id, geometry(&feature.geometry().map_err(broken)?)?, values));
        }
        let (name, version, extent) = (layer.name().to_owned(), layer.version(), layer.extent());
        layers.push(SeenLayer { name, version, extent, features });
    }
    Ok(layers)
}

fn value(read: &MvtValueRef<'_>) -> Value {
    match *read {
        MvtValueRef::String(text) => Value::Text(text.to_owned()),
        MvtValueRef::UInt(number) => Value::Unsigned(number),
        MvtValueRef::SInt(number) => Value::Signed(number),
        MvtValueRef::Double(number) => Value::Real(number),
        MvtValueRef::Bool(flag) => Value::Flag(flag),
        MvtValueRef::Float(_) => Value::Strange("a number of single precision"),
        MvtValueRef::Int(_) => Value::Strange("a signed number that is not written by zigzag"),
        MvtValueRef::Null => Value::Strange("a value without a type"),
    }
}

fn geometry(read: &geo::Geometry<i32>) -> Result<Geometry, String> {
    let rings = |polygon: &Polygon<i32>| -> Vec<Path> {
        std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(open).collect()
    };
    Ok(match read {
        geo::Geometry::Point(point) => Geometry::Points(vec![pair(&point.0)]),
        geo::Geometry::MultiPoint(points) => Geometry::Points(points.iter().map(|point| pair(&point.0)).collect()),
        geo::Geometry::LineString(line) => Geometry::Lines(vec![path(line)]),
        geo::Geometry::MultiLineString(lines) => Geometry::Lines(lines.iter().map(path).collect()),
        geo::Geometry::Polygon(polygon) => Geometry::Polygons(vec![rings(polygon)]),
        geo::Geometry::MultiPolygon(polygons) => Geometry::Polygons(polygons.iter().map(rings).collect()),
        _ => return Err("a geometry of an unknown type".to_owned()),
    })
}

fn pair(place: &Coord<i32>) -> [i32; 2] {
    [place.x, place.y]
}

fn path(line: &LineString<i32>) -> Path {
    line.0.iter().map(pair).collect()
}

fn open(ring: &LineString<i32>) -> Path {
    let mut ring = path(ring);
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    ring
}
