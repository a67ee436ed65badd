//! What rows say of one territory, indicator and year, and what counts where several rows speak of it.

use super::part::{Part, Pile};
use super::rows::RowReader;
use crate::gazetteer::Figure;
use crate::ingest::table::Table;

/// What a cell says of a territory.
#[derive(Clone, Copy)]
pub(super) struct Claim {
    /// Dense id of the territory.
    pub(super) id: u32,
    /// Place of the row in the table.
    pub(super) row: u32,
    /// Place of the cell in its row.
    pub(super) column: u32,
    pub(super) figure: Figure,
}

/// What a table says of one indicator in one year.
#[derive(Default)]
pub(super) struct Claims {
    pub(super) wholes: Vec<Claim>,
    /// Of parts of a territory, with the code of the whole.
    pub(super) parts: Vec<(Claim, String)>,
}

impl Claims {
    pub(super) fn all(&self) -> impl Iterator<Item = &Claim> {
        self.wholes.iter().chain(self.parts.iter().map(|(claim, _)| claim))
    }

    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut Claim> {
        self.wholes.iter_mut().chain(self.parts.iter_mut().map(|(claim, _)| claim))
    }

    /// Leaves one claim of each territory, and one of each part of it unless rows are parts by themselves. `note` hears
    /// of the rows that speak of the same, and whether they differ.
    pub(super) fn settle(
        &mut self,
        rows_are_parts: bool,
        rows: &RowReader,
        table: &Table,
        mut note: impl FnMut(&[Claim], bool),
    ) {
        self.wholes.sort_by_key(|claim| claim.id);
        settle(&mut self.wholes, |claim| claim, |one, other| one.id == other.id, &mut note);
        if !rows_are_parts {
            let code = |(claim, _): &(Claim, String)| rows.code(&table.rows[claim.row as usize]).into_owned();
            self.parts.sort_by_cached_key(|part| (part.0.id, code(part)));
            settle(&mut self.parts, |part| &mut part.0, |one, other| code(one) == code(other), &mut note);
        }
    }

    /// What is to be added up.
    pub(super) fn pile(&self, rows: &RowReader, table: &Table) -> Pile {
        let part = |(claim, whole): &(Claim, String)| Part {
            id: claim.id,
            figure: claim.figure,
            line: table.rows[claim.row as usize].line,
            whole: whole.clone(),
            code: rows.code(&table.rows[claim.row as usize]).into_owned(),
        };
        Pile {
            values: self.wholes.iter().map(|claim| (claim.id, claim.figure)).collect(),
            parts: self.parts.iter().map(part).collect(),
            ..Pile::default()
        }
    }
}

/// Leaves the first of those that are the same and stand side by side, with what they agree on.
fn settle<T>(
    claims: &mut Vec<T>,
    claim: fn(&mut T) -> &mut Claim,
    same: impl Fn(&T, &T) -> bool,
    note: &mut impl FnMut(&[Claim], bool),
) {
    let (mut kept, mut start) = (0, 0);
    while start < claims.len() {
        let length = claims[start..].iter().take_while(|other| same(&claims[start], other)).count();
        if length > 1 {
            let group: Vec<Claim> = claims[start..start + length].iter_mut().map(|one| *claim(one)).collect();
            let agreed = agreed(&group);
            note(&group, agreed.is_none());
            *claim(&mut claims[start]) = agreed.unwrap_or(Claim { figure: Figure::Missing(None), ..group[0] });
        }
        claims.swap(kept, start);
        kept += 1;
        start += length;
    }
    claims.truncate(kept);
}

/// What several cells say together: an empty one says nothing. None where they contradict each other.
fn agreed(group: &[Claim]) -> Option<Claim> {
    let mut filled = group.iter().filter(|claim| claim.figure != Figure::Missing(None));
    let first = filled.next().unwrap_or(&group[0]);
    filled.all(|other| other.figure == first.figure).then_some(*first)
}
