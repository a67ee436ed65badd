//! The almanac: the figures of an atlas's features and how the map is presented, in a file of their own that is rebuilt
//! without touching shapes.
//!
//! A [`crate::container`] file with these sections; its partner is the atlas whose features it counts.
//!
//! | kind | layer | part | content |
//! |---|---|---|---|
//! | 1 | – | 0 | [`AlmanacDescription`] as JSON |
//! | 2 | – | 0 | for each value of the dictionary its offset in section 3, u32, and the end of the last |
//! | 3 | – | 0 | the dictionary: each value as the field `values` of an MVT layer, tag and length included |
//! | 4 | – | 0 | each value of the dictionary as a number, f64; NaN for the names of reasons |
//! | 5 | – | 0 | for each value of the dictionary 0, or 1 + the place of the same value in the atlas's dictionary, u32 |
//! | 14 | l | c | column c of layer l: for each feature 0 for none, else 1 + the place of its figure, u32; with bit 31 set the place is that of the name of the reason for which there is none |
//! | 15 | l | c | where figures of column c are computed: for each feature, in ten-thousandths, the share of what its figure is computed of that had a figure, u16; 65,535 where the figure is not computed |
//! | 16 | l | c | points that are joined to clusters: for each cluster of the atlas what its members have in column c, 48 bytes: see [`NodeFigures`] |
//!
//! Layers count as in the atlas, where those with figures come first: label points show the figures of the layers that
//! they label, and lines have none. The columns of a layer count as in the description. A column is an indicator in a
//! year. Figures without decimals are unsigned integers, or signed ones where the column holds a negative, so that
//! a whole column has one type; figures with decimals are doubles, since a float would show 12.300000190734863.
//!
//! A value stands in a layer of a tile once, so a figure that equals a plain attribute must share its place there:
//! that is what section 5 is for.

mod figures;
mod view;
mod writer;

pub use figures::{FigureColumn, summarise};
pub use view::{Almanac, CellValue, ColumnView, PairError};
pub use writer::{round, write};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::atlas::ComplaintCount;
#[cfg(doc)]
use crate::cluster::NodeFigures;
use crate::gazetteer::{Bilingual, Indicator, LayerPresentation, Reason, Summary, View, ZoomRange};

const MAGIC: &str = "MAILALMA";

/// Version of the format; other versions are refused.
pub const VERSION: u32 = 5;

const DESCRIPTION: u16 = 1;
const NUMBERS: u16 = 4;
const SHARED: u16 = 5;
const COLUMN: u16 = 14;
const COVERAGE: u16 = 15;
const CLUSTERS: u16 = 16;

/// Set in a column where the value is the name of a reason.
const REASON: u32 = 1 << 31;

/// No coverage, in section 15.
const NOT_COMPUTED: u16 = u16::MAX;

/// What stands for all of it in section 15.
const WHOLE: f64 = 10_000.0;

/// What an almanac says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlmanacDescription {
    pub presentation: Presentation,
    pub indicators: Vec<Indicator>,
    /// For each layer of the atlas, its columns.
    pub columns: Vec<Vec<ColumnRecord>>,
    /// The places of the names of the reasons that occur.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reasons: BTreeMap<Reason, u32>,
    /// Faults of the tables, by kind.
    pub complaints: Vec<ComplaintCount>,
}

/// How a map is presented to those who ask. It stands here so that another title, label or view leaves shapes as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Presentation {
    pub title: Bilingual,
    pub attribution: String,
    pub views: Vec<View>,
    /// For each layer of the atlas.
    pub layers: Vec<LayerPresentation>,
}

impl Presentation {
    /// Why the views cannot be, if they cannot.
    fn fault(&self) -> Option<&'static str> {
        let mut zooms = self.views.iter().flat_map(|view| &view.parts).map(|part| part.zooms);
        (!zooms.all(ZoomRange::is_sound)).then_some("zooms that cannot be")
    }
}

/// An indicator in a year, for one layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnRecord {
    /// Id of the indicator.
    pub indicator: String,
    pub year: i32,
    /// Whether figures of it are computed of those of finer territories.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_computed: bool,
    pub summary: Summary,
}
