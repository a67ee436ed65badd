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

/// Which year's weights serve for figures of a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum WeightYear {
    /// Those of the same year only.
    #[default]
    Same,
    /// Those of the same year, or else the latest before it, or else the first after it.
    Latest,
}

/// What belongs to the figures of a layer in a year by the rule of their indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside<'a> {
    /// Nothing: the rule names none.
    Nothing,
    /// One for every feature: it is the number of the layer's own points, of which each is one.
    Alike,
    /// The figures of an indicator in a year.
    Figures(&'a str, i32),
}

impl WeightYear {
    fn is_same(&self) -> bool {
        *self == WeightYear::Same
    }

    /// The year of the weights for figures of `year`, where the weight has figures of the years `known`.
    pub fn choose(self, year: i32, known: &[i32]) -> Option<i32> {
        let known = known.iter().copied();
        let latest = || match self {
            WeightYear::Same => None,
            WeightYear::Latest => known.clone().filter(|&it| it < year).max().or_else(|| known.clone().min()),
        };
        known.clone().find(|&it| it == year).or_else(latest)
    }
}

/// How to compute a figure of several territories.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule<'a> {
    /// Σ figure.
    Sum,
    /// per × Σ numerator / Σ denominator.
    Ratio { numerator: &'a str, denominator: &'a str, per: f64 },
    /// Σ weight × figure / Σ weight.
    Weighted { weight: &'a str, year: WeightYear },
    /// Σ figure / number of figures.
    Plain,
    /// Not at all.
    None,
}

impl<'a> Rule<'a> {
    /// The id of what it names first: the numerator, or the weight.
    pub fn first(self) -> Option<&'a str> {
        match self {
            Rule::Ratio { numerator, .. } => Some(numerator),
            Rule::Weighted { weight, .. } => Some(weight),
            Rule::Sum | Rule::Plain | Rule::None => None,
        }
    }

    /// What belongs to figures of a year: `years` are those in which an indicator has figures at their layer, `is_tally`
    /// says of one that it is the number of the layer's own points, in a year or in any. None where something is not there.
    pub fn beside(
        self,
        year: i32,
        years: impl Fn(&str) -> Vec<i32>,
        is_tally: impl Fn(&str, Option<i32>) -> bool,
    ) -> Option<[Beside<'a>; 2]> {
        let of_year = |id: &'a str, counted: Option<i32>| match years(id).contains(&year) {
            true => Some(Beside::Figures(id, year)),
            false => is_tally(id, counted).then_some(Beside::Alike),
        };
        match self {
            Rule::Sum | Rule::Plain => Some([Beside::Nothing; 2]),
            Rule::Ratio { numerator, denominator, .. } => {
                Some([of_year(numerator, Some(year))?, of_year(denominator, Some(year))?])
            }
            Rule::Weighted { weight, year: policy } => {
                let latest = || policy.choose(year, &years(weight)).map(|year| Beside::Figures(weight, year));
                // However many points there were in another year, each of those that have a figure is one.
                Some([of_year(weight, None).or_else(latest)?, Beside::Nothing])
            }
            Rule::None => None,
        }
    }

    /// The id of what it names second: the denominator.
    pub fn second(self) -> Option<&'a str> {
        match self {
            Rule::Ratio { denominator, .. } => Some(denominator),
            Rule::Weighted { .. } | Rule::Sum | Rule::Plain | Rule::None => None,
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_of_the_same_year_unless_the_latest_may_serve() {
        let choose = |policy: WeightYear, known: &[i32]| policy.choose(2022, known);
        assert_eq!(choose(WeightYear::Same, &[2021, 2022]), Some(2022));
        assert_eq!(choose(WeightYear::Same, &[2021, 2023]), None);
        assert_eq!(choose(WeightYear::Latest, &[2019, 2021, 2023]), Some(2021));
        assert_eq!(choose(WeightYear::Latest, &[2025, 2024]), Some(2024));
        assert_eq!(choose(WeightYear::Latest, &[]), None);
    }

    #[test]
    fn every_point_of_a_tally_is_one() {
        let ratio = Rule::Ratio { numerator: "pupils", denominator: "schools", per: 1.0 };
        let years = |id: &str| if id == "pupils" { vec![2021, 2022] } else { Vec::new() };
        let is_tally = |id: &str, year: Option<i32>| id == "schools" && year.is_none_or(|year| year == 2022);
        let found = ratio.beside(2022, years, is_tally);
        assert_eq!(found, Some([Beside::Figures("pupils", 2022), Beside::Alike]));
        assert_eq!(ratio.beside(2021, years, is_tally), None, "nobody counted the schools of that year");
        let weighted = Rule::Weighted { weight: "schools", year: WeightYear::Latest };
        assert_eq!(weighted.beside(2020, years, is_tally), Some([Beside::Alike, Beside::Nothing]));
    }
}
