//! What clients need to draw the map well: classes, colours, legends and styles.
//!
//! Pure functions from descriptions and summaries to numbers and JSON; no files, no requests.

mod classes;
mod look;
mod palette;
mod style;
mod template;

pub use classes::classes;
pub use palette::{MOST_CLASSES, NO_DATA, colors};
pub use style::{Choropleth, StyleInput, StylePart, style};
