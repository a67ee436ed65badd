use super::evolution::EvolutionError;
use crate::catalog::UnknownIndicator;
use crate::filter::FilterError;

/// A request that cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectError {
    #[error("there is no layer or view `{name}`; there are {known}")]
    UnknownLayer { name: String, known: String },
    #[error(transparent)]
    UnknownIndicator(#[from] UnknownIndicator),
    #[error("no layer asked for has a field `{name}`; the fields are {known}")]
    UnknownField { name: String, known: String },
    #[error("no indicator has figures of {year}; the years are {known}")]
    UnknownYear { year: i32, known: String },
    #[error(transparent)]
    Evolution(#[from] EvolutionError),
    #[error(transparent)]
    Filter(#[from] FilterError),
    #[error("{count} {what} were asked for and {most} are allowed; ask in several requests")]
    TooMany { what: &'static str, count: usize, most: usize },
}
