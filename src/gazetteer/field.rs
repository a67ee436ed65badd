use serde::{Deserialize, Serialize};

/// A plain attribute of a layer's features: what `?fields=` may name, as opposed to figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Key of the attribute in a tile.
    pub name: String,
    pub kind: FieldKind,
    /// Whether the value of a feature depends on the zoom. One field of a layer at most.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_zoom: bool,
    /// For a field with the codes of the territories that hold the features: the layer of those territories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
}

impl Field {
    /// A field of texts.
    pub fn text(name: &str) -> Field {
        Field { name: name.to_owned(), kind: FieldKind::Text, by_zoom: false, level: None }
    }
}

/// Numbers of the first two fields of every layer of territories or points: its official code, and its name.
pub const CODE: usize = 0;
pub const NAME: usize = 1;

/// The field of label points that holds the area of their territory in square kilometres.
pub const AREA_FIELD: &str = "area_km2";

/// The field of label points that tells how much room a name has: the diameter of the largest circle around the point
/// inside the largest part of its territory, in CSS pixels at the zoom of the tile, whose side is 512 of them.
pub const SPACE_FIELD: &str = "space_px";

/// The type of all values of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    Text,
    /// Whole numbers from zero up.
    Unsigned,
    Real,
    /// True or false.
    Flag,
}
