use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Bilingual, Reason, Rule, WeightYear};

/// A statistical indicator as the almanac describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// Name in URLs and key of the attribute in a tile.
    pub id: String,
    pub label: Bilingual,
    /// What is counted, and how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Bilingual>,
    /// Whether more or less of it is better; none where that is not for a map to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub better: Option<Better>,
    /// Unit of the figures, such as `habitants` or `%`.
    pub unit: Option<Bilingual>,
    /// How figures of coarser levels come about.
    pub aggregation: Aggregation,
    /// Maps hatch features whose figure rests on less than this share, 0 to 1, of its parts; none where they do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hatch_below: Option<f64>,
    /// Digits after the decimal point: with 0 the figures are integers in the tile.
    pub decimals: u8,
    /// Years that have figures at some layer, ascending.
    pub years: Vec<i32>,
    /// Who publishes the figures of each of these years, and under which licence.
    pub sources: Vec<YearSource>,
    /// The layers of points of which it is the number: every point of them counts as one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<Tally>,
}

/// A layer of points that an indicator counts in a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub points: String,
    pub year: i32,
}

/// Where the figures of a year come from; several tables are joined by `; `.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearSource {
    pub year: i32,
    pub source: String,
    pub licence: String,
    /// When the figures were published, as a date of ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

impl Indicator {
    /// Whether it is the number of the points of a layer, in a year or in any, so that each of them is one.
    pub fn is_tally_of(&self, layer: &str, year: Option<i32>) -> bool {
        self.counts.iter().any(|tally| tally.points == layer && year.is_none_or(|year| year == tally.year))
    }

    /// Where the figures of a year come from.
    pub fn source_of(&self, year: i32) -> Option<&YearSource> {
        self.sources.iter().find(|source| source.year == year)
    }
}

/// How the figure of a coarser territory comes from the finer ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Aggregation {
    /// A number of people or things: figures add up.
    Count,
    /// A part of a whole, in percent.
    Share(Parts),
    /// A mean, such as people a household.
    Mean(Parts),
    /// A figure on a scale of its own, such as an index of social position.
    Index(Parts),
    /// The number of a class: nothing can be computed of several.
    Class,
}

/// What a figure that does not add up is made of: a numerator and a denominator, or a weight, or nothing that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// Id of a count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<String>,
    /// Id of a count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<String>,
    /// What numerator / denominator is multiplied by: 100 for a share, 1 for a mean when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<u32>,
    /// Id of a count by which figures are weighted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<String>,
    /// Which year's weights serve where those of the figures' own year are not known.
    #[serde(default, skip_serializing_if = "WeightYear::is_same")]
    pub weight_year: WeightYear,
    /// Whether every member weighs the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub plain: bool,
}

impl Aggregation {
    /// The word for it in recipes and catalogues.
    pub const fn kind(&self) -> &'static str {
        match self {
            Aggregation::Count => "count",
            Aggregation::Share(_) => "share",
            Aggregation::Mean(_) => "mean",
            Aggregation::Index(_) => "index",
            Aggregation::Class => "class",
        }
    }

    /// How a figure of several territories is computed.
    pub fn rule(&self) -> Rule<'_> {
        match self {
            Aggregation::Count => Rule::Sum,
            Aggregation::Share(parts) => parts.rule(100.0),
            Aggregation::Mean(parts) | Aggregation::Index(parts) => parts.rule(1.0),
            Aggregation::Class => Rule::None,
        }
    }
}

impl Parts {
    fn rule(&self, per: f64) -> Rule<'_> {
        match (&self.numerator, &self.denominator, &self.weight) {
            (Some(numerator), Some(denominator), _) => {
                Rule::Ratio { numerator, denominator, per: self.per.map_or(per, f64::from) }
            }
            (_, _, Some(weight)) => Rule::Weighted { weight, year: self.weight_year },
            _ if self.plain => Rule::Plain,
            _ => Rule::None,
        }
    }
}

/// Whether more or less of something is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    More,
    Less,
}

/// A figure of all features of a layer together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Whole {
    pub figure: f64,
    /// How much was counted for it: the sum of a count, or of what is below the line.
    pub counted: f64,
    /// The share, 0 to 1, of what it could rest on that it rests on.
    pub coverage: f64,
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
    /// The figure of all features together; none where it cannot be made of theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<Whole>,
    /// The 0th to the 100th percentile, 101 figures of the column, ascending (nearest rank).
    pub percentiles: Vec<f64>,
}
