//! The files of the map page and the glyphs of its labels, embedded in the binary.

use std::borrow::Cow;

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLES: &str = "text/css; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// The ranges of 256 characters of which we have glyphs, each with its file.
type Ranges = [(&'static str, &'static [u8]); 4];

/// The files of a font, which lie in the folder of its name.
macro_rules! ranges {
    ($font:literal) => {
        [
            ("0-255", include_bytes!(concat!("../../styles/fonts/", $font, "/0-255.pbf"))),
            ("256-511", include_bytes!(concat!("../../styles/fonts/", $font, "/256-511.pbf"))),
            ("8192-8447", include_bytes!(concat!("../../styles/fonts/", $font, "/8192-8447.pbf"))),
            ("8448-8703", include_bytes!(concat!("../../styles/fonts/", $font, "/8448-8703.pbf"))),
        ]
    };
}

/// The fonts by their names.
static FONTS: [(&str, Ranges); 2] =
    [("Noto Sans Regular", ranges!("Noto Sans Regular")), ("Noto Sans Bold", ranges!("Noto Sans Bold"))];

/// A file of the map page with its content type. `index.html` is the page; the others are its `static/` files.
pub fn asset(name: &str) -> Option<(&'static [u8], &'static str)> {
    let found: (&[u8], &str) = match name {
        "index.html" => (include_bytes!("viewer/index.html"), HTML),
        "viewer.css" => (include_bytes!("viewer/viewer.css"), STYLES),
        "panel.css" => (include_bytes!("viewer/panel.css"), STYLES),
        "popup.css" => (include_bytes!("viewer/popup.css"), STYLES),
        "narrow.css" => (include_bytes!("viewer/narrow.css"), STYLES),
        "viewer.js" => (include_bytes!("viewer/viewer.js"), SCRIPT),
        "classes.js" => (include_bytes!("viewer/classes.js"), SCRIPT),
        "facts.js" => (include_bytes!("viewer/facts.js"), SCRIPT),
        "legend-points.js" => (include_bytes!("viewer/legend-points.js"), SCRIPT),
        "points.js" => (include_bytes!("viewer/points.js"), SCRIPT),
        "points.css" => (include_bytes!("viewer/points.css"), STYLES),
        "address.js" => (include_bytes!("viewer/address.js"), SCRIPT),
        "legend.js" => (include_bytes!("viewer/legend.js"), SCRIPT),
        "live.js" => (include_bytes!("viewer/live.js"), SCRIPT),
        "popup.js" => (include_bytes!("viewer/popup.js"), SCRIPT),
        "reveal.js" => (include_bytes!("viewer/reveal.js"), SCRIPT),
        "selection.js" => (include_bytes!("viewer/selection.js"), SCRIPT),
        "table-points.js" => (include_bytes!("viewer/table-points.js"), SCRIPT),
        "table.js" => (include_bytes!("viewer/table.js"), SCRIPT),
        "texts.js" => (include_bytes!("viewer/texts.js"), SCRIPT),
        "select.svg" => (include_bytes!("viewer/select.svg"), "image/svg+xml"),
        "icon.svg" => (include_bytes!("viewer/icon.svg"), "image/svg+xml"),
        "maplibre-gl.mjs" => (include_bytes!(concat!(env!("OUT_DIR"), "/static/maplibre-gl.mjs")), SCRIPT),
        "maplibre-gl-worker.mjs" => {
            (include_bytes!(concat!(env!("OUT_DIR"), "/static/maplibre-gl-worker.mjs")), SCRIPT)
        }
        "maplibre-gl.css" => (include_bytes!(concat!(env!("OUT_DIR"), "/static/maplibre-gl.css")), STYLES),
        "maplibre-gl-LICENSE.txt" => {
            (include_bytes!(concat!(env!("OUT_DIR"), "/static/maplibre-gl-LICENSE.txt")), TEXT)
        }
        _ => return None,
    };
    Some(found)
}

/// Glyphs of the first known font of `fontstack`, a list with commas, for `range`, such as `0-255`.
///
/// A range without glyphs of ours answers an empty glyph file, with which clients go on. None for a font that is not
/// shipped and for a range that is no block of 256 characters.
pub fn glyphs(fontstack: &str, range: &str) -> Option<Cow<'static, [u8]>> {
    if !is_glyph_range(range) {
        return None;
    }
    let known = |name: &str| FONTS.iter().find(|(font, _)| *font == name);
    let (font, ranges) = fontstack.split(',').map(str::trim).find_map(known)?;
    Some(match ranges.iter().find(|(known, _)| *known == range) {
        Some((_, glyphs)) => Cow::Borrowed(glyphs),
        None => Cow::Owned(empty_glyphs(font, range)),
    })
}

