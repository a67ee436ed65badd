use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

use super::font::{BOLD, REGULAR};

/// Options with the two fonts of this program and no others: a picture is the same on every machine.
static OPTIONS: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    for font in [REGULAR, BOLD] {
        fonts.load_font_data(font.to_vec());
    }
    fonts.set_sans_serif_family("Noto Sans");
    Options { fontdb: Arc::new(fonts), font_family: "Noto Sans".to_owned(), ..Options::default() }
});

/// How wide a line of text is as it is drawn, in pixels; none where nothing of it is.
pub(crate) fn text_width(text: &str, size: f32, is_bold: bool) -> Option<f32> {
    let weight = if is_bold { 700 } else { 400 };
    let text = escaped(text);
    let svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg"><text font-size="{size}" font-weight="{weight}">{text}</text></svg>"#
    );
    let tree = Tree::from_str(&svg, &OPTIONS).ok()?;
    Some(tree.root().abs_bounding_box().width()).filter(|width| *width > 0.0)
}

/// A text as it stands in XML.
pub(crate) fn escaped(text: &str) -> String {
    // Characters that XML does not know, even escaped, are left out.
    let known = text.chars().filter(|&letter| letter >= ' ' || matches!(letter, '\t' | '\n' | '\r'));
    let mut out = String::with_capacity(text.len());
    for letter in known {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            letter => out.push(letter),
        }
    }
    out
}

/// An SVG of ours as PNG, at so many pixels for a CSS pixel; none where it is no sound SVG.
pub(crate) fn png(svg: &str, ratio: f32) -> Option<Vec<u8>> {
    let tree = Tree::from_str(svg, &OPTIONS).ok()?;
    let size = tree.size().to_int_size().scale_by(ratio)?;
    let mut image = Pixmap::new(size.width(), size.height())?;
    resvg::render(&tree, Transform::from_scale(ratio, ratio), &mut image.as_mut());
    image.encode_png().ok()
}
