//! How a map shows what was selected: which theme, scale and palette each layer has, and what writes that down as a
//! MapLibre style, as a legend or as a sprite.
//!
//! What a map shows is plain data ([`Theme`], [`Scale`], [`Palette`], [`Points`]); the rooms `maplibre`, `legend` and
//! `sprites` write it down and decide nothing.

mod choropleth;
mod class_choice;
mod error;
mod legend;
mod legends;
mod look;
mod maplibre;
mod palette;
mod parameters;
mod points;
mod request;
mod scale;
mod series;
mod source;
mod sprites;
mod styles;
mod subject;
mod theme;
mod theming;

pub use choropleth::Choropleth;
pub use class_choice::ClassChoice;
pub use error::ClassError;
pub use legend::{Legend, Picture, svg};
pub use maplibre::{BorderLevel, BorderLines, LabelPoints, StyleInput, StylePart, style};
pub use palette::{MOST_CLASSES, NO_DATA, Palette, PaletteKind, USUAL_CLASSES, Usual};
pub use parameters::{
    BivariateParameters, ChoroplethParameters, ClassesParameters, LayerStyleParameters, LegendParameters,
    PointsParameters, SymbolsParameters,
};
pub use points::{CircleSizes, MOST_SHARES, PointMap, Points, Share, Shares};
pub use request::{ClassRequest, Parting, PointsRequest, Steps, StyleRequest, ThemeRequest};
pub use scale::{Scale, Series};
pub use source::Portrayal;
pub use sprites::{Donuts, pattern_image, sprite_image, sprite_index};
pub use theme::{Bivariate, SIDE, Symbols, Theme};
