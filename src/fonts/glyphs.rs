//! Glyphs of the labels of maps, embedded in the binary: signed distance fields, a file for 256 characters.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The ranges of 256 characters of which we have glyphs, each with its file.
type Ranges = [(&'static str, &'static [u8]); 3];

/// The files of a font, which lie in the folder of its name.
macro_rules! ranges {
    ($font:literal) => {
        [
            ("0-255", include_bytes!(concat!("../../styles/fonts/", $font, "/0-255.pbf"))),
            ("256-511", include_bytes!(concat!("../../styles/fonts/", $font, "/256-511.pbf"))),
            ("8192-8447", include_bytes!(concat!("../../styles/fonts/", $font, "/8192-8447.pbf"))),
        ]
    };
}

/// The fonts by their names.
static FONTS: [(&str, Ranges); 2] =
    [("Noto Sans Regular", ranges!("Noto Sans Regular")), ("Noto Sans Bold", ranges!("Noto Sans Bold"))];

/// Why there are no glyphs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoGlyphs {
    #[error("glyphs are at /fonts/{{font}}/{{range}}.pbf, such as /fonts/Noto Sans Regular/0-255.pbf")]
    Unknown,
    /// MapLibre draws what it is refused with a font of the client; what it is given empty it leaves out.
    #[error("`{font}` has no glyphs for {range}: draw these letters with a font of your own, as MapLibre does")]
    Range { font: &'static str, range: String },
}

/// Who draws a letter of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrawnBy {
    /// The fonts here have a glyph.
    Server,
    /// They have none for any letter around it, so that clients use a font of their own.
    Client,
    /// They have some for letters around it: clients ask for no other and leave it out.
    Nobody,
}

/// Glyphs of the first known font of `fontstack`, a list with commas, for `range`, such as `0-255`.
///
/// # Errors
/// For a font that is not shipped, a range that is no block of 256 characters, and one without glyphs.
pub fn glyphs(fontstack: &str, range: &str) -> Result<&'static [u8], NoGlyphs> {
    let known = |name: &str| FONTS.iter().find(|(font, _)| *font == name);
    let found = fontstack.split(',').map(str::trim).find_map(known);
    let (font, ranges) = found.filter(|_| is_glyph_range(range)).ok_or(NoGlyphs::Unknown)?;
    let shipped = ranges.iter().find(|(known, _)| *known == range);
    shipped.map(|(_, glyphs)| *glyphs).ok_or_else(|| NoGlyphs::Range { font, range: range.to_owned() })
}

/// Who draws a letter of a name on a map.
pub fn drawn_by(letter: char) -> DrawnBy {
    static SHIPPED: LazyLock<BTreeSet<u32>> = LazyLock::new(shipped);
    let is_shipped = |letter: u32| SHIPPED.contains(&letter);
    let letter = u32::from(letter);
    let first = letter - letter % 256;
    if is_shipped(letter) {
        DrawnBy::Server
    } else if (first..first + 256).any(is_shipped) {
        DrawnBy::Nobody
    } else {
        DrawnBy::Client
    }
}

/// The letters of which all fonts have glyphs. In a glyph file field 1 is a font, and each of its fields 3 a glyph, of
/// which field 1 is the letter.
fn shipped() -> BTreeSet<u32> {
    let of_font = |(_, ranges): &(&str, Ranges)| -> BTreeSet<u32> {
        let files = ranges.iter().map(|(_, file)| *file);
        let fonts = files.flat_map(|file| fields(file, 1)).filter_map(Field::bytes);
        let glyphs = fonts.flat_map(|font| fields(font, 3)).filter_map(Field::bytes);
        glyphs.flat_map(|glyph| fields(glyph, 1)).filter_map(Field::number).collect()
    };
    FONTS.iter().map(of_font).reduce(|one, other| &one & &other).unwrap_or_default()
}

/// A field of a protocol buffer, as far as glyph files have them.
#[derive(Clone, Copy)]
enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    fn bytes(self) -> Option<&'a [u8]> {
        match self {
            Field::Bytes(bytes) => Some(bytes),
            Field::Number(_) => None,
        }
    }

    fn number(self) -> Option<u32> {
        match self {
            Field::Number(number) => u32::try_from(number).ok(),
            Field::Bytes(_) => None,
        }
    }
}

/// The fields of that number, up to what is not understood.
fn fields(mut rest: &[u8], number: u64) -> impl Iterator<Item = Field<'_>> {
    let next = move || -> Option<(u64, Field<'_>)> {
        let key = varint(&mut rest)?;
        let value = varint(&mut rest)?;
        let field = match key & 7 {
            0 => Field::Number(value),
            2 => Field::Bytes(rest.split_off(..usize::try_from(value).ok()?)?),
            _ => return None,
        };
        Some((key >> 3, field))
    };
    std::iter::from_fn(next).filter(move |(known, _)| *known == number).map(|(_, field)| field)
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let length = rest.iter().position(|byte| byte & 0x80 == 0)? + 1;
    let bytes = rest.split_off(..length)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 7 | u64::from(byte & 0x7f)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_font_of_a_stack_answers() {
        let regular = glyphs("Noto Sans Regular", "0-255").unwrap();
        assert!(regular.len() > 10_000);
        assert_eq!(glyphs("Open Sans Regular, Noto Sans Regular", "0-255"), Ok(regular));
        assert_eq!(glyphs("Open Sans Regular", "0-255"), Err(NoGlyphs::Unknown));
        assert_eq!(glyphs("", "0-255"), Err(NoGlyphs::Unknown));
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
    fn ranges_without_glyphs_and_malformed_ones_are_refused() {
        let none = glyphs("Noto Sans Bold", "1024-1279").unwrap_err();
        assert!(none.to_string().starts_with("`Noto Sans Bold` has no glyphs for 1024-1279"), "{none}");
        for range in ["", "0", "0-256", "1-256", "65536-65791", "00-255", "+0-255", "-1-254", "0-255.pbf", "../OFL"] {
            assert_eq!(glyphs("Noto Sans Bold", range), Err(NoGlyphs::Unknown), "{range}");
        }
    }

    #[test]
    fn letters_are_drawn_from_here_or_by_the_client() {
        let drawn = |text: &str, by: DrawnBy| text.chars().all(|letter| drawn_by(letter) == by);
        assert!(drawn("Saint-Étienne œŸßłřđģňůž’–€ ", DrawnBy::Server));
        assert!(drawn("țșẴẵΑθήναКиїв東京ⅣΩ\u{1F3EB}", DrawnBy::Client));
        assert!(drawn("\u{20C0}\u{20E3}", DrawnBy::Nobody));
    }
}
