use crate::gazetteer::{Layer, LayerKind};

/// First zoom at which points are named.
pub(super) const POINT_LABELS_FROM: f64 = 13.0;

/// Widest line of a name in ems; longer names are broken.
pub(super) const TEXT_MAX_WIDTH: u8 = 8;

/// How lines with nothing on one side are drawn: coasts and frontiers part no two territories.
pub(super) struct Coast {
    pub(crate) color: &'static str,
    /// Zoom and width in pixels.
    pub(super) widths: [(f64, f64); 3],
}

pub(super) const COAST: Coast = Coast { color: "#97a3af", widths: [(3.0, 0.4), (8.0, 0.7), (14.0, 1.2)] };

/// How territories of a layer are drawn: the fewer there are, the wider their borders and the larger their names.
pub(crate) struct Look {
    pub(super) border_color: &'static str,
    /// Zoom and width in pixels.
    pub(super) border_widths: [(f64, f64); 3],
    pub(crate) font: &'static str,
    /// Names in spaced capitals, as maps write the names of large regions.
    pub(super) capitals: bool,
    /// Width of a letter in ems, spacing included: the mean over the names of France.
    pub(super) letter_width: f64,
    /// Zoom and size in pixels.
    pub(super) text_sizes: [(f64, f64); 2],
    /// Free pixels around a name that stands on a label point, and around one that stands on a polygon: the latter
    /// may come again on the next tile or island, and the more room each takes, the fewer there are.
    pub(super) text_paddings: (u8, u8),
    pub(super) labels_from: f64,
}

/// A few dozen territories in a country, such as regions.
const LARGE: Look = Look {
    border_color: "#6f7d8c",
    border_widths: [(3.0, 0.5), (6.0, 1.2), (12.0, 3.2)],
    font: "Noto Sans Bold",
    capitals: true,
    letter_width: 0.69,
    text_sizes: [(4.0, 9.0), (8.0, 15.0)],
    text_paddings: (6, 16),
    labels_from: 4.0,
};

/// About a hundred, such as departments.
const MEDIUM: Look = Look {
    border_color: "#7d8a98",
    border_widths: [(4.0, 0.35), (7.0, 0.9), (12.0, 2.6)],
    font: "Noto Sans Bold",
    capitals: false,
    letter_width: 0.53,
    text_sizes: [(6.0, 10.5), (10.0, 16.0)],
    text_paddings: (5, 14),
    labels_from: 5.5,
};

/// About a thousand, such as intermunicipalities.
const SMALL: Look = Look {
    border_color: "#8d99a6",
    border_widths: [(5.0, 0.15), (8.0, 0.6), (13.0, 2.0)],
    font: "Noto Sans Regular",
    capitals: false,
    letter_width: 0.48,
    text_sizes: [(7.0, 10.5), (12.0, 15.5)],
    text_paddings: (6, 8),
    labels_from: 7.5,
};

/// Tens of thousands, such as municipalities.
const TINY: Look = Look {
    border_color: "#98a3ae",
    border_widths: [(6.0, 0.08), (9.0, 0.3), (14.0, 1.6)],
    font: "Noto Sans Regular",
    capitals: false,
    letter_width: 0.48,
    text_sizes: [(9.0, 10.5), (14.0, 16.0)],
    text_paddings: (8, 8),
    labels_from: 9.0,
};

impl Look {
    /// The look that suits the number of a layer's territories; lines are drawn as the borders of a hundred would be.
    pub(crate) const fn of(layer: &Layer) -> &'static Look {
        if let LayerKind::Lines = layer.kind {
            return &MEDIUM;
        }
        match layer.features {
            0..=50 => &LARGE,
            51..=250 => &MEDIUM,
            251..=4000 => &SMALL,
            _ => &TINY,
        }
    }
}
