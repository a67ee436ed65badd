//! What is reported of figures once they are all read: contradictions, and figures that go nowhere.

use std::collections::{BTreeMap, BTreeSet};

use super::column::{Column, Columns};
use super::compute::{is_tally, members};
use super::members::Part;
use crate::compile::roster::Roster;
use crate::gazetteer::{Aggregation, Figure, Rule, WeightYear, counted, grouped};
use crate::ingest::{Complaint, ComplaintKind, Complaints, IndicatorRecipe, Recipe, TableRecipe};

/// Reports figures that a table gives and that differ from what all parts make, by more than rounding.
pub(super) fn compare(
    recipe: &Recipe,
    roster: &Roster,
    (id, year): &(String, i32),
    (given, computed): (&Column, &Column),
    decimals: u8,
    complaints: &mut Complaints,
) {
    let rounding = 0.5 * 10f64.powi(-i32::from(decimals)) * (1.0 + 1e-9);
    let file = file_of(recipe, &roster.name, id, *year);
    // Counts of people and things: a whole has at least what its parts have.
    let is_count = recipe.indicator(id).is_some_and(|it| it.aggregation == Aggregation::Count);
    let has_negative = |column: &Column| column.values.iter().any(|it| it.value().is_some_and(|value| value < 0.0));
    let only_adds = is_count && !has_negative(computed);
    for feature in 0..given.values.len() as u32 {
        let is_given = given.sides(feature).is_none();
        let is_whole = computed.sides(feature).is_some_and(|sides| sides.whole > 0.0 && sides.is_whole());
        let (Figure::Known(given), Figure::Known(sum), true) =
            (given.figure(feature), computed.figure(feature), is_given)
        else {
            continue;
        };
        let known = (sum * 1e6).round() / 1e6;
        let told = if is_whole && (given - sum).abs() > rounding {
            format!("{known} by its parts")
        } else if only_adds && given < sum - rounding {
            format!("{known} by those of its parts that are known")
        } else {
            continue;
        };
        complaints.push(Complaint {
            kind: ComplaintKind::DiffersFromParts,
            file: file.clone(),
            row: None,
            code: roster.codes.get(feature as usize).cloned(),
            detail: format!("`{id}` of {year} is {given} here and {told}"),
            place: None,
        });
    }
}

/// Reports figures of which coarser features could be made, were it not for what belongs to them: weights of the year,
/// numerators, denominators.
pub(super) fn weights(recipe: &Recipe, rosters: &[Roster], columns: &[Columns], complaints: &mut Complaints) {
    for (number, roster) in rosters.iter().enumerate() {
        let coarser: Vec<usize> =
            (0..rosters.len()).filter(|&it| rosters[it].members.iter().any(|held| held.from == number)).collect();
        let has_clusters = recipe.points.iter().any(|points| points.name == roster.name && points.clusters.is_some());
        for ((id, year), column) in &columns[number] {
            let Some(indicator) = recipe.indicator(id) else { continue };
            let rule = indicator.aggregation.rule();
            let is_given = |&layer: &usize| columns[layer].contains_key(&(id.clone(), *year));
            let goes_up = coarser.iter().any(|layer| !is_given(layer)) || has_clusters;
            let is_known = column.values.iter().any(|figure| figure.value().is_some());
            if goes_up && is_known && rule.first().is_some() {
                let about = About { recipe, roster, columns: &columns[number], rule, id, year: *year };
                complaints.extend(about.complaint(column));
            }
        }
    }
}

/// An indicator in a year at a layer, by its rule.
struct About<'a> {
    recipe: &'a Recipe,
    roster: &'a Roster,
    columns: &'a Columns,
    rule: Rule<'a>,
    id: &'a str,
    year: i32,
}

