use std::ops::Range;

use crate::geo::TilePoint;

/// What windows have left of shapes: lines, or rings in the order that MVT wants, every shell followed by its holes.
#[derive(Default)]
pub struct Pieces {
    points: Vec<TilePoint>,
    pieces: Vec<Range<usize>>,
}

impl Pieces {
    pub fn clear(&mut self) {
        self.points.clear();
        self.pieces.clear();
    }

    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The lines, or the rings, open: the last point of a ring is not its first.
    pub fn iter(&self) -> impl Iterator<Item = &[TilePoint]> {
        self.pieces.iter().map(|range| &self.points[range.clone()])
    }

    pub(super) fn push(&mut self, piece: &[TilePoint]) {
        let start = self.points.len();
        self.points.extend_from_slice(piece);
        self.pieces.push(start..self.points.len());
    }

    pub(super) fn mark(&self) -> (usize, usize) {
        (self.points.len(), self.pieces.len())
    }

    pub(super) fn rewind(&mut self, (points, pieces): (usize, usize)) {
        self.points.truncate(points);
        self.pieces.truncate(pieces);
    }
}
