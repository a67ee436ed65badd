use std::collections::BTreeMap;
use std::fmt;

use crate::gazetteer::{counted, grouped};
use serde::Serialize;

/// What became of the rows of a table of figures. Nothing of it is a fault: faults are complaints.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TableTally {
    /// The file as the recipe writes it.
    pub file: String,
    /// Level or layer of points.
    pub level: String,
    /// Rows below the header that have all fields.
    pub rows: u64,
    /// Rows whose code somebody has.
    pub matched: u64,
    /// Rows about indicators that the recipe does not name.
    pub other_indicators: u64,
    /// Numbers that were read, sums of parts included.
    pub figures: u64,
    /// Cells that a marker declares missing, by the name of the reason.
    pub absences: BTreeMap<&'static str, u64>,
    /// Codes that a declared rule has changed, by the name of the rule.
    pub rules: BTreeMap<String, u64>,
    /// Figures of parts that were not needed: the table has that of the whole, or the parts of a share.
    pub parts_left_out: u64,
}

impl fmt::Display for TableTally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TableTally { file, level, rows, matched, figures, .. } = self;
        let (matched, rows, figures) = (grouped(*matched), counted(*rows, "row"), counted(*figures, "figure"));
        write!(formatter, "{file} ({level}): {matched} of {rows} matched, {figures}")?;
        let mut others = vec![("other indicators".to_owned(), self.other_indicators)];
        others.extend(self.absences.iter().map(|(reason, count)| ((*reason).to_owned(), *count)));
        others.extend(self.rules.iter().map(|(rule, count)| (format!("rule {rule}"), *count)));
        others.push(("parts not needed".to_owned(), self.parts_left_out));
        for (what, count) in others.into_iter().filter(|(_, count)| *count > 0) {
            write!(formatter, "; {what}: {}", grouped(count))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_is_no_rows() {
        let (file, level) = ("t.csv".to_owned(), "communes".to_owned());
        let one = TableTally { file, level, rows: 1, matched: 1, figures: 1, ..TableTally::default() };
        assert_eq!(one.to_string(), "t.csv (communes): 1 of 1 row matched, 1 figure");
        let many = TableTally { rows: 34_875, matched: 1_200, figures: 0, parts_left_out: 2_000, ..one };
        let told = "t.csv (communes): 1,200 of 34,875 rows matched, 0 figures; parts not needed: 2,000";
        assert_eq!(many.to_string(), told);
    }
}
