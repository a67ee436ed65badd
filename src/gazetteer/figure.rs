use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Bilingual;

/// What attributes that stand beside a figure add to its key: why there is none, the share of what it is computed of
/// that had a figure, and what became of it between two years.
pub const REASON: &str = "_reason";
pub const COVERAGE: &str = "_coverage";
pub const EVOLUTION: &str = "_evolution";

/// All of them. They follow each other: `population_evolution_reason`.
pub const BESIDE_FIGURES: [&str; 3] = [REASON, COVERAGE, EVOLUTION];

/// Why there is no figure where one could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Too few people or things: publishing it would tell of single ones.
    Secret,
    /// The territory, or who reports for it, has not given it.
    NotCommunicated,
    /// There is nothing there that could be counted.
    NotApplicable,
    /// Nobody asked for it there or then.
    NotCollected,
    /// The territory has changed since, and its figure cannot be carried over to today's borders.
    NotComparable,
}

impl Reason {
    /// Every reason, in the order in which legends list them.
    pub const ALL: [Reason; 5] =
        [Reason::Secret, Reason::NotCommunicated, Reason::NotApplicable, Reason::NotCollected, Reason::NotComparable];

    /// The stable name in recipes, tiles and addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Reason::Secret => "secret",
            Reason::NotCommunicated => "not_communicated",
            Reason::NotApplicable => "not_applicable",
            Reason::NotCollected => "not_collected",
            Reason::NotComparable => "not_comparable",
        }
    }

    /// The reason of that stable name.
    pub fn from_name(name: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.name() == name)
    }

    /// What people read in a legend.
    pub fn label(self) -> Bilingual {
        let (fr, en) = match self {
            Reason::Secret => ("Secret statistique", "Confidential"),
            Reason::NotCommunicated => ("Non communiqué", "Not communicated"),
            Reason::NotApplicable => ("Sans objet", "Not applicable"),
            Reason::NotCollected => ("Non collecté", "Not collected"),
            Reason::NotComparable => ("Non comparable", "Not comparable"),
        };
        Bilingual { fr: fr.to_owned(), en: en.to_owned() }
    }
}

/// A figure, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// Finite.
    Known(f64),
    /// None, with the reason where it is known.
    Missing(Option<Reason>),
}

impl Figure {
    /// The number, where there is one.
    pub fn value(self) -> Option<f64> {
        match self {
            Figure::Known(value) => Some(value),
            Figure::Missing(_) => None,
        }
    }

    /// Why there is no number, where that is known.
    pub fn reason(self) -> Option<Reason> {
        match self {
            Figure::Known(_) => None,
            Figure::Missing(reason) => reason,
        }
    }
}

impl From<Option<f64>> for Figure {
    fn from(value: Option<f64>) -> Figure {
        value.map_or(Figure::Missing(None), Figure::Known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_serialised_form_and_lead_back() {
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.name());
            assert_eq!(Reason::from_name(reason.name()), Some(reason));
        }
        assert_eq!(Reason::from_name("zero"), None);
    }
}
