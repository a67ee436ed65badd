//! The packed Hilbert R-tree of FlatGeobuf, searched where it lies.
//!
//! Nodes of 40 bytes (box as four f64, then a u64), level by level from the root; the leaves come last, one a
//! feature in Hilbert order. Every level but the last node is full, so the place of a node tells its children and
//! the offsets that FlatGeobuf stores need not be trusted. Boxes are in cells of the world grid.
//! Format: FlatGeobuf specification, "Index", after Vladimir Agafonkin's flatbush.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::io;
use std::ops::ControlFlow;

use flatgeobuf::packed_r_tree::{NodeItem, PackedRTree, calc_extent, hilbert_sort};
use zerocopy::little_endian::{F64, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use crate::geo::{LonLat, LonLatBox, WorldPoint};

/// Children of a node.
const NODE_SIZE: usize = 16;

/// Levels of a tree over 2³² features, and one to spare.
const MOST_LEVELS: usize = 10;

/// One node.
#[derive(Clone, Copy, Debug, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub struct Node {
    min: [F64; 2],
    max: [F64; 2],
    offset: U64,
}

/// A box in cells of the world grid, edges included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorldBox {
    pub min: [f64; 2],
    pub max: [f64; 2],
}

impl WorldBox {
    /// The box of a single point.
    pub fn of_point(point: WorldPoint) -> WorldBox {
        let at = [f64::from(point.x), f64::from(point.y)];
        WorldBox { min: at, max: at }
    }

    /// Metres on the sphere from a place to the nearest place of the box.
    pub fn distance(&self, from: LonLat) -> f64 {
        let corner = |x: f64, y: f64| WorldPoint { x: x as u32, y: y as u32 }.unproject();
        // On the grid y grows southwards.
        let (north_west, south_east) = (corner(self.min[0], self.min[1]), corner(self.max[0], self.max[1]));
        let LonLat { lon: west, lat: north } = north_west;
        let LonLat { lon: east, lat: south } = south_east;
        LonLatBox { west, south: south.min(north), east: east.max(west), north }.distance(from)
    }
}

impl Node {
    #[inline]
    fn meets(&self, query: &WorldBox) -> bool {
        self.min[0].get() <= query.max[0]
            && query.min[0] <= self.max[0].get()
            && self.min[1].get() <= query.max[1]
            && query.min[1] <= self.max[1].get()
    }
}

/// The order of features along the Hilbert curve.
pub fn hilbert_order(boxes: &[WorldBox]) -> Vec<usize> {
    let mut items = items(boxes.iter());
    let extent = calc_extent(&items);
    hilbert_sort(&mut items, &extent);
    items.iter().map(|item| item.offset as usize).collect()
}

/// The bytes of the tree over boxes that are in order already; none over no boxes.
///
/// # Errors
/// Never on memory; the library's signature wants it.
pub fn pack(boxes: &[WorldBox]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    if !boxes.is_empty() {
        let items = items(boxes.iter());
        let tree = PackedRTree::build(&items, &calc_extent(&items), NODE_SIZE as u16).map_err(io::Error::other)?;
        tree.stream_write(&mut out).map_err(io::Error::other)?;
    }
    Ok(out)
}

fn items<'a>(boxes: impl Iterator<Item = &'a WorldBox>) -> Vec<NodeItem> {
    boxes
        .enumerate()
        .map(|(number, WorldBox { min, max })| NodeItem {
            offset: number as u64,
            ..NodeItem::bounds(min[0], min[1], max[0], max[1])
        })
        .collect()
}

/// Number of nodes of the tree over so many features.
pub fn node_count(features: usize) -> usize {
    let (levels, _) = levels(features);
    levels[0]
}

/// For each level from the leaves up, the place behind its last node, and the number of levels.
fn levels(features: usize) -> ([usize; MOST_LEVELS], usize) {
    let mut sizes = [0; MOST_LEVELS];
    let (mut size, mut count) = (features, 0);
    while features > 0 && count < MOST_LEVELS {
        sizes[count] = size;
        count += 1;
        if size == 1 && count > 1 {
            break;
        }
        size = size.div_ceil(NODE_SIZE);
    }
    let mut ends = [0; MOST_LEVELS];
    let mut end = 0;
    for level in (0..count).rev() {
        end += sizes[level];
        ends[level] = end;
    }
    (ends, count)
}

/// Calls `found` with the number of every feature whose box meets the query, ascending.
pub fn search(nodes: &[Node], features: usize, query: &WorldBox, mut found: impl FnMut(u32)) {
    let (ends, count) = levels(features);
    if count == 0 || nodes.len() < ends[0] {
        return;
    }
    let start_of = |level: usize| if level + 1 == count { 0 } else { ends[level + 1] };
    // A node waits as its level and its place in that level; each level holds one node's children at most.
    let mut waiting = [(0usize, 0usize); MOST_LEVELS * NODE_SIZE];
    let mut depth = 1;
    waiting[0] = (count - 1, 0);
    while depth > 0 {
        depth -= 1;
        let (level, place) = waiting[depth];
        if !nodes[start_of(level) + place].meets(query) {
            continue;
        }
        let below = level - 1;
        let first = place * NODE_SIZE;
        let last = (first + NODE_SIZE).min(ends[below] - start_of(below));
        if below == 0 {
            let start = start_of(0);
            for leaf in (first..last).filter(|leaf| nodes[start + leaf].meets(query)) {
                found(leaf as u32);
            }
        } else {
            for child in (first..last).rev() {
                waiting[depth] = (below, child);
                depth += 1;
            }
        }
    }
}

