//! Patterns that tell why a figure is missing, or that it is partial, as squares that fit together on all sides: in the
//! sprite of styles and in legends.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::raster::png;
use crate::gazetteer::Reason;

/// What the sprite of the patterns is called.
pub(crate) const SPRITE: &str = "missing";

/// What the names of the patterns of missing figures begin with, before that of the reason.
pub(crate) const PREFIX: &str = "missing-";

/// What is drawn over the colour of a figure that rests on too few of its parts.
const PARTIAL: &str = "partial";

/// A transparent square beside the patterns: laid over a circle, it keeps names from it.
pub(crate) const ROOM: &str = "room";

/// Side of a pattern in CSS pixels.
pub(crate) const SIDE: u32 = 8;

const PAPER: &str = "#f4f5f6";
const INK: &str = "#7d8690";

/// What a pattern tells of a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// Why it has no figure.
    Missing(Reason),
    /// That its figure rests on too few of its parts.
    Partial,
}

impl Pattern {
    /// Every pattern, in the order of the sprite.
    fn all() -> impl Iterator<Item = Pattern> {
        Reason::ALL.into_iter().map(Pattern::Missing).chain([Pattern::Partial])
    }

    /// The name that the sprite has for it.
    pub(crate) fn name(self) -> String {
        match self {
            Pattern::Missing(reason) => format!("{PREFIX}{}", reason.name()),
            Pattern::Partial => PARTIAL.to_owned(),
        }
    }

    fn from_name(name: &str) -> Option<Pattern> {
        Pattern::all().find(|pattern| pattern.name() == name)
    }

    /// What is drawn in a square of [`SIDE`].
    pub(crate) fn shapes(self) -> String {
        // Lines go beyond the square, so that they meet those of the next one.
        let path = match self {
            Pattern::Missing(Reason::Secret) => "M-1 1L1-1M-1 5L5-1M-1 9L9-1M3 9L9 3M7 9L9 7",
            Pattern::Missing(Reason::NotCommunicated) => "M-1 7L1 9M-1-1L9 9M7-1L9 1",
            Pattern::Missing(Reason::NotApplicable) => "",
            Pattern::Missing(Reason::NotCollected) => "M-1 4H9",
            Pattern::Missing(Reason::NotComparable) => "M2 2L6 6M6 2L2 6",
            // The colour beneath is seen, and whether it is light or dark, one of two lines stands out from it.
            Pattern::Partial => {
                let path = "M-1 1L1-1M-1 9L9-1M7 9L9 7";
                let line =
                    |color, width| format!(r#"<path d="{path}" stroke="{color}" stroke-width="{width}" fill="none"/>"#);
                return line("#ffffff", 2.4) + &line("#16202d", 1.0);
            }
        };
        let mut drawn = format!(r#"<rect width="{SIDE}" height="{SIDE}" fill="{PAPER}"/>"#);
        if path.is_empty() {
            let _ = write!(drawn, r#"<circle cx="4" cy="4" r="1.3" fill="{INK}"/>"#);
        } else {
            let _ = write!(drawn, r#"<path d="{path}" stroke="{INK}" stroke-width="1" fill="none"/>"#);
        }
        drawn
    }
}

/// One pattern as an SVG of its own, by the name that the sprite has for it.
pub fn pattern_image(name: &str) -> Option<String> {
    let shapes = Pattern::from_name(name)?.shapes();
    Some(format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="{SIDE}" height="{SIDE}">{shapes}</svg>"#))
}

/// The index of the sprite: where each pattern lies, at one or two pixels for a CSS pixel.
pub fn sprite_index(ratio: u32) -> Value {
    let side = SIDE * ratio;
    let names = Pattern::all().map(Pattern::name).chain([ROOM.to_owned()]);
    let entries = names.zip(0u32..).map(|(name, place)| {
        (name, json!({ "x": place * side, "y": 0, "width": side, "height": side, "pixelRatio": ratio }))
    });
    Value::Object(entries.collect::<Map<String, Value>>())
}

/// The image of the sprite as PNG; none when it cannot be drawn, which would be a fault of this program.
pub fn sprite_image(ratio: u32) -> Option<Vec<u8>> {
    let width = SIDE * (Pattern::all().count() as u32 + 1);
    let mut image = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{SIDE}">"#);
    for (pattern, place) in Pattern::all().zip(0u32..) {
        let (x, shapes) = (place * SIDE, pattern.shapes());
        let _ = write!(image, r#"<svg x="{x}" width="{SIDE}" height="{SIDE}">{shapes}</svg>"#);
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
        let entry = &index["partial"];
        let (left, side) = (entry["x"].as_u64().unwrap() as u32, entry["width"].as_u64().unwrap() as u32);
        let hatch = || (0..side * side).map(|place| sheet.pixel(left + place % side, place / side).unwrap());
        let is_clear = |pixel: &PremultipliedColorU8| pixel.alpha() == 0;
        assert!(hatch().filter(is_clear).count() * 3 > hatch().count(), "the class is seen through the hatch");
        assert!(hatch().any(|pixel| pixel.alpha() > 0xe0 && pixel.red() < 0x60), "which is dark");
        assert!(hatch().any(|pixel| pixel.alpha() > 0x80 && pixel.red() + 8 > pixel.alpha()), "with a light edge");
    }
}
