use std::path::Path;
use std::rc::Rc;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::geojson::{Cleaned, Progress, Tree, collected, filled, is_any_bad, text};
use super::reader::{DeclaredCrs, Heading, Reader, Record, Take};
use super::shape::{Ring, Shape};
use crate::ingest::crs::Crs;
use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;
use crate::ingest::source::{FeatureSource, choose_layer, find_column, read_bytes};

/// How often one shape may use all arcs: once from each side, and some more where its polygons lie on each other. A file
/// of a few kilobytes would else become one of any size.
const MOST_USES: usize = 4;

/// One object of a TopoJSON file (M. Bostock's specification of 2013): shapes share the arcs that they are put together
/// from.
pub(super) struct TopoJson {
    file: String,
    /// None for what is no list of positions.
    arcs: Vec<Option<Ring>>,
    /// How many points they have together.
    points: usize,
    transform: Option<Transform>,
    geometries: Vec<Geometry>,
    /// Whether some string was no text and reads `�` in places.
    has_bad_text: bool,
    heading: Heading,
}

#[derive(Deserialize)]
struct Topology {
    #[serde(default)]
    objects: Map<String, Value>,
    #[serde(default)]
    arcs: Vec<Tree>,
    transform: Option<Transform>,
}

/// From whole numbers to degrees.
#[derive(Clone, Copy, Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(rename = "type", default)]
    kind: Option<String>,
    id: Option<Value>,
    #[serde(default)]
    properties: Option<Map<String, Value>>,
    #[serde(default)]
    arcs: Value,
    #[serde(default)]
    coordinates: Option<Tree>,
    #[serde(default)]
    geometries: Vec<Geometry>,
}

impl TopoJson {
    /// # Errors
    /// When the file is no TopoJSON, or has not the object, or several and none is named.
    pub(super) fn open(folder: &Path, source: &FeatureSource) -> Result<TopoJson, IngestError> {
        let bytes = read_bytes(folder, &source.file)?;
        let file = source.file.clone();
        let damaged = |error: serde_json::Error| {
            Fault::Damaged { format: "TopoJSON", read: 0, detail: error.to_string() }.of(&source.file)
        };
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let mut has_bad_text = false;
        let parsed: Result<Topology, serde_json::Error> = serde_json::from_slice(text).or_else(|error| {
            let progress = Progress::new();
            let read = serde_json::from_reader(Cleaned::new(text, Rc::clone(&progress)));
            has_bad_text = progress.bad_texts() > 0;
            // Only where a string was to blame the second reading tells more than the first.
            if has_bad_text { read } else { Err(error) }
        });
        let Topology { mut objects, arcs, transform } = parsed.map_err(damaged)?;
        let layer = choose_layer(&file, objects.keys().cloned().collect(), source.layer.as_deref())?;
        let object = objects.remove(&layer).unwrap_or_default();
        let object: Geometry = serde_json::from_value(object).map_err(damaged)?;
        let is_list = object.kind.as_deref() == Some("GeometryCollection");
        let geometries = if is_list { object.geometries } else { vec![object] };
        let heading = Heading {
            format: format!("TopoJSON, object {layer}"),
            crs: DeclaredCrs::Known(Crs::DEGREES),
            winding: None,
            bytes: bytes.len() as u64,
        };
        let arcs: Vec<Option<Ring>> = arcs.into_iter().map(|arc| decoded(arc, transform)).collect();
        let points = arcs.iter().flatten().map(Vec::len).sum();
        Ok(TopoJson { file, arcs, points, transform, geometries, has_bad_text, heading })
    }

