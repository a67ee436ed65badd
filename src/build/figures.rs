use std::collections::BTreeMap;

use super::layers::WrittenLayer;
use super::{BuildError, Progress};
use crate::almanac::FigureColumn;
use crate::gazetteer::{Aggregation, Indicator, YearSource};
use crate::ingest::{Complaints, IndicatorRecipe, Recipe, read_figures};

/// For one layer, the figures of its features by indicator and year.
type Columns = BTreeMap<(String, i32), Vec<Option<f64>>>;

/// The figures of all layers.
pub(super) struct Figures(Vec<Columns>);

impl Figures {
    /// Reads all tables and sums figures up to the levels that are dissolves.
    pub(super) fn read(
        recipe: &Recipe,
        layers: &[WrittenLayer],
        complaints: &mut Complaints,
        progress: &dyn Progress,
    ) -> Result<Figures, BuildError> {
        let mut figures = Figures(vec![Columns::new(); layers.len()]);
        for table in &recipe.tables {
            if let Some(number) = layers.iter().position(|layer| layer.name == table.level) {
                let layer = &layers[number];
                let find = |code: &str| layer.codes.get(code).copied();
                for read in read_figures(recipe, table, find, complaints)? {
                    let column = figures.0[number].entry((read.indicator, read.year));
                    let values = column.or_insert_with(|| vec![None; layer.features]);
                    read.values.into_iter().for_each(|(feature, figure)| values[feature as usize] = figure.value());
                }
            }
            progress.step();
        }
        figures.aggregate(recipe, layers);
        Ok(figures)
    }

    /// Figures of dissolved levels. What a table gives for the level itself wins: a figure, or the parts of a share.
    fn aggregate(&mut self, recipe: &Recipe, layers: &[WrittenLayer]) {
        for columns in &mut self.0 {
            for indicator in &recipe.indicators {
                if let Aggregation::Share { numerator, denominator } = &indicator.aggregation {
                    add_shares(columns, &indicator.id, numerator, denominator);
                }
            }
        }
        for (number, layer) in layers.iter().enumerate() {
            let Some((from, groups)) = &layer.members else { continue };
            for indicator in &recipe.indicators {
                let finer = &self.0[*from];
                let made = match &indicator.aggregation {
                    Aggregation::Count => sums(finer, &indicator.id, groups, layer.features),
                    Aggregation::Share { numerator, denominator } => {
                        group_shares(finer, numerator, denominator, groups, layer.features)
                    }
                };
                for (year, values) in made {
                    self.0[number].entry((indicator.id.clone(), year)).or_insert(values);
                }
            }
        }
    }

    /// The indicators with the years that have figures, and the columns of every layer.
    pub(super) fn finish(self, recipe: &Recipe) -> (Vec<Indicator>, Vec<Vec<FigureColumn>>) {
        let indicators = recipe.indicators.iter().map(|indicator| self.indicator(recipe, indicator)).collect();
        let decimals = |id: &str| recipe.indicator(id).map_or(0, |indicator| indicator.decimals);
        let columns = |columns: Columns| {
            columns
                .into_iter()
                .map(|((indicator, year), values)| FigureColumn {
                    decimals: decimals(&indicator),
                    indicator,
                    year,
                    values,
                })
                .collect()
        };
        (indicators, self.0.into_iter().map(columns).collect())
    }

    fn indicator(&self, recipe: &Recipe, indicator: &IndicatorRecipe) -> Indicator {
        let known = self.0.iter().flatten().filter(|(_, values)| values.iter().any(Option::is_some));
        let of_indicator = known.filter(|((id, _), _)| *id == indicator.id);
        let mut years: Vec<i32> = of_indicator.map(|((_, year), _)| *year).collect();
        years.sort_unstable();
        years.dedup();
        let parts: Vec<&str> = match &indicator.aggregation {
            Aggregation::Count => vec![&indicator.id],
            Aggregation::Share { numerator, denominator } => vec![&indicator.id, numerator, denominator],
        };
        let source_of = |&year: &i32| {
            let tables = || recipe.tables.iter().filter(|table| parts.iter().any(|part| table.gives(part, year)));
            YearSource {
                year,
                source: distinct(tables().map(|table| table.source.as_str())),
                licence: distinct(tables().map(|table| table.licence.as_str())),
            }
        };
        Indicator {
            id: indicator.id.clone(),
            label: indicator.label.clone(),
            unit: indicator.unit.clone(),
            aggregation: indicator.aggregation.clone(),
            decimals: indicator.decimals,
            sources: years.iter().map(source_of).collect(),
            years,
        }
    }
}

