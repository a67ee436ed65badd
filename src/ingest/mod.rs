//! Foreign formats in: what a recipe says, what the sources hold, and what is wrong with them.
//!
//! A [`Recipe`] tells which file is which level and which column is code, name, parent or indicator. Behind one door
//! (`features`) files of features of any format come as records, nothing judged; [`read_areas`] judges and mends their
//! shapes and makes territories of them, in any coordinate system ([`Crs`]). The other readers turn files into plain
//! values: [`read_points`] positions, [`read_figures`] figures and [`read_names`] the names of dissolved levels from a
//! [`Table`], which is delimited text, a sheet of a spreadsheet, a Parquet file, or a file of features.
//!
//! Two ways of being wrong: a source that cannot be read at all is an [`IngestError`] (a recipe a [`RecipeError`]),
//! which ends the build with a sentence; a fault in one record is a [`Complaint`], counted and shown, and the build
//! goes on without that record. Nothing here knows of tiles.

mod any_table;
mod archive;
mod areas;
mod charset;
mod codes;
mod complaint;
mod complaint_kind;
mod crs;
mod digits;
mod encoding;
mod error;
mod fault;
mod features;
mod figures;
mod foreign;
mod guard;
mod names;
mod number;
mod parquet;
mod passages;
mod points;
mod recipe;
mod sentinels;
mod source;
mod spelling;
mod table;
mod tally;
mod unpack;
mod years;

pub use areas::{Area, Surroundings, read_areas};
pub use codes::{meant, unknown_detail};
pub use complaint::{Complaint, Complaints};
pub use complaint_kind::{ComplaintKind, Effect};
pub(crate) use crs::LIKELY;
pub use crs::{Crs, Projection, UnknownCrs};
pub use error::IngestError;
pub use fault::Fault;
pub(crate) use features::{DeclaredCrs, Shape, has_places, is_topology, looks_like_wkt, open, tables_within};
pub use figures::{Figures, read_figures};
pub use names::{Name, read_names};
pub use number::{Marks, NotANumber, parse_number};
pub use passages::{Passage, read_passages};
pub use points::{Misreading, PointRow, PointTable, Position, Written, read_points};
pub use recipe::{
    Absences, ClustersRecipe, CodeRule, FieldRecipe, FieldType, FigureCells, IndicatorColumn, IndicatorRecipe, KeyPart,
    LevelRecipe, NameTable, PLACED_BY, PLACED_ITSELF, PassageRecipe, PointsRecipe, PositionRecipe, Recipe, RecipeError,
    Shapes, TableKey, TableRecipe, TallyRecipe, Within,
};
pub use source::FeatureSource;
pub(crate) use table::Parts;
pub use table::{Row, Storage, Table, TableFormat};
pub use tally::TableTally;

#[cfg(test)]
mod france_tests;
