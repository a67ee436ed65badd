use std::collections::BTreeMap;

use super::Figures;
use crate::gazetteer::{Indicator, Rule, Tally, YearSource};
use crate::ingest::{IndicatorRecipe, Recipe};

/// Digits behind the mark of quotients that nobody has said anything of.
const COMPUTED_DECIMALS: u8 = 2;

impl Figures {
    /// An indicator with the years that have figures and where they come from.
    pub(super) fn indicator(&self, recipe: &Recipe, indicator: &IndicatorRecipe) -> Indicator {
        let known = self.columns.iter().flatten().filter(|(_, column)| {
            let has_figure = column.values.iter().any(|figure| figure.value().is_some());
            has_figure || column.values.iter().any(|figure| figure.reason().is_some())
        });
        let mut years: Vec<i32> =
            known.filter(|((id, _), _)| *id == indicator.id).map(|((_, year), _)| *year).collect();
        years.sort_unstable();
        years.dedup();
        Indicator {
            id: indicator.id.clone(),
            label: indicator.label.clone(),
            description: indicator.description.clone(),
            better: indicator.better,
            hatch_below: indicator.hatch_below,
            unit: indicator.unit.clone(),
            aggregation: indicator.aggregation.clone(),
            decimals: self.decimals.get(&indicator.id).copied().unwrap_or(0),
            sources: years.iter().map(|&year| source(recipe, indicator, year)).collect(),
            years,
            counts: tallied(recipe, &indicator.id),
        }
    }
}

/// The layers of points of which an indicator is the number.
fn tallied(recipe: &Recipe, id: &str) -> Vec<Tally> {
    let of_indicator = recipe.tallies.iter().filter(|tally| tally.indicator == id);
    of_indicator.map(|tally| Tally { points: tally.points.clone(), year: tally.year }).collect()
}

/// The digits behind the decimal mark of each indicator: those that the recipe says, else those that its tables have.
///
/// Where these have none, quotients get some of their own: the mean of 0 and 1 is not 1.
pub(super) fn decimals(recipe: &Recipe, found: &BTreeMap<String, u8>) -> BTreeMap<String, u8> {
    let of = |indicator: &IndicatorRecipe| {
        let computed = match indicator.aggregation.rule() {
            Rule::Ratio { .. } | Rule::Weighted { .. } | Rule::Plain => COMPUTED_DECIMALS,
            Rule::Sum | Rule::None => 0,
        };
        let found = found.get(&indicator.id).copied().filter(|&digits| digits > 0);
        indicator.decimals.or(found).unwrap_or(computed)
    };
    recipe.indicators.iter().map(|indicator| (indicator.id.clone(), of(indicator))).collect()
}

/// Where the figures of a year come from: those of the indicator itself and of what it is made of.
fn source(recipe: &Recipe, indicator: &IndicatorRecipe, year: i32) -> YearSource {
    let mut parts: Vec<&str> = vec![&indicator.id];
    match indicator.aggregation.rule() {
        Rule::Ratio { numerator, denominator, .. } => parts.extend([numerator, denominator]),
        Rule::Weighted { .. } | Rule::Sum | Rule::Plain | Rule::None => {}
    }
    let tables = recipe.tables.iter().filter(|table| parts.iter().any(|part| table.gives(part, year)));
    let tables = tables.map(|table| (&table.source, &table.licence, table.date.as_ref()));
    let tallies = recipe.tallies.iter().filter(|tally| tally.year == year);
    let tallies = tallies.filter(|tally| parts.contains(&tally.indicator.as_str()));
    let tallies = tallies.map(|tally| (&tally.source, &tally.licence, None));
    let found: Vec<_> = tables.chain(tallies).collect();
    let date = found.iter().filter_map(|(.., date)| *date).max();
    YearSource {
        year,
        source: distinct(found.iter().map(|(source, ..)| source.as_str())),
        licence: distinct(found.iter().map(|(_, licence, _)| licence.as_str())),
        date: date.cloned(),
    }
}

fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut found: Vec<&str> = Vec::new();
    for text in texts {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found.join("; ")
}
