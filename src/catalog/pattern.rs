//! Patterns that tell why a figure is missing, as squares that fit together on all sides: in the sprite of styles and
//! in legends.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::raster::png;
use crate::gazetteer::Reason;

/// What the sprite of the patterns is called.
pub(super) const SPRITE: &str = "missing";

/// What the names of the patterns begin with, before that of the reason.
pub(super) const PREFIX: &str = "missing-";

/// A transparent square beside the patterns: laid over a circle, it keeps names from it.
pub(super) const ROOM: &str = "room";

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

/// One pattern as an SVG of its own, by the name that the sprite has for it.
pub fn pattern_image(name: &str) -> Option<String> {
    let reason = Reason::from_name(name.strip_prefix(PREFIX)?)?;
    Some(format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="{SIDE}" height="{SIDE}">{}</svg>"#, shapes(reason)))
}

/// The index of the sprite: where each pattern lies, at one or two pixels for a CSS pixel.
pub fn sprite_index(ratio: u32) -> Value {
    let side = SIDE * ratio;
    let names = Reason::ALL.iter().map(|reason| format!("{PREFIX}{}", reason.name())).chain([ROOM.to_owned()]);
    let entries = names.zip(0u32..).map(|(name, place)| {
        (name, json!({ "x": place * side, "y": 0, "width": side, "height": side, "pixelRatio": ratio }))
    });
    Value::Object(entries.collect::<Map<String, Value>>())
}

/// The image of the sprite as PNG; none when it cannot be drawn, which would be a fault of this program.
pub fn sprite_image(ratio: u32) -> Option<Vec<u8>> {
    let width = SIDE * (Reason::ALL.len() as u32 + 1);
    let mut image = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{SIDE}">"#);
    for (reason, place) in Reason::ALL.into_iter().zip(0u32..) {
        let x = place * SIDE;
        let _ = write!(image, r#"<svg x="{x}" width="{SIDE}" height="{SIDE}">{}</svg>"#, shapes(reason));
    }
    image.push_str("</svg>");
    png(&image, ratio as f32)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use resvg::tiny_skia::{Pixmap, PremultipliedColorU8};

    use super::*;

    #[test]
    fn every_reason_has_a_pattern_that_looks_like_no_other() {
        let sheet = Pixmap::decode_png(&sprite_image(2).unwrap()).unwrap();
        let index = sprite_index(2);
        let mut seen = BTreeSet::new();
        for reason in Reason::ALL {
            let entry = &index[format!("{PREFIX}{}", reason.name())];
            let (x, side) = (entry["x"].as_u64().unwrap() as u32, entry["width"].as_u64().unwrap() as u32);
            let pixels = (0..side * side).map(|place| sheet.pixel(x + place % side, place / side).unwrap());
            let levels: Vec<u8> = pixels.map(PremultipliedColorU8::red).collect();
            assert!(levels.iter().any(|&level| level < 0xa0) && levels.iter().any(|&level| level > 0xe0), "{reason:?}");
            assert!(seen.insert(levels), "{reason:?} looks like another");
        }
        let dark = |levels: &[u8]| levels.iter().filter(|&&level| level < 0xc0).count();
        let secret = pattern_image("missing-secret").unwrap();
        let densest = Pixmap::decode_png(&png(&secret, 2.0).unwrap()).unwrap();
        let secret: Vec<u8> = densest.pixels().iter().copied().map(PremultipliedColorU8::red).collect();
        assert!(seen.iter().all(|other| dark(other) <= dark(&secret)), "the secret is the densest");
        assert_eq!(pattern_image("missing-zero"), None);
    }
}
