use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::gazetteer::{Aggregation, ColumnId, EVOLUTION, Figure, Indicator, REASON, Reason};

/// What a request wants to know of two years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evolution {
    pub how: How,
    pub from: i32,
    pub to: i32,
}

/// How an evolution is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// Counts in percent, everything else as a difference.
    #[serde(rename = "auto")]
    Usual,
    /// 100 × (later − earlier) / earlier.
    Percent,
    /// Later − earlier, in the unit of the indicator.
    Difference,
}

/// The evolution of one indicator and the attribute that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvolutionKey {
    /// `population_evolution`.
    pub key: String,
    /// `population_evolution_reason`.
    pub reason_key: String,
    /// `population_evolution_coverage`: the least share of its parts that a figure of both years rests on. None where that
    /// was not asked for, or where neither year has computed figures.
    pub coverage_key: Option<String>,
    /// The columns of both years.
    pub from: ColumnId,
    pub to: ColumnId,
    /// The earlier and the later year.
    pub years: (i32, i32),
    pub is_percent: bool,
    /// Digits after the decimal point.
    pub decimals: u8,
}

/// A request for an evolution that cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvolutionError {
    #[error("an evolution needs two years; write them as in `year=2019,2023&evolution=percent`")]
    Years,
}

/// Digits after the decimal point of a change in percent.
const PERCENT_DECIMALS: u8 = 1;

impl Evolution {
    /// From the first to the last of the years asked for.
    ///
    /// # Errors
    /// Without two years.
    pub fn new(how: How, years: Option<&[i32]>) -> Result<Evolution, EvolutionError> {
        match years {
            Some([from, .., to]) => Ok(Evolution { how, from: *from, to: *to }),
            _ => Err(EvolutionError::Years),
        }
    }

    /// The evolution of an indicator whose columns of both years are known.
    pub fn key(self, indicator: &Indicator, from: ColumnId, to: ColumnId) -> EvolutionKey {
        let is_percent = match self.how {
            How::Usual => indicator.aggregation == Aggregation::Count,
            How::Percent => true,
            How::Difference => false,
        };
        let key = format!("{}{EVOLUTION}", indicator.id);
        let decimals = if is_percent { PERCENT_DECIMALS } else { indicator.decimals };
        EvolutionKey {
            reason_key: format!("{key}{REASON}"),
            coverage_key: None,
            key,
            from,
            to,
            years: (self.from, self.to),
            is_percent,
            decimals,
        }
    }
}

impl EvolutionKey {
    /// What became of a figure. Where one is missing, so is the evolution, for the same reason; a growth of nothing in
    /// percent is not applicable.
    pub fn between(&self, earlier: Figure, later: Figure) -> Figure {
        let (from, to) = match (earlier, later) {
            (Figure::Known(from), Figure::Known(to)) => (from, to),
            (earlier, later) => return Figure::Missing(later.reason().or(earlier.reason())),
        };
        if self.is_percent && from == 0.0 {
            return Figure::Missing(Some(Reason::NotApplicable));
        }
        let change = if self.is_percent { 100.0 * (to - from) / from } else { to - from };
        let scale = 10f64.powi(i32::from(self.decimals));
        // Zero without a sign.
        Figure::Known((change * scale).round() / scale + 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::{LayerId, MapStamp};

    fn key(is_percent: bool, decimals: u8) -> EvolutionKey {
        let layer = LayerId::new(0, MapStamp::new(0));
        EvolutionKey {
            key: String::new(),
            reason_key: String::new(),
            coverage_key: None,
            from: layer.column(0),
            to: layer.column(1),
            years: (0, 1),
            is_percent,
            decimals,
        }
    }

    #[test]
    fn two_years_make_an_evolution() {
        let years = Some(&[2019, 2021, 2023][..]);
        let found = Evolution::new(How::Usual, years).unwrap();
        assert_eq!((found.how, found.from, found.to), (How::Usual, 2019, 2023));
        assert_eq!(Evolution::new(How::Percent, Some(&[2019])), Err(EvolutionError::Years));
        assert_eq!(Evolution::new(How::Percent, None), Err(EvolutionError::Years));
    }

    #[test]
    fn changes_are_rounded_and_what_is_missing_stays_missing() {
        let known = Figure::Known;
        assert_eq!(key(true, 1).between(known(300.0), known(310.0)), known(3.3));
        assert_eq!(key(true, 1).between(known(300.0), known(300.0)), known(0.0));
        assert_eq!(key(false, 2).between(known(2.5), known(2.25)), known(-0.25));
        let secret = Figure::Missing(Some(Reason::Secret));
        assert_eq!(key(true, 1).between(known(1.0), secret), secret);
        assert_eq!(key(true, 1).between(Figure::Missing(None), known(1.0)), Figure::Missing(None));
        assert_eq!(key(true, 1).between(known(0.0), known(1.0)), Figure::Missing(Some(Reason::NotApplicable)));
    }
}