/// For each year of an indicator its sums by group; none where no member has a figure.
fn sums(finer: &Columns, indicator: &str, groups: &[Option<u32>], features: usize) -> Vec<(i32, Vec<Option<f64>>)> {
    let of_indicator = finer.iter().filter(|((id, _), _)| id == indicator);
    of_indicator.map(|((_, year), values)| (*year, sum(values.iter().copied(), groups, features))).collect()
}

/// The sums of figures by group; none where no member has one.
fn sum(values: impl Iterator<Item = Option<f64>>, groups: &[Option<u32>], features: usize) -> Vec<Option<f64>> {
    let mut sums: Vec<Option<f64>> = vec![None; features];
    for (value, group) in values.zip(groups) {
        if let (Some(value), Some(group)) = (value, group) {
            *sums[*group as usize].get_or_insert(0.0) += value;
        }
    }
    sums
}

/// Shares of groups for every year whose parts the finer level has: of the members that have both parts, since a
/// numerator and a denominator of different members make no share.
fn group_shares(
    finer: &Columns,
    numerator: &str,
    denominator: &str,
    groups: &[Option<u32>],
    features: usize,
) -> Vec<(i32, Vec<Option<f64>>)> {
    let years = finer.keys().filter(|(part, _)| part == numerator).map(|(_, year)| *year);
    let shares = |year: i32| {
        let part = |part: &str| finer.get(&(part.to_owned(), year));
        let (upper, lower) = (part(numerator)?, part(denominator)?);
        let both = |value: fn(f64, f64) -> f64| {
            let pairs = upper.iter().zip(lower);
            sum(pairs.map(|(upper, lower)| Some(value((*upper)?, (*lower)?))), groups, features)
        };
        let (upper, lower) = (both(|upper, _| upper), both(|_, lower| lower));
        Some((year, upper.iter().zip(&lower).map(|(upper, lower)| share(*upper, *lower)).collect()))
    };
    years.filter_map(shares).collect()
}

/// A share in percent; none of nothing.
fn share(numerator: Option<f64>, denominator: Option<f64>) -> Option<f64> {
    let denominator = denominator.filter(|&denominator| denominator != 0.0)?;
    Some(100.0 * numerator? / denominator)
}

/// Computes shares, in percent, for every year whose parts are there and which no table gives.
fn add_shares(columns: &mut Columns, id: &str, numerator: &str, denominator: &str) {
    let years: Vec<i32> = columns.keys().filter(|(part, _)| part == numerator).map(|(_, year)| *year).collect();
    for year in years {
        if columns.contains_key(&(id.to_owned(), year)) {
            continue;
        }
        let part = |part: &str| columns.get(&(part.to_owned(), year));
        let (Some(upper), Some(lower)) = (part(numerator), part(denominator)) else { continue };
        let shares = upper.iter().zip(lower).map(|(upper, lower)| share(*upper, *lower)).collect();
        columns.insert((id.to_owned(), year), shares);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(entries: &[(&str, &[Option<f64>])]) -> Columns {
        entries.iter().map(|(id, values)| (((*id).to_owned(), 2021), values.to_vec())).collect()
    }

    const GROUPS: [Option<u32>; 5] = [Some(0), Some(0), Some(1), None, Some(2)];

    #[test]
    fn sums_take_what_is_known_and_nothing_is_not_zero() {
        let finer = columns(&[("people", &[Some(3.0), None, Some(4.0), Some(9.0), None])]);
        assert_eq!(sums(&finer, "people", &GROUPS, 3), [(2021, vec![Some(3.0), Some(4.0), None])]);
    }

    #[test]
    fn shares_are_of_members_that_have_both_parts() {
        let finer = columns(&[
            ("young", &[Some(10.0), None, Some(1.0), None, Some(5.0)]),
            ("people", &[Some(100.0), Some(100.0), Some(4.0), None, Some(0.0)]),
        ]);
        let shares = group_shares(&finer, "young", "people", &GROUPS, 3);
        assert_eq!(shares, [(2021, vec![Some(10.0), Some(25.0), None])]);
    }
}
