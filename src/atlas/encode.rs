use zerocopy::little_endian::{I32, U32};

use super::rtree::WorldBox;
use super::shape::{BEGINS_PATH, HOLE, RUN_LENGTH, RunRecord, STAND_IN, ShapeRecord, TOUCHING};
use crate::geo::{
    EXTENT_BITS, GridBox, GridPoint, Polygon, TilePoint, close_path, line_to, push_move, push_steps, push_varint,
};

/// A feature at one zoom in the form in which the atlas keeps it.
pub struct EncodedShape {
    pub(super) record: ShapeRecord,
    pub(super) runs: Vec<RunRecord>,
    pub(super) stream: Vec<u8>,
}

impl EncodedShape {
    /// Encodes polygons, at least one, on the grid of their zoom.
    pub fn new(polygons: &[Polygon<GridPoint>], anchor: GridPoint, is_stand_in: bool) -> EncodedShape {
        let mut paths = Paths::new(polygons.iter().flatten(), true);
        for polygon in polygons {
            for (number, ring) in polygon.iter().enumerate() {
                paths.push(ring, if number > 0 { HOLE } else { 0 });
            }
        }
        let mut flags = 0;
        if polygons.iter().any(shares_vertices) {
            flags |= TOUCHING;
        }
        if is_stand_in {
            flags |= STAND_IN;
        }
        paths.finish(Some(anchor), flags)
    }

    /// Encodes lines on the grid of their zoom: each of two points at least, none of which repeats the one before; a
    /// line that ends where it begins is closed. Of no lines nothing is drawn.
    pub fn lines(lines: &[Vec<GridPoint>]) -> EncodedShape {
        let is_line = |line: &Vec<GridPoint>| line.len() > 1 && line.windows(2).all(|pair| pair[0] != pair[1]);
        debug_assert!(lines.iter().all(is_line), "two points at least, none repeated");
        let mut paths = Paths::new(lines.iter(), false);
        lines.iter().for_each(|line| paths.push(line, 0));
        paths.finish(None, 0)
    }

    /// Whether it is a square that stands for a territory too small to see.
    pub fn is_stand_in(&self) -> bool {
        self.record.flags.get() & STAND_IN != 0
    }

    /// Its box on the grid of its zoom; of no lines one in which nothing is.
    pub fn bounds(&self) -> GridBox {
        let point = |pair: [I32; 2]| GridPoint { x: pair[0].get(), y: pair[1].get() };
        GridBox { min: point(self.record.min), max: point(self.record.max) }
    }

    /// How many cells of its zoom's grid it reaches beyond `exact`, a box of the world grid: 0 when the box holds it.
    pub fn reach(&self, exact: &WorldBox, zoom: u8) -> u32 {
        let cell = f64::from(1u32 << (32 - EXTENT_BITS - zoom));
        let [low, high] = [self.record.min, self.record.max].map(|corner| corner.map(|value| f64::from(value.get())));
        let over = |axis: usize| [exact.min[axis] / cell - low[axis], high[axis] - exact.max[axis] / cell];
        [over(0), over(1)].into_iter().flatten().fold(0.0, f64::max).ceil() as u32
    }
}

/// Rings or lines that are being written.
struct Paths {
    stream: Vec<u8>,
    runs: Vec<RunRecord>,
    cursor: TilePoint,
    /// The first point, and the box of the points so far.
    start: Option<GridPoint>,
    bounds: Option<GridBox>,
    /// Number of points of all paths.
    vertices: u32,
    /// Whether the shape is long enough for runs.
    is_long: bool,
    are_rings: bool,
}

impl Paths {
    fn new<'a>(paths: impl Iterator<Item = &'a Vec<GridPoint>>, are_rings: bool) -> Paths {
        let (count, points) = paths.fold((0, 0), |(count, points), path| (count + 1, points + path.len()));
        Paths {
            stream: Vec::new(),
            runs: Vec::new(),
            cursor: TilePoint::default(),
            start: None,
            bounds: None,
            vertices: points as u32,
            is_long: count > 1 || points > RUN_LENGTH,
            are_rings,
        }
    }

    /// Appends a path.
    fn push(&mut self, path: &[GridPoint], flags: u16) {
        let points: Vec<TilePoint> = path.iter().map(|point| TilePoint { x: point.x, y: point.y }).collect();
        // The tile writes the first MoveTo.
        if !self.stream.is_empty() {
            push_move(&mut self.stream, self.cursor, points[0]);
        }
        let steps = points.len() - 1;
        push_varint(&mut self.stream, u64::from(line_to(steps as u32)));
        for first in (0..steps).step_by(RUN_LENGTH) {
            let last = (first + RUN_LENGTH).min(steps);
            if self.is_long {
                let begins = if first == 0 { BEGINS_PATH } else { 0 };
                let closes = if self.are_rings && last == steps { &path[..1] } else { &[] };
                self.runs.push(run(&path[first..=last], closes, self.stream.len(), flags | begins));
            }
            push_steps(&mut self.stream, points[first], &points[first + 1..=last]);
        }
        if self.are_rings {
            push_varint(&mut self.stream, u64::from(close_path()));
        }
        self.cursor = points[steps];
        self.start.get_or_insert(path[0]);
        let corners = self.bounds.map(|known| [known.min, known.max]);
        self.bounds = GridBox::around(path.iter().copied().chain(corners.into_iter().flatten()));
    }

    fn finish(self, anchor: Option<GridPoint>, flags: u32) -> EncodedShape {
        // A box in which nothing is meets no window.
        let [low, high] = [i32::MAX, i32::MIN].map(|value| GridPoint { x: value, y: value });
        let bounds = self.bounds.unwrap_or(GridBox { min: low, max: high });
        let start = self.start.or(anchor).unwrap_or_default();
        let record = ShapeRecord {
            stream_offset: 0.into(),
            stream_length: (self.stream.len() as u32).into(),
            first_run: 0.into(),
            run_count: (self.runs.len() as u32).into(),
            vertices: self.vertices.into(),
            min: pair(bounds.min),
            max: pair(bounds.max),
            start: pair(start),
            anchor: pair(anchor.unwrap_or(start)),
            flags: U32::new(flags),
            zero: 0.into(),
        };
        EncodedShape { record, runs: self.runs, stream: self.stream }
    }
}

