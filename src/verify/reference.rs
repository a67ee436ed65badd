//! The crate `mvt` as a reference encoder.

use mvt::{GeomEncoder, GeomType, Tile};

use super::decode::{Geometry, Path, Seen, Value};
use crate::geo::EXTENT;

/// A tile of one layer with these features, as the crate `mvt` writes it.
///
/// # Errors
/// With what the crate says.
pub(super) fn encode(name: &str, features: &[&Seen]) -> Result<Vec<u8>, String> {
    let sentence = |error: mvt::Error| error.to_string();
    let mut tile = Tile::new(EXTENT as u32);
    let mut layer = tile.create_layer(name);
    for seen in features {
        let commands = commands(&seen.geometry).map_err(|error| format!("feature {}: {error}", seen.id))?;
        let mut feature = layer.into_feature(commands);
        if seen.id != 0 {
            feature.set_id(seen.id);
        }
        for (key, value) in &seen.values {
            match value {
                Value::Text(text) => feature.add_tag_string(key, text),
                Value::Unsigned(number) => feature.add_tag_uint(key, *number),
                Value::Signed(number) => feature.add_tag_sint(key, *number),
                Value::Real(number) => feature.add_tag_double(key, *number),
                Value::Flag(flag) => feature.add_tag_bool(key, *flag),
                Value::Strange(_) => {}
            }
        }
        layer = feature.into_layer();
    }
    tile.add_layer(layer).map_err(sentence)?;
    tile.to_bytes().map_err(sentence)
}

fn commands(geometry: &Geometry) -> Result<mvt::GeomData, mvt::Error> {
    let (kind, paths): (GeomType, Vec<Path>) = match geometry {
        Geometry::Points(points) => (GeomType::Point, vec![points.clone()]),
        Geometry::Lines(lines) => (GeomType::Linestring, joined(lines)),
        Geometry::Polygons(polygons) => (GeomType::Polygon, polygons.concat()),
    };
    let mut encoder = GeomEncoder::<i32>::new(kind);
    let mut last = None;
    for (number, path) in paths.iter().enumerate() {
        if number > 0 {
            encoder.complete_geom()?;
        }
        // The crate leaves out the MoveTo of a ring that begins where the one before it ended: begin elsewhere.
        let is_ring = matches!(geometry, Geometry::Polygons(_));
        let begin = usize::from(is_ring && path.len() > 1 && path.first().copied() == last);
        for point in path[begin..].iter().chain(&path[..begin]) {
            encoder.add_point(point[0], point[1])?;
            last = Some(*point);
        }
    }
    encoder.encode()
}

/// A geometry in a form that forgives what the crate `mvt` does otherwise: it drops points in the middle of horizontal and
/// vertical stretches, joins lines that follow each other, and some of its rings begin at another vertex.
pub(super) fn comparable(geometry: &Geometry) -> Geometry {
    match geometry {
        Geometry::Points(points) => Geometry::Points(points.clone()),
        Geometry::Lines(lines) => Geometry::Lines(joined(lines).iter().map(|line| bent(line)).collect()),
        Geometry::Polygons(polygons) => {
            let turned = |rings: &Vec<Path>| rings.iter().map(|ring| turned(ring)).collect();
            Geometry::Polygons(polygons.iter().map(turned).collect())
        }
    }
}

/// Lines, those that begin where the one before ends joined to it.
fn joined(lines: &[Path]) -> Vec<Path> {
    let mut joined: Vec<Path> = Vec::new();
    for line in lines {
        match joined.last_mut() {
            Some(before) if before.last() == line.first() => before.extend_from_slice(line.get(1..).unwrap_or(&[])),
            _ => joined.push(line.clone()),
        }
    }
    joined
}

/// Whether a horizontal or vertical line goes straight on through `at`.
fn is_straight(before: [i32; 2], at: [i32; 2], after: [i32; 2]) -> bool {
    let along = |across: usize, along: usize| {
        before[across] == at[across]
            && at[across] == after[across]
            && (before[along] < at[along]) == (at[along] < after[along])
    };
    along(0, 1) || along(1, 0)
}

/// A line without the points at which it goes straight on.
fn bent(line: &[[i32; 2]]) -> Path {
    let is_kept = |number: usize| {
        number == 0 || number + 1 == line.len() || !is_straight(line[number - 1], line[number], line[number + 1])
    };
    (0..line.len()).filter(|&number| is_kept(number)).map(|number| line[number]).collect()
}

/// A ring without the points at which it goes straight on, from its least point.
fn turned(ring: &[[i32; 2]]) -> Path {
    let count = ring.len();
    let at = |number: usize| ring[number % count];
    let is_kept = |number: usize| !is_straight(at(number + count - 1), at(number), at(number + 1));
    let mut corners: Path = (0..count).filter(|&number| is_kept(number)).map(at).collect();
    if let Some(least) = (0..corners.len()).min_by_key(|&number| corners[number]) {
        corners.rotate_left(least);
    }
    corners
}

#[cfg(test)]
mod tests {
    use super::super::decode::layers;
    use super::*;

    #[test]
    fn what_the_crate_writes_reads_the_same() {
        let shell = vec![[0, 0], [50, 0], [100, 0], [100, 100], [0, 100]];
        let hole = vec![[20, 20], [20, 60], [60, 60], [60, 20]];
        // Begins where the hole before it ended.
        let touching = vec![[60, 20], [90, 40], [90, 10]];
        let line = vec![[1, 2], [5, 2], [9, 2], [9, 9]];
        let values = vec![
            ("a".to_owned(), Value::Text("Évran".to_owned())),
            ("b".to_owned(), Value::Real(0.1)),
            ("c".to_owned(), Value::Signed(-3)),
            ("d".to_owned(), Value::Flag(true)),
        ];
        let features = [
            Seen::new(7, Geometry::Polygons(vec![vec![shell, hole, touching]]), values.clone()),
            Seen::new(8, Geometry::Lines(vec![line.clone(), vec![[9, 9], [9, 12]], vec![[0, 1], [2, 3]]]), Vec::new()),
            Seen::new(0, Geometry::Points(vec![[5, 5]]), values),
        ];
        let tile = encode("l", &features.iter().collect::<Vec<_>>()).unwrap();
        let read = layers(&tile).unwrap();
        assert_eq!((read[0].name.as_str(), read[0].features.len()), ("l", 3));
        for (written, read) in features.iter().zip(&read[0].features) {
            assert_eq!((written.id, &written.values), (read.id, &read.values));
            assert_eq!(comparable(&written.geometry), comparable(&read.geometry));
        }
        let Geometry::Lines(lines) = comparable(&features[1].geometry) else { panic!("lines") };
        assert_eq!(lines, [vec![[1, 2], [9, 2], [9, 12]], vec![[0, 1], [2, 3]]]);
    }
}
