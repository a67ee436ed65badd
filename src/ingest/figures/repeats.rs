//! Rows of a table that speak of the same territory, indicator and year.

use std::collections::BTreeMap;

use super::claims::Claim;
use super::rows::Fault;
use crate::ingest::complaint_kind::ComplaintKind;
use crate::ingest::spelling::listed;
use crate::ingest::table::{Row, Table};

/// Figures of a complaint about rows that differ.
const SHOWN: usize = 3;

/// Rows that speak of the same, and of which indicators and years they say different things.
#[derive(Default)]
pub(super) struct Repeats<'a>(BTreeMap<Vec<u32>, Vec<Conflict<'a>>>);

struct Conflict<'a> {
    indicator: &'a str,
    year: i32,
    /// The cells of the rows, in their order.
    columns: Vec<u32>,
}

impl<'a> Repeats<'a> {
    pub(super) fn note(&mut self, group: &[Claim], conflict: Option<(&'a str, i32)>) {
        let conflicts = self.0.entry(group.iter().map(|claim| claim.row).collect()).or_default();
        let columns = || group.iter().map(|claim| claim.column).collect();
        conflicts.extend(conflict.map(|(indicator, year)| Conflict { indicator, year, columns: columns() }));
    }

    /// What is wrong with these rows of the table, each fault beside the row that repeats another.
    pub(super) fn faults<'table>(&self, table: &'table Table) -> Vec<(Fault, Option<&'table Row>)> {
        let mut faults = Vec::with_capacity(self.0.len());
        for (rows, conflicts) in &self.0 {
            let rows: Vec<_> = rows.iter().map(|&row| &table.rows[row as usize]).collect();
            let lines: Vec<String> = rows.iter().map(|row| row.line.to_string()).collect();
            let lines = lines.join(", ");
            let shown = conflicts.iter().take(SHOWN).map(|conflict| {
                let cells = rows.iter().zip(&conflict.columns);
                let cells = listed(cells.map(|(row, &column)| row.get(column as usize)));
                format!("`{}` of {} is {cells}", conflict.indicator, conflict.year)
            });
            let mut shown = shown.collect::<Vec<_>>().join("; ");
            if conflicts.len() > SHOWN {
                shown.push_str(&format!("; and {} more", conflicts.len() - SHOWN));
            }
            let fault = if conflicts.is_empty() {
                (ComplaintKind::RepeatedRow, format!("rows {lines} say the same"))
            } else {
                let detail = format!(
                    "rows {lines} contradict each other, and none of these figures was published: {shown}; keep one of the \
                     rows, or write `parts = true` where their figures add up"
                );
                (ComplaintKind::ConflictingRows, detail)
            };
            faults.push((fault, rows.get(1).copied()));
        }
        faults
    }
}
