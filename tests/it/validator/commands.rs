//! The command stream of a feature (specification 4.3).

use super::message::RawFeature;
use super::report::Report;
use super::{Geometry, Point};

const MOVE_TO: u32 = 1;
const LINE_TO: u32 = 2;
const CLOSE_PATH: u32 = 7;

/// Reads a feature's geometry. What breaks the specification but leaves no doubt about what is drawn is reported
/// and read on; `None` where it is unclear what the stream draws.
pub(crate) fn read(feature: &RawFeature, report: &mut Report) -> Option<Geometry> {
    if feature.geometry.is_empty() {
        report.add("the feature has no geometry command", "");
        return None;
    }
    let mut stream = Stream { rest: &feature.geometry, x: 0, y: 0 };
    let result = match feature.kind {
        Some(1) => stream.points(),
        Some(2) => stream.lines(report),
        Some(3) => stream.rings(report),
        Some(kind) => Err(("the feature's geometry type is not point, line or polygon", kind)),
        None => Err(("the feature has no geometry type", 0)),
    };
    match result {
        Ok(geometry) => Some(geometry),
        Err((sentence, number)) => {
            report.add(sentence, number);
            None
        }
    }
}

/// A sentence and the number that it is about.
type Stop = (&'static str, u64);

struct Stream<'a> {
    rest: &'a [u32],
    x: i64,
    y: i64,
}

impl Stream<'_> {
    /// The next command's count, if it is `wanted`.
    fn command(&mut self, wanted: u32, otherwise: &'static str) -> Result<usize, Stop> {
        let (&integer, rest) = self.rest.split_first().ok_or(("the command stream ends too early", 0))?;
        if integer & 7 != wanted {
            return Err((otherwise, u64::from(integer & 7)));
        }
        self.rest = rest;
        Ok((integer >> 3) as usize)
    }

    /// One parameter pair, added to the cursor. The second value tells whether it moved at all.
    fn point(&mut self) -> Result<(Point, bool), Stop> {
        let (&[dx, dy], rest) =
            self.rest.split_first_chunk::<2>().ok_or(("a command has too few parameters", self.rest.len() as u64))?;
        self.rest = rest;
        let (dx, dy) = (unzigzag(dx), unzigzag(dy));
        self.x += dx;
        self.y += dy;
        match (i32::try_from(self.x), i32::try_from(self.y)) {
            (Ok(x), Ok(y)) => Ok((Point { x, y }, dx != 0 || dy != 0)),
            _ => Err(("a coordinate does not fit into 32 bits", self.x.unsigned_abs().max(self.y.unsigned_abs()))),
        }
    }

    fn points(&mut self) -> Result<Geometry, Stop> {
        let count = self.command(MOVE_TO, "a point does not begin with MoveTo")?;
        if count == 0 {
            return Err(("a MoveTo has the count 0", 0));
        }
        // The count may lie: nothing is reserved by it.
        let mut points = Vec::new();
        for _ in 0..count {
            points.push(self.point()?.0);
        }
        if self.rest.is_empty() {
            Ok(Geometry::Points(points))
        } else {
            Err(("integers are left over after the points", self.rest.len() as u64))
        }
    }

    fn lines(&mut self, report: &mut Report) -> Result<Geometry, Stop> {
        let mut lines = Vec::new();
        while !self.rest.is_empty() {
            lines.push(self.path(1, report)?);
        }
        Ok(Geometry::Lines(lines))
    }

    fn rings(&mut self, report: &mut Report) -> Result<Geometry, Stop> {
        let mut rings = Vec::new();
        while !self.rest.is_empty() {
            let ring = self.path(2, report)?;
            let count = self.command(CLOSE_PATH, "a ring does not end with ClosePath")?;
            if count != 1 {
                return Err(("a ClosePath does not have the count 1", count as u64));
            }
            if ring.len() > 1 && ring.first() == ring.last() {
                report.add_once("a ring repeats its first point at its end", format_args!("{:?}", ring[0]));
            }
            rings.push(ring);
        }
        Ok(Geometry::Rings(rings))
    }

    /// One MoveTo and one LineTo.
    fn path(&mut self, fewest: usize, report: &mut Report) -> Result<Vec<Point>, Stop> {
        let count = self.command(MOVE_TO, "a line or ring does not begin with MoveTo")?;
        if count != 1 {
            return Err(("the MoveTo of a line or ring does not have the count 1", count as u64));
        }
        let mut path = vec![self.point()?.0];
        let count = self.command(LINE_TO, "the MoveTo of a line or ring is not followed by LineTo")?;
        if count < fewest {
            report.add_once("a LineTo has too small a count", count);
        }
        for _ in 0..count {
            let (point, moved) = self.point()?;
            if !moved {
                report.add_once("a point repeats the one before it", format_args!("({}, {})", point.x, point.y));
            }
            path.push(point);
        }
        Ok(path)
    }
}

fn unzigzag(value: u32) -> i64 {
    super::protobuf::unzigzag(u64::from(value))
}
