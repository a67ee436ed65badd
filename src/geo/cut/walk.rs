use super::CutFault;
use super::chain::Chains;
use super::edge::Frame;
use crate::geo::TilePoint;

/// Joins chains along the window's edge to rings.
#[derive(Default)]
pub(super) struct Walk {
    ends: Vec<End>,
    /// For each chain, where its exit stands among the sorted ends.
    exits: Vec<usize>,
    used: Vec<bool>,
    ring: Vec<TilePoint>,
}

/// One end of a chain on the window's edge.
#[derive(Clone, Copy)]
struct End {
    position: i64,
    order: f64,
    is_exit: bool,
    chain: usize,
}

impl Walk {
    /// Calls `emit` with every ring, and whether chains met at a point of the edge.
    pub(super) fn run(
        &mut self,
        frame: &Frame,
        chains: &Chains,
        mut emit: impl FnMut(&[TilePoint], bool),
    ) -> Result<(), CutFault> {
        self.sort_ends(frame, chains);
        let meets = self.ends.windows(2).any(|pair| pair[0].position == pair[1].position);
        for start in 0..chains.len() {
            if !self.used[start] {
                self.follow(start, frame, chains)?;
                emit(&self.ring, meets);
            }
        }
        Ok(())
    }

    fn sort_ends(&mut self, frame: &Frame, chains: &Chains) {
        self.ends.clear();
        for chain in 0..chains.len() {
            if let [first, second, ..] = chains.get(chain)
                && let [.., before, last] = chains.get(chain)
            {
                let (position, order) = frame.position(*first, *second);
                self.ends.push(End { position, order, is_exit: false, chain });
                let (position, order) = frame.position(*last, *before);
                self.ends.push(End { position, order, is_exit: true, chain });
            }
        }
        self.ends.sort_unstable_by(|one, other| {
            (one.position.cmp(&other.position))
                .then(one.order.total_cmp(&other.order))
                .then(one.is_exit.cmp(&other.is_exit))
                .then(one.chain.cmp(&other.chain))
        });
        self.exits.clear();
        self.exits.resize(chains.len(), usize::MAX);
        self.used.clear();
        self.used.resize(chains.len(), false);
        for (place, end) in self.ends.iter().enumerate() {
            if end.is_exit {
                self.exits[end.chain] = place;
            }
        }
    }

    /// Walks one ring: along a chain, then along the edge to the next entry, until the first chain comes again.
    fn follow(&mut self, start: usize, frame: &Frame, chains: &Chains) -> Result<(), CutFault> {
        self.ring.clear();
        let mut chain = start;
        loop {
            if std::mem::replace(&mut self.used[chain], true) {
                return Err(CutFault);
            }
            for &point in chains.get(chain) {
                push_new(&mut self.ring, point);
            }
            let place = self.exits[chain];
            let exit = *self.ends.get(place).ok_or(CutFault)?;
            let around = place + 1 == self.ends.len();
            let entry = self.ends[if around { 0 } else { place + 1 }];
            if entry.is_exit {
                return Err(CutFault);
            }
            let reach = entry.position + if around { frame.perimeter() } else { 0 };
            for corner in 0..8 {
                let position = frame.corner_position(corner);
                if exit.position < position && position < reach {
                    push_new(&mut self.ring, frame.corner(corner));
                }
            }
            chain = entry.chain;
            if chain == start {
                break;
            }
        }
        while self.ring.len() > 1 && self.ring.first() == self.ring.last() {
            self.ring.pop();
        }
        Ok(())
    }
}

fn push_new(ring: &mut Vec<TilePoint>, point: TilePoint) {
    if ring.last() != Some(&point) {
        ring.push(point);
    }
}
