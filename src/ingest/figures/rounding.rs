//! What the doubles of figures, and the decimals of their indicators, take away.

use super::Reading;
use super::claims::{Claim, Claims};
use crate::gazetteer::{Figure, counted};
use crate::ingest::complaint::Complaints;
use crate::ingest::complaint_kind::ComplaintKind;
use crate::ingest::digits::{MOST, behind_mark, inexact_detail, is_inexact, rounded};
use crate::ingest::recipe::Recipe;

/// The part of a figure up to which rounding is no loss.
const SMALL: f64 = 0.01;

/// Figures that rounding changes in one way.
#[derive(Default)]
struct Changed {
    count: u64,
    /// The territory whose figure changes most, and the part of it that is lost.
    worst: Option<(u32, f64)>,
}

impl Changed {
    fn note(&mut self, id: u32, loss: f64) {
        self.count += 1;
        if self.worst.is_none_or(|(_, most)| loss > most) {
            self.worst = Some((id, loss));
        }
    }
}

impl Reading<'_> {
    pub(super) fn complain_of_inexact(&self, claims: &Claims, complaints: &mut Complaints) {
        for claim in claims.all() {
            let Figure::Known(number) = claim.figure else { continue };
            let row = &self.table.rows[claim.row as usize];
            let text = row.get(claim.column as usize);
            if is_inexact(text, number, &self.table.format.storage) {
                let name = &self.table.columns[claim.column as usize];
                let detail = format!("`{name}`: {}", inexact_detail(text, number));
                self.complain((ComplaintKind::InexactInteger, detail), Some(row), complaints);
            }
        }
    }

    /// Complains once of the figures that become zero and once of the others that lose digits. Where the recipe leaves
    /// the digits to the source, only what changes a figure is worth a complaint.
    pub(super) fn complain_of_rounding(
        &self,
        recipe: &Recipe,
        (indicator, year): (&str, i32),
        values: &[(u32, Figure)],
        claims: &Claims,
        complaints: &mut Complaints,
    ) {
        let said = recipe.indicator(indicator).and_then(|indicator| indicator.decimals);
        let (mut zero, mut others, mut needed) = (Changed::default(), Changed::default(), 0);
        for &(id, figure) in values {
            let Some(number) = figure.value().filter(|number| *number != 0.0) else { continue };
            let digits = behind_mark(number);
            needed = needed.max(digits);
            let kept = rounded(number, said.unwrap_or(MOST));
            let loss = ((kept - number) / number).abs();
            let is_changed = said.map_or(loss > SMALL, |decimals| digits > decimals);
            match kept {
                _ if !is_changed => {}
                0.0 => zero.note(id, loss),
                _ => others.note(id, loss),
            }
        }
        let small = others.worst.is_none_or(|(_, loss)| loss <= SMALL);
        let kind = if small { ComplaintKind::Rounded } else { ComplaintKind::RoundedAway };
        let all = counted(values.iter().filter(|(_, figure)| figure.value().is_some()).count() as u64, "figure");
        for (kind, Changed { count, worst }) in [(ComplaintKind::RoundedToZero, zero), (kind, others)] {
            let Some((id, _)) = worst else { continue };
            let claim = claims.all().find(|claim| claim.id == id);
            let example = claim.map_or_else(String::new, |claim| self.example(claim));
            let what = match kind {
                ComplaintKind::RoundedToZero => format!("turns {count} of {all} into 0"),
                _ => format!("takes digits from {count} of {all}"),
            };
            let (reason, advice) = match said {
                Some(decimals) => (format!("`decimals = {decimals}`"), format!("write `decimals = {needed}`")),
                None => (format!("the limit of {MOST} decimals"), "give them in a smaller unit".to_owned()),
            };
            let detail = format!("`{indicator}` of {year}: {reason} {what}{example}; {advice}");
            let row = claim.map(|claim| &self.table.rows[claim.row as usize]);
            self.complain((kind, detail), row, complaints);
        }
    }

    fn example(&self, claim: &Claim) -> String {
        format!(", such as `{}`", self.table.rows[claim.row as usize].get(claim.column as usize))
    }
}
