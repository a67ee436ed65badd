use std::ops::Range;

use crate::geo::TilePoint;

/// The pieces of a polygon's border inside the window: chains from edge to edge, and rings that never leave it.
#[derive(Default)]
pub(super) struct Chains {
    points: Vec<TilePoint>,
    chains: Vec<Range<usize>>,
    intact: Vec<(Range<usize>, bool)>,
    /// First chain of the ring that is being read.
    ring_start: usize,
    /// Where the chain that is being read began.
    open: Option<usize>,
    /// Whether the ring began inside, so that its first chain lacks its beginning.
    headless: bool,
}

impl Chains {
    pub(super) fn clear(&mut self) {
        self.points.clear();
        self.chains.clear();
        self.intact.clear();
        self.ring_start = 0;
        self.open = None;
        self.headless = false;
    }

    pub(super) fn begin_ring(&mut self, inside: Option<TilePoint>) {
        self.ring_start = self.chains.len();
        self.open = None;
        self.headless = inside.is_some();
        if let Some(first) = inside {
            self.enter(first);
        }
    }

    pub(super) fn enter(&mut self, point: TilePoint) {
        self.open = Some(self.points.len());
        self.points.push(point);
    }

    #[inline]
    pub(super) fn push(&mut self, point: TilePoint) {
        self.points.push(point);
    }

    pub(super) fn exit(&mut self) {
        let Some(start) = self.open.take() else { return };
        let is_headless = self.headless && self.chains.len() == self.ring_start;
        // A chain without length enters and leaves at once (rounding alone makes it): both ends go together.
        let has_length = self.points[start..].iter().any(|point| *point != self.points[start]);
        if is_headless || has_length {
            self.chains.push(start..self.points.len());
        }
    }

    /// Joins the end of the ring, which has come back to its first point, to its beginning.
    pub(super) fn end_ring(&mut self, hole: bool) {
        let Some(start) = self.open.take() else { return };
        if self.chains.len() == self.ring_start {
            self.intact.push((start..self.points.len() - 1, hole));
        } else {
            let head = self.chains[self.ring_start].clone();
            self.points.extend_from_within(head.start + 1..head.end);
            self.chains[self.ring_start] = start..self.points.len();
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.chains.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.chains.len()
    }

    pub(super) fn get(&self, number: usize) -> &[TilePoint] {
        &self.points[self.chains[number].clone()]
    }

    /// Rings wholly inside, each with whether it is a hole.
    pub(super) fn intact(&self) -> impl Iterator<Item = (&[TilePoint], bool)> {
        self.intact.iter().map(|(range, hole)| (&self.points[range.clone()], *hole))
    }
}
