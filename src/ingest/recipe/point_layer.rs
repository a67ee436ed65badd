use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::table::CodeRule;
use crate::gazetteer::{Bilingual, CodeScheme, FieldNotes, ZoomRange};
use crate::ingest::crs::Crs;
use crate::ingest::number::Marks;
use crate::ingest::source::FeatureSource;

/// A layer of points.
#[derive(Clone, Debug, PartialEq)]
pub struct PointsRecipe {
    pub name: String,
    pub label: Bilingual,
    pub description: Option<Bilingual>,
    pub source: FeatureSource,
    /// Column of the code.
    pub key: String,
    /// Column of the name.
    pub title: Option<String>,
    /// Where the table has positions; none where the points are where their shapes are, or stand at their territories.
    pub position: Option<PositionRecipe>,
    /// Whether the source has shapes, and each point is where its own is.
    pub has_shapes: bool,
    /// The parent at whose territory a point stands that has no position of its own; [`PLACED_BY`] says so.
    pub fallback: Option<String>,
    /// Codes of the territories that hold the point: attribute -> column, or none where they follow from the hierarchy
    /// of territories and from the place.
    pub parents: BTreeMap<String, Option<String>>,
    /// Tried one after another on codes of parents that no territory has.
    pub codes: Vec<CodeRule>,
    /// The level whose territories its figures add up to.
    pub within: Option<Within>,
    /// Further levels with shapes of their own, whose territories hold the points by place.
    pub also: Vec<Within>,
    /// Further attributes.
    pub fields: BTreeMap<String, FieldRecipe>,
    /// Those of its attributes that a tile carries when the request names none.
    pub shown: Vec<String>,
    pub id: Option<CodeScheme>,
    pub zooms: ZoomRange,
    pub indicators: Vec<String>,
    /// As for a level.
    pub budget: Option<u64>,
    /// How its points are joined to clusters; none where each is always shown.
    pub clusters: Option<ClustersRecipe>,
    /// What values of its fields mean.
    pub notes: Vec<FieldNotes>,
}

impl PointsRecipe {
    /// Whether the territories of a level hold the points.
    pub fn is_within(&self, level: &str) -> bool {
        self.within.as_ref().is_some_and(|within| within.level == level)
    }
}

/// The field that tells what a point stands at: the name of the parent of its territory, where it has no position of its
/// own; else what the recipe's column of that name says, or [`PLACED_ITSELF`].
pub const PLACED_BY: &str = "position";

/// What stands in [`PLACED_BY`] where a point has a position of its own and the table does not say of what kind.
pub const PLACED_ITSELF: &str = "own";

/// Which columns have the positions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PositionRecipe {
    /// Column of the longitude, or of the coordinate eastwards.
    pub x: String,
    /// Column of the latitude, or of the coordinate northwards.
    pub y: String,
    /// Their coordinate system, where the row does not name one.
    pub crs: Option<Crs>,
    /// Column in which a row names its coordinate system.
    pub crs_column: Option<String>,
}

/// A further attribute of points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldRecipe {
    /// None for [`PLACED_BY`] where no column says it.
    pub column: Option<String>,
    pub kind: FieldType,
    /// What points and commas mean in its numbers; none where these tell.
    pub marks: Option<Marks>,
}

/// What stands in the cells of a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldType {
    /// Anything, as it stands: codes keep their leading zeros.
    #[default]
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers with or without decimals.
    Number,
    /// `true` and `false`, `vrai` and `faux`, `oui` and `non`, `yes` and `no`, `1` and `0`.
    Boolean,
    /// The first of `boolean` (but for `1` and `0`), `integer` and `number` that fits all cells of the column, else `text`.
    /// Cells with leading zeros are codes, and texts.
    Auto,
}

/// Which territory holds a point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Within {
    pub level: String,
    /// The parent of the points, as an attribute, that is the code of a territory of that level.
    pub by: String,
}

/// How points are joined to clusters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClustersRecipe {
    /// Within how many CSS pixels points are joined; a tile has 512 of them.
    pub radius: u16,
    /// The highest zoom at which neighbours are joined.
    pub max_zoom: u8,
    /// Attributes of the points by whose values a cluster counts them.
    pub by: Vec<String>,
}
