//! Cutting polygons and lines at the window of a tile, on integers.
//!
//! ```text
//!            exit 1        entry 2                The border of a polygon, inside on its left, runs through the
//!        ┌─────●──────────────●─────┐             window as chains: each enters at one point of the window's
//!        │     │ chain 1      │     │             edge and leaves at another. From every exit the piece goes on
//!        │     │      chain 2 │     │             along the edge to the next entry, in the direction that keeps
//!        │     │              │     │             the inside on the left. So a ring falls into as many rings as
//!        └─────●──────────────●─────┘             it has pieces, shells and holes together, without bridges.
//!            entry 1       exit 2
//! ```
//!
//! This is the walk of Weiler and Atherton (1977) with a rectangle for a clip polygon. Three things make it exact:
//!
//! * Only the *open* window counts: a point on its edge is outside. Where a border touches the edge, or runs along
//!   it, nothing enters; where several chains meet at one point of the edge, their order is that on a window
//!   smaller by next to nothing, which the directions of the chains decide.
//! * A cut is rounded along the window's edge, alike for both sides of a border. The build side has put a vertex where
//!   that could bring a border over another vertex, or two cuts together; elsewhere it changes nothing but the last
//!   half cell of an edge.
//! * A ring that comes back to a point where it has been is split there, so every ring is simple.
//!
//! On bytes that no build has written the walk may find no way: that is a [`CutFault`], and the polygon is left out.
//!
//! Lines take no walk: see [`LineCutter`].

mod chain;
mod edge;
mod lines;
mod pieces;
mod rings;
mod walk;

use super::{GridPoint, TilePoint, Window};
use chain::Chains;
use edge::Frame;
pub(crate) use edge::crossing_at;
pub use lines::LineCutter;
pub use pieces::Pieces;
use rings::RingSplitter;
use walk::Walk;

/// A polygon whose pieces do not join up: its rings cross, overlap or are wound wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutFault;

/// Cuts polygon after polygon at the windows of tiles, without allocating once its memory has grown to the task.
///
/// For each polygon: [`Cutter::begin_polygon`]; for its shell and then each hole [`Cutter::begin_ring`],
/// [`Cutter::line_to`] or [`Cutter::skip_to`] for the further vertices, [`Cutter::end_ring`]; and
/// [`Cutter::end_polygon`]. Points are relative to the tile's corner.
#[derive(Default)]
pub struct Cutter {
    frame: Frame,
    chains: Chains,
    ring: RingState,
    walk: Walk,
    splitter: RingSplitter,
    /// Whether the window's corner lies inside an odd number of the rings so far.
    inside: bool,
}

/// The ring that is being read.
#[derive(Clone, Copy, Default)]
struct RingState {
    first: TilePoint,
    last: TilePoint,
    /// Whether `last` lies in the open window.
    last_inside: bool,
    hole: bool,
}

impl Cutter {
    /// Takes the window of a tile, whose north-west corner is `corner`.
    pub fn set_window(&mut self, window: &Window, corner: GridPoint) {
        self.frame = Frame { low: window.min.relative_to(corner), high: window.max.relative_to(corner) };
    }

    /// Forgets the polygon before.
    pub fn begin_polygon(&mut self) {
        self.chains.clear();
        self.ring = RingState::default();
        self.inside = false;
    }

    /// Starts a ring at `first`.
    pub fn begin_ring(&mut self, first: TilePoint, hole: bool) {
        let is_inside = self.frame.contains(first);
        self.ring = RingState { first, last: first, last_inside: is_inside, hole };
        self.chains.begin_ring(is_inside.then_some(first));
    }

    /// The ring goes on straight to `point`.
    #[inline]
    pub fn line_to(&mut self, point: TilePoint) {
        let ends_inside = self.frame.contains(point);
        if self.ring.last_inside && ends_inside {
            self.ring.last = point;
            self.chains.push(point);
        } else {
            self.line_across(point, ends_inside);
        }
    }

    /// The ring goes on to `point` outside the window or across its edge.
    fn line_across(&mut self, point: TilePoint, ends_inside: bool) {
        let (from, starts_inside) = (self.ring.last, self.ring.last_inside);
        (self.ring.last, self.ring.last_inside) = (point, ends_inside);
        self.inside ^= self.frame.crosses_below_corner(from, point);
        let Some((entry, exit)) = self.frame.cut(from, point) else { return };
        if !starts_inside {
            self.chains.enter(entry);
        }
        self.chains.push(exit);
        if !ends_inside {
            self.chains.exit();
        }
    }

    /// The ring goes on to `point` by a way that stays outside the open window, on one side of it.
    pub fn skip_to(&mut self, point: TilePoint) {
        if self.ring.last_inside || self.frame.contains(point) {
            self.line_to(point);
        } else {
            self.inside ^= self.frame.crosses_below_corner(self.ring.last, point);
            self.ring.last = point;
        }
    }

    /// Closes the ring.
    pub fn end_ring(&mut self) {
        self.line_to(self.ring.first);
        self.chains.end_ring(self.ring.hole);
    }

    /// Appends the pieces of the polygon to `out`: each shell followed by its holes.
    ///
    /// `touching` says that rings of the polygon share vertices, so that a piece may come back to a point away
    /// from the window's edge too.
    ///
    /// # Errors
    /// When the pieces do not join up; `out` is then as it was.
    pub fn end_polygon(&mut self, touching: bool, out: &mut Pieces) -> Result<(), CutFault> {
        let before = out.mark();
        self.splitter.clear();
        let result = self.pieces(touching);
        match result {
            Ok(()) => self.splitter.append_to(out),
            Err(CutFault) => out.rewind(before),
        }
        result
    }

    fn pieces(&mut self, touching: bool) -> Result<(), CutFault> {
        for (ring, hole) in self.chains.intact() {
            self.splitter.push_simple(ring, hole);
        }
        if self.chains.is_empty() {
            if self.inside && !self.splitter.has_shell() {
                self.splitter.push_simple(&self.frame.corners(), false);
            }
            return Ok(());
        }
        let splitter = &mut self.splitter;
        self.walk.run(&self.frame, &self.chains, |ring, meets| splitter.push(ring, touching || meets))
    }
}

#[cfg(test)]
mod line_tests;
#[cfg(test)]
mod tests;
