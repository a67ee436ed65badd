use zerocopy::IntoBytes;

use super::encode::EncodedShape;
use super::shape::{DamagedShape, Shape};
use crate::gazetteer::LayerKind;
use crate::geo::{GridPoint, Polygon};

/// What the rest of an atlas should say of a shape, made anew from its points.
impl Shape<'_> {
    /// What of the record, the runs or the stream does not follow from the points of the shape; none when all of it does.
    ///
    /// Bytes that were changed after the build seldom pass: a step that leads elsewhere moves all points behind it, away
    /// from the box and from the runs.
    ///
    /// # Errors
    /// When the stream ends early.
    pub fn contradiction(&self, kind: LayerKind) -> Result<Option<&'static str>, DamagedShape> {
        let made = match kind {
            LayerKind::Lines => EncodedShape::lines(&sound_lines(self.lines()?)?),
            _ => EncodedShape::new(&self.polygons()?, self.anchor(), self.is_stand_in()),
        };
        let (own, made_record) = (self.record, &made.record);
        let checks = [
            (made.stream == self.stream, "its steps are not written as a build writes them"),
            (own.vertices == made_record.vertices, "it has another number of vertices than its record says"),
            (own.min == made_record.min && own.max == made_record.max, "its points are not in its box"),
            (own.start == made_record.start, "it does not begin where its record says"),
            (made.runs.as_bytes() == self.runs.as_bytes(), "its runs do not follow its points"),
            (own.flags == made_record.flags, "its flags are wrong"),
        ];
        Ok(checks.into_iter().find(|(holds, _)| !holds).map(|(_, fault)| fault))
    }

    /// Its polygons on the zoom's grid: each shell, with the holes that follow it.
    ///
    /// # Errors
    /// When the stream ends early, or begins with a hole.
    pub fn polygons(&self) -> Result<Vec<Polygon<GridPoint>>, DamagedShape> {
        let mut polygons: Vec<Polygon<GridPoint>> = Vec::new();
        for (ring, is_hole) in self.rings()? {
            match polygons.last_mut() {
                Some(polygon) if is_hole => polygon.push(ring),
                None if is_hole => return Err(DamagedShape),
                _ => polygons.push(vec![ring]),
            }
        }
        Ok(polygons)
    }
}

/// Lines as [`EncodedShape::lines`] takes them.
fn sound_lines(lines: Vec<Vec<GridPoint>>) -> Result<Vec<Vec<GridPoint>>, DamagedShape> {
    let is_line = |line: &Vec<GridPoint>| line.len() > 1 && line.windows(2).all(|pair| pair[0] != pair[1]);
    if lines.iter().all(is_line) { Ok(lines) } else { Err(DamagedShape) }
}
