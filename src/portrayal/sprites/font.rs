use super::raster::text_width;

/// Noto Sans with the letters of French and English, SIL Open Font License 1.1: see `styles/fonts/README.md`.
pub(super) const REGULAR: &[u8] = include_bytes!("../../../styles/fonts/NotoSans-Regular.latin.ttf");
pub(super) const BOLD: &[u8] = include_bytes!("../../../styles/fonts/NotoSans-Bold.latin.ttf");

/// How wide a letter is taken to be, in ems, where a text cannot be laid out.
const UNKNOWN: f32 = 0.6;

/// How wide a line is, in pixels.
pub(crate) fn width(text: &str, size: f32, is_bold: bool) -> f32 {
    text_width(text, size, is_bold).unwrap_or_else(|| text.chars().count() as f32 * size * UNKNOWN)
}

/// Breaks a text into lines no wider than `most` pixels, where there are spaces to do so.
pub(crate) fn lines(text: &str, size: f32, is_bold: bool, most: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), size, is_bold) <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_no_wider_than_they_may_be() {
        assert!(width("mmmm", 12.0, false) > 2.5 * width("iiii", 12.0, false));
        assert!(width("Population", 12.0, true) > width("Population", 12.0, false));
        let broken = lines("Population de 65 ans et plus, dans les territoires", 14.0, true, 150.0);
        assert!(broken.len() >= 3 && broken.iter().all(|line| width(line, 14.0, true) <= 150.0), "{broken:?}");
        assert_eq!(broken.join(" "), "Population de 65 ans et plus, dans les territoires");
        assert_eq!(lines("", 12.0, false, 100.0), Vec::<String>::new());
    }
}
