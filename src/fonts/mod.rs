//! The letters of maps: glyphs of labels, as MapLibre asks for them.

mod glyphs;

pub use glyphs::{DrawnBy, NoGlyphs, drawn_by, glyphs};
