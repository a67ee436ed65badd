use geozero::GeomProcessor;
use geozero::error::{GeozeroError, Result};

/// The points of a ring as a file has them: closed or not, x before y.
pub(crate) type Ring = Vec<[f64; 2]>;

/// A shape as a file has it, before anything about it is judged. Heights and measures are left out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// None, or an empty one.
    Missing,
    Point([f64; 2]),
    /// Polygons, each of a shell and its holes.
    Polygons(Vec<Vec<Ring>>),
    /// Rings of which only the way they are wound tells shells (clockwise, with y upwards) from holes, as in a shapefile.
    Rings(Vec<Ring>),
    /// Polygons among shapes of another kind, which is named as a sentence has it: `a LineString`.
    Mixed(Vec<Vec<Ring>>, &'static str),
    /// No polygon: `a LineString`.
    Other(&'static str),
    /// A surface whose border has arcs of circles: `a CurvePolygon`.
    Curved(&'static str),
    /// Something that cannot be read as a shape, and why.
    Broken(String),
}

/// Shapes within shapes beyond which none is meant.
const DEEPEST: usize = 16;

impl Shape {
    /// Its first point, if it has any.
    pub(crate) fn first_point(&self) -> Option<[f64; 2]> {
        let rings = match self {
            Shape::Point(point) => return Some(*point),
            Shape::Polygons(polygons) | Shape::Mixed(polygons, _) => polygons.first()?,
            Shape::Rings(rings) => rings,
            Shape::Missing | Shape::Other(_) | Shape::Curved(_) | Shape::Broken(_) => return None,
        };
        rings.first()?.first().copied()
    }
}

/// Takes the events of a reader of `geozero` and makes a [`Shape`] of them.
#[derive(Debug, Default)]
pub(crate) struct ShapeWriter {
    polygons: Vec<Vec<Ring>>,
    points: Vec<[f64; 2]>,
    /// The polygon that is being read.
    polygon: Option<Vec<Ring>>,
    other: Option<&'static str>,
    curved: Option<&'static str>,
    depth: usize,
}

impl ShapeWriter {
    /// A shape of shapes begins: refused where they go on without end.
    fn descend(&mut self) -> Result<()> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(GeozeroError::Geometry("shapes within shapes without end".to_owned()));
        }
        Ok(())
    }

    fn ascend(&mut self) -> Result<()> {
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    /// What has been read.
    pub(crate) fn finish(self) -> Shape {
        let ShapeWriter { polygons, points, other, curved, .. } = self;
        match (polygons.is_empty(), other, &points[..]) {
            _ if curved.is_some() => Shape::Curved(curved.unwrap_or_default()),
            (false, None, []) => Shape::Polygons(polygons),
            (false, other, _) => Shape::Mixed(polygons, other.unwrap_or("a Point")),
            (true, Some(other), _) => Shape::Other(other),
            (true, None, [point]) => Shape::Point(*point),
            (true, None, []) => Shape::Missing,
            (true, None, _) => Shape::Other("a MultiPoint"),
        }
    }

    fn begin(&mut self) {
        self.polygon = Some(Vec::new());
    }

    fn end(&mut self) {
        let rings = self.polygon.take().unwrap_or_default();
        if rings.iter().any(|ring| !ring.is_empty()) {
            self.polygons.push(rings);
        }
    }
}

impl GeomProcessor for ShapeWriter {
    fn xy(&mut self, x: f64, y: f64, _: usize) -> Result<()> {
        match self.polygon.as_mut().map(|rings| rings.last_mut()) {
            Some(Some(ring)) => ring.push([x, y]),
            // A point of a line, which is no shape of ours.
            _ if self.other.is_some() => {}
            _ => self.points.push([x, y]),
        }
        Ok(())
    }

    fn linestring_begin(&mut self, tagged: bool, size: usize, _: usize) -> Result<()> {
        match &mut self.polygon {
            // What a damaged file says of a size is not to be believed.
            Some(rings) if !tagged => rings.push(Vec::with_capacity(size.min(1 << 16))),
            // The ring of a polygon of curves, but a straight one.
            Some(rings) => rings.push(Vec::new()),
            None => self.other = Some("a LineString"),
        }
        Ok(())
    }

    fn multilinestring_begin(&mut self, _: usize, _: usize) -> Result<()> {
        self.other = Some("a MultiLineString");
        Ok(())
    }

    fn polygon_begin(&mut self, _: bool, _: usize, _: usize) -> Result<()> {
        self.begin();
        Ok(())
    }

    fn polygon_end(&mut self, _: bool, _: usize) -> Result<()> {
        self.end();
        Ok(())
    }

    fn geometrycollection_begin(&mut self, _: usize, _: usize) -> Result<()> {
        self.descend()
    }

    fn geometrycollection_end(&mut self, _: usize) -> Result<()> {
        self.ascend()
    }

    fn multisurface_begin(&mut self, _: usize, _: usize) -> Result<()> {
        self.descend()
    }

    fn multisurface_end(&mut self, _: usize) -> Result<()> {
        self.ascend()
    }

    fn triangle_begin(&mut self, _: bool, _: usize, _: usize) -> Result<()> {
        self.begin();
        Ok(())
    }

    fn triangle_end(&mut self, _: bool, _: usize) -> Result<()> {
        self.end();
        Ok(())
    }

    fn curvepolygon_begin(&mut self, _: usize, _: usize) -> Result<()> {
        self.begin();
        self.descend()
    }

    fn curvepolygon_end(&mut self, _: usize) -> Result<()> {
        self.end();
        self.ascend()
    }

    fn circularstring_begin(&mut self, _: usize, _: usize) -> Result<()> {
        match &mut self.polygon {
            Some(rings) => {
                rings.push(Vec::new());
                self.curved = Some("a CurvePolygon");
            }
            None => self.other = Some("a CircularString"),
        }
        Ok(())
    }

    fn compoundcurve_begin(&mut self, _: usize, _: usize) -> Result<()> {
        match &self.polygon {
            Some(_) => self.curved = Some("a CurvePolygon"),
            None => self.other = Some("a CompoundCurve"),
        }
        self.descend()
    }

    fn compoundcurve_end(&mut self, _: usize) -> Result<()> {
        self.ascend()
    }

    fn multicurve_begin(&mut self, _: usize, _: usize) -> Result<()> {
        self.other = Some("a MultiCurve");
        self.descend()
    }

    fn multicurve_end(&mut self, _: usize) -> Result<()> {
        self.ascend()
    }
}

#[cfg(test)]
mod tests {
    use geo::{Geometry, GeometryCollection, LineString, MultiPoint, Point, line_string, polygon};
    use geozero::GeozeroGeometry;

    use super::*;

    fn shape(geometry: &Geometry<f64>) -> Shape {
        let mut writer = ShapeWriter::default();
        geometry.process_geom(&mut writer).unwrap();
        writer.finish()
    }

    #[test]
    fn kinds_are_told_apart() {
        let triangle = polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 0.0), (x: 1.0, y: 1.0)];
        let rings = vec![vec![[0.0, 0.0], [2.0, 0.0], [1.0, 1.0], [0.0, 0.0]]];
        let line: LineString<f64> = line_string![(x: 0.0, y: 0.0), (x: 2.0, y: 0.0)];
        let collection = |parts: Vec<Geometry<f64>>| Geometry::GeometryCollection(GeometryCollection::from(parts));
        assert_eq!(shape(&triangle.clone().into()), Shape::Polygons(vec![rings.clone()]));
        assert_eq!(shape(&Point::new(3.0, 4.0).into()), Shape::Point([3.0, 4.0]));
        assert_eq!(shape(&line.clone().into()), Shape::Other("a LineString"));
        assert_eq!(shape(&MultiPoint::from(vec![(0.0, 0.0), (1.0, 1.0)]).into()), Shape::Other("a MultiPoint"));
        assert_eq!(shape(&collection(vec![])), Shape::Missing);
        let mixed = collection(vec![triangle.into(), line.into()]);
        assert_eq!(shape(&mixed), Shape::Mixed(vec![rings], "a LineString"));
    }
}
