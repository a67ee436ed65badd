use super::forest::{Entry, ForestView};
use super::record::NodeRecord;

/// What a zoom shows at some place.
#[derive(Clone, Copy, Debug)]
pub enum Found<'a> {
    /// A feature that stands alone.
    Point(u32),
    /// A cluster and its number.
    Cluster(u32, &'a NodeRecord),
}

impl<'a> ForestView<'a> {
    /// Calls `found` with the clusters that a zoom shows and whose members' box meets a box of the world grid (`min` and
    /// `max` as x, y), and with points of their own near it: one for each point of the forest, or each cluster, of that
    /// zoom inside the box, and some outside.
    ///
    /// Of bytes that no build has written it makes no more than the forest could hold.
    pub fn search(&self, min: [f64; 2], max: [f64; 2], zoom: u8, mut found: impl FnMut(Found<'a>)) {
        let Some(root) = self.nodes.first() else { return };
        let mut waiting = vec![(0, root)];
        let mut budget = self.nodes.len() + self.children.len();
        while let Some((number, node)) = waiting.pop() {
            if zoom < node.expansion_zoom {
                // Below the lowest zoom nothing is shown: all together is no cluster.
                if number != 0 {
                    found(Found::Cluster(number, node));
                }
                continue;
            }
            let entries = self.entries(node);
            let Some(left) = budget.checked_sub(entries.len() + 1) else { return };
            budget = left;
            // The last that waits is the next that comes: turned round, siblings come in their order.
            for entry in entries.iter().rev() {
                match Entry::of(entry.get()) {
                    Entry::Point(feature) => found(Found::Point(feature)),
                    Entry::Node(child) => {
                        let Some(next) = self.nodes.get(child as usize) else { continue };
                        // What it is made of falls apart later than it does, or the bytes are not of a build.
                        let is_sound = next.expansion_zoom > node.expansion_zoom;
                        if is_sound && meets(next, min, max) {
                            waiting.push((child, next));
                        }
                    }
                }
            }
        }
    }
}

fn meets(node: &NodeRecord, min: [f64; 2], max: [f64; 2]) -> bool {
    let [west, north, east, south] = node.bounds.map(|value| f64::from(value.get()));
    west <= max[0] && east >= min[0] && north <= max[1] && south >= min[1]
}
