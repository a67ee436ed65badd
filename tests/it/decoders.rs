//! Two decoders written by other people read the same tile; whatever they see otherwise than the validator does
//! is a fault of the tile or of the validator.

use std::collections::HashMap;

use fast_mvt::{MvtReaderRef, MvtValueRef};
use geo::{Coord, LineString, Polygon};

use crate::validator::{DecodedFeature, DecodedLayer, Geometry, Point, Value, decode};

/// Differences are told one by one up to this number.
const TOLD: usize = 20;

/// How `mvt-reader` and `fast-mvt` read the tile otherwise than the validator does; empty if they agree.
pub(crate) fn differences(tile: &[u8]) -> Vec<String> {
    differences_from(&decode(tile), tile)
}

/// As [`differences`], for a tile that has been decoded already.
pub(crate) fn differences_from(own: &[DecodedLayer], tile: &[u8]) -> Vec<String> {
    let mut told = Vec::new();
    for (decoder, read) in [("mvt-reader", read_with_mvt_reader(tile)), ("fast-mvt", read_with_fast_mvt(tile))] {
        match read {
            Ok(layers) => compare(decoder, own, &layers, &mut told),
            Err(error) => told.push(format!("{decoder} cannot read the tile: {error}")),
        }
    }
    told.truncate(TOLD);
    told
}

/// Attributes are compared without their order, which `mvt-reader` does not keep.
fn compare(decoder: &str, own: &[DecodedLayer], other: &[DecodedLayer], told: &mut Vec<String>) {
    let names = |layers: &[DecodedLayer]| layers.iter().map(|layer| layer.name.clone()).collect::<Vec<_>>();
    if names(own) != names(other) {
        told.push(format!("{decoder} reads the layers {:?} instead of {:?}", names(other), names(own)));
        return;
    }
    for (own, other) in own.iter().zip(other) {
        let name = &own.name;
        if own.features.len() != other.features.len() {
            let (ours, theirs) = (own.features.len(), other.features.len());
            told.push(format!("{decoder} reads {theirs} features of layer {name:?} instead of {ours}"));
            continue;
        }
        for (index, (own, other)) in own.features.iter().zip(&other.features).enumerate() {
            if told.len() >= TOLD {
                return;
            }
            if own.id != other.id {
                told.push(format!("{decoder}, {name:?}, feature {index}: id {:?} instead of {:?}", other.id, own.id));
            }
            if sorted(&own.attributes) != sorted(&other.attributes) {
                let (ours, theirs) = (sorted(&own.attributes), sorted(&other.attributes));
                told.push(format!("{decoder}, {name:?}, feature {index}: attributes {theirs:?} instead of {ours:?}"));
            }
            if own.geometry != other.geometry {
                told.push(format!("{decoder}, {name:?}, feature {index} ({:?}): another geometry", own.id));
            }
        }
    }
}

fn sorted(attributes: &[(String, Value)]) -> Vec<&(String, Value)> {
    let mut sorted: Vec<_> = attributes.iter().collect();
    sorted.sort_by(|left, right| left.0.cmp(&right.0));
    sorted
}

fn read_with_mvt_reader(tile: &[u8]) -> Result<Vec<DecodedLayer>, String> {
    let sentence = |error: mvt_reader::error::ParserError| error.to_string();
    let reader = mvt_reader::Reader::new(tile.to_vec()).map_err(sentence)?;
    let names = reader.get_layer_names().map_err(sentence)?;
    let read_layer = |(index, name)| {
        let features = reader.get_features_as::<i32>(index).map_err(sentence)?;
        let features = features
            .into_iter()
            .map(|feature| DecodedFeature {
                id: feature.id,
                attributes: feature.properties.map(reader_attributes).unwrap_or_default(),
                geometry: geometry(&feature.geometry),
            })
            .collect();
        Ok(DecodedLayer { name, features })
    };
    names.into_iter().enumerate().map(read_layer).collect()
}

fn reader_attributes(properties: HashMap<String, mvt_reader::feature::Value>) -> Vec<(String, Value)> {
    use mvt_reader::feature::Value as Read;
    let value = |value| match value {
        Read::String(text) => Value::String(text),
        Read::Float(number) => Value::Float(number),
        Read::Double(number) => Value::Double(number),
        Read::Int(number) => Value::Int(number),
        Read::UInt(number) => Value::UInt(number),
        Read::SInt(number) => Value::SInt(number),
        Read::Bool(bit) => Value::Bool(bit),
        Read::Null => Value::String("a value without a type".to_owned()),
    };
    properties.into_iter().map(|(key, read)| (key, value(read))).collect()
}

fn read_with_fast_mvt(tile: &[u8]) -> Result<Vec<DecodedLayer>, String> {
    let sentence = |error: fast_mvt::MvtError| error.to_string();
    let reader = MvtReaderRef::new(tile).map_err(sentence)?;
    let mut layers = Vec::new();
    for layer in reader.layers() {
        let mut features = Vec::with_capacity(layer.feature_count());
        for feature in layer.features() {
            let properties = feature.properties_vec().map_err(sentence)?;
            features.push(DecodedFeature {
                id: feature.id(),
                attributes: properties.into_iter().map(|(key, value)| (key.to_owned(), fast_value(&value))).collect(),
                geometry: geometry(&feature.geometry().map_err(sentence)?),
            });
        }
        layers.push(DecodedLayer { name: layer.name().to_owned(), features });
    }
    Ok(layers)
}

