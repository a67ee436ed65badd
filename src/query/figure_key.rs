use crate::gazetteer::ColumnId;

/// A column of figures and the attribute that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureKey {
    /// `population`, or `population@2021` where several years were asked for.
    pub key: String,
    /// The attribute that shows why there is no figure: the key and `_reason`.
    pub reason_key: String,
    /// The attribute that shows which share of its parts a figure rests on: the key and `_coverage`. None where that was
    /// not asked for, or where no figure of the column is computed.
    pub coverage_key: Option<String>,
    pub column: ColumnId,
    pub year: i32,
}