impl About<'_> {
    fn complaint(&self, column: &Column) -> Option<Complaint> {
        let About { recipe, roster, columns, rule, id, year } = *self;
        let Some(members) = members(recipe, roster, columns, rule, (id, year)) else {
            let detail = format!("`{id}` of {year}: {} in `{}`{}", self.lacking(), roster.name, self.other_years());
            return Some(self.about(ComplaintKind::NoWeights, None, detail));
        };
        let lacking: Vec<u32> =
            (0..column.values.len() as u32).filter(|&feature| members.is_unweighted(feature)).collect();
        let first = *lacking.first()?;
        let known = column.values.iter().filter(|figure| figure.value().is_some()).count();
        let detail = format!(
            "`{id}` of {year}: {} of {} in `{}` without {}",
            grouped(lacking.len() as u64),
            counted(known as u64, "figure"),
            roster.name,
            self.named()
        );
        Some(self.about(ComplaintKind::Unweighted, roster.codes.get(first as usize).cloned(), detail))
    }

    /// What the rule names beside the figures.
    fn named(&self) -> String {
        let names: Vec<String> =
            [self.rule.first(), self.rule.second()].into_iter().flatten().map(|name| format!("`{name}`")).collect();
        names.join(" and ")
    }

    /// What has no figures in that year.
    fn lacking(&self) -> String {
        format!("{} has no figures of {}", self.named(), self.year)
    }

    /// The years in which the weight has figures, and the key that takes them.
    fn other_years(&self) -> String {
        let Rule::Weighted { weight, year: WeightYear::Same } = self.rule else { return String::new() };
        let of_weight = self.columns.keys().filter(|(id, _)| id == weight);
        let years: Vec<String> = of_weight.map(|(_, year)| year.to_string()).collect();
        if years.is_empty() {
            return String::new();
        }
        format!(
            ", only of {}; `weight_year = \"latest\"` in the recipe takes the latest that are known",
            years.join(", ")
        )
    }

    fn about(&self, kind: ComplaintKind, code: Option<String>, detail: String) -> Complaint {
        let file = file_of(self.recipe, &self.roster.name, self.id, self.year);
        Complaint { kind, file, row: None, code, detail, place: None }
    }
}

/// A ratio beside the parts that its own layer has.
pub(super) struct OwnParts<'a> {
    pub(super) recipe: &'a Recipe,
    pub(super) roster: &'a Roster,
    pub(super) indicator: &'a IndicatorRecipe,
    pub(super) year: i32,
    pub(super) parts: [Part<'a>; 2],
}

impl OwnParts<'_> {
    /// Reports numerators over a denominator of 0, where a part of a whole is meant: there is no share, and the numerator is
    /// one of nothing.
    pub(super) fn over_nothing(&self) -> Option<Complaint> {
        let OwnParts { indicator, year, parts, .. } = self;
        if !matches!(indicator.aggregation, Aggregation::Share(_)) {
            return None;
        }
        let is_over_nothing = |feature: &u32| match parts.map(|part| part.beside(*feature).value()) {
            [Some(upper), Some(lower)] => upper != 0.0 && lower == 0.0,
            _ => false,
        };
        let found: Vec<u32> = (0..self.roster.len() as u32).filter(is_over_nothing).collect();
        let first = *found.first()?;
        let detail = format!(
            "`{}` of {year}: the denominator is 0 and the numerator is not, {} times in `{}`",
            indicator.id,
            found.len(),
            self.roster.name
        );
        Some(self.complaint(ComplaintKind::ZeroDenominator, first, detail))
    }

    /// Reports figures of a table that are not what the parts beside them make, by more than the rounding of all three.
    pub(super) fn compare(
        &self,
        given: Option<&Column>,
        made: Option<&Column>,
        decimals: u8,
        complaints: &mut Complaints,
    ) {
        let (Some(given), Some(made)) = (given, made) else { return };
        let Rule::Ratio { per, .. } = self.indicator.aggregation.rule() else { return };
        let rounding = 0.5 * 10f64.powi(-i32::from(decimals)) * (1.0 + 1e-9);
        for feature in 0..given.values.len() as u32 {
            let [upper, lower] = self.parts.map(|part| part.beside(feature).value().unwrap_or(0.0));
            // Numbers of people may be rounded to whole ones, beside a share that was made before.
            let slack = per * 0.5 * (1.0 + (upper / lower).abs()) / lower.abs();
            let (Figure::Known(own), Figure::Known(sum), None) =
                (given.figure(feature), made.figure(feature), given.sides(feature))
            else {
                continue;
            };
            if (own - sum).abs() > rounding + slack {
                let (id, year, sum) = (&self.indicator.id, self.year, (sum * 1e6).round() / 1e6);
                let detail = format!("`{id}` of {year} is {own} here and {sum} by its own numerator and denominator");
                complaints.push(self.complaint(ComplaintKind::DiffersFromParts, feature, detail));
            }
        }
    }

    fn complaint(&self, kind: ComplaintKind, feature: u32, detail: String) -> Complaint {
        let file = file_of(self.recipe, &self.roster.name, &self.indicator.id, self.year);
        Complaint { kind, file, row: None, code: self.roster.codes.get(feature as usize).cloned(), detail, place: None }
    }
}

