use std::collections::BTreeMap;

use serde::Serialize;

use crate::gazetteer::Reason;
use crate::ingest::number::Marks;

/// A table of figures.
///
/// A figure belongs to the indicator and the year that its cells name; where they name none, the row does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRecipe {
    pub file: String,
    /// Sheet of a spreadsheet; none where the first with the columns is meant.
    pub sheet: Option<String>,
    /// Name of the level or of the layer of points whose codes the table uses.
    pub level: String,
    pub key: TableKey,
    /// The year in whose codes it is, where those are not today's.
    pub code_year: Option<i32>,
    /// Columns that hold figures; at least one.
    pub cells: Vec<FigureCells>,
    /// Long tables: where a row names its indicator. Some exactly where `cells` name none.
    pub indicator: Option<IndicatorColumn>,
    /// Column in which a row names its year; some where any of `cells` names none.
    pub year: Option<String>,
    /// Whether a row is about a part of the territory whose code it has, so that several rows may have one code.
    pub parts: bool,
    pub absences: Absences,
    /// What looks as if it stood for an absent figure and is one, as cells have it.
    pub figures: Vec<String>,
    /// What points and commas mean in its figures; none where the figures tell.
    pub marks: Option<Marks>,
    /// Tried one after another on codes that nobody has.
    pub codes: Vec<CodeRule>,
    pub source: String,
    pub licence: String,
    /// Day of publication, `YYYY-MM-DD`.
    pub date: Option<String>,
}

/// Where a table has its codes: in one column, or in several that make one together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableKey {
    /// At least one.
    pub parts: Vec<KeyPart>,
}

/// A column of a part of the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPart {
    pub column: String,
    /// Characters that the part has at least: zeros in front make up for those that are lacking.
    pub digits: usize,
}

/// A column of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureCells {
    pub column: String,
    /// Id of their indicator; none where the row names it.
    pub indicator: Option<String>,
    /// None where the row names it.
    pub year: Option<i32>,
}

/// The column of a long table that tells which indicator a row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorColumn {
    pub column: String,
    /// What stands there -> id of the indicator.
    pub names: BTreeMap<String, String>,
}

/// What stands in cells where there is no figure, and why there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Absences(pub(super) BTreeMap<String, Reason>);

/// How a code that nobody has becomes one that somebody has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum CodeRule {
    /// Zeros are put in front, until somebody has the code: `1001` is `01001`.
    Pad,
    /// Zeros in front are taken away, until somebody has the code: `001` is `01`, `02A` is `2A`.
    StripZeros,
    /// Letters become capitals: `2a004` is `2A004`.
    Upper,
    /// A code of this pattern, in which # is a digit, becomes another.
    Becomes {
        pattern: String,
        code: String,
        /// Whether several codes become this one, so that each is only a part of it.
        of_parts: bool,
    },
}

impl TableRecipe {
    /// Whether the table may have figures of an indicator in a year: certain, unless the year stands in its rows.
    pub fn gives(&self, indicator: &str, year: i32) -> bool {
        self.cells.iter().any(|cells| {
            let of_year = cells.year.is_none_or(|own| own == year);
            let of_indicator = match (&cells.indicator, &self.indicator) {
                (Some(own), _) => own == indicator,
                (None, column) => column.iter().flat_map(|column| column.names.values()).any(|id| id == indicator),
            };
            of_year && of_indicator
        })
    }

    /// The columns that the table has to have, each once.
    pub fn columns(&self) -> Vec<&str> {
        let mut columns = Vec::new();
        let indicator = self.indicator.iter().map(|indicator| indicator.column.as_str());
        let others = indicator.chain(self.year.as_deref()).chain(self.cells.iter().map(|cells| cells.column.as_str()));
        for column in self.key.columns().chain(others) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        columns
    }
}

impl TableKey {
    /// The columns of its parts, in their order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|part| part.column.as_str())
    }

    /// How sentences name it: `DEP`, or `DEP + COM`.
    pub fn name(&self) -> String {
        self.columns().collect::<Vec<_>>().join(" + ")
    }

    /// The code of a row whose parts are these; nothing where one of them is missing.
    pub fn join<'a>(&self, cells: impl Iterator<Item = &'a str>) -> String {
        let mut code = String::new();
        for (KeyPart { digits, .. }, cell) in self.parts.iter().zip(cells) {
            match cell {
                "" => return String::new(),
                part => {
                    code.extend(std::iter::repeat_n('0', digits.saturating_sub(part.chars().count())));
                    code.push_str(part);
                }
            }
        }
        code
    }
}

impl Absences {
    /// Why there is no figure where this stands; none where it is no marker.
    pub fn reason(&self, text: &str) -> Option<Reason> {
        self.0.get(text).copied()
    }

    /// What stands for absence, sorted.
    pub fn markers(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl CodeRule {
    /// How reports name the rule.
    pub fn name(&self) -> String {
        match self {
            CodeRule::Pad => "pad".to_owned(),
            CodeRule::StripZeros => "strip_zeros".to_owned(),
            CodeRule::Upper => "upper".to_owned(),
            CodeRule::Becomes { pattern, code, .. } => format!("{pattern} → {code}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_make_a_code_together() {
        let part = |column: &str, digits| KeyPart { column: column.to_owned(), digits };
        let key = TableKey { parts: vec![part("DEP", 2), part("COM", 3)] };
        let code = |dep: &'static str, com: &'static str| key.join([dep, com].into_iter());
        assert_eq!([code("1", "4"), code("2A", "004"), code("75", "1056")], ["01004", "2A004", "751056"]);
        assert_eq!([code("", "4"), code("1", "")], ["", ""]);
        assert_eq!(key.name(), "DEP + COM");
    }
}
