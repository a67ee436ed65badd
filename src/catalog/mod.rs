//! What is offered: the layers, views and indicators of a pair of files, requests for them, and what clients need to
//! draw them well (TileJSON, classes, colours, legends, styles).
//!
//! One [`crate::gazetteer::Layer`] both describes a layer in TileJSON and draws it, so the two cannot disagree.

mod border_lines;
pub(crate) mod bounded;
mod class_choice;
mod classes;
mod clusters;
mod columns;
mod coverage;
mod distribution;
mod download;
mod evolution;
mod expression;
mod filter;
mod font;
mod glyphs;
mod hierarchy;
mod indicators;
mod label_points;
mod legend;
mod look;
mod offer;
mod palette;
mod pattern;
mod points;
mod raster;
mod scale;
mod select;
mod style;
mod styles;
mod template;
mod territory;
mod theme;
mod themes;
mod tilejson;
mod versions;

pub use border_lines::{BorderLevel, BorderLines};
pub use class_choice::{ClassChoice, ClassError, ClassRequest};
pub use classes::{Column, Limits, Method, bounds, fit, limits};
pub use clusters::{ClusterFigure, ClusterFigureKeys, ClusterKeys, CountKey, PointMode, abbreviated};
pub use coverage::{Covered, Hatch, Partial};
pub use distribution::{BINS, Distribution, Histogram, Quantile};
pub use download::{
    Among, Dialect, DownloadError, DownloadRequest, Format, Page, PageError, PageRequest, Table, next_address,
};
pub use evolution::{Evolution, EvolutionError, EvolutionKey, How};
pub use filter::{FilterError, LayerFilter, Matching, canonical_filter};
pub use glyphs::{DrawnBy, NoGlyphs, drawn_by, glyphs};
pub use hierarchy::Hierarchy;
pub use label_points::LabelPoints;
pub use legend::{Legend, Picture, svg};
pub use offer::{Catalog, CatalogError};
pub use palette::{MOST_CLASSES, NO_DATA, Palette, PaletteKind, USUAL_CLASSES};
pub use pattern::{pattern_image, sprite_image, sprite_index};
pub use points::{CircleSizes, Donuts, MOST_SHARES, PointMap, Points, Share, Shares};
pub use scale::{Scale, Series};
pub use select::{FigureKey, Part, Request, SelectError, Selection};
pub use style::{StyleInput, StylePart, style};
pub use styles::{PointsRequest, StyleRequest, ThemeRequest};
pub use territory::{Hit, MOST_HITS, PortraitRequest, SearchRequest, Territory, TerritoryError, fold};
pub use theme::{Bivariate, Choropleth, SIDE, Symbols, Theme};
pub use versions::{FILES, TILE};
