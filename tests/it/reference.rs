//! The crate `mvt` as a reference: what our tiles say, encoded by it, must decode to the same.

use mvt::{GeomEncoder, GeomType, Tile};

use crate::validator::{DecodedFeature, DecodedLayer, Geometry, Point, Value, decode};

/// How a tile of the crate `mvt` with the same content reads otherwise; empty if it reads the same.
pub(crate) fn differences(layers: &[DecodedLayer]) -> Vec<String> {
    let tile = match encode(layers) {
        Ok(tile) => tile,
        Err(error) => return vec![format!("the crate mvt cannot encode the tile: {error}")],
    };
    let again = decode(&tile);
    let mut told = Vec::new();
    if layers.len() != again.len() {
        return vec![format!("{} layers instead of {}", again.len(), layers.len())];
    }
    for (own, reference) in layers.iter().zip(&again) {
        let name = &own.name;
        if (&own.name, own.features.len()) != (&reference.name, reference.features.len()) {
            told.push(format!("layer {name:?}: {:?}, {} features", reference.name, reference.features.len()));
            continue;
        }
        for (index, (own, reference)) in own.features.iter().zip(&reference.features).enumerate() {
            if own.id != reference.id || own.attributes != reference.attributes {
                told.push(format!("layer {name:?}, feature {index}: other id or attributes in the reference"));
            }
            if comparable(&own.geometry) != comparable(&reference.geometry) {
                told.push(format!("layer {name:?}, feature {index} ({:?}): another geometry in the reference", own.id));
            }
        }
    }
    told
}

/// The tile of these layers as the crate `mvt` writes it.
pub(crate) fn encode(layers: &[DecodedLayer]) -> Result<Vec<u8>, mvt::Error> {
    let mut tile = Tile::new(4096);
    for decoded in layers {
        let mut layer = tile.create_layer(&decoded.name);
        for feature in &decoded.features {
            let mut target = layer.into_feature(commands(&feature.geometry)?);
            add_attributes(&mut target, feature);
            layer = target.into_layer();
        }
        tile.add_layer(layer)?;
    }
    tile.to_bytes()
}

fn add_attributes(target: &mut mvt::Feature, feature: &DecodedFeature) {
    if let Some(id) = feature.id {
        target.set_id(id);
    }
    for (key, value) in &feature.attributes {
        match value {
            Value::String(text) => target.add_tag_string(key, text),
            Value::Float(number) => target.add_tag_float(key, *number),
            Value::Double(number) => target.add_tag_double(key, *number),
            Value::Int(number) => target.add_tag_int(key, *number),
            Value::UInt(number) => target.add_tag_uint(key, *number),
            Value::SInt(number) => target.add_tag_sint(key, *number),
            Value::Bool(bit) => target.add_tag_bool(key, *bit),
        }
    }
}

fn commands(geometry: &Geometry) -> Result<mvt::GeomData, mvt::Error> {
    let joined;
    let (kind, parts) = match geometry {
        Geometry::Points(points) => (GeomType::Point, std::slice::from_ref(points)),
        Geometry::Lines(lines) => {
            joined = joined_lines(lines);
            (GeomType::Linestring, joined.as_slice())
        }
        Geometry::Rings(rings) => (GeomType::Polygon, rings.as_slice()),
    };
    let mut encoder = GeomEncoder::<i32>::new(kind);
    let mut last = None;
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            encoder.complete_geom()?;
        }
        // The crate leaves out the MoveTo of a part that begins where the one before it ended: begin elsewhere. Lines
        // that do are one here.
        let begin = if matches!(geometry, Geometry::Rings(_)) && part.first().copied() == last { 1 } else { 0 };
        let rotated = part[begin..].iter().chain(&part[..begin]);
        for point in rotated {
            encoder.add_point(point.x, point.y)?;
            last = Some(*point);
        }
    }
    encoder.encode()
}

