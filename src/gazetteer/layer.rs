use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Bilingual, Clustering, Field, FieldNotes};

/// What a layer's features are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LayerKind {
    Polygons,
    Points,
    /// Lines, such as borders; they have no figures.
    Lines,
}

impl LayerKind {
    /// `polygons`, `points` or `lines`.
    pub const fn name(self) -> &'static str {
        match self {
            LayerKind::Polygons => "polygons",
            LayerKind::Points => "points",
            LayerKind::Lines => "lines",
        }
    }
}

/// Zooms, both ends included. Written `[4, 14]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "[u8; 2]", into = "[u8; 2]")]
#[schemars(with = "[u8; 2]")]
pub struct ZoomRange {
    pub min: u8,
    pub max: u8,
}

impl ZoomRange {
    /// Whether `zoom` lies in the range.
    pub fn contains(self, zoom: u8) -> bool {
        self.min <= zoom && zoom <= self.max
    }

    /// Whether every zoom of `other` lies in the range.
    pub fn holds(self, other: ZoomRange) -> bool {
        self.min <= other.min && other.max <= self.max
    }

    /// Whether it is not reversed and not higher than zooms go.
    pub fn is_sound(self) -> bool {
        self.min <= self.max && self.max <= crate::geo::HIGHEST_ZOOM
    }

    /// The smallest range that holds both.
    pub fn union(self, other: ZoomRange) -> ZoomRange {
        ZoomRange { min: self.min.min(other.min), max: self.max.max(other.max) }
    }

    /// The zooms that lie in both.
    pub fn intersection(self, other: ZoomRange) -> Option<ZoomRange> {
        let both = ZoomRange { min: self.min.max(other.min), max: self.max.min(other.max) };
        (both.min <= both.max).then_some(both)
    }

    /// Every zoom of the range, ascending.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = u8> {
        self.min..=self.max
    }
}

impl From<[u8; 2]> for ZoomRange {
    fn from([min, max]: [u8; 2]) -> ZoomRange {
        ZoomRange { min, max }
    }
}

impl From<ZoomRange> for [u8; 2] {
    fn from(range: ZoomRange) -> [u8; 2] {
        [range.min, range.max]
    }
}

/// A layer as it is offered: what the atlas has of it, and how the almanac presents it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Layer {
    /// Name in URLs and name of the layer in a tile: `departements`.
    pub name: String,
    pub kind: LayerKind,
    pub label: Bilingual,
    pub description: Option<Bilingual>,
    pub zooms: ZoomRange,
    /// Attributes that `?fields=` may name, `code` and `nom` first.
    pub fields: Vec<Field>,
    /// Names of the fields that a tile carries when the request names none.
    pub default_fields: Vec<String>,
    /// Indicators that a tile carries when the request names none.
    pub default_indicators: Vec<String>,
    /// Zooms at which its borders are among the lines of [`BORDERS`]; none where they never are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub borders: Option<ZoomRange>,
    /// The most bytes that a tile of the layer alone may have after gzip, with its default attributes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<u64>,
    /// How its points are joined to clusters; none where they never are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clusters: Option<Clustering>,
    /// What values of its fields mean, where its features tell something that a reader must know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<FieldNotes>,
    /// Number of features.
    pub features: u32,
    /// West, south, east, north of all features, in degrees, never across the antimeridian.
    pub extent: [f64; 4],
}

/// How a layer is presented to those who ask: nothing of it decides a shape, an id or a plain attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LayerPresentation {
    pub label: Bilingual,
    pub description: Option<Bilingual>,
    /// As in [`Layer`], and so are those below.
    pub default_fields: Vec<String>,
    pub default_indicators: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<FieldNotes>,
}

/// Several layers behind one address, each at zooms of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    pub name: String,
    pub label: Bilingual,
    pub parts: Vec<ViewPart>,
}

impl View {
    /// The view of the label points of this one's layers, at the same zooms.
    pub fn labels(&self, has_labels: impl Fn(&str) -> bool) -> View {
        let parts = self.parts.iter().filter(|part| has_labels(&part.layer));
        View {
            name: format!("{}{LABELS}", self.name),
            label: Bilingual {
                fr: format!("{} : étiquettes", self.label.fr),
                en: format!("{}: labels", self.label.en),
            },
            parts: parts.map(|part| ViewPart { layer: format!("{}{LABELS}", part.layer), zooms: part.zooms }).collect(),
        }
    }
}

/// One layer of a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewPart {
    /// Name of the layer.
    pub layer: String,
    /// Zooms at which the view shows it; they lie inside the layer's own.
    pub zooms: ZoomRange,
}

/// What a layer of label points adds to the name of the layer that it labels, and a view of such layers to the name
/// of its view.
pub const LABELS: &str = "_labels";

/// The view of border lines; what its layers begin with, and what further such views end with.
pub const BORDERS: &str = "borders";

/// What the server's own addresses begin with.
pub(crate) const ROUTES: [&str; 15] = [
    "-",
    "catalog",
    "fonts",
    "health",
    "indicators",
    "legend",
    "metrics",
    "openapi",
    "palettes",
    "points",
    "ready",
    "sprites",
    "static",
    "styles",
    "territories",
];

/// What further addresses may begin with one day: a map that is built now keeps its layers then.
const KEPT: [&str; 11] =
    ["codes", "docs", "embed", "export", "figures", "filters", "oembed", "ogc", "pictures", "qgis", "sheet"];

/// Names of the layer of border lines, of styles, and what `level` says instead of a layer.
const MADE: [&str; 6] = ["auto", "bivariate", "borders", "choropleth", "none", "symbols"];

/// Why a layer or a view cannot have a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// It is empty, or has a character other than ASCII letters, digits, `_` and `-`.
    Characters,
    /// It is a word of the server's addresses, now or later.
    Reserved,
    /// It begins or ends as the names of label points and of borders do, which are made.
    Made,
}

/// Whether no layer or view can have a name.
pub fn is_reserved_name(name: &str) -> bool {
    name_fault(name).is_some()
}

/// Why no layer or view can have a name: it would hide a route of the server, a layer of label points or border lines, or
/// stand in no address. None for a good one.
pub fn name_fault(name: &str) -> Option<NameFault> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if [&ROUTES[..], &KEPT, &MADE].iter().any(|words| words.contains(&name)) {
        Some(NameFault::Reserved)
    } else if name.is_empty() || !name.bytes().all(is_plain) {
        Some(NameFault::Characters)
    } else if name.ends_with(LABELS) || name.starts_with("borders_") || name.ends_with("_borders") {
        Some(NameFault::Made)
    } else {
        None
    }
}
