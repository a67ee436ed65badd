use zerocopy::little_endian::U32;

use super::POINT;
use super::join::{Active, Member, Method};
use super::record::{NEVER_PARTS, NODE_ID, NodeRecord, ONE_PLACE};

/// All clusters of some points. The first is no cluster but all of them together; what it falls into are the clusters
/// and points of the lowest zoom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forest {
    /// A cluster stands behind the one that holds it, siblings side by side.
    pub nodes: Vec<NodeRecord>,
    /// Entries of all clusters: a cluster's number, or a feature with bit 31 set.
    pub children: Vec<U32>,
    /// Features, so that those of any cluster stand together.
    pub order: Vec<U32>,
}

/// A forest in memory of another owner, such as a mapped atlas. Every number in it may be wrong.
#[derive(Clone, Copy, Debug, Default)]
pub struct ForestView<'a> {
    pub nodes: &'a [NodeRecord],
    pub children: &'a [U32],
    pub order: &'a [U32],
}

/// An entry of the children of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Point(u32),
    Node(u32),
}

impl Entry {
    pub(super) fn of(entry: u32) -> Entry {
        if entry & POINT == 0 { Entry::Node(entry) } else { Entry::Point(entry & !POINT) }
    }
}

impl Forest {
    pub fn view(&self) -> ForestView<'_> {
        ForestView { nodes: &self.nodes, children: &self.children, order: &self.order }
    }

    /// Bytes that it takes in memory.
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.nodes) + size_of_val(&*self.children) + size_of_val(&*self.order)
    }
}

impl<'a> ForestView<'a> {
    /// The entries that a cluster falls into.
    pub(super) fn entries(&self, node: &NodeRecord) -> &'a [U32] {
        part(self.children, node.first_child.get(), node.child_count.get())
    }

    /// The features of a cluster.
    pub fn members(&self, node: &NodeRecord) -> &'a [U32] {
        part(self.order, node.first_member.get(), node.member_count.get())
    }

    /// The cluster of an id. All are looked at: a million take a few milliseconds.
    pub fn find(&self, id: u64) -> Option<(u32, &'a NodeRecord)> {
        let clusters = (0..).zip(self.nodes).skip(1);
        clusters.into_iter().find(|(_, node)| node.id.get() == id)
    }
}

fn part(all: &[U32], first: u32, count: u32) -> &[U32] {
    let first = first as usize;
    all.get(first..first.saturating_add(count as usize)).unwrap_or(&[])
}

/// Clusters while points are joined: each as it comes about, behind those that it is made of.
#[derive(Default)]
pub(super) struct Sketch {
    drafts: Vec<Draft>,
    children: Vec<u32>,
}

/// A cluster before it has a place.
#[derive(Clone, Copy, Default)]
pub(super) struct Draft {
    expansion_zoom: u8,
    leaves: u8,
    first_child: usize,
    child_count: usize,
}

impl Draft {
    pub(super) fn of_one_place(expansion_zoom: u8) -> Draft {
        Draft { expansion_zoom, leaves: ONE_PLACE, ..Draft::default() }
    }

    /// Of a layer whose highest zoom is `highest`.
    pub(super) fn falling_apart_at(expansion_zoom: u8, highest: u8) -> Draft {
        let leaves = if expansion_zoom > highest { NEVER_PARTS } else { 0 };
        Draft { expansion_zoom, leaves, ..Draft::default() }
    }
}

impl Sketch {
    /// Adds a cluster of these entries and returns its own. Points are numbers of members, with bit 31 set.
    pub(super) fn add(&mut self, draft: Draft, entries: impl IntoIterator<Item = u32>) -> u32 {
        let first_child = self.children.len();
        self.children.extend(entries);
        self.drafts.push(Draft { first_child, child_count: self.children.len() - first_child, ..draft });
        self.drafts.len() as u32 - 1
    }

    /// Puts the clusters in their order: from the lowest zoom up, siblings side by side.
    pub(super) fn finish(mut self, members: &[Member], active: &[Active], method: &Method) -> Forest {
        let root =
            self.add(Draft::falling_apart_at(method.zooms.min, method.highest), active.iter().map(|it| it.entry));
        let counts = self.counts();
        let mut forest = Forest {
            nodes: Vec::with_capacity(self.drafts.len()),
            children: Vec::with_capacity(self.children.len()),
            order: vec![U32::new(0); members.len()],
        };
        forest.nodes.push(self.record(root, 0, &counts));
        let mut drafts = vec![root];
        let mut next = 0;
        while let Some(&draft) = drafts.get(next) {
            let draft = self.drafts[draft as usize];
            let mut first_member = forest.nodes[next].first_member.get();
            forest.nodes[next].first_child = U32::new(forest.children.len() as u32);
            for &entry in &self.children[draft.first_child..draft.first_child + draft.child_count] {
                match Entry::of(entry) {
                    Entry::Point(member) => {
                        let feature = members[member as usize].feature;
                        forest.order[first_member as usize] = U32::new(feature);
                        if draft.leaves != ONE_PLACE {
                            forest.children.push(U32::new(POINT | feature));
                        }
                        first_member += 1;
                    }
                    Entry::Node(child) => {
                        forest.children.push(U32::new(drafts.len() as u32));
                        drafts.push(child);
                        forest.nodes.push(self.record(child, first_member, &counts));
                        first_member += counts[child as usize];
                    }
                }
            }
            let count = forest.children.len() as u32 - forest.nodes[next].first_child.get();
            forest.nodes[next].child_count = U32::new(count);
            next += 1;
        }
        forest.measure(members);
        forest
    }

