use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Bilingual, Reason};

/// A statistical indicator as the almanac describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// Name in URLs and key of the attribute in a tile.
    pub id: String,
    pub label: Bilingual,
    /// Unit of the figures, such as `habitants` or `%`.
    pub unit: Option<Bilingual>,
    /// How figures of coarser levels come about.
    pub aggregation: Aggregation,
    /// Digits after the decimal point: with 0 the figures are integers in the tile.
    pub decimals: u8,
    /// Years that have figures at some layer, ascending.
    pub years: Vec<i32>,
    /// Who publishes the figures of each of these years, and under which licence.
    pub sources: Vec<YearSource>,
}

/// Where the figures of a year come from; several tables are joined by `; `.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearSource {
    pub year: i32,
    pub source: String,
    pub licence: String,
}

impl Indicator {
    /// Where the figures of a year come from.
    pub fn source_of(&self, year: i32) -> Option<&YearSource> {
        self.sources.iter().find(|source| source.year == year)
    }
}

/// How the figure of a coarser territory comes from the finer ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Aggregation {
    /// A count of people or things: figures add up.
    Count,
    /// A share in percent: 100 × Σ numerator / Σ denominator, both ids of count indicators.
    Share { numerator: String, denominator: String },
}

/// What one column of figures (an indicator at a layer in a year) holds, taken at build time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Features with a figure.
    pub with_value: u32,
    /// Features without one.
    pub missing: u32,
    /// Of those without one, how many have a reason, by reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reasons: BTreeMap<Reason, u32>,
    pub min: f64,
    pub max: f64,
    pub sum: f64,
    /// The 0th to the 100th percentile, 101 figures of the column, ascending (nearest rank).
    pub percentiles: Vec<f64>,
}
