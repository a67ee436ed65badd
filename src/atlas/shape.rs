use zerocopy::little_endian::{I32, U16, U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use crate::geo::{CommandReader, Cutter, GridBox, GridPoint, Pieces, TilePoint, Window};

/// A territory, or a feature of lines, at one zoom: 64 bytes. Coordinates are on the zoom's grid.
///
/// | offset | type | |
/// |---|---|---|
/// | 0 | u64 | where its command stream begins in the section of streams |
/// | 8 | u32 | bytes of the stream |
/// | 12 | u32 | its first run |
/// | 16 | u32 | number of its runs: 0 when it is one ring or line of at most 64 vertices |
/// | 20 | u32 | number of vertices |
/// | 24 | i32 × 4 | its box: smallest x and y, largest x and y, the latter smaller when it is nothing |
/// | 40 | i32 × 2 | the first point of its first ring or line |
/// | 48 | i32 × 2 | its anchor, the nearest cell to a point inside; of lines their first point |
/// | 56 | u32 | bit 0: rings of a polygon share vertices; bit 1: a square that stands for it |
/// | 60 | u32 | zero |
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub struct ShapeRecord {
    pub stream_offset: U64,
    pub stream_length: U32,
    pub first_run: U32,
    pub run_count: U32,
    pub vertices: U32,
    pub min: [I32; 2],
    pub max: [I32; 2],
    pub start: [I32; 2],
    pub anchor: [I32; 2],
    pub flags: U32,
    pub zero: U32,
}

/// A piece of a ring or line with a box of its own, so that a tile in a long shape decodes only what is near: 32 bytes.
///
/// | offset | type | |
/// |---|---|---|
/// | 0 | i32 × 4 | box of its points, with the one before its first step and, for the last run of a ring, the ring's first |
/// | 16 | i32 × 2 | the point before its first step |
/// | 24 | u32 | where its first step begins in the shape's stream |
/// | 28 | u16 | number of its steps, 64 at most |
/// | 30 | u16 | bit 0: it begins a ring or line; bit 1: that ring is a hole |
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub struct RunRecord {
    pub min: [I32; 2],
    pub max: [I32; 2],
    pub start: [I32; 2],
    pub offset: U32,
    pub steps: U16,
    pub flags: U16,
}

/// Steps of a run, at most.
pub(super) const RUN_LENGTH: usize = 64;

pub(super) const TOUCHING: u32 = 1;
pub(super) const STAND_IN: u32 = 2;
pub(super) const BEGINS_PATH: u16 = 1;
pub(super) const HOLE: u16 = 2;

/// A shape whose bytes do not hold together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DamagedShape;

/// A territory, or a feature of lines, at one zoom, borrowed from the atlas.
#[derive(Clone, Copy, Debug)]
pub struct Shape<'a> {
    pub(super) record: &'a ShapeRecord,
    pub(super) runs: &'a [RunRecord],
    pub(super) stream: &'a [u8],
}

pub(super) fn point(pair: [I32; 2]) -> GridPoint {
    GridPoint { x: pair[0].get(), y: pair[1].get() }
}

impl RunRecord {
    pub(super) fn bounds(&self) -> GridBox {
        GridBox { min: point(self.min), max: point(self.max) }
    }
}

impl<'a> Shape<'a> {
    /// Its box on the grid of its zoom.
    pub fn bounds(&self) -> GridBox {
        GridBox { min: point(self.record.min), max: point(self.record.max) }
    }

    /// The nearest cell to a point inside; of lines their first point.
    pub fn anchor(&self) -> GridPoint {
        point(self.record.anchor)
    }

    /// The first point of its first ring or line.
    pub fn start(&self) -> GridPoint {
        point(self.record.start)
    }

    pub fn vertices(&self) -> u32 {
        self.record.vertices.get()
    }

    /// What drawing it costs at most: bytes of its stream and its runs.
    pub fn cost(&self) -> usize {
        self.stream.len() + self.runs.len()
    }

    /// Whether it is a square that stands for a territory too small to see.
    pub fn is_stand_in(&self) -> bool {
        self.record.flags.get() & STAND_IN != 0
    }

