use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::palette::USUAL_CLASSES;
use super::points::PointMap;
use crate::gazetteer::Language;
use crate::parameters::IndicatorId;
use crate::statistics::Method;

/// What a style, or its legend, is asked for.
#[derive(Clone, Copy, Debug)]
pub struct StyleRequest<'a> {
    /// A layer or a view; without it, or as `auto`, the first view of areas, whose levels change with the zoom.
    pub name: Option<&'a str>,
    pub theme: ThemeRequest<'a>,
    /// The year of the figures; without it the latest of each layer.
    pub year: Option<i32>,
    /// Which features are shown, as for tiles. Classes and legend are those of all, so that maps compare.
    pub filter: Option<&'a str>,
    /// Whether tiles give the share that computed figures rest on. They do where features are hatched by it.
    pub coverage: bool,
    pub classes: ClassRequest<'a>,
    pub language: Language,
    /// Public address of the server, without a slash at its end.
    pub base: &'a str,
}

/// What a style shows, by the ids of indicators.
#[derive(Clone, Copy, Debug)]
pub enum ThemeRequest<'a> {
    /// Colours by an indicator, by one of the layers' own without it; layers that have no figures stay plain.
    Usual(Option<&'a str>),
    /// Colours by an indicator.
    Choropleth(Option<&'a str>),
    /// Circles by a count.
    Symbols(Option<&'a str>),
    /// Colours by two indicators.
    Bivariate { x: Option<&'a str>, y: Option<&'a str> },
    /// Points, above the areas of the layer or view that is named.
    Points(PointsRequest<'a>),
}

/// What a map of points is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct PointsRequest<'a> {
    /// The layer of points; without it the first, one whose points are joined if there is any.
    pub layer: Option<&'a str>,
    /// Without it points are joined where they can be.
    pub map: Option<PointMap>,
    /// The indicator that colours them, or the count that weighs a heat map.
    pub indicator: Option<&'a str>,
    /// The field by whose values they are coloured and clusters are parted.
    pub by: Option<&'a str>,
}

/// How classes are asked for. What is left out is usual.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClassRequest<'a> {
    pub parting: Option<&'a Parting>,
    pub steps: Option<&'a Steps>,
    /// One set of classes for all levels of a map.
    pub common: bool,
}

/// How limits are found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Parting {
    /// How limits are found: `rounded` when left out, `manual` when `breaks` are given.
    pub method: Option<Method>,
    /// A count by which features are weighted, in the methods quantile, jenks, stddev and headtail.
    #[schemars(with = "Option<IndicatorId>")]
    pub weights: Option<String>,
    /// Whether limits are rounded for people.
    pub round: bool,
}

/// How many classes, where they begin, and what colours they have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Steps {
    /// How many classes at most.
    #[schemars(range(min = 2, max = 9))]
    pub n: usize,
    /// The limits of the method `manual`, ascending, with commas.
    #[schemars(
        length(max = 8),
        extend(
            "examples" = json!([[10, 20, 50]]),
            "x-expected" = json!("1 to 8 ascending numbers with commas, such as breaks=10,20.5,50"),
        )
    )]
    pub breaks: Vec<f64>,
    /// A name of /palettes.
    #[schemars(extend("examples" = json!(["YlGnBu", "viridis"])))]
    pub palette: Option<String>,
}

impl Default for Parting {
    fn default() -> Parting {
        Parting { method: None, weights: None, round: true }
    }
}

impl Default for Steps {
    fn default() -> Steps {
        Steps { n: USUAL_CLASSES, breaks: Vec::new(), palette: None }
    }
}

impl<'a> ThemeRequest<'a> {
    /// The indicators named; none where the layers' own will do.
    pub(super) fn named(self) -> Option<BTreeSet<&'a str>> {
        match self {
            ThemeRequest::Usual(one) | ThemeRequest::Choropleth(one) | ThemeRequest::Symbols(one) => {
                one.map(|one| BTreeSet::from([one]))
            }
            ThemeRequest::Bivariate { x, y } => x.zip(y).map(|(x, y)| BTreeSet::from([x, y])),
            ThemeRequest::Points(points) => points.indicator.map(|one| BTreeSet::from([one])),
        }
    }

    /// Whether the tiles that every map shares can do: those of circles and of two indicators have their own.
    pub(super) fn may_share(self) -> bool {
        matches!(self, ThemeRequest::Usual(_) | ThemeRequest::Choropleth(_))
    }
}