/// Whether `range` is written as clients ask for it: `0-255`, `256-511`, … up to `65280-65535`.
fn is_glyph_range(range: &str) -> bool {
    let Some((start, end)) = range.split_once('-') else {
        return false;
    };
    let (Ok(first), Ok(last)) = (start.parse::<u32>(), end.parse::<u32>()) else {
        return false;
    };
    first % 256 == 0 && first < 65_536 && last == first + 255 && range == format!("{first}-{last}")
}

/// A glyph message with one font stack that has its name and range and no glyph.
fn empty_glyphs(font: &str, range: &str) -> Vec<u8> {
    let mut stack = Vec::new();
    write_field(&mut stack, 1, font.as_bytes());
    write_field(&mut stack, 2, range.as_bytes());
    let mut message = Vec::new();
    write_field(&mut message, 1, &stack);
    message
}

/// Writes a length-delimited protocol buffer field; the contents here are shorter than 128 bytes, one byte of length.
fn write_field(message: &mut Vec<u8>, field: u8, contents: &[u8]) {
    debug_assert!(contents.len() < 128, "a length of one byte");
    message.push(field << 3 | 2);
    message.push(contents.len() as u8);
    message.extend_from_slice(contents);
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE_SCRIPTS: [&str; 12] = [
        "viewer.js",
        "classes.js",
        "facts.js",
        "legend.js",
        "legend-points.js",
        "live.js",
        "points.js",
        "popup.js",
        "reveal.js",
        "selection.js",
        "table.js",
        "table-points.js",
    ];

    #[test]
    fn the_page_and_what_it_asks_for_are_there() {
        let (page, kind) = asset("index.html").unwrap();
        assert_eq!(kind, HTML);
        let page = std::str::from_utf8(page).unwrap();
        for quoted in page.split("\"static/").skip(1) {
            let name = quoted.split('"').next().unwrap();
            assert!(asset(name).is_some(), "{name}");
        }
        for name in PAGE_SCRIPTS {
            let script = std::str::from_utf8(asset(name).unwrap().0).unwrap();
            for quoted in script.split("from \"./").skip(1) {
                let name = quoted.split('"').next().unwrap();
                assert!(asset(name).is_some(), "{name}");
            }
        }
        assert!(asset("../Cargo.toml").is_none());
    }

    #[test]
    fn no_file_names_a_source_map() {
        for name in ["maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css"] {
            let text = std::str::from_utf8(asset(name).unwrap().0).unwrap();
            assert!(!text.contains("\n//# sourceMappingURL="), "{name}");
        }
    }

    #[test]
    fn the_first_known_font_of_a_stack_answers() {
        let regular = glyphs("Noto Sans Regular", "0-255").unwrap();
        assert!(regular.len() > 10_000);
        assert_eq!(glyphs("Open Sans Regular, Noto Sans Regular", "0-255"), Some(regular));
        assert_eq!(glyphs("Open Sans Regular", "0-255"), None);
        assert_eq!(glyphs("", "0-255"), None);
    }

    #[test]
    fn every_file_of_a_font_is_embedded() {
        let fonts = concat!(env!("CARGO_MANIFEST_DIR"), "/styles/fonts");
        let mut files = 0;
        for (font, ranges) in &FONTS {
            files += ranges.len();
            for (range, glyphs) in ranges {
                let file = std::path::Path::new(fonts).join(font).join(format!("{range}.pbf"));
                assert!(std::fs::read(&file).unwrap() == *glyphs, "{}", file.display());
            }
        }
        let folders =
            std::fs::read_dir(fonts).unwrap().filter_map(|entry| std::fs::read_dir(entry.unwrap().path()).ok());
        assert_eq!(folders.map(Iterator::count).sum::<usize>(), files);
    }

    #[test]
    fn ranges_without_glyphs_are_empty_and_malformed_ones_refused() {
        let empty = glyphs("Noto Sans Bold", "1024-1279").unwrap();
        assert_eq!(&empty[..], b"\x0a\x1b\x0a\x0eNoto Sans Bold\x12\x091024-1279");
        for range in ["", "0", "0-256", "1-256", "65536-65791", "00-255", "+0-255", "-1-254", "0-255.pbf", "../OFL"] {
            assert_eq!(glyphs("Noto Sans Bold", range), None, "{range}");
        }
    }
}
