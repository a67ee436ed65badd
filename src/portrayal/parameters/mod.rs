//! What maps, legends and classes are asked for with, each kind with what changes it.

mod requests;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::points::PointMap;
use super::request::{Parting, Steps};
use crate::parameters::{FieldName, IndicatorId, MapName, PointLayerName, Year, routes};
use crate::query::{Chosen, InLanguage};

/// Which level of a map, and which year.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MapPlace {
    /// A layer or a view, or `auto`, as without it, for levels that follow the zoom. Beneath points `none` for no areas.
    #[schemars(with = "Option<MapName>")]
    pub level: Option<String>,
    #[serde(flatten)]
    pub time: MapYear,
}

/// Which year of a map.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MapYear {
    /// The year; without it the latest.
    #[schemars(with = "Option<Year>", extend("x-expected" = "one year such as 2021"))]
    pub year: Option<i32>,
}

/// One set of classes for several levels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Common {
    /// Whether all levels have the same classes, or circles by the same measure.
    pub common: bool,
}

/// The style of a layer or view by its name, coloured as usual.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LayerStyleParameters {
    /// What colours the map; without it one of the layer's own.
    #[schemars(with = "Option<IndicatorId>")]
    pub indicator: Option<String>,
    #[serde(flatten)]
    pub time: MapYear,
    #[serde(flatten)]
    pub parting: Parting,
    #[serde(flatten)]
    pub steps: Steps,
    #[serde(flatten)]
    pub common: Common,
    #[serde(flatten)]
    pub chosen: Chosen,
    #[serde(flatten)]
    pub language: InLanguage,
}

/// A map coloured by classes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChoroplethParameters {
    /// What colours it.
    #[schemars(with = "Option<IndicatorId>")]
    pub indicator: Option<String>,
    #[serde(flatten)]
    pub place: MapPlace,
    #[serde(flatten)]
    pub parting: Parting,
    #[serde(flatten)]
    pub steps: Steps,
    #[serde(flatten)]
    pub common: Common,
    #[serde(flatten)]
    pub chosen: Chosen,
    #[serde(flatten)]
    pub language: InLanguage,
}

/// A map of circles.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SymbolsParameters {
    /// The count that the areas of circles show.
    #[schemars(with = "Option<IndicatorId>")]
    pub indicator: Option<String>,
    #[serde(flatten)]
    pub place: MapPlace,
    #[serde(flatten)]
    pub common: Common,
    #[serde(flatten)]
    pub chosen: Chosen,
    #[serde(flatten)]
    pub language: InLanguage,
}

/// A map of two indicators.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BivariateParameters {
    /// The indicator of the columns of a map of two.
    #[schemars(with = "Option<IndicatorId>")]
    pub x: Option<String>,
    /// The indicator of its rows.
    #[schemars(with = "Option<IndicatorId>")]
    pub y: Option<String>,
    #[serde(flatten)]
    pub place: MapPlace,
    #[serde(flatten)]
    pub parting: Parting,
    #[serde(flatten)]
    pub common: Common,
    #[serde(flatten)]
    pub chosen: Chosen,
    #[serde(flatten)]
    pub language: InLanguage,
}

/// Which points, and what is made of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PointsChoice {
    /// The layer of points; without it the first, one whose points are joined if there is any.
    #[schemars(with = "Option<PointLayerName>")]
    pub layer: Option<String>,
    /// What is made of the points: circles of those near each other, a sample that keeps their density, a heat map of it,
    /// or every one.
    pub mode: Option<PointMap>,
    /// A field by which clusters are counted: its values colour points and part the rings of clusters. Not together with
    /// `indicator`.
    #[schemars(with = "Option<FieldName>")]
    pub by: Option<String>,
}

/// A map of points.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PointsParameters {
    /// What colours points, and clusters by the mean of theirs; a count that weighs a heat map.
    #[schemars(with = "Option<IndicatorId>")]
    pub indicator: Option<String>,
    #[serde(flatten)]
    pub points: PointsChoice,
    #[serde(flatten)]
    pub place: MapPlace,
    #[serde(flatten)]
    pub parting: Parting,
    #[serde(flatten)]
    pub steps: Steps,
    #[serde(flatten)]
    pub chosen: Chosen,
    #[serde(flatten)]
    pub language: InLanguage,
}

/// The kind of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MapKind {
    Choropleth,
    Symbols,
    Bivariate,
    Points,
}

/// What a legend has of the parameters of its map that changes nothing in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OfMap {
    /// The filter of the map. It is read, and changes nothing: classes and their counts are those of all features, so that
    /// maps compare.
    pub filter: Option<String>,
    /// As the map has it. It changes nothing: legends tell of partial figures anyway.
    pub coverage: bool,
}

/// The legend of a map of any kind: it takes the parameters of the map.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LegendParameters {
    /// What kind of map; without it that of the layer of points or of the indicators which are named.
    pub kind: Option<MapKind>,
    /// What colours it.
    #[schemars(with = "Option<IndicatorId>")]
    pub indicator: Option<String>,
    /// The indicator of the columns of a map of two.
    #[schemars(with = "Option<IndicatorId>")]
    pub x: Option<String>,
    /// The indicator of its rows.
    #[schemars(with = "Option<IndicatorId>")]
    pub y: Option<String>,
    #[serde(flatten)]
    pub points: PointsChoice,
    /// The zoom whose level and circles are told.
    #[schemars(range(min = 0.0, max = 24.0))]
    pub zoom: Option<f64>,
    #[serde(flatten)]
    pub map: OfMap,
    #[serde(flatten)]
    pub place: MapPlace,
    #[serde(flatten)]
    pub parting: Parting,
    #[serde(flatten)]
    pub steps: Steps,
    #[serde(flatten)]
    pub common: Common,
    #[serde(flatten)]
    pub language: InLanguage,
}

/// Classes of an indicator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ClassesParameters {
    #[serde(flatten)]
    pub place: MapPlace,
    #[serde(flatten)]
    pub parting: Parting,
    #[serde(flatten)]
    pub steps: Steps,
    #[serde(flatten)]
    pub common: Common,
    #[serde(flatten)]
    pub language: InLanguage,
}

routes!(
    LayerStyleParameters,
    ChoroplethParameters,
    SymbolsParameters,
    BivariateParameters,
    PointsParameters,
    LegendParameters,
    ClassesParameters,
);
