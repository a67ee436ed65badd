use rustc_hash::FxHashMap;

use super::snap::{ZoomEdge, ZoomEdges};
use crate::geo::{GridPoint, double_area, polygons_from_edges};

/// The label of the outside.
const OUTSIDE: u32 = 0;

impl ZoomEdges {
    /// The same map without specks of the outside that labels enclose: where the grid of the zoom brings two shores
    /// together it closes off a bay, and of a lake or a gap it may leave a cell or two. Each smaller than
    /// `double_area / 2` cells, with nothing in it, goes to the label with which it shares the longest border.
    pub fn without_small_bays(self, double_area: i128) -> ZoomEdges {
        let shores = self.0.iter().filter(|edge| edge.left == OUTSIDE || edge.right == OUTSIDE);
        // Around what is outside, that is; the open sea has no shell and so is no polygon.
        let around = shores.map(|edge| if edge.left == OUTSIDE { (edge.from, edge.to) } else { (edge.to, edge.from) });
        let mut filled: FxHashMap<(GridPoint, GridPoint), u32> = FxHashMap::default();
        for polygon in polygons_from_edges(around.collect(), |_| true) {
            if let [shell] = &polygon[..]
                && self::double_area(shell) < double_area
            {
                let sides = || shell.iter().copied().zip(shell.iter().copied().cycle().skip(1)).map(in_order);
                let owner = self.longest_neighbour(sides());
                filled.extend(sides().map(|side| (side, owner)));
            }
        }
        if filled.is_empty() {
            return self;
        }
        let fill = |mut edge: ZoomEdge| {
            if let Some(&owner) = filled.get(&(edge.from, edge.to)) {
                let side = if edge.left == OUTSIDE { &mut edge.left } else { &mut edge.right };
                *side = owner;
            }
            (edge.left != edge.right).then_some(edge)
        };
        ZoomEdges(self.0.into_iter().filter_map(fill).collect())
    }

    /// The label with the longest share of some edges, the smallest of several.
    fn longest_neighbour(&self, sides: impl Iterator<Item = (GridPoint, GridPoint)>) -> u32 {
        let mut lengths: FxHashMap<u32, f64> = FxHashMap::default();
        for (from, to) in sides {
            if let Ok(place) = self.0.binary_search_by_key(&(from, to), |edge| (edge.from, edge.to)) {
                let edge = self.0[place];
                let length = f64::from(to.x - from.x).hypot(f64::from(to.y - from.y));
                *lengths.entry(if edge.left == OUTSIDE { edge.right } else { edge.left }).or_default() += length;
            }
        }
        let longest = lengths.into_iter().max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)));
        longest.map_or(OUTSIDE, |(label, _)| label)
    }
}

fn in_order((one, other): (GridPoint, GridPoint)) -> (GridPoint, GridPoint) {
    (one.min(other), one.max(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: (i32, i32), to: (i32, i32), left: u32, right: u32) -> ZoomEdge {
        let point = |(x, y)| GridPoint { x, y };
        ZoomEdge { from: point(from), to: point(to), left, right }
    }

    #[test]
    fn a_closed_off_bay_goes_to_the_longer_shore() {
        // Two territories, one above the other, and between them a bay that their border runs into.
        let mut edges = vec![
            edge((0, 0), (0, 5), 0, 1),
            edge((0, 5), (0, 10), 0, 2),
            edge((0, 0), (20, 0), 1, 0),
            edge((0, 10), (20, 10), 0, 2),
            edge((20, 0), (20, 5), 1, 0),
            edge((20, 5), (20, 10), 2, 0),
            edge((0, 5), (8, 5), 2, 1),
            edge((12, 5), (20, 5), 2, 1),
            edge((8, 5), (10, 2), 0, 1),
            edge((10, 2), (12, 5), 0, 1),
            edge((8, 5), (12, 5), 2, 0),
        ];
        edges.sort_unstable();
        let closed = ZoomEdges(edges.clone()).without_small_bays(13);
        assert_eq!(closed.0.len(), edges.len() - 2, "its shores with 1 are gone");
        assert!(closed.0.contains(&edge((8, 5), (12, 5), 2, 1)));
        assert_eq!(ZoomEdges(edges.clone()).without_small_bays(12), ZoomEdges(edges));
    }
}
