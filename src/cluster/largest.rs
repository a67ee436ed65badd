use super::forest::{Entry, ForestView};

impl ForestView<'_> {
    /// For each zoom from 0 to `highest` how many points the largest cluster has that it shows; 0 where it shows none.
    ///
    /// Every cluster is looked at once: a million take a few milliseconds. Of bytes that no build has written it looks at
    /// no more than the forest could hold.
    pub fn largest(&self, highest: u8) -> Vec<u32> {
        let mut largest = vec![0; usize::from(highest) + 1];
        // Where each cluster begins to be shown: where the one that holds it falls apart.
        let mut shown_from = vec![u8::MAX; self.nodes.len()];
        let mut budget = self.children.len();
        for (number, node) in self.nodes.iter().enumerate() {
            if number > 0 {
                let zooms = usize::from(shown_from[number])..usize::from(node.expansion_zoom).min(largest.len());
                for zoom in zooms {
                    largest[zoom] = largest[zoom].max(node.member_count.get());
                }
            }
            let entries = self.entries(node);
            let Some(left) = budget.checked_sub(entries.len()) else { break };
            budget = left;
            for entry in entries {
                if let Entry::Node(child) = Entry::of(entry.get())
                    && let Some(from) = shown_from.get_mut(child as usize)
                {
                    *from = node.expansion_zoom;
                }
            }
        }
        largest
    }
}
