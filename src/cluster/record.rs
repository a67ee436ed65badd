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
    /// Whether all members stand at one place: 1 or 0.
    pub leaves: u8,
    pub padding: [u8; 6],
}

/// Set in the id of every cluster, beside 52 bits that are mixed from the codes of its members: ids are whole numbers
/// that JavaScript can tell apart, and stay the same from build to build while the members do.
pub const NODE_ID: u64 = 1 << 52;

impl NodeRecord {
    /// Whether all members stand at one place, so that no zoom can show them apart.
    pub fn is_of_one_place(&self) -> bool {
        self.leaves == 1
    }
}
