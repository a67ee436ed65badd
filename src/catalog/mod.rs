//! What is offered: the layers, views and indicators of a pair of files, requests for them, and what clients need to
//! draw them well (TileJSON, classes, colours, legends, styles).
//!
//! One [`crate::gazetteer::Layer`] both describes a layer in TileJSON and draws it, so the two cannot disagree.

mod border_lines;
mod classes;
mod download;
mod expression;
mod label_points;
mod look;
mod offer;
mod palette;
mod select;
mod style;
mod styles;
mod template;
mod territory;
mod tilejson;

pub use border_lines::{BorderLevel, BorderLines};
pub use classes::classes;
pub use download::{Dialect, DownloadError, DownloadRequest, Format, Table};
pub use label_points::LabelPoints;
pub use offer::{Catalog, CatalogError};
pub use palette::{MOST_CLASSES, NO_DATA, colors};
pub use select::{FigureKey, Part, Request, SelectError, Selection};
pub use style::{Choropleth, StyleInput, StylePart, style};
pub use styles::StyleRequest;
pub use territory::{Hit, MOST_HITS, PortraitRequest, SearchRequest, Territory, TerritoryError, fold};
