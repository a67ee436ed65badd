use crate::atlas::Shape;
use crate::geo::{Cutter, GridPoint, LineCutter, Pieces, TilePoint, Window, move_to, push_line, push_ring, zigzag};

/// Draws the geometry of one feature after another.
#[derive(Default)]
pub(super) struct Pen {
    cutter: Cutter,
    line_cutter: LineCutter,
    pieces: Pieces,
    stream: Vec<u8>,
    head: Vec<u8>,
}

/// What came of drawing a shape.
pub(super) enum Outcome<'a> {
    /// The command stream: what the pen wrote, then what it copies.
    Drawn(&'a [u8], &'a [u8]),
    /// Nothing of it is in the window.
    Outside,
    /// Its bytes do not hold together.
    Damaged,
}

impl Pen {
    /// Draws polygons on a tile: copied when the window holds them, cut when they cross the window's edge.
    pub(super) fn draw_polygons<'a>(
        &'a mut self,
        shape: &Shape<'a>,
        window: &Window,
        corner: GridPoint,
    ) -> Outcome<'a> {
        let bounds = shape.bounds();
        if window.holds(&bounds) {
            return self.copy(shape, corner);
        }
        if !window.meets(&bounds) {
            return Outcome::Outside;
        }
        self.pieces.clear();
        if shape.cut(window, corner, &mut self.cutter, &mut self.pieces).is_err() {
            return Outcome::Damaged;
        }
        if self.pieces.is_empty() {
            return Outcome::Outside;
        }
        self.write_pieces(push_ring)
    }

    /// Draws lines on a tile, as polygons are drawn.
    pub(super) fn draw_lines<'a>(&'a mut self, shape: &Shape<'a>, window: &Window, corner: GridPoint) -> Outcome<'a> {
        let bounds = shape.bounds();
        // Asked first: the box of lines that are nothing at this zoom lies in no window and around none.
        if !window.touches(&bounds) {
            return Outcome::Outside;
        }
        if window.holds(&bounds) {
            return self.copy(shape, corner);
        }
        self.pieces.clear();
        if shape.cut_lines(window, corner, &mut self.line_cutter, &mut self.pieces).is_err() {
            return Outcome::Damaged;
        }
        if self.pieces.is_empty() {
            return Outcome::Outside;
        }
        self.write_pieces(push_line)
    }

    fn copy<'a>(&'a mut self, shape: &Shape<'a>, corner: GridPoint) -> Outcome<'a> {
        let body = shape.stream();
        if body.is_empty() {
            return Outcome::Damaged;
        }
        self.move_to(shape.start().relative_to(corner));
        Outcome::Drawn(&self.head, body)
    }

    /// Writes what was cut; `push` appends one piece to a stream.
    #[inline]
    fn write_pieces(&mut self, push: impl Fn(&mut Vec<u8>, &[TilePoint], &mut TilePoint)) -> Outcome<'_> {
        self.stream.clear();
        let mut cursor = TilePoint::default();
        for piece in self.pieces.iter() {
            push(&mut self.stream, piece, &mut cursor);
        }
        Outcome::Drawn(&self.stream, &[])
    }

    /// Draws a point on a tile, when its window holds it.
    pub(super) fn draw_point(&mut self, at: GridPoint, window: &Window, corner: GridPoint) -> Outcome<'_> {
        let inside = window.min.x <= at.x && at.x <= window.max.x && window.min.y <= at.y && at.y <= window.max.y;
        if !inside {
            return Outcome::Outside;
        }
        self.move_to(at.relative_to(corner));
        Outcome::Drawn(&self.head, &[])
    }

    /// Writes the one MoveTo that depends on the tile.
    fn move_to(&mut self, at: TilePoint) {
        self.head.clear();
        self.head.push(move_to(1) as u8);
        crate::geo::push_varint(&mut self.head, u64::from(zigzag(at.x)));
        crate::geo::push_varint(&mut self.head, u64::from(zigzag(at.y)));
    }
}

/// The command of one MoveTo fits one byte, which `head` relies on.
const _: () = assert!(move_to(1) < 128);
