use std::collections::BTreeMap;
use std::fmt;

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
        write!(formatter, "{file} ({level}): {matched} of {rows} rows matched, {figures} figures")?;
        if self.other_indicators > 0 {
            write!(formatter, "; {} rows of other indicators", self.other_indicators)?;
        }
        for (reason, count) in &self.absences {
            write!(formatter, "; {count} {reason}")?;
        }
        for (rule, count) in &self.rules {
            write!(formatter, "; rule {rule} for {count} rows")?;
        }
        if self.parts_left_out > 0 {
            write!(formatter, "; {} figures of parts not needed", self.parts_left_out)?;
        }
        Ok(())
    }
}
