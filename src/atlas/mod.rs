//! The atlas: shapes, codes and names of a country in one file, in the form in which a tile wants them.
//!
//! A [`crate::container`] file with these sections; a feature is a dense number, its place along a Hilbert curve.
//!
//! | kind | layer | part | content |
//! |---|---|---|---|
//! | 1 | – | 0 | [`AtlasDescription`] as JSON |
//! | 2 | – | 0 | for each value of the dictionary its offset in section 3, u32, and the end of the last |
//! | 3 | – | 0 | the dictionary: each value as the field `values` of an MVT layer, tag and length included |
//! | 10 | l | 0 | packed Hilbert R-tree of the features' boxes: see [`rtree`] |
//! | 11 | l | 0 | id of each feature, u64 |
//! | 12 | l | 0 | features by ascending code, u32 |
//! | 13 | l | 256 | points only: place of each feature on the world grid, x and y, u32 |
//! | 14 | l | 1 + f | value of field f of each feature, u32: 0 for none, else 1 + its place in the dictionary |
//! | 15 | l | 256 + z | value at zoom z of the field whose values depend on the zoom, of each feature, as in section 14 |
//! | 16 | l | 0 | points only: codes of territories that their source has and no level, each with the code that crosswalks lead it to, or none, as JSON |
//! | 20 | l | 256 + z | polygons and lines: a [`ShapeRecord`] of each feature at zoom z, 64 bytes |
//! | 21 | l | 256 + z | [`RunRecord`]s of the long shapes, 32 bytes |
//! | 22 | l | 256 + z | the command streams of all shapes |
//! | 30 | l | 0 | points that are joined to clusters: a [`NodeRecord`] of each cluster, 56 bytes: see [`crate::cluster`] |
//! | 31 | l | 0 | what clusters fall into, u32: a cluster, or a feature with bit 31 set |
//! | 32 | l | 0 | all features, those of any cluster side by side, u32 |
//! | 33 | l | c | for each cluster how many of its points have which value of category c, u32 |
//!
//! Layers of label points have a tree, places, and the columns of their own fields: ids, order and the columns of the
//! fields that come first are those of the layer that they label.
//!
//! A command stream is that of MVT 2.1, section 4.3, on the grid of its zoom, without the first MoveTo: a tile
//! writes that itself, from its own corner, and copies the rest. A feature of lines may be nothing at a zoom: it has no
//! stream, and a box that meets no window. The values of a field are all texts, unsigned
//! integers, doubles or booleans; the first field, `code`, holds texts.

mod attribute;
mod consistency;
mod description;
mod dictionary;
mod encode;
mod former;
mod lines;
mod neighbours;
pub mod rtree;
mod sections;
mod shape;
mod view;
mod writer;

pub use attribute::Attribute;
pub use description::{
    AtlasDescription, AtlasLayer, ComplaintCount, FamilyRecord, GapRecord, LayerRecord, OverlapRecord,
};
pub use dictionary::{Dictionary, DictionaryBuilder, encode_value};
pub use encode::EncodedShape;
pub use former::FormerCodes;
pub use shape::{DamagedShape, RunRecord, Shape, ShapeRecord};
pub use view::{Atlas, LayerView, ZoomView};
pub use writer::{AtlasWriter, Column, LabelColumns};

#[cfg(doc)]
use crate::cluster::NodeRecord;

const MAGIC: &str = "MAILATLS";

/// Version of the format; other versions are refused.
pub const VERSION: u32 = 3;

mod kind {
    pub(super) const DESCRIPTION: u16 = 1;
    pub(crate) const VALUE_OFFSETS: u16 = 2;
    pub(crate) const VALUES: u16 = 3;
    pub(super) const TREE: u16 = 10;
    pub(super) const IDS: u16 = 11;
    pub(super) const CODE_ORDER: u16 = 12;
    pub(super) const PLACES: u16 = 13;
    pub(super) const COLUMN: u16 = 14;
    pub(super) const ZOOM_COLUMN: u16 = 15;
    pub(super) const FORMER: u16 = 16;
    pub(super) const SHAPES: u16 = 20;
    pub(super) const RUNS: u16 = 21;
    pub(super) const STREAMS: u16 = 22;
    pub(super) const NODES: u16 = 30;
    pub(super) const CHILDREN: u16 = 31;
    pub(super) const MEMBERS: u16 = 32;
    pub(super) const COUNTS: u16 = 33;
}

/// Parts from here on are zooms.
const ZOOM_PART: u16 = 256;