    /// The command stream behind the first MoveTo.
    pub fn stream(&self) -> &'a [u8] {
        self.stream
    }

    /// Appends what lies of its polygons in the window of a tile to `out`, relative to the tile's corner.
    ///
    /// # Errors
    /// When the stream ends early or the pieces do not join up.
    pub fn cut(
        &self,
        window: &Window,
        corner: GridPoint,
        cutter: &mut Cutter,
        out: &mut Pieces,
    ) -> Result<(), DamagedShape> {
        cutter.set_window(window, corner);
        cutter.begin_polygon();
        if self.runs.is_empty() {
            self.feed_ring(corner, cutter).ok_or(DamagedShape)?;
        } else {
            self.feed_runs(window, corner, cutter, out)?;
        }
        cutter.end_polygon(self.is_touching(), out).map_err(|_| DamagedShape)
    }

    fn is_touching(&self) -> bool {
        self.record.flags.get() & TOUCHING != 0
    }

    /// The only ring of a short shape.
    fn feed_ring(&self, corner: GridPoint, cutter: &mut Cutter) -> Option<()> {
        let mut reader = CommandReader::new(self.stream);
        let steps = reader.varint()? >> 3;
        let mut at = self.start().relative_to(corner);
        cutter.begin_ring(at, false);
        for _ in 0..steps {
            at = reader.step(at)?;
            cutter.line_to(at);
        }
        cutter.end_ring();
        Some(())
    }

    /// The runs of a long shape: those away from the window are passed over undecoded.
    fn feed_runs(
        &self,
        window: &Window,
        corner: GridPoint,
        cutter: &mut Cutter,
        out: &mut Pieces,
    ) -> Result<(), DamagedShape> {
        if self.runs.first().is_none_or(|run| run.flags.get() & BEGINS_PATH == 0) {
            return Err(DamagedShape);
        }
        let mut ring_start = TilePoint::default();
        for (number, run) in self.runs.iter().enumerate() {
            let start = point(run.start).relative_to(corner);
            let flags = run.flags.get();
            if flags & BEGINS_PATH != 0 {
                let is_hole = flags & HOLE != 0;
                if number > 0 {
                    cutter.end_ring();
                    if !is_hole {
                        cutter.end_polygon(self.is_touching(), out).map_err(|_| DamagedShape)?;
                        cutter.begin_polygon();
                    }
                }
                cutter.begin_ring(start, is_hole);
                ring_start = start;
            }
            if usize::from(run.steps.get()) > RUN_LENGTH {
                return Err(DamagedShape);
            }
            if window.meets(&run.bounds()) {
                let bytes = self.stream.get(run.offset.get() as usize..).ok_or(DamagedShape)?;
                let mut reader = CommandReader::new(bytes);
                let mut at = start;
                for _ in 0..run.steps.get() {
                    at = reader.step(at).ok_or(DamagedShape)?;
                    cutter.line_to(at);
                }
            } else {
                let next = self.runs.get(number + 1).filter(|next| next.flags.get() & BEGINS_PATH == 0);
                cutter.skip_to(next.map_or(ring_start, |next| point(next.start).relative_to(corner)));
            }
        }
        cutter.end_ring();
        Ok(())
    }

    /// Every ring of the shape, as open rings on the zoom's grid, each with whether it is a hole.
    ///
    /// # Errors
    /// When the stream ends early.
    pub fn rings(&self) -> Result<Vec<(Vec<GridPoint>, bool)>, DamagedShape> {
        let mut reader = CommandReader::new(self.stream);
        let mut at = TilePoint { x: self.start().x, y: self.start().y };
        let mut rings = Vec::new();
        loop {
            let steps = reader.varint().ok_or(DamagedShape)? >> 3;
            let mut ring = vec![GridPoint { x: at.x, y: at.y }];
            for _ in 0..steps {
                at = reader.step(at).ok_or(DamagedShape)?;
                ring.push(GridPoint { x: at.x, y: at.y });
            }
            let is_hole = crate::geo::double_area(&ring) < 0;
            rings.push((ring, is_hole));
            let _close_path = reader.varint().ok_or(DamagedShape)?;
            if reader.remaining() == 0 {
                return Ok(rings);
            }
            let _move_to = reader.varint().ok_or(DamagedShape)?;
            at = reader.step(at).ok_or(DamagedShape)?;
        }
    }
}
