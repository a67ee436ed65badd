use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::bounds::Bounds;
use crate::geo::LonLat;
use crate::parameters::{FieldName, routes};
use crate::query::{Chosen, Figures, InLanguage};
use crate::records::files::{Dialect, Format};

/// What points are asked for.
#[derive(Clone, Copy, Debug)]
pub struct PageRequest<'a> {
    /// Name of a layer of points.
    pub layer: &'a str,
    pub among: Among<'a>,
    pub points: &'a PointParameters,
    pub format: Format,
    pub dialect: Dialect,
    /// Public address of the server, without a slash at its end.
    pub base: &'a str,
    /// Most points of the page.
    pub limit: usize,
}

/// From among which points a page is.
#[derive(Clone, Copy, Debug)]
pub enum Among<'a> {
    /// All of the layer, by ascending code, from behind a code.
    All { after: Option<&'a str> },
    /// Those of a cluster, in the same way.
    Cluster { id: u64, after: Option<&'a str> },
    /// Those around a place, the nearest first, within so many metres.
    Near { at: LonLat, within: f64 },
}

/// A page of points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The page in its format.
    pub bytes: Vec<u8>,
    /// Where the next page is, unless this is the last.
    pub next: Option<String>,
}

/// Which points, and what is told of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PointParameters {
    /// Territories that hold the points, 100 at most, with commas: `departements:35`, or a code that only one level has.
    #[schemars(extend("examples" = json!([["departements:35"]])))]
    pub territory: BTreeSet<String>,
    /// West, south, east and north in degrees; where west is greater than east, across the antimeridian.
    #[schemars(extend(
        "examples" = json!([[-2.3, 47.6, -1.0, 48.7]]),
        "x-expected" = json!(Bounds::EXPECTED),
    ))]
    pub bbox: Option<Bounds>,
    #[serde(flatten)]
    pub figures: Figures,
    /// Attributes beside size, place and figures; without it all.
    #[schemars(with = "Option<BTreeSet<FieldName>>")]
    pub fields: Option<BTreeSet<String>>,
    #[serde(flatten)]
    pub chosen: Chosen,
    #[serde(flatten)]
    pub language: InLanguage,
}

/// What a page is asked for with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PageParameters {
    #[serde(flatten)]
    pub points: PointParameters,
    /// Most points of a page, which has 500,000 cells at most.
    #[schemars(range(min = 1, max = 10_000))]
    pub limit: usize,
    /// The code behind which the page begins.
    pub after: Option<String>,
}

/// Points of a page that says no limit.
const USUAL: usize = 100;

impl Default for PageParameters {
    fn default() -> PageParameters {
        PageParameters { points: PointParameters::default(), limit: USUAL, after: None }
    }
}

/// What a page as CSV is asked for with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CsvPageParameters {
    #[serde(flatten)]
    pub page: PageParameters,
    #[serde(flatten)]
    pub dialect: Dialect,
}

/// What the points nearest to a place are asked for with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NearParameters {
    /// Longitude of the place, in degrees.
    #[schemars(range(min = -180.0, max = 180.0), extend("x-unit" = json!("degrees"), "examples" = json!([2.35])))]
    pub lon: f64,
    /// Latitude of the place, in degrees.
    #[schemars(range(min = -90.0, max = 90.0), extend("x-unit" = json!("degrees"), "examples" = json!([48.86])))]
    pub lat: f64,
    /// Most points.
    #[serde(default = "few")]
    #[schemars(range(min = 1, max = 1000))]
    pub n: usize,
    /// Only points at most so many metres away.
    #[serde(default)]
    #[schemars(range(min = 0.0), extend("x-unit" = json!("metres")))]
    pub within: Option<f64>,
    #[serde(flatten)]
    pub points: PointParameters,
}

/// Points around a place that says no number.
fn few() -> usize {
    10
}

impl NearParameters {
    pub fn among(&self) -> Among<'static> {
        let at = LonLat { lon: self.lon, lat: self.lat };
        Among::Near { at, within: self.within.unwrap_or(f64::INFINITY) }
    }
}

/// The same as CSV.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CsvNearParameters {
    #[serde(flatten)]
    pub near: NearParameters,
    #[serde(flatten)]
    pub dialect: Dialect,
}

routes!(PageParameters, CsvPageParameters, NearParameters, CsvNearParameters);
