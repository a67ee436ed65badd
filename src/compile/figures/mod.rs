//! From tables to the columns of the almanac.
//!
//! 1. [`read`]: tables give figures by code; a code that is in use no longer has a place of its own ([`passages`]).
//! 2. [`carry`]: what was counted in former territories is put into today's: added, recomputed, or refused.
//! 3. [`compute`]: points are counted and added up in the territories that hold them, finest territories in coarser
//!    ones. A figure that a table gives wins over one that is computed.
//!
//! What goes up is always in pairs: a feature adds the weight, or the numerator and the denominator, of a figure that it
//! has ([`members`], [`aggregate`], [`crate::gazetteer::Sides`]), and what the sum rests on goes up with it.
//! 4. [`judge`] reports what contradicts itself or goes nowhere.

mod aggregate;
mod carry;
mod column;
mod compute;
mod describe;
mod judge;
mod members;
mod passages;
mod read;

use std::collections::BTreeMap;

use super::roster::Roster;
use super::{BuildError, Progress};
use crate::almanac::FigureColumn;
use crate::gazetteer::{Indicator, Rule, Sides, Whole};
use crate::ingest::{Complaints, Recipe, read_passages};
use column::{Column, Columns};
use compute::Computing;
use passages::Passages;

/// The figures of all layers.
pub(super) struct Figures {
    columns: Vec<Columns>,
    /// Digits behind the decimal mark of each indicator.
    decimals: BTreeMap<String, u8>,
}

impl Figures {
    /// Reads all tables, carries figures to today's territories and computes those of coarser levels.
    pub(super) fn read(
        recipe: &Recipe,
        rosters: &[Roster],
        complaints: &mut Complaints,
        progress: &dyn Progress,
    ) -> Result<Figures, BuildError> {
        let passages = all_passages(recipe, rosters, complaints)?;
        let (mut columns, digits) = read::read(recipe, rosters, &passages, complaints, progress)?;
        let decimals = describe::decimals(recipe, &digits);
        Computing { recipe, rosters, columns: &mut columns, decimals: &decimals, complaints }.run();
        Ok(Figures { columns, decimals })
    }

    /// The indicators with the years that have figures, and the columns of every layer.
    pub(super) fn finish(self, recipe: &Recipe, rosters: &[Roster]) -> (Vec<Indicator>, Vec<Vec<FigureColumn>>) {
        let indicators = recipe.indicators.iter().map(|indicator| self.indicator(recipe, indicator)).collect();
        let decimals = |id: &str| self.decimals.get(id).copied().unwrap_or(0);
        let finished = |(columns, roster): (&Columns, &Roster)| -> Vec<FigureColumn> {
            let column = |((indicator, year), column): (&(String, i32), &Column)| FigureColumn {
                decimals: decimals(indicator),
                indicator: indicator.clone(),
                year: *year,
                values: column.values.clone(),
                coverage: column.coverage(),
                whole: whole(recipe, roster, columns, (indicator, *year)),
            };
            columns.iter().map(column).collect()
        };
        (indicators, self.columns.iter().zip(rosters).map(finished).collect())
    }
}

/// The figure of all features of a layer together.
fn whole(recipe: &Recipe, roster: &Roster, columns: &Columns, (id, year): (&str, i32)) -> Option<Whole> {
    let rule = recipe.indicator(id)?.aggregation.rule();
    let members = compute::members(recipe, roster, columns, rule, (id, year))?;
    let sides = aggregate::whole(&members, roster.len());
    let counted = if matches!(rule, Rule::Sum) { sides.upper } else { sides.lower };
    Some(Whole { figure: rule.figure(sides)?, counted, coverage: Sides::coverage(sides)? })
}

/// The passages of each layer.
fn all_passages(recipe: &Recipe, rosters: &[Roster], complaints: &mut Complaints) -> Result<Vec<Passages>, BuildError> {
    let mut read: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for passage in &recipe.passages {
        let of_file = read_passages(passage, recipe.folder(), complaints)?;
        let named = of_file.into_iter().map(|it| (passage.file.clone(), it));
        read.entry(&passage.level).or_default().extend(named);
    }
    let of_roster = |roster: &Roster| {
        let read = read.remove(roster.name.as_str()).unwrap_or_default();
        Passages::new(roster, read, complaints)
    };
    Ok(rosters.iter().map(of_roster).collect())
}
