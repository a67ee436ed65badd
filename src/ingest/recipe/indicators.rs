use std::collections::BTreeSet;

use super::attributes::{is_own_attribute, is_plain};
use super::check::Checker;
use super::form::RecipeForm;
use super::indicator_form::{IndicatorForm, IndicatorKind, PassageForm, WeightForm};
use super::placed::Placed;
use super::points_form::WithinForm;
use super::table::TableRecipe;
use super::{IndicatorRecipe, PassageRecipe, TallyRecipe};
use crate::gazetteer::{Aggregation, BESIDE_FIGURES, Parts};

/// Most digits behind the decimal point: with six before it, the fifteen that a double holds.
const HIGHEST_DECIMALS: u8 = 9;

/// Columns that files and pages of points have beside fields and figures.
const FILE_COLUMNS: [&str; 3] = ["longitude", "latitude", "distance"];

/// The indicators, each with an id of its own.
pub(super) fn read_indicators(checker: &mut Checker, forms: &[IndicatorForm]) -> Vec<IndicatorRecipe> {
    let mut ids = BTreeSet::new();
    let mut indicators = Vec::new();
    for form in forms {
        if !is_plain(&form.id) || is_own_attribute(&form.id) {
            let help = "use ASCII letters, digits and `_`, but neither `code` nor `nom`, which every feature has, nor \
                        `area_km2` nor `space_px`, which label points have";
            checker.fault(form.id.place(), format!("`{}` cannot be the id of an indicator", *form.id), help);
        }
        if FILE_COLUMNS.contains(&form.id.as_str()) {
            let help = "files have a column of this name; give the indicator another id";
            checker.fault(form.id.place(), format!("`{}` cannot be the id of an indicator", *form.id), help);
        }
        checker.id_beside_figures(&form.id);
        checker.id_of_clusters(&form.id);
        if !ids.insert(&*form.id) {
            let help = "tables of several years give the same indicator; describe it once";
            checker.fault(form.id.place(), format!("the indicator `{}` is described twice", *form.id), help);
        }
        if let Some(placed) = form.decimals.as_ref().filter(|placed| ***placed > HIGHEST_DECIMALS) {
            checker.fault(placed.place(), format!("{} decimals are too many", **placed), "write 0 to 9");
        }
        if let Some(placed) = form.hatch_below.as_ref().filter(|share| !(***share > 0.0 && ***share <= 1.0)) {
            let message = format!("`hatch_below` of `{}` is {}, which is not a share of parts", *form.id, **placed);
            checker.fault(placed.place(), message, "write a share above 0 and up to 1, such as 0.8 for 80 %");
        }
        if let Some(aggregation) = read_aggregation(checker, form) {
            indicators.push(IndicatorRecipe {
                id: form.id.to_string(),
                label: form.label.clone(),
                description: form.description.clone(),
                unit: form.unit.clone(),
                better: form.better,
                hatch_below: form.hatch_below.as_deref().copied(),
                aggregation,
                decimals: form.decimals.as_deref().copied(),
            });
        }
    }
    indicators
}

impl<'a> Checker<'a> {
    /// The indicator that shows an attribute of this name: as its figure, or beside it as in `population_coverage`.
    pub(super) fn indicator_of(&self, name: &str) -> Option<&'a str> {
        let mut rest = name;
        loop {
            if let Some(id) = self.indicator_ids().find(|id| *id == rest) {
                return Some(id);
            }
            rest = BESIDE_FIGURES.iter().find_map(|suffix| rest.strip_suffix(suffix))?;
        }
    }

    /// An indicator must not be called as an attribute that stands beside the figures of another.
    fn id_beside_figures(&mut self, id: &Placed<String>) {
        let shorter = BESIDE_FIGURES.iter().find_map(|suffix| id.strip_suffix(suffix));
        if let Some(other) = shorter.and_then(|shorter| self.indicator_of(shorter)) {
            let message = format!("`{}` is the name of an attribute beside the figures of `{other}`", **id);
            self.fault(id.place(), message, "give the indicator another id");
        }
    }
}

/// None only beside a fault.
fn read_aggregation(checker: &mut Checker, form: &IndicatorForm) -> Option<Aggregation> {
    let adds_up = match form.kind {
        IndicatorKind::Count => Some((Aggregation::Count, "count")),
        IndicatorKind::Class => Some((Aggregation::Class, "class")),
        IndicatorKind::Share | IndicatorKind::Mean | IndicatorKind::Index => None,
    };
    if let Some((aggregation, kind)) = adds_up {
        let parts = [&form.numerator, &form.denominator].into_iter().flatten().map(Placed::place);
        let weight = form.weight.iter().map(Placed::place).chain(form.weight_year.iter().map(Placed::place));
        if let Some(place) = parts.chain(weight).chain(form.per.as_ref().map(Placed::place)).next() {
            let message = format!("the {kind} `{}` has a numerator, a denominator, a weight or a `per`", *form.id);
            checker.fault(place, message, "leave it out, or write `kind = \"share\"` or `kind = \"mean\"`");
            return None;
        }
        return Some(aggregation);
    }
    let parts = read_parts(checker, form)?;
    Some(match form.kind {
        IndicatorKind::Share => Aggregation::Share(parts),
        IndicatorKind::Mean => Aggregation::Mean(parts),
        IndicatorKind::Index | IndicatorKind::Count | IndicatorKind::Class => Aggregation::Index(parts),
    })
}

