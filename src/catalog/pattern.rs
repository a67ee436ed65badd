//! Patterns that tell why a figure is missing, as squares that fit together on all sides: in the sprite of styles and
//! in legends.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::raster::png;
use crate::gazetteer::Reason;

/// What the names of the patterns begin with, before that of the reason.
pub(super) const PREFIX: &str = "missing-";

/// Side of a pattern in CSS pixels.
pub(super) const SIDE: u32 = 8;

const PAPER: &str = "#f4f5f6";
const INK: &str = "#7d8690";

/// What is drawn in a square of [`SIDE`].
pub(super) fn shapes(reason: Reason) -> String {
    // Lines go beyond the square, so that they meet those of the next one.
    let path = match reason {
        Reason::Secret => "M-1 1L1-1M-1 5L5-1M-1 9L9-1M3 9L9 3M7 9L9 7",
        Reason::NotCommunicated => "M-1 7L1 9M-1-1L9 9M7-1L9 1",
        Reason::NotApplicable => "",
        Reason::NotCollected => "M-1 4H9",
        Reason::NotComparable => "M2 2L6 6M6 2L2 6",
    };
    let mut drawn = format!(r#"<rect width="{SIDE}" height="{SIDE}" fill="{PAPER}"/>"#);
    if path.is_empty() {
        let _ = write!(drawn, r#"<circle cx="4" cy="4" r="1.3" fill="{INK}"/>"#);
    } else {
        let _ = write!(drawn, r#"<path d="{path}" stroke="{INK}" stroke-width="1" fill="none"/>"#);
    }
    drawn
}

/// The index of the sprite: where each pattern lies, at one or two pixels for a CSS pixel.
pub fn sprite_index(ratio: u32) -> Value {
    let side = SIDE * ratio;
    let entries = Reason::ALL.iter().zip(0u32..).map(|(reason, place)| {
        let entry = json!({ "x": place * side, "y": 0, "width": side, "height": side, "pixelRatio": ratio });
        (format!("{PREFIX}{}", reason.name()), entry)
    });
    Value::Object(entries.collect::<Map<String, Value>>())
}

/// The image of the sprite as PNG; none when it cannot be drawn, which would be a fault of this program.
pub fn sprite_image(ratio: u32) -> Option<Vec<u8>> {
    let width = SIDE * Reason::ALL.len() as u32;
    let mut image = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{SIDE}">"#);
    for (reason, place) in Reason::ALL.into_iter().zip(0u32..) {
        let x = place * SIDE;
        let _ = write!(image, r#"<svg x="{x}" width="{SIDE}" height="{SIDE}">{}</svg>"#, shapes(reason));
    }
    image.push_str("</svg>");
    png(&image, ratio as f32)
}