    fn shape(&self, geometry: &Geometry) -> Shape {
        let mut room = self.points.saturating_mul(MOST_USES);
        let mut polygon = |arcs: &Value| {
            let rings = arcs.as_array()?;
            rings.iter().map(|ring| self.ring(ring, &mut room)).collect::<Option<Vec<Ring>>>()
        };
        let broken = || Shape::Broken("arcs that are not there, or again and again".to_owned());
        match geometry.kind.as_deref() {
            None => Shape::Missing,
            Some("Polygon") => polygon(&geometry.arcs).map_or_else(broken, |rings| filled(vec![rings])),
            Some("MultiPolygon") => {
                let polygons = geometry.arcs.as_array().map(|polygons| polygons.iter().map(&mut polygon).collect());
                polygons.flatten().map_or_else(broken, filled)
            }
            Some("GeometryCollection") => collected(geometry.geometries.iter().map(|part| self.shape(part))),
            Some("LineString") => Shape::Other("a LineString"),
            Some("MultiLineString") => Shape::Other("a MultiLineString"),
            Some(kind) => match (geometry.coordinates.clone(), self.transform) {
                (Some(Tree::Position(place)), Some(transform)) => Tree::Position(transform.apply(place)).shape(kind),
                (Some(tree), _) => tree.shape(kind),
                (None, _) => Shape::Missing,
            },
        }
    }

    /// Arcs one behind the other; each begins where the one before ended, and a negative number is one backwards.
    /// `room` is how many points the shape may still have.
    fn ring(&self, numbers: &Value, room: &mut usize) -> Option<Ring> {
        let mut ring: Ring = Vec::new();
        for number in numbers.as_array()? {
            let number = number.as_i64()?;
            let forwards = if number < 0 { !number } else { number };
            let arc = self.arcs.get(usize::try_from(forwards).ok()?)?.as_ref()?;
            *room = room.checked_sub(arc.len())?;
            ring.pop();
            if number < 0 {
                ring.extend(arc.iter().rev());
            } else {
                ring.extend(arc);
            }
        }
        Some(ring)
    }

    fn value(geometry: &Geometry, name: &str) -> Option<String> {
        let property = geometry.properties.as_ref().and_then(|properties| properties.get(name));
        text(property.or(geometry.id.as_ref().filter(|_| name == "id"))?)
    }
}

impl Reader for TopoJson {
    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn columns(&mut self) -> Result<Vec<String>, IngestError> {
        let mut columns: Vec<String> = Vec::new();
        for geometry in &self.geometries {
            let own = geometry.id.iter().map(|_| "id");
            for name in geometry.properties.iter().flatten().map(|(name, _)| name.as_str()).chain(own) {
                if !columns.iter().any(|known| known == name) {
                    columns.push(name.to_owned());
                }
            }
        }
        Ok(columns)
    }

    fn read(&mut self, wanted: &[&str], take: &mut Take) -> Result<(), IngestError> {
        let existing = self.columns()?;
        for column in wanted {
            find_column(&self.file, &existing, column)?;
        }
        let count = self.geometries.len() as u64;
        for (geometry, row) in self.geometries.iter().zip(1..) {
            let values: Vec<_> = wanted.iter().map(|name| TopoJson::value(geometry, name)).collect();
            let bad_text = self.has_bad_text && is_any_bad(&values);
            let at = self.heading.bytes * row / count.max(1);
            take(Record { row, values, bad_text, shape: self.shape(geometry), at })?;
        }
        Ok(())
    }
}

impl Transform {
    fn apply(self, [x, y]: [f64; 2]) -> [f64; 2] {
        [x * self.scale[0] + self.translate[0], y * self.scale[1] + self.translate[1]]
    }
}

