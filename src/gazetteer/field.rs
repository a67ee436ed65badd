use serde::{Deserialize, Serialize};

/// A plain attribute of a layer's features: what `?fields=` may name, as opposed to figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Key of the attribute in a tile.
    pub name: String,
    pub kind: FieldKind,
}

impl Field {
    /// A field of texts.
    pub fn text(name: &str) -> Field {
        Field { name: name.to_owned(), kind: FieldKind::Text }
    }
}

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