/// Calls `found` with features and the distance of their boxes, the nearest first, until it breaks off. `distance` is
/// that of a box, and no more than that of any box inside it (G. R. Hjaltason and H. Samet 1999).
pub fn nearest(
    nodes: &[Node],
    features: usize,
    distance: impl Fn(&WorldBox) -> f64,
    mut found: impl FnMut(u32, f64) -> ControlFlow<()>,
) {
    let (ends, count) = levels(features);
    if count == 0 || nodes.len() < ends[0] {
        return;
    }
    let start_of = |level: usize| if level + 1 == count { 0 } else { ends[level + 1] };
    let waiting_at = |level: usize, place: usize| {
        let node = &nodes[start_of(level) + place];
        let area = WorldBox { min: node.min.map(F64::get), max: node.max.map(F64::get) };
        Waiting { distance: distance(&area), level, place }
    };
    let mut waiting = BinaryHeap::from([waiting_at(count - 1, 0)]);
    while let Some(Waiting { distance, level, place }) = waiting.pop() {
        if level == 0 {
            if found(place as u32, distance).is_break() {
                return;
            }
            continue;
        }
        let below = level - 1;
        let first = place * NODE_SIZE;
        let last = (first + NODE_SIZE).min(ends[below] - start_of(below));
        waiting.extend((first..last).map(|child| waiting_at(below, child)));
    }
}

/// A node or a feature whose turn has not come. The nearest is the greatest; of equals, features come before nodes.
struct Waiting {
    distance: f64,
    level: usize,
    place: usize,
}

impl Ord for Waiting {
    fn cmp(&self, other: &Waiting) -> Ordering {
        let key = |it: &Waiting| (it.level, it.place);
        other.distance.total_cmp(&self.distance).then_with(|| key(other).cmp(&key(self)))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Waiting) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Waiting) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tree(boxes: &[WorldBox]) -> Vec<u8> {
        pack(boxes).unwrap()
    }

    fn nodes(bytes: &[u8]) -> &[Node] {
        crate::container::as_records(bytes)
    }

    fn square(x: f64, y: f64, side: f64) -> WorldBox {
        WorldBox { min: [x, y], max: [x + side, y + side] }
    }

    #[test]
    fn no_features_make_no_tree() {
        assert!(tree(&[]).is_empty());
        search(&[], 0, &square(0.0, 0.0, 1.0), |_| panic!("nothing to find"));
    }

    #[test]
    fn a_tree_shorter_than_its_features_finds_nothing() {
        let bytes = tree(&[square(0.0, 0.0, 1.0); 40]);
        search(&nodes(&bytes)[..20], 40, &square(0.0, 0.0, 1.0), |_| panic!("cut short"));
    }

    proptest! {
        #[test]
        fn finds_what_a_scan_finds_in_order(
            places in prop::collection::vec((0..1000i32, 0..1000i32, 0..50i32), 1..700),
            query in (0..1000i32, 0..1000i32, 0..400i32),
        ) {
            let boxes: Vec<_> = places.iter().map(|&(x, y, side)| square(x.into(), y.into(), side.into())).collect();
            let order = hilbert_order(&boxes);
            let boxes: Vec<_> = order.iter().map(|&number| boxes[number]).collect();
            let bytes = tree(&boxes);
            prop_assert_eq!(nodes(&bytes).len(), node_count(boxes.len()));
            let query = square(query.0.into(), query.1.into(), query.2.into());
            let meets = |found: &WorldBox| (0..2).all(|axis| {
                found.min[axis] <= query.max[axis] && query.min[axis] <= found.max[axis]
            });
            let expected: Vec<u32> = (0..boxes.len() as u32).filter(|&n| meets(&boxes[n as usize])).collect();
            let mut actual = Vec::new();
            search(nodes(&bytes), boxes.len(), &query, |number| actual.push(number));
            prop_assert_eq!(actual, expected);
        }

        #[test]
        fn the_nearest_come_first(
            places in prop::collection::vec((any::<u32>(), 700_000_000u32..3_600_000_000), 1..400),
            lon in -180.0f64..180.0, lat in -90.0f64..90.0,
        ) {
            let boxes: Vec<_> = places.iter().map(|&(x, y)| WorldBox::of_point(WorldPoint { x, y })).collect();
            let order = hilbert_order(&boxes);
            let boxes: Vec<_> = order.iter().map(|&number| boxes[number]).collect();
            let bytes = tree(&boxes);
            let from = LonLat { lon, lat };
            let mut found = Vec::new();
            nearest(nodes(&bytes), boxes.len(), |area| area.distance(from), |feature, distance| {
                found.push((feature, distance));
                if found.len() == 50 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            let mut expected: Vec<f64> = boxes.iter().map(|area| area.distance(from)).collect();
            expected.sort_by(f64::total_cmp);
            expected.truncate(50);
            let distances: Vec<f64> = found.iter().map(|(_, distance)| *distance).collect();
            prop_assert_eq!(distances, expected);
            for (feature, distance) in found {
                prop_assert_eq!(boxes[feature as usize].distance(from), distance);
            }
        }
    }
}
