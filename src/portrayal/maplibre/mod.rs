//! Themes as MapLibre styles.

mod border_lines;
mod expression;
mod heat_map;
mod label_points;
mod point_colors;
mod point_layers;
mod point_shapes;
mod style;
mod template;
mod theme;

pub use border_lines::{BorderLevel, BorderLines};
pub(super) use expression::number;
pub use label_points::LabelPoints;
pub use style::{StyleInput, StylePart, style};