/// Reports figures that are made of others, are not 0, and are 0 once they are rounded.
pub(super) fn rounded_to_zero(
    recipe: &Recipe,
    rosters: &[Roster],
    columns: &[Columns],
    decimals: &BTreeMap<String, u8>,
    complaints: &mut Complaints,
) {
    for (roster, columns) in rosters.iter().zip(columns) {
        for ((id, year), column) in columns {
            let digits = decimals.get(id).copied().unwrap_or(0);
            let least = 0.5 * 10f64.powi(-i32::from(digits));
            let gives = |table: &TableRecipe| table.level == roster.name && table.gives(id, *year);
            let is_given = recipe.tables.iter().any(gives);
            let is_lost = |feature: &u32| {
                let is_made = !is_given || column.sides(*feature).is_some();
                is_made && column.figure(*feature).value().is_some_and(|value| value != 0.0 && value.abs() < least)
            };
            let lost: Vec<u32> = (0..column.values.len() as u32).filter(is_lost).collect();
            let Some(&first) = lost.first() else { continue };
            let value = column.figure(first).value().unwrap_or_default();
            let detail = format!(
                "`{id}` of {year}: {} computed figures in `{}`, such as {value:.3e}, become 0 with {digits} decimals; say more \
                 `decimals`, or a larger `per`",
                lost.len(),
                roster.name
            );
            let code = roster.codes.get(first as usize).cloned();
            let file = file_of(recipe, &roster.name, id, *year);
            let kind = ComplaintKind::RoundedToZero;
            complaints.push(Complaint { kind, file, row: None, code, detail, place: None });
        }
    }
}

/// Reports ratios that no layer has in any year, though both parts have figures: of different years or layers.
pub(super) fn never_made(recipe: &Recipe, columns: &[Columns], complaints: &mut Complaints) {
    let years = |wanted: &str| -> BTreeSet<i32> {
        let known = columns
            .iter()
            .flatten()
            .filter(|((id, _), column)| id == wanted && column.values.iter().any(|figure| figure.value().is_some()));
        known.map(|((_, year), _)| *year).collect()
    };
    let listed = |years: &BTreeSet<i32>| years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    for indicator in &recipe.indicators {
        let Rule::Ratio { numerator, denominator, .. } = indicator.aggregation.rule() else { continue };
        let (upper, lower) = (years(numerator), years(denominator));
        if upper.is_empty() || lower.is_empty() || !years(&indicator.id).is_empty() {
            continue;
        }
        let detail = format!(
            "`{}` has no figure at all: `{numerator}` has figures of {}, `{denominator}` of {}; both have to be of one year and \
             one layer",
            indicator.id,
            listed(&upper),
            listed(&lower)
        );
        let file = recipe.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
        complaints.push(Complaint { kind: ComplaintKind::NoWeights, file, row: None, code: None, detail, place: None });
    }
}

/// The first table that gives an indicator of a year at a layer, or else one of its parts; the recipe where none does.
fn file_of(recipe: &Recipe, layer: &str, id: &str, year: i32) -> String {
    let rule = recipe.indicator(id).map_or(Rule::None, |indicator| indicator.aggregation.rule());
    let gives = |id: &str| recipe.tables.iter().find(|table| table.level == layer && table.gives(id, year));
    let named = [Some(id), rule.first(), rule.second()].into_iter().flatten();
    let table = named.filter(|id| !is_tally(recipe, layer, id, None)).find_map(gives);
    table.map_or_else(
        || recipe.path().file_name().unwrap_or_default().to_string_lossy().into_owned(),
        |it| it.file.clone(),
    )
}
