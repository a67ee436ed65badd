//! What the recipe names and the table does not have.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::Reading;
use super::claims::Claims;
use crate::gazetteer::{Figure, counted};
use crate::ingest::complaint::Complaints;
use crate::ingest::complaint_kind::ComplaintKind;
use crate::ingest::spelling::{listed, nearest};

/// Names that a complaint lists.
const LISTED: usize = 20;

/// Different names among which the nearest are looked for.
const COMPARED: usize = 2000;

impl<'a> Reading<'a> {
    /// Complains of names that are in no row, of a table without a row that counts, and of columns without a figure.
    pub(super) fn complain_of_unseen(&self, claims: &[((&'a str, i32), Claims)], complaints: &mut Complaints) {
        if self.table.rows.is_empty() {
            let kinds = [ComplaintKind::ShortRow, ComplaintKind::LongRow, ComplaintKind::OpenQuote];
            let has_skipped = complaints.iter().any(|one| one.file == self.recipe.file && kinds.contains(&one.kind));
            let detail = if has_skipped {
                "no row of the table could be read; the rows that were skipped are reported"
            } else {
                "the table has no rows below its header"
            };
            return self.complain((ComplaintKind::NoFigures, detail.to_owned()), None, complaints);
        }
        self.complain_of_names(complaints);
        let meant = self.tally.rows - self.tally.other_indicators;
        if meant > 0 && self.tally.matched == 0 {
            let (level, key) = (&self.recipe.level, self.recipe.key.name());
            let codes = self.table.rows.iter().map(|row| self.rows.code(row)).find(|code| !code.is_empty());
            let example = codes.map(|code| format!(", such as `{code}`")).unwrap_or_default();
            let rows = counted(meant, "row");
            let detail = format!(
                "none of {rows} matches a code of `{level}`: see whether `{key}`{example}, has the codes of that \
                 level, and whether `codes` has to say how they differ"
            );
            return self.complain((ComplaintKind::NoFigures, detail), None, complaints);
        }
        self.complain_of_columns(claims, complaints);
    }

    fn complain_of_names(&self, complaints: &mut Complaints) {
        let (Some(column), Some(indicator)) = (self.rows.indicator_column(), &self.recipe.indicator) else { return };
        let names: FxHashSet<&str> = self.table.rows.iter().map(|row| row.get(column)).collect();
        let absent: Vec<&String> = indicator.names.keys().filter(|name| !names.contains(name.as_str())).collect();
        if absent.is_empty() {
            return;
        }
        let names: BTreeSet<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
        for name in absent {
            let near = nearest(name, names.iter().copied().take(COMPARED));
            let more = names.len().saturating_sub(LISTED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let detail = format!(
                "`{name}` in `names` is in no row of `{}`; there are {}{more}",
                indicator.column,
                listed(near.into_iter().take(LISTED))
            );
            self.complain((ComplaintKind::UnmatchedName, detail), None, complaints);
        }
    }

    /// Complains of columns in which no matching row has a figure or a marker, unless its cells are complained of.
    fn complain_of_columns(&self, claims: &[((&'a str, i32), Claims)], complaints: &mut Complaints) {
        let mut filled: FxHashSet<(&str, usize)> = self.junk.clone();
        for ((indicator, _), claims) in claims {
            let known = claims.all().filter(|claim| claim.figure != Figure::Missing(None));
            filled.extend(known.map(|claim| (*indicator, claim.column as usize)));
        }
        // Why figures in doubt are not there has been said.
        for cell in self.rows.cells.iter().filter(|cell| self.table.doubt(cell.column).is_none()) {
            let mut indicators: Vec<&str> = match cell.indicator {
                Some(indicator) => vec![indicator],
                None => self.named.iter().copied().collect(),
            };
            indicators.retain(|indicator| self.tally.matched > 0 && !filled.contains(&(*indicator, cell.column)));
            indicators.sort_unstable();
            for indicator in indicators {
                let name = &self.table.columns[cell.column];
                let of_year = cell.year.map(|year| format!(" in {year}")).unwrap_or_default();
                let detail = format!("`{name}`: no row that matches has a figure of `{indicator}`{of_year}");
                self.complain((ComplaintKind::NoFigures, detail), None, complaints);
            }
        }
    }
}
