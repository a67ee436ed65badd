//! The file that an atlas and an almanac are: sections behind a header, hashed, aligned, read where they lie.
//!
//! # Layout, version 1
//!
//! All numbers are little-endian. Sections follow the header in the order in which they were written, each at the
//! first multiple of 64 bytes behind the one before, the bytes between them zero; the table follows the last section.
//!
//! | offset | bytes | header |
//! |---|---|---|
//! | 0 | 8 | magic: `MAILATLS` for an atlas, `MAILALMA` for an almanac |
//! | 8 | 4 | version of the format |
//! | 12 | 4 | number of sections |
//! | 16 | 8 | length of the file |
//! | 24 | 8 | offset of the section table, a multiple of 64 |
//! | 32 | 16 | content hash: XXH3 (128 bits) of this header with the hash zero, followed by the table |
//! | 48 | 16 | partner: for an almanac the content hash of its atlas, for an atlas zero |
//!
//! | offset | bytes | entry of the table, 32 bytes |
//! |---|---|---|
//! | 0 | 2 | kind of section: see the rooms `atlas` and `almanac` |
//! | 2 | 2 | layer it belongs to, or 0xFFFF |
//! | 4 | 2 | part: a zoom, a column, or 0 |
//! | 6 | 2 | zero |
//! | 8 | 8 | offset |
//! | 16 | 8 | length, not counting what aligns the next section |
//! | 24 | 8 | XXH3 (64 bits) of the section's bytes |
//!
//! Entries ascend by layer, part and kind. The content hash covers the hashes of the sections, so it stands for every
//! byte, and checking it against header and table costs the same for any file: that is [`Container::open`].
//! [`Container::verify`] reads the sections too.

mod holdings;
mod layout;
mod mapping;
mod publication;
mod reader;
mod stamp;
mod writer;

pub use holdings::{Holding, Item, Loss, USUAL_LOSS, losses};
pub use layout::{ContentHash, NO_LAYER, SectionKey};
pub use mapping::Mapping;
pub use publication::{Contents, NewAtlas, PublicationError, Published, publish};
pub use reader::{Container, Damage, OpenError, as_records};
pub use stamp::Stamp;
pub use writer::{ContainerWriter, Finished};
