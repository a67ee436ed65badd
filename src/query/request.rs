use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::evolution::How;
use super::point_mode::PointMode;
use crate::gazetteer::Language;
use crate::parameters::{FieldName, IndicatorId, ParameterError, Parameters, Year, routes};

/// What a request asks of a map: layers, and what is shown of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Request {
    /// Names of layers and views with commas between them.
    pub layers: String,
    pub parameters: TileParameters,
}

impl Request {
    /// What names and values, decoded, ask of layers.
    ///
    /// # Errors
    /// Names the parameter that is unknown or cannot be read.
    pub fn read(layers: &str, pairs: &[(&str, &str)]) -> Result<Request, ParameterError> {
        Ok(Request { layers: layers.to_owned(), parameters: TileParameters::read(pairs)? })
    }
}

/// What tiles hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TileParameters {
    #[serde(flatten)]
    pub figures: Figures,
    /// Attributes beside the figures; without it the layer's own, empty for none. Some layer of those asked for must
    /// have each.
    #[schemars(with = "Option<BTreeSet<FieldName>>")]
    pub fields: Option<BTreeSet<String>>,
    /// Beside several years: what became of figures from the first to the last, `population_evolution`. `percent`,
    /// `difference` in the unit of the indicator, or `auto`: percent for counts and a difference for others.
    pub evolution: Option<How>,
    /// How points are shown: every one, those near each other as one, or one of so many with its `weight`. Without it as
    /// clusters where the recipe asks for them.
    pub points: Option<PointMode>,
    #[serde(flatten)]
    pub chosen: Chosen,
}

/// Which figures, of which years.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Figures {
    /// Names of indicators with commas; `*` for all, empty for none; 32 different ones at most. Without it each layer's
    /// own; portraits show all.
    #[schemars(with = "Option<BTreeSet<IndicatorId>>")]
    pub indicators: Option<BTreeSet<String>>,
    /// Years with commas, 16 different ones at most. Without it the latest of each indicator; portraits show all.
    #[schemars(with = "BTreeSet<Year>", extend("x-expected" = json!("a year such as 2021, or several with commas")))]
    pub year: BTreeSet<i32>,
}

/// Which features are there, and what stands beside their figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Chosen {
    /// Which features are there, in CQL2 text (OGC 21-065r2), 2,000 bytes at most: comparisons, BETWEEN, IN, LIKE, IS
    /// NULL, AND, OR, NOT, CASEI, ACCENTI, `S_INTERSECTS(geom,BBOX(west,south,east,north))`, also with POLYGON, and
    /// `within('level','code')`. Properties have the names that tiles show: fields, `code` among them, and indicators,
    /// `population@2019` in a year of its own. Codes are texts in quotes. A missing value matches nothing but IS NULL. Of
    /// several layers it applies to those that have all its properties, and one must.
    #[schemars(extend(
        "x-twice" = json!("write one, with AND or OR between its parts"),
        "examples" = json!([
            "departement='35' AND population>=2000",
            "ACCENTI(CASEI(nom)) LIKE 'saint-%'",
            "population@2023>population@2019",
            "S_INTERSECTS(geom,BBOX(-2.0,47.9,-1.4,48.3))",
            "within('departements','35')",
        ]),
    ))]
    pub filter: Option<String>,
    /// Whether computed figures have the share of their parts beside them that had a figure, 0 to 1:
    /// `population_coverage`, `population@2019_coverage` with several years, `population_evolution_coverage` with
    /// evolutions. Figures that tables give have none. Styles ask tiles for it; those that hatch partial figures do so by
    /// themselves.
    pub coverage: bool,
}

/// The language of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct InLanguage {
    /// Language of labels: `fr` or `en`; anything else is French.
    #[schemars(extend("examples" = json!(["fr", "en"])))]
    pub lang: Language,
}

/// What a tile is asked for with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct VersionedTileParameters {
    #[serde(flatten)]
    pub tile: TileParameters,
    /// Version of the map, as TileJSON gives it: the tile of the current one may be kept for ever.
    pub v: Option<String>,
}

/// What the description of tiles is asked for with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TileJsonParameters {
    #[serde(flatten)]
    pub tile: TileParameters,
    #[serde(flatten)]
    pub language: InLanguage,
}

routes!(InLanguage, TileParameters, VersionedTileParameters, TileJsonParameters);
