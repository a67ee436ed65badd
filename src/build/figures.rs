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
                for read in read_figures(table, recipe.folder(), find, complaints)? {
                    let column = figures.0[number].entry((read.indicator, read.year));
                    let values = column.or_insert_with(|| vec![None; layer.features]);
                    read.values.into_iter().for_each(|(feature, value)| values[feature as usize] = Some(value));
                }
            }
            progress.step();
        }
        figures.aggregate(recipe, layers);
        Ok(figures)
    }

    fn aggregate(&mut self, recipe: &Recipe, layers: &[WrittenLayer]) {
        let counts = |indicator: &&IndicatorRecipe| indicator.aggregation == Aggregation::Count;
        for (number, layer) in layers.iter().enumerate() {
            if let Some((from, groups)) = &layer.members {
                for indicator in recipe.indicators.iter().filter(counts) {
                    for (year, sums) in sums(&self.0[*from], &indicator.id, groups, layer.features) {
                        // What a table gives for the level itself wins.
                        self.0[number].entry((indicator.id.clone(), year)).or_insert(sums);
                    }
                }
            }
        }
        for columns in &mut self.0 {
            for indicator in &recipe.indicators {
                if let Aggregation::Share { numerator, denominator } = &indicator.aggregation {
                    add_shares(columns, &indicator.id, numerator, denominator);
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
        let keys = self.0.iter().flat_map(Columns::keys);
        let mut years: Vec<i32> = keys.filter(|(id, _)| *id == indicator.id).map(|(_, year)| *year).collect();
        years.sort_unstable();
        years.dedup();
        let parts: Vec<&str> = match &indicator.aggregation {
            Aggregation::Count => vec![&indicator.id],
            Aggregation::Share { numerator, denominator } => vec![&indicator.id, numerator, denominator],
        };
        let source_of = |&year: &i32| {
            let tables = || {
                let of_year = recipe.tables.iter().filter(move |table| table.year == year);
                of_year.filter(|table| parts.iter().any(|part| table.columns.contains_key(*part)))
            };
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
    of_indicator
        .map(|((_, year), values)| {
            let mut sums: Vec<Option<f64>> = vec![None; features];
            for (value, group) in values.iter().zip(groups) {
                if let (Some(value), Some(group)) = (value, group) {
                    *sums[*group as usize].get_or_insert(0.0) += value;
                }
            }
            (*year, sums)
        })
        .collect()
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
        let share = |(upper, lower): (&Option<f64>, &Option<f64>)| match (upper, lower) {
            (Some(upper), Some(lower)) if *lower != 0.0 => Some(100.0 * upper / lower),
            _ => None,
        };
        let shares = upper.iter().zip(lower).map(share).collect();
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
