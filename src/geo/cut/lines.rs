use super::edge::Frame;
use super::pieces::Pieces;
use crate::geo::{GridPoint, TilePoint, Window};

/// Cuts line after line at the windows of tiles, without allocating once its memory has grown to the task.
///
/// For each line: [`LineCutter::begin_line`], [`LineCutter::line_to`] or [`LineCutter::skip_to`] for the further points,
/// [`LineCutter::end_line`]. Points are relative to the tile's corner.
///
/// The *closed* window counts, since a line along its edge is to be seen; what has only a point in common with it leaves
/// nothing. A piece ends where the line leaves the window and never goes on along the edge. Lines cannot be wrong as
/// polygons can: any points make some pieces, of two points at least, none of which repeats the one before.
#[derive(Default)]
pub struct LineCutter {
    frame: Frame,
    first: TilePoint,
    last: TilePoint,
    /// The piece that is being read, up to `last`; empty while the line is outside.
    piece: Vec<TilePoint>,
    /// The piece with which the line began, if it began inside and has left: the last piece may lead into it.
    head: Vec<TilePoint>,
    /// Whether no point of the line so far lay outside.
    is_whole: bool,
}

impl LineCutter {
    /// Takes the window of a tile, whose north-west corner is `corner`.
    pub fn set_window(&mut self, window: &Window, corner: GridPoint) {
        self.frame = Frame { low: window.min.relative_to(corner), high: window.max.relative_to(corner) };
    }

    /// Starts a line at `first`, and forgets one that was not ended.
    pub fn begin_line(&mut self, first: TilePoint) {
        (self.first, self.last, self.is_whole) = (first, first, self.frame.holds(first));
        self.piece.clear();
        self.head.clear();
    }

    /// The line goes on straight to `point`.
    #[inline]
    pub fn line_to(&mut self, point: TilePoint, out: &mut Pieces) {
        let from = std::mem::replace(&mut self.last, point);
        if let Some((entry, exit)) = self.frame.clip(from, point) {
            if self.piece.is_empty() {
                self.piece.push(entry);
            }
            self.piece.push(exit);
        }
        if !self.frame.holds(point) {
            self.leave(out);
        }
    }

    /// The line goes on to `point` by a way that does not touch the window.
    pub fn skip_to(&mut self, point: TilePoint, out: &mut Pieces) {
        self.leave(out);
        self.last = point;
    }

    /// Ends the line, and appends what is left of it to `out`. Where a line that has left the window comes back to its
    /// first point, its last piece goes on as its first: nothing shows where a closed line begins.
    pub fn end_line(&mut self, out: &mut Pieces) {
        if !self.head.is_empty() && self.piece.last() == Some(&self.first) {
            self.piece.extend_from_slice(&self.head[1..]);
            self.head.clear();
        }
        put(&mut self.head, out);
        put(&mut self.piece, out);
    }

    /// Ends the piece that is being read: the line lies outside.
    fn leave(&mut self, out: &mut Pieces) {
        if std::mem::take(&mut self.is_whole) {
            std::mem::swap(&mut self.head, &mut self.piece);
        } else {
            put(&mut self.piece, out);
        }
    }
}

/// Appends a piece to `out`, unless it is empty, and empties it.
fn put(piece: &mut Vec<TilePoint>, out: &mut Pieces) {
    if !piece.is_empty() {
        out.push(piece);
        piece.clear();
    }
}
