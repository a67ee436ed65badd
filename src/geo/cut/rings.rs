use std::ops::Range;

use super::pieces::Pieces;
use crate::geo::{SimpleRings, TilePoint, double_area, lies_inside};

/// Collects the rings of one polygon, splits those that come back to a point, and sorts holes to shells.
#[derive(Default)]
pub(super) struct RingSplitter {
    points: Vec<TilePoint>,
    shells: Vec<Range<usize>>,
    holes: Vec<Range<usize>>,
    splitter: SimpleRings<TilePoint>,
    /// For each hole that lies in a shell, that shell and itself.
    owners: Vec<(usize, usize)>,
}

impl RingSplitter {
    pub(super) fn clear(&mut self) {
        self.points.clear();
        self.shells.clear();
        self.holes.clear();
    }

    pub(super) fn has_shell(&self) -> bool {
        !self.shells.is_empty()
    }

    /// Takes a ring that is known to be simple.
    pub(super) fn push_simple(&mut self, ring: &[TilePoint], hole: bool) {
        let start = self.points.len();
        self.points.extend_from_slice(ring);
        let range = start..self.points.len();
        if hole { self.holes.push(range) } else { self.shells.push(range) }
    }

    /// Takes a ring of joined chains; with `may_repeat` it may pass one point several times.
    pub(super) fn push(&mut self, ring: &[TilePoint], may_repeat: bool) {
        if may_repeat {
            let mut splitter = std::mem::take(&mut self.splitter);
            splitter.split(ring, |ring| self.push_wound(ring));
            self.splitter = splitter;
        } else {
            self.push_wound(ring);
        }
    }

    fn push_wound(&mut self, ring: &[TilePoint]) {
        let area = double_area(ring);
        if area != 0 && ring.len() >= 3 {
            self.push_simple(ring, area < 0);
        }
    }

    /// Writes every shell followed by its holes. A hole without a shell can only come from bytes that no build has
    /// written; it is left out.
    pub(super) fn append_to(&mut self, out: &mut Pieces) {
        let mut owners = std::mem::take(&mut self.owners);
        owners.clear();
        owners.extend(self.holes.iter().enumerate().filter_map(|(hole, range)| Some((self.shell_of(range)?, hole))));
        owners.sort_unstable();
        let mut rest = owners.as_slice();
        for (number, shell) in self.shells.iter().enumerate() {
            out.push(&self.points[shell.clone()]);
            let count = rest.iter().take_while(|(owner, _)| *owner == number).count();
            let (holes, others) = rest.split_at(count);
            holes.iter().for_each(|&(_, hole)| out.push(&self.points[self.holes[hole].clone()]));
            rest = others;
        }
        self.owners = owners;
    }

    fn shell_of(&self, hole: &Range<usize>) -> Option<usize> {
        if self.shells.len() == 1 {
            return Some(0);
        }
        self.shells.iter().position(|shell| lies_inside(&self.points[hole.clone()], &self.points[shell.clone()]))
    }
}
