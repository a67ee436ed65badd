use super::Pile;
use crate::gazetteer::{Figure, Rule};
use crate::ingest::{Complaint, ComplaintKind, Complaints, Recipe, TableRecipe, TableTally};

/// A figure that a table gives for a part of a territory, such as an arrondissement of Paris.
pub(super) struct Part {
    /// Dense id of the territory.
    pub(super) id: u32,
    pub(super) figure: Figure,
    /// Where it stands.
    pub(super) line: u64,
    /// Code of the territory.
    pub(super) whole: String,
}

/// What becomes of the parts of one territory.
enum Fate {
    Sum,
    /// The whole is given, or follows from its own parts.
    NotNeeded,
    Refused,
}

/// Adds the parts of territories up to figures of the territories, where that makes sense.
///
/// Counts add; with one part missing the sum is, for the same reason. A figure of the territory itself wins. A share
/// does not add: it follows from its numerator and denominator where tables give them, and is a complaint otherwise, as
/// everything else is. `pile` has its values ascending by id, and keeps them so.
pub(super) fn add_up(
    recipe: &Recipe,
    table: &TableRecipe,
    (indicator, year): (&str, i32),
    pile: &mut Pile,
    tally: &mut TableTally,
    complaints: &mut Complaints,
) {
    let mut parts = std::mem::take(&mut pile.parts);
    parts.sort_by_key(|part| part.id);
    let whole = pile.values.len();
    for group in parts.chunk_by(|one, other| one.id == other.id) {
        let first = &group[0];
        let place = pile.values[..whole].binary_search_by_key(&first.id, |&(id, _)| id);
        let has_whole = place.is_ok_and(|place| pile.values[place].1 != Figure::Missing(None));
        let fate = if has_whole { Fate::NotNeeded } else { fate(recipe, table, indicator, year) };
        match fate {
            Fate::Sum => match place {
                Ok(place) => pile.values[place].1 = sum(group),
                Err(_) => pile.values.push((first.id, sum(group))),
            },
            Fate::NotNeeded => tally.parts_left_out += group.len() as u64,
            Fate::Refused => complaints.push(Complaint {
                kind: ComplaintKind::NotAdditive,
                file: table.file.clone(),
                row: Some(first.line),
                code: Some(first.whole.clone()),
                detail: format!(
                    "`{indicator}` of {year} is given for {} parts of it, which do not add up",
                    group.len()
                ),
                place: None,
            }),
        }
    }
    pile.values.sort_unstable_by_key(|&(id, _)| id);
}

fn fate(recipe: &Recipe, table: &TableRecipe, indicator: &str, year: i32) -> Fate {
    let gives = |part: &str| recipe.tables.iter().any(|other| other.level == table.level && other.gives(part, year));
    match recipe.indicator(indicator).map(|indicator| indicator.aggregation.rule()) {
        Some(Rule::Sum) => Fate::Sum,
        Some(Rule::Ratio { numerator, denominator, .. }) if gives(numerator) && gives(denominator) => Fate::NotNeeded,
        _ => Fate::Refused,
    }
}

fn sum(parts: &[Part]) -> Figure {
    let mut sum = 0.0;
    for part in parts {
        match part.figure {
            Figure::Known(number) => sum += number,
            missing @ Figure::Missing(_) => return missing,
        }
    }
    Figure::Known(sum)
}
