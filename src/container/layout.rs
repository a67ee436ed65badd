use std::fmt;

use zerocopy::little_endian::{U16, U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

/// Sections begin at multiples of this.
pub(super) const ALIGNMENT: u64 = 64;

/// The layer of sections that belong to none.
pub const NO_LAYER: u16 = 0xFFFF;

/// XXH3 of a file's header and table, and so of all its bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ContentHash(pub [u8; 16]);

impl ContentHash {
    /// The first 16 hexadecimal digits, which name the file.
    pub fn short(&self) -> String {
        self.to_string()[..16].to_owned()
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// What a section holds. The table stands in this order: all of one layer together, part by part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SectionKey {
    pub layer: u16,
    pub part: u16,
    pub kind: u16,
}

/// The first 64 bytes.
#[derive(Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub(super) struct Header {
    pub(super) magic: [u8; 8],
    pub(super) version: U32,
    pub(super) sections: U32,
    pub(super) file_length: U64,
    pub(super) table_offset: U64,
    pub(super) content: [u8; 16],
    pub(super) partner: [u8; 16],
}

/// One row of the section table.
#[derive(Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub(super) struct Entry {
    pub(super) kind: U16,
    pub(super) layer: U16,
    pub(super) part: U16,
    pub(super) zero: U16,
    pub(super) offset: U64,
    pub(super) length: U64,
    pub(super) hash: U64,
}

impl Entry {
    pub(super) fn key(&self) -> SectionKey {
        SectionKey { kind: self.kind.get(), layer: self.layer.get(), part: self.part.get() }
    }

    /// Offset and length.
    pub(super) fn place(&self) -> (u64, u64) {
        (self.offset.get(), self.length.get())
    }
}

/// The hash of a header, taken with its own place zero, and the table.
pub(super) fn content_hash(header: &Header, table: &[Entry]) -> ContentHash {
    let blank = Header { content: [0; 16], ..*header };
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    hasher.update(blank.as_bytes());
    hasher.update(table.as_bytes());
    ContentHash(hasher.digest128().to_le_bytes())
}

/// The next multiple of [`ALIGNMENT`].
pub(super) fn align(offset: u64) -> Option<u64> {
    offset.checked_next_multiple_of(ALIGNMENT)
}
