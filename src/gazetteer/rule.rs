use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    pub(super) fn is_same(&self) -> bool {
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