fn fast_value(value: &MvtValueRef) -> Value {
    match *value {
        MvtValueRef::String(text) => Value::String(text.to_owned()),
        MvtValueRef::Float(number) => Value::Float(number),
        MvtValueRef::Double(number) => Value::Double(number),
        MvtValueRef::Int(number) => Value::Int(number),
        MvtValueRef::UInt(number) => Value::UInt(number),
        MvtValueRef::SInt(number) => Value::SInt(number),
        MvtValueRef::Bool(bit) => Value::Bool(bit),
        MvtValueRef::Null => Value::String("a value without a type".to_owned()),
    }
}

/// Polygons become rings in a row. Which hole belongs to which exterior ring is not compared: `mvt-reader` decides
/// it by an area in single precision, which thin slivers can turn over.
fn geometry(read: &geo::Geometry<i32>) -> Geometry {
    let rings = |polygon: &Polygon<i32>| -> Vec<Vec<Point>> {
        std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(open_ring).collect()
    };
    match read {
        geo::Geometry::Point(point) => Geometry::Points(vec![self::point(point.0)]),
        geo::Geometry::MultiPoint(points) => Geometry::Points(points.iter().map(|read| point(read.0)).collect()),
        geo::Geometry::LineString(line) => Geometry::Lines(vec![points(line)]),
        geo::Geometry::MultiLineString(lines) => Geometry::Lines(lines.iter().map(points).collect()),
        geo::Geometry::Polygon(polygon) => Geometry::Rings(rings(polygon)),
        geo::Geometry::MultiPolygon(polygons) => Geometry::Rings(polygons.iter().flat_map(rings).collect()),
        _ => Geometry::Points(Vec::new()),
    }
}

fn point(coordinate: Coord<i32>) -> Point {
    Point { x: coordinate.x, y: coordinate.y }
}

fn points(line: &LineString<i32>) -> Vec<Point> {
    line.0.iter().map(|&coordinate| point(coordinate)).collect()
}

fn open_ring(ring: &LineString<i32>) -> Vec<Point> {
    let mut ring = points(ring);
    ring.pop();
    ring
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validator::encoder::{TestFeature, TestLayer};

    fn tile() -> TestLayer {
        let shell = [(0, 0), (100, 0), (100, 100), (0, 100)];
        let hole = [(20, 20), (20, 60), (60, 60), (60, 20)];
        let island = [(30, 30), (50, 30), (50, 50), (30, 50)];
        let mut features = vec![
            TestFeature::polygon(1, &[&shell, &hole, &island]),
            TestFeature::polygon(2, &[&shell]),
            TestFeature::points(3, &[(1, 2)]),
            TestFeature::points(4, &[(1, 2), (-64, 4160)]),
            TestFeature::lines(5, &[&[(1, 2), (5, 2), (5, 9)]]),
        ];
        features[1].tags = vec![0, 0, 1, 1, 2, 2, 3, 3];
        let mut layer = TestLayer::new("communes", features);
        layer.keys = ["nom", "part", "solde", "population"].map(str::to_owned).to_vec();
        layer.values = vec![Value::String("Évran".into()), Value::Double(12.3), Value::SInt(-40), Value::UInt(220_488)];
        layer
    }

    #[test]
    fn the_decoders_agree_on_right_tiles() {
        let two = [tile().tile(), TestLayer { name: Some("lycees".into()), ..tile() }.tile()].concat();
        assert_eq!(differences(&two), [""; 0]);
        assert_eq!(differences(&[]), [""; 0]);
    }

    #[test]
    fn differences_are_told() {
        let own = decode(&tile().tile());
        let told = |change: fn(&mut TestLayer)| {
            let mut layer = tile();
            change(&mut layer);
            differences_from(&own, &layer.tile())
        };
        let name = told(|layer| layer.name = Some("epci".into()));
        assert_eq!(name[0], "mvt-reader reads the layers [\"epci\"] instead of [\"communes\"]");
        let missing = told(|layer| drop(layer.features.pop()));
        assert_eq!(missing[1], "fast-mvt reads 4 features of layer \"communes\" instead of 5");
        let id = told(|layer| layer.features[2].id = None);
        assert_eq!(id[0], "mvt-reader, \"communes\", feature 2: id None instead of Some(3)");
        let value = told(|layer| layer.values[3] = Value::SInt(220_488));
        assert!(value[0].starts_with("mvt-reader, \"communes\", feature 1: attributes"), "{value:?}");
        let moved = told(|layer| layer.features[0].geometry[1] = 2);
        assert_eq!(moved[1], "fast-mvt, \"communes\", feature 0 (Some(1)): another geometry");
        let broken = told(|layer| layer.features[0].geometry.truncate(4));
        assert!(broken[1].starts_with("fast-mvt cannot read the tile"), "{broken:?}");
    }
}
