use rustc_hash::FxHashMap;

use super::Reading;
use super::claims::Claims;
use crate::gazetteer::{Aggregation, Figure, counted};
use crate::ingest::complaint::Complaints;
use crate::ingest::complaint_kind::ComplaintKind;
use crate::ingest::recipe::Recipe;
use crate::ingest::sentinels::Numbers;

impl<'a> Reading<'a> {
    /// Takes the figure away from cells that hold a sentinel, and complains of each once a column.
    pub(super) fn leave_out_sentinels(
        &self,
        recipe: &Recipe,
        claims: &mut [((&'a str, i32), Claims)],
        complaints: &mut Complaints,
    ) {
        let are_shares = |id: &str| {
            let is_share = |of: &Aggregation| matches!(of, Aggregation::Share(_));
            recipe.indicator(id).is_some_and(|indicator| is_share(&indicator.aggregation))
        };
        let mut columns: FxHashMap<(&str, u32), Numbers> = FxHashMap::default();
        for ((indicator, _), claims) in claims.iter() {
            for claim in claims.all() {
                let Figure::Known(number) = claim.figure else { continue };
                let numbers = columns.entry((indicator, claim.column));
                let numbers = numbers.or_insert_with(|| Numbers::new(are_shares(indicator)));
                let text = self.table.rows[claim.row as usize].get(claim.column as usize);
                numbers.note(number, claim.row, self.recipe.figures.iter().any(|figure| figure == text));
            }
        }
        let mut found = Vec::new();
        for (of, numbers) in &columns {
            found.extend(numbers.sentinels().into_iter().map(|one| (*of, one)));
        }
        found.sort_unstable_by_key(|(of, one)| (*of, one.row, one.number.to_bits()));
        for ((indicator, _), claims) in claims.iter_mut().filter(|_| !found.is_empty()) {
            for claim in claims.all_mut() {
                let Figure::Known(number) = claim.figure else { continue };
                if found.iter().any(|(of, one)| *of == (*indicator, claim.column) && one.number == number) {
                    claim.figure = Figure::Missing(None);
                }
            }
        }
        for ((indicator, column), sentinel) in found {
            let row = &self.table.rows[sentinel.row as usize];
            let (name, text) = (&self.table.columns[column as usize], row.get(column as usize));
            let cells = counted(sentinel.count, "cell");
            let detail = format!(
                "`{name}`: `{text}` in {cells} cannot be a figure of `{indicator}`; say what it means, as in \
                 `absences = {{ not_communicated = [\"{text}\"] }}`, or `figures = [\"{text}\"]` if it is one"
            );
            self.complain((ComplaintKind::Sentinel, detail), Some(row), complaints);
        }
    }
}
