use zerocopy::little_endian::{I32, U32};

use super::rtree::WorldBox;
use super::shape::{BEGINS_RING, HOLE, RUN_LENGTH, RunRecord, STAND_IN, ShapeRecord, TOUCHING};
use crate::geo::{
    EXTENT_BITS, GridBox, GridPoint, Polygon, TilePoint, close_path, line_to, move_to, push_ring, push_varint,
};

/// A territory at one zoom in the form in which the atlas keeps it.
pub struct EncodedShape {
    pub(super) record: ShapeRecord,
    pub(super) runs: Vec<RunRecord>,
    pub(super) stream: Vec<u8>,
}

impl EncodedShape {
    /// Encodes polygons, at least one, on the grid of their zoom.
    pub fn new(polygons: &[Polygon<GridPoint>], anchor: GridPoint, is_stand_in: bool) -> EncodedShape {
        let points = || polygons.iter().flatten().flatten().copied();
        let bounds = GridBox::around(points()).unwrap_or(GridBox { min: anchor, max: anchor });
        let start = polygons.first().and_then(|polygon| polygon.first()?.first()).copied().unwrap_or(anchor);
        let is_short = polygons.iter().map(Vec::len).sum::<usize>() == 1 && points().count() <= RUN_LENGTH;
        let mut flags = 0;
        if polygons.iter().any(shares_vertices) {
            flags |= TOUCHING;
        }
        if is_stand_in {
            flags |= STAND_IN;
        }
        let mut stream = Vec::new();
        let mut runs = Vec::new();
        let mut cursor = TilePoint { x: start.x, y: start.y };
        for polygon in polygons {
            for (number, ring) in polygon.iter().enumerate() {
                if !is_short {
                    let hole = if number > 0 { HOLE } else { 0 };
                    push_runs(&mut runs, ring, hole, first_step_offset(&stream, ring, cursor));
                }
                let ring: Vec<TilePoint> = ring.iter().map(|point| TilePoint { x: point.x, y: point.y }).collect();
                push_ring(&mut stream, &ring, &mut cursor);
            }
        }
        // The tile writes the first MoveTo: its command and two zeros, since the stream starts where it leads.
        stream.drain(..3.min(stream.len()));
        let pair = |point: GridPoint| [I32::new(point.x), I32::new(point.y)];
        let record = ShapeRecord {
            stream_offset: 0.into(),
            stream_length: (stream.len() as u32).into(),
            first_run: 0.into(),
            run_count: (runs.len() as u32).into(),
            vertices: (points().count() as u32).into(),
            min: pair(bounds.min),
            max: pair(bounds.max),
            start: pair(start),
            anchor: pair(anchor),
            flags: U32::new(flags),
            zero: 0.into(),
        };
        EncodedShape { record, runs, stream }
    }

    /// Whether it is a square that stands for a territory too small to see.
    pub fn is_stand_in(&self) -> bool {
        self.record.flags.get() & STAND_IN != 0
    }

    /// How many cells of its zoom's grid it reaches beyond `exact`, a box of the world grid: 0 when the box holds it.
    pub fn reach(&self, exact: &WorldBox, zoom: u8) -> u32 {
        let cell = f64::from(1u32 << (32 - EXTENT_BITS - zoom));
        let [low, high] = [self.record.min, self.record.max].map(|corner| corner.map(|value| f64::from(value.get())));
        let over = |axis: usize| [exact.min[axis] / cell - low[axis], high[axis] - exact.max[axis] / cell];
        [over(0), over(1)].into_iter().flatten().fold(0.0, f64::max).ceil() as u32
    }
}

/// Where the steps of a ring will begin, once the ring is appended to the stream and the first MoveTo dropped.
fn first_step_offset(stream: &[u8], ring: &[GridPoint], cursor: TilePoint) -> usize {
    let mut head = Vec::new();
    let first = TilePoint { x: ring[0].x, y: ring[0].y };
    push_ring(&mut head, &[first], &mut cursor.clone());
    // `head` ends with the LineTo of no steps and the ClosePath, a byte each.
    debug_assert_eq!(head[head.len() - 1], close_path() as u8);
    debug_assert_eq!(head[0], move_to(1) as u8);
    let mut command = Vec::new();
    push_varint(&mut command, u64::from(line_to(ring.len() as u32 - 1)));
    stream.len() + head.len() - 2 + command.len() - 3
}

fn push_runs(runs: &mut Vec<RunRecord>, ring: &[GridPoint], hole: u16, offset: usize) {
    let mut offset = offset;
    let steps = ring.len() - 1;
    let mut first = 0;
    while first < steps {
        let last = (first + RUN_LENGTH).min(steps);
        let closes = if last == steps { &ring[..1] } else { &[] };
        let bounds = GridBox::around(ring[first..=last].iter().chain(closes).copied())
            .unwrap_or(GridBox { min: ring[0], max: ring[0] });
        let pair = |point: GridPoint| [I32::new(point.x), I32::new(point.y)];
        runs.push(RunRecord {
            min: pair(bounds.min),
            max: pair(bounds.max),
            start: pair(ring[first]),
            offset: (offset as u32).into(),
            steps: ((last - first) as u16).into(),
            flags: (hole | if first == 0 { BEGINS_RING } else { 0 }).into(),
        });
        offset += steps_length(&ring[first..=last]);
        first = last;
    }
}

/// Bytes of the steps between points.
fn steps_length(points: &[GridPoint]) -> usize {
    let points: Vec<TilePoint> = points.iter().map(|point| TilePoint { x: point.x, y: point.y }).collect();
    let mut out = Vec::new();
    let mut cursor = points[0];
    push_ring(&mut out, &points, &mut cursor);
    let mut command = Vec::new();
    push_varint(&mut command, u64::from(line_to(points.len() as u32 - 1)));
    // Around the steps stand the MoveTo with two zeros, the LineTo command and the ClosePath.
    out.len() - 3 - command.len() - 1
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
            if let Some(next) = encoded.runs.get(number + 1).filter(|next| next.flags.get() & BEGINS_RING == 0) {
                assert_eq!((at.x, at.y), (next.start[0].get(), next.start[1].get()));
            }
        }
    }
}
