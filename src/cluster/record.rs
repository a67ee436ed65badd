use zerocopy::little_endian::{U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

/// A cluster as it lies in the atlas, 56 bytes. Coordinates are of the world grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub struct NodeRecord {
    /// Names the cluster by its members alone, whichever the zoom: see [`NODE_ID`].
    pub id: U64,
    /// The mean of its members' places.
    pub place: [U32; 2],
    /// West, north, east and south of its members' places.
    pub bounds: [U32; 4],
    /// What it falls into: entries among all children. None where all members stand at one place.
    pub first_child: U32,
    pub child_count: U32,
    /// Its members: places in the order of the forest.
    pub first_member: U32,
    pub member_count: U32,
    /// The lowest zoom that shows it in pieces; one above the highest where none does.
    pub expansion_zoom: u8,
    /// 0 where some zoom of the layer shows it in pieces, [`ONE_PLACE`], or [`NEVER_PARTS`].
    pub leaves: u8,
    pub padding: [u8; 6],
}

/// Set in the id of every cluster, beside 52 bits that are mixed from the codes of its members: ids are whole numbers
/// that JavaScript can tell apart, and stay the same from build to build while the members do.
pub const NODE_ID: u64 = 1 << 52;

/// All members stand at one place, so that no zoom whatever shows them apart.
pub(super) const ONE_PLACE: u8 = 1;

/// Members stand at several places, but neighbours are joined up to the layer's highest zoom.
pub(super) const NEVER_PARTS: u8 = 2;

impl NodeRecord {
    /// Whether no zoom of the layer shows its members apart: who wants to see them needs the list.
    pub fn is_of_leaves(&self) -> bool {
        self.leaves != 0
    }

    /// Whether all members stand at one place. Such a cluster has members, but no children.
    pub fn is_of_one_place(&self) -> bool {
        self.leaves == ONE_PLACE
    }
}
