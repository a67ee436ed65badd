use super::format::Storage;
use super::marks::Census;
use super::row::Row;
use crate::ingest::charset::Charset;

/// Which table is meant.
pub(super) struct Origin<'a> {
    pub(super) file: &'a str,
    /// The sheet that the recipe names.
    pub(super) sheet: Option<&'a str>,
    /// What the recipe says of its texts.
    pub(super) charset: Option<Charset>,
    /// Columns that it has to have.
    pub(super) wanted: &'a [&'a str],
    pub(super) reach: Reach,
}

/// How much of a table is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The wanted columns.
    Wanted,
    /// All columns.
    All,
    /// All columns of the first rows, those beyond the header included: it may not be the header.
    Beginning,
}

/// What a reader has found: the header and the rows, all as wide, of the columns that are kept.
pub(super) struct Contents {
    pub(super) storage: Storage,
    pub(super) header: Row,
    pub(super) rows: Vec<Row>,
    pub(super) census: Census,
}
