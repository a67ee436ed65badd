use crate::catalog::TerritoryError;

/// A filter that cannot be applied. Places are characters of the filter's text, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    #[error("the filter has {length} bytes and {most} are allowed; `IN` and `within` say much in few words")]
    TooLong { length: usize, most: usize },
    #[error("the filter goes wrong at character {at}: expected {expected}, found {found}")]
    Syntax { at: usize, expected: &'static str, found: String },
    #[error("the filter goes wrong at character {at}: more than {most} parentheses lie within each other")]
    TooDeep { at: usize, most: usize },
    #[error("the filter is too much work from character {at} on; ask for less at once")]
    TooCostly { at: usize },
    #[error("the filter goes wrong at character {at}: no layer asked for has a property `{name}`; there are {known}")]
    UnknownProperty { at: usize, name: String, known: String },
    #[error("the filter goes wrong at character {at}: `{name}` has no figures here; its years are {years}")]
    NoFigures { at: usize, name: String, years: String },
    #[error("no layer asked for has all properties of the filter ({names}); ask for those that have, or filter less")]
    NotTogether { names: String },
    #[error("the filter goes wrong at character {at}: {sentence}")]
    Kind { at: usize, sentence: String },
    #[error("the filter goes wrong at character {at}: {error}")]
    Territory { at: usize, error: TerritoryError },
    #[error("none of the layers asked for has features that a filter goes with: {names}")]
    NothingToFilter { names: String },
}
