//! What a map holds of each of its sources, compared with what was published before.

use std::collections::{BTreeMap, BTreeSet};

use super::roster::Roster;
use crate::almanac::FigureColumn;
use crate::container::{Holding, Item};
use crate::gazetteer::Rule;
use crate::ingest::{Complaints, Recipe, Shapes};

/// Counts what was made: features of every layer, rows that every table gave, figures of every column.
pub(super) fn holdings(rosters: &[Roster], columns: &[Vec<FigureColumn>], complaints: &Complaints) -> Vec<Holding> {
    let features = rosters.iter().map(|roster| {
        let item = Item::Features { layer: roster.name.clone() };
        Holding::new(item, roster.len() as u64)
    });
    let mut rows: BTreeMap<Item, u64> = BTreeMap::new();
    for tally in complaints.tallies() {
        let item = Item::Rows { file: tally.file.clone(), layer: tally.level.clone() };
        *rows.entry(item).or_default() += tally.matched;
    }
    let figures = rosters.iter().zip(columns).flat_map(|(roster, columns)| {
        columns.iter().map(|column| {
            let (indicator, year) = (column.indicator.clone(), column.year);
            let known = column.values.iter().filter(|figure| figure.value().is_some()).count();
            Holding::new(Item::Figures { layer: roster.name.clone(), indicator, year }, known as u64)
        })
    });
    let rows = rows.into_iter().map(|(item, count)| Holding::new(item, count));
    features.chain(rows).chain(figures).collect()
}

/// The files that something comes from by the recipe; none where the recipe no longer names it.
pub(super) fn files_of(recipe: &Recipe, rosters: &[Roster], item: &Item) -> Option<String> {
    let files: BTreeSet<&str> = match item {
        Item::Features { layer } => files_of_layer(recipe, layer),
        Item::Rows { file, layer } => {
            { recipe.tables.iter().any(|table| table.file == *file && table.level == *layer).then_some(&**file) }
                .into_iter()
                .collect()
        }
        Item::Figures { layer, indicator, year } => files_of_figures(recipe, rosters, layer, indicator, *year),
    };
    (!files.is_empty()).then(|| files.into_iter().collect::<Vec<_>>().join(", "))
}

pub(super) fn files_of_layer<'a>(recipe: &'a Recipe, name: &str) -> BTreeSet<&'a str> {
    if let Some(points) = recipe.points.iter().find(|points| points.name == name) {
        return BTreeSet::from([points.source.file.as_str()]);
    }
    match recipe.level(name).map(|level| &level.shapes) {
        Some(Shapes::Source { sources, .. }) => sources.iter().map(|source| source.file.as_str()).collect(),
        Some(Shapes::Dissolve { from, .. }) => files_of_layer(recipe, from),
        None => BTreeSet::new(),
    }
}

/// The tables of the layer, and of those that it is made of, that give the indicator or what it is computed of.
fn files_of_figures<'a>(
    recipe: &'a Recipe,
    rosters: &[Roster],
    layer: &str,
    indicator: &str,
    year: i32,
) -> BTreeSet<&'a str> {
    let Some(described) = recipe.indicator(indicator) else { return BTreeSet::new() };
    let layers = made_of(rosters, layer);
    let files = |id: &str| -> BTreeSet<&'a str> {
        let tables = recipe.tables.iter().filter(|table| layers.contains(table.level.as_str()));
        let tables = tables.filter(|table| table.gives(id, year)).map(|table| table.file.as_str());
        let tallies = recipe.tallies.iter().filter(|tally| layers.contains(tally.points.as_str()));
        let tallies = tallies.filter(|tally| tally.indicator == id && tally.year == year);
        tables.chain(tallies.flat_map(|tally| files_of_layer(recipe, &tally.points))).collect()
    };
    let mut all = files(indicator);
    if let Rule::Ratio { numerator, denominator, .. } = described.aggregation.rule() {
        let parts = [files(numerator), files(denominator)];
        if parts.iter().all(|part| !part.is_empty()) {
            all.extend(parts.into_iter().flatten());
        }
    }
    all
}

/// A layer and all layers that its figures may be computed of.
fn made_of<'a>(rosters: &'a [Roster], layer: &str) -> BTreeSet<&'a str> {
    let mut open: Vec<&Roster> = rosters.iter().filter(|roster| roster.name == layer).collect();
    let mut all = BTreeSet::new();
    while let Some(roster) = open.pop() {
        if all.insert(roster.name.as_str()) {
            open.extend(roster.members.iter().filter_map(|members| rosters.get(members.from)));
        }
    }
    all
}