/// The points of an arc, whose numbers are differences where there is a transform; none for what is no list of positions.
fn decoded(arc: Tree, transform: Option<Transform>) -> Option<Ring> {
    let Tree::List(points) = arc else { return None };
    let mut sum = [0.0, 0.0];
    let place = |point| {
        let Tree::Position([x, y]) = point else { return None };
        Some(match transform {
            None => [x, y],
            Some(transform) => {
                sum = [sum[0] + x, sum[1] + y];
                transform.apply(sum)
            }
        })
    };
    points.into_iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::open;
    use super::*;

    /// Two squares that share an arc, which the second has backwards.
    const SQUARES: &str = r#"{"type":"Topology","transform":{"scale":[0.5,0.25],"translate":[10,20]},
        "objects":{"squares":{"type":"GeometryCollection","geometries":[
            {"type":"Polygon","id":7,"arcs":[[0,1]],"properties":{"name":"West"}},
            {"type":"MultiPolygon","id":"08","arcs":[[[-1,2]]]},
            {"type":"Polygon","id":9,"arcs":[[5]]},
            {"type":null,"id":10},
            {"type":"Point","id":11,"coordinates":[2,4]}]}},
        "arcs":[[[2,0],[0,4]],[[2,4],[-2,0],[0,-4],[2,0]],[[2,0],[2,0],[0,4],[-2,0]]]}"#;

    fn read(text: &str, layer: Option<&str>) -> Result<Vec<Record>, String> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.json"), text).unwrap();
        let source = FeatureSource { layer: layer.map(str::to_owned), ..FeatureSource::of("a.json") };
        let mut reader = open(folder.path(), &source).map_err(|error| error.to_string())?;
        let mut records = Vec::new();
        let read = reader.read(&["id", "name"], &mut |record| {
            records.push(record);
            Ok(())
        });
        read.map(|()| records).map_err(|error| error.to_string())
    }

    #[test]
    fn arcs_become_rings() {
        let records = read(SQUARES, None).unwrap();
        let west = vec![[11.0, 20.0], [11.0, 21.0], [10.0, 21.0], [10.0, 20.0], [11.0, 20.0]];
        assert_eq!(records[0].shape, Shape::Polygons(vec![vec![west]]));
        assert_eq!(records[0].values, [Some("7".to_owned()), Some("West".to_owned())]);
        let east = vec![[11.0, 21.0], [11.0, 20.0], [12.0, 20.0], [12.0, 21.0], [11.0, 21.0]];
        assert_eq!(records[1].shape, Shape::Polygons(vec![vec![east]]));
        assert!(matches!(records[2].shape, Shape::Broken(_)));
        assert_eq!([&records[3].shape, &records[4].shape], [&Shape::Missing, &Shape::Point([11.0, 21.0])]);
    }

    #[test]
    fn broken_arcs_break_only_what_they_are_part_of() {
        for (sound, broken) in
            [("[[2,0],[0,4]]", "7"), ("[[2,0],[0,4]]", "[[2,0],null,[0,4]]"), ("[[0,1]]", "[[0,\"1\"]]")]
        {
            let records = read(&SQUARES.replacen(sound, broken, 1), None).unwrap();
            assert!(matches!(records[0].shape, Shape::Broken(_)), "{broken}");
            assert!(matches!(records[4].shape, Shape::Point(_)), "{broken}");
        }
        let bomb = SQUARES.replace("[[0,1]]", &format!("[[0,1{}]]", ",0,1".repeat(10)));
        assert!(matches!(read(&bomb, None).unwrap()[0].shape, Shape::Broken(_)));
    }

    #[test]
    fn a_string_that_is_no_text_costs_only_itself() {
        let records = read(&SQUARES.replace("\"West\"", "\"W\\ud800\""), None).unwrap();
        assert_eq!((records[0].values[1].as_deref(), records[0].bad_text), (Some("W\u{fffd}"), true));
        assert!(records[1..].iter().all(|record| !record.bad_text));
    }

    #[test]
    fn objects_are_chosen() {
        let two = SQUARES.replace("\"objects\":{", "\"objects\":{\"other\":{\"type\":\"Polygon\",\"arcs\":[[0]]},");
        assert!(read(&two, None).unwrap_err().starts_with("`a.json` has several layers: `other`, `squares`"));
        assert!(read(&two, Some("squares")).is_ok());
        assert_eq!(
            read(&two, Some("square")).unwrap_err(),
            "`a.json` has no layer `square`; it has `other`, `squares`"
        );
        assert!(read(&SQUARES[..300], None).unwrap_err().contains("cannot be read as TopoJSON"));
    }
}