    /// For each cluster the number of its members. Clusters stand behind those that they are made of.
    fn counts(&self) -> Vec<u32> {
        let mut counts: Vec<u32> = Vec::with_capacity(self.drafts.len());
        for draft in &self.drafts {
            let entries = &self.children[draft.first_child..draft.first_child + draft.child_count];
            let count = |entry: &u32| match Entry::of(*entry) {
                Entry::Point(_) => 1,
                Entry::Node(child) => counts[child as usize],
            };
            counts.push(entries.iter().map(count).sum());
        }
        counts
    }

    fn record(&self, draft: u32, first_member: u32, counts: &[u32]) -> NodeRecord {
        let Draft { expansion_zoom, leaves, .. } = self.drafts[draft as usize];
        NodeRecord {
            id: 0.into(),
            place: [U32::new(0); 2],
            bounds: [U32::new(0); 4],
            first_child: U32::new(0),
            child_count: U32::new(0),
            first_member: first_member.into(),
            member_count: counts[draft as usize].into(),
            expansion_zoom,
            leaves,
            padding: [0; 6],
        }
    }
}

/// What is known of a cluster by its members.
#[derive(Clone, Copy)]
struct Measure {
    key: u64,
    sum: [u64; 2],
    bounds: [u32; 4],
}

impl Measure {
    const NONE: Measure = Measure { key: 0, sum: [0; 2], bounds: [u32::MAX, u32::MAX, 0, 0] };

    fn of(member: &Member) -> Measure {
        let [x, y] = [member.place.x, member.place.y];
        Measure { key: member.key, sum: [x.into(), y.into()], bounds: [x, y, x, y] }
    }

    fn and(self, other: Measure) -> Measure {
        let ([west, north, east, south], [w, n, e, s]) = (self.bounds, other.bounds);
        Measure {
            key: self.key.wrapping_add(other.key),
            sum: [self.sum[0] + other.sum[0], self.sum[1] + other.sum[1]],
            bounds: [west.min(w), north.min(n), east.max(e), south.max(s)],
        }
    }
}

impl Forest {
    /// Fills in what clusters say of their members: ids, means, boxes.
    fn measure(&mut self, members: &[Member]) {
        let highest = members.iter().map(|member| member.feature as usize + 1).max().unwrap_or(0);
        let mut of_feature = vec![u32::MAX; highest];
        for (number, member) in (0..).zip(members) {
            of_feature[member.feature as usize] = number;
        }
        let leaf = |feature: u32| Measure::of(&members[of_feature[feature as usize] as usize]);
        let measures = self.view().fold(Measure::NONE, leaf, Measure::and);
        for (node, measure) in self.nodes.iter_mut().zip(measures) {
            let count = u64::from(node.member_count.get().max(1));
            node.id = (NODE_ID | mix(measure.key) >> 12).into();
            node.place = measure.sum.map(|sum| U32::new(((sum + count / 2) / count) as u32));
            node.bounds = measure.bounds.map(U32::new);
        }
    }
}

/// Spreads the bits of a sum over the whole number: the finaliser of MurmurHash3 (A. Appleby).
fn mix(mut key: u64) -> u64 {
    for factor in [0xFF51_AFD7_ED55_8CCD, 0xC4CE_B9FE_1A85_EC53] {
        key = (key ^ key >> 33).wrapping_mul(factor);
    }
    key ^ key >> 33
}

impl ForestView<'_> {
    /// For each cluster what its members make together.
    pub(super) fn fold<T: Copy>(&self, none: T, leaf: impl Fn(u32) -> T, and: impl Fn(T, T) -> T) -> Vec<T> {
        let mut made = vec![none; self.nodes.len()];
        // Clusters stand before those that they fall into.
        for (number, node) in self.nodes.iter().enumerate().rev() {
            let entries = self.entries(node);
            let mut whole = none;
            for entry in entries {
                whole = and(
                    whole,
                    match Entry::of(entry.get()) {
                        Entry::Point(feature) => leaf(feature),
                        Entry::Node(child) => made.get(child as usize).copied().unwrap_or(none),
                    },
                );
            }
            if node.is_of_one_place() {
                whole = self.members(node).iter().fold(whole, |whole, feature| and(whole, leaf(feature.get())));
            }
            made[number] = whole;
        }
        made
    }
}
