//! Whole levels as files: all territories or points of a layer with their figures, as CSV, JSON, GeoJSON or FlatGeobuf.
//!
//! A [`Table`] tells which columns there are and what is in them; a file for each format writes that down. Geometry is
//! that of the highest zoom of the layer.

mod delimited;
mod error;
mod flat;
mod format;
mod geojson;
mod geometry;
mod json;
mod metadata;
mod request;
mod table;
mod version;
mod write;

pub use error::DownloadError;
pub use format::Format;
pub(super) use metadata::described;
pub use request::{CsvParameters, Delimiter, Dialect, DownloadRequest, FileParameters};
pub use table::Table;
pub use version::FILES;