/// A geometry in a form that forgives what the reference does otherwise: it drops points in the middle of
/// horizontal and vertical stretches, its rings may begin at another vertex, and it joins lines that follow each other.
fn comparable(geometry: &Geometry) -> Geometry {
    match geometry {
        Geometry::Points(points) => Geometry::Points(points.clone()),
        Geometry::Lines(lines) => Geometry::Lines(joined_lines(lines)),
        Geometry::Rings(rings) => Geometry::Rings(rings.iter().map(|ring| canonical(ring)).collect()),
    }
}

/// Lines, those that begin where the one before ends joined to it.
fn joined_lines(lines: &[Vec<Point>]) -> Vec<Vec<Point>> {
    let mut joined: Vec<Vec<Point>> = Vec::new();
    for line in lines {
        match joined.last_mut() {
            Some(before) if before.last() == line.first() => before.extend_from_slice(&line[1..]),
            _ => joined.push(line.clone()),
        }
    }
    joined
}

fn canonical(ring: &[Point]) -> Vec<Point> {
    let count = ring.len();
    let straight = |index: usize| {
        let (before, at, after) = (ring[(index + count - 1) % count], ring[index], ring[(index + 1) % count]);
        (before.x == at.x && at.x == after.x && (before.y < at.y) == (at.y < after.y))
            || (before.y == at.y && at.y == after.y && (before.x < at.x) == (at.x < after.x))
    };
    let mut corners: Vec<Point> = (0..count).filter(|&index| !straight(index)).map(|index| ring[index]).collect();
    if let Some(least) = (0..corners.len()).min_by_key(|&index| corners[index]) {
        corners.rotate_left(least);
    }
    corners
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validator::encoder::{TestFeature, TestLayer};
    use crate::validator::{Rules, validate};

    #[test]
    fn the_reference_reads_the_same() {
        let shell = [(0, 0), (50, 0), (100, 0), (100, 100), (0, 100), (0, 70)];
        let hole = [(20, 20), (20, 60), (60, 60), (60, 20)];
        // Begins where the hole before it ended.
        let touching = [(60, 20), (90, 10), (90, 40)];
        let second = [(200, 0), (300, 0), (300, 100)];
        let mut features = vec![
            TestFeature::polygon(1, &[&shell, &hole, &touching]),
            TestFeature::polygon(2, &[&shell, &second]),
            TestFeature::points(3, &[(5, 5), (7, 7)]),
            TestFeature::lines(4, &[&[(1, 2), (5, 2), (9, 2), (9, 9)]]),
            // The second begins where the first ends.
            TestFeature::lines(5, &[&[(1, 2), (5, 2)], &[(5, 2), (5, 7)], &[(8, 8), (9, 8), (9, 9), (8, 8)]]),
        ];
        features[3].tags = vec![0, 0, 1, 1];
        let mut layer = TestLayer::new("communes", features);
        layer.keys = vec!["nom".into(), "part".into()];
        layer.values = vec![Value::String("Évran".into()), Value::Double(0.1)];
        let decoded = decode(&layer.tile());
        assert_eq!(differences(&decoded), [""; 0]);
    }

    #[test]
    fn another_geometry_is_told() {
        let square = [(0, 0), (100, 0), (100, 100), (0, 100)];
        let mut decoded = decode(&TestLayer::new("communes", vec![TestFeature::polygon(1, &[&square])]).tile());
        // The reference drops repeated points; ours must not have any.
        let Geometry::Rings(rings) = &mut decoded[0].features[0].geometry else { panic!("not a polygon") };
        let repeated = rings[0][1];
        rings[0].insert(1, repeated);
        assert_eq!(
            differences(&decoded),
            ["layer \"communes\", feature 0 (Some(1)): another geometry in the reference"]
        );
    }

    #[test]
    fn the_reference_is_valid() {
        let square = [(0, 0), (100, 0), (100, 100), (0, 100)];
        let decoded = decode(&TestLayer::new("communes", vec![TestFeature::polygon(1, &[&square])]).tile());
        let tile = encode(&decoded).expect("a square is encodable");
        assert!(validate(&tile, &Rules::default()).is_empty());
    }
}
