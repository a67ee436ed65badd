//! Pictures that styles and legends draw: patterns, donuts, and text as wide as it is.

mod donut;
pub(super) mod font;
mod pattern;
pub(super) mod raster;

pub use donut::Donuts;
pub(super) use donut::{PARTS, SIDE as DONUT_SIDE};
pub(super) use pattern::{PREFIX, Pattern, SIDE, SPRITE};
pub use pattern::{pattern_image, sprite_image, sprite_index};