/// What a share, a mean or an index is made of: a numerator and a denominator, or a weight, or nothing that is known.
fn read_parts(checker: &mut Checker, form: &IndicatorForm) -> Option<Parts> {
    let is_half = form.numerator.is_some() != form.denominator.is_some();
    let both = form.numerator.is_some() && form.weight.is_some();
    if is_half || both {
        let what = if is_half { "has one part of two" } else { "has both parts and a weight" };
        let help = "give `numerator` and `denominator`, or `weight`, ids of counts; with none of them coarser levels have \
                    only what tables give for them";
        checker.fault(form.id.place(), format!("the indicator `{}` {what}", *form.id), help);
        return None;
    }
    if let Some(per) = form.per.as_ref().filter(|per| ***per == 0 || form.numerator.is_none()) {
        let help = "`per = 1000` goes with a numerator and a denominator and is 1 at least";
        checker.fault(per.place(), format!("`per` of `{}` multiplies nothing", *form.id), help);
    }
    let [numerator, denominator] =
        [&form.numerator, &form.denominator].map(|part| part.as_ref().map(|id| checker.count(id)));
    let (weight, plain) = read_weight(checker, form);
    let weight_year = form.weight_year.as_deref().copied().unwrap_or_default();
    if let Some(placed) = form.weight_year.as_ref().filter(|_| weight.is_none()) {
        let message = format!("`weight_year` of `{}` chooses among no weights", *form.id);
        checker.fault(placed.place(), message, "it goes with `weight`, the id of a count; leave it out");
    }
    Some(Parts { numerator, denominator, per: form.per.as_deref().copied(), weight, weight_year, plain })
}

/// The id of a weight, or whether every figure weighs the same.
fn read_weight(checker: &mut Checker, form: &IndicatorForm) -> (Option<String>, bool) {
    match form.weight.as_ref().map(|weight| (weight, &**weight)) {
        Some((placed, WeightForm::By(id))) => (Some(checker.count(&placed.map(|_| id.clone()))), false),
        Some((_, WeightForm::Plain(1))) => (None, true),
        Some((placed, WeightForm::Plain(number))) => {
            let message = format!("`weight` of `{}` is {number}", *form.id);
            checker.fault(placed.place(), message, "write the id of a count, or 1 for a plain mean");
            (None, true)
        }
        None => (None, false),
    }
}

/// Counts of points: of layers that say what they lie within, for indicators and years that no table gives.
pub(super) fn read_tallies(checker: &mut Checker, form: &RecipeForm, tables: &[TableRecipe]) -> Vec<TallyRecipe> {
    let mut tallies: Vec<TallyRecipe> = Vec::new();
    for tally in &form.tally {
        let (indicator, points, year) =
            (checker.count(&tally.indicator), tally.points.to_string(), checker.year(&tally.year));
        let names = form.points.iter().map(|points| points.name.as_str()).collect::<Vec<_>>();
        let placed = form.points.iter().find(|points| *points.name == *tally.points);
        match placed {
            None => {
                let help = format!("layers of points are {}", names.join(", "));
                checker.fault(tally.points.place(), format!("there is no layer of points `{points}`"), help);
            }
            Some(placed) if placed.within.is_none() => {
                let message = format!("`{points}` does not say which territories hold its points");
                checker.fault(tally.points.place(), message, "add `within = \"…\"`, the name of a level, to it");
            }
            Some(_) => {}
        }
        let level = placed.and_then(|placed| placed.within.as_deref()).map(WithinForm::level);
        let of_level = |table: &&TableRecipe| Some(table.level.as_str()) == level;
        let given = tables.iter().filter(of_level).any(|table| table.gives(&indicator, year));
        if given || tallies.iter().any(|other| other.indicator == indicator && other.year == year) {
            let message = format!("`{indicator}` of {year} is given elsewhere too");
            checker.fault(tally.indicator.place(), message, "leave one of them out");
        }
        let (source, licence) = (tally.source.clone(), tally.licence.clone());
        tallies.push(TallyRecipe { indicator, points, year, source, licence });
    }
    tallies
}

/// A table of passages and the level whose codes it leads to.
pub(super) fn read_passage(checker: &mut Checker, form: &PassageForm) -> PassageRecipe {
    checker.known("level", &form.level, checker.level_names());
    PassageRecipe {
        file: checker.file(&form.file),
        level: form.level.to_string(),
        from: form.from.clone(),
        to: form.to.clone(),
        last_year: form.last_year.clone(),
    }
}
