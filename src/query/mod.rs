//! What a request asks of a map: its names found in the catalogue as a [`Selection`], which layer shows what, and what
//! has to be worked out before a tile of it can be drawn ([`prepare`]).

mod cluster_cache;
mod cluster_keys;
mod coverage;
mod error;
mod evolution;
mod figure_key;
mod hierarchy;
mod names;
mod point_mode;
mod prepare;
mod request;
mod select;
mod selection;
mod tilejson;

pub use cluster_cache::ClusterCache;
pub use cluster_keys::{ClusterFigure, ClusterFigureKeys, ClusterKeys, CountKey};
pub use error::SelectError;
pub use evolution::{Evolution, EvolutionError, EvolutionKey, How};
pub use figure_key::FigureKey;
pub(crate) use hierarchy::forest;
pub use hierarchy::{ForestOf, Hierarchy};
pub(crate) use names::{indicators, ranges, years};
pub use point_mode::PointMode;
pub use prepare::{Caches, Prepared, PreparedPart, prepare};
pub use request::{Chosen, Figures, InLanguage, Request, TileJsonParameters, TileParameters, VersionedTileParameters};
pub use select::select;
pub use selection::{Part, Selection};
pub use tilejson::{tile_template, tilejson};
