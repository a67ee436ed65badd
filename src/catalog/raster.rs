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

/// An SVG of ours as PNG, at so many pixels for a CSS pixel; none where it is no sound SVG.
pub(super) fn png(svg: &str, ratio: f32) -> Option<Vec<u8>> {
    let tree = Tree::from_str(svg, &OPTIONS).ok()?;
    let size = tree.size().to_int_size().scale_by(ratio)?;
    let mut image = Pixmap::new(size.width(), size.height())?;
    resvg::render(&tree, Transform::from_scale(ratio, ratio), &mut image.as_mut());
    image.encode_png().ok()
}