/// The run of the steps between points, the first of which begins at `offset` of the stream; `closes` is the point to
/// which their ring closes behind them.
fn run(points: &[GridPoint], closes: &[GridPoint], offset: usize, flags: u16) -> RunRecord {
    let bounds = GridBox::around(points.iter().chain(closes).copied());
    let bounds = bounds.unwrap_or(GridBox { min: points[0], max: points[0] });
    RunRecord {
        min: pair(bounds.min),
        max: pair(bounds.max),
        start: pair(points[0]),
        offset: (offset as u32).into(),
        steps: (points.len() as u16 - 1).into(),
        flags: flags.into(),
    }
}

fn pair(point: GridPoint) -> [I32; 2] {
    [I32::new(point.x), I32::new(point.y)]
}

fn shares_vertices(polygon: &Polygon<GridPoint>) -> bool {
    if polygon.len() < 2 {
        return false;
    }
    let mut points: Vec<GridPoint> = polygon.iter().flatten().copied().collect();
    points.sort_unstable();
    points.windows(2).any(|pair| pair[0] == pair[1])
}

#[cfg(test)]
mod tests {
    use super::super::shape::Shape;
    use super::*;

    fn circle(x: i32, y: i32, radius: i32, points: usize, hole: bool) -> Vec<GridPoint> {
        let mut ring: Vec<GridPoint> = (0..points)
            .map(|number| {
                let angle = std::f64::consts::TAU * number as f64 / points as f64;
                let at = |middle: i32, part: f64| middle + (f64::from(radius) * part).round() as i32;
                GridPoint { x: at(x, angle.cos()), y: at(y, angle.sin()) }
            })
            .collect();
        if hole {
            ring.reverse();
        }
        ring
    }

    #[test]
    fn rings_come_back_and_runs_point_at_their_steps() {
        let polygons = vec![
            vec![circle(5000, 5000, 4000, 333, false), circle(5000, 5000, 900, 70, true)],
            vec![circle(90_000, 5000, 40, 12, false)],
        ];
        let encoded = EncodedShape::new(&polygons, GridPoint { x: 2000, y: 5000 }, false);
        let shape = Shape { record: &encoded.record, runs: &encoded.runs, stream: &encoded.stream };
        let rings = shape.rings().unwrap();
        let expected: Vec<(Vec<GridPoint>, bool)> = polygons
            .iter()
            .flat_map(|polygon| polygon.iter().enumerate().map(|(number, ring)| (ring.clone(), number > 0)))
            .collect();
        assert_eq!(rings, expected);
        assert_eq!(encoded.runs.len(), 6 + 2 + 1);
        for (number, run) in encoded.runs.iter().enumerate() {
            let mut reader = crate::geo::CommandReader::new(&encoded.stream[run.offset.get() as usize..]);
            let mut at = TilePoint { x: run.start[0].get(), y: run.start[1].get() };
            for _ in 0..run.steps.get() {
                at = reader.step(at).unwrap();
            }
            if let Some(next) = encoded.runs.get(number + 1).filter(|next| next.flags.get() & BEGINS_PATH == 0) {
                assert_eq!((at.x, at.y), (next.start[0].get(), next.start[1].get()));
            }
        }
    }

    #[test]
    fn lines_come_back_and_none_is_nothing() {
        let mut spiral = circle(500, 500, 400, 200, false);
        spiral.push(GridPoint { x: 3, y: -70_000 });
        let lines = vec![spiral, circle(0, 0, 9, 5, true)];
        for lines in [&lines[..], &lines[..1], &lines[1..], &[]] {
            let encoded = EncodedShape::lines(lines);
            let shape = Shape { record: &encoded.record, runs: &encoded.runs, stream: &encoded.stream };
            assert_eq!(shape.lines().unwrap(), lines);
        }
        let runs = |lines: &[Vec<GridPoint>]| EncodedShape::lines(lines).runs.len();
        assert_eq!([runs(&lines), runs(&lines[..1]), runs(&lines[1..]), runs(&[])], [4 + 1, 4, 0, 0]);
        // The last run of the first line holds its own points alone, and not the first one: the line does not close.
        let encoded = EncodedShape::lines(&lines);
        assert_eq!(lines[0][0], GridPoint { x: 900, y: 500 });
        assert!(encoded.runs[3].max[1].get() < 500, "{:?}", encoded.runs[3]);
        assert_eq!(EncodedShape::lines(&[]).reach(&WorldBox { min: [0.0; 2], max: [1.0; 2] }, 14), 0);
    }
}
