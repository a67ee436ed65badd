use super::palette::{MOST_CLASSES, Palette};
use crate::catalog::UnknownIndicator;
use crate::query::SelectError;

/// Classes or a map that cannot be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ClassError {
    #[error(transparent)]
    Select(#[from] SelectError),
    #[error(transparent)]
    Indicator(#[from] UnknownIndicator),
    #[error("the method manual needs `breaks`: the limits between classes with commas, such as breaks=10,20,50")]
    NoBreaks,
    #[error("`breaks` go with the method manual, not with {method}; leave out one of them")]
    BreaksOfNone { method: &'static str },
    #[error("a map of two indicators finds its limits itself; ask for another method than manual")]
    ManualOfTwo,
    #[error("`breaks={text}` are no limits; write 1 to {} ascending numbers with commas, such as breaks=10,20.5,50", MOST_CLASSES - 1)]
    Breaks { text: String },
    #[error("there is no palette `{name}`; there are {}", Palette::all().iter().map(|it| it.id.as_str()).collect::<Vec<_>>().join(", "))]
    UnknownPalette { name: String },
    #[error("weights change nothing in the method {method}; they go with quantile, jenks, stddev and headtail")]
    WeightsOfNone { method: &'static str },
    #[error("{what} take a count, and `{name}` is none; counts are {known}")]
    NotACount { what: &'static str, name: String, known: String },
    #[error("`{name}` has no figures of {year} for {level}; it has those of {known}")]
    NoFigures { name: String, year: i32, level: String, known: String },
    #[error("`{name}` has no figures for {level}; levels with figures are {known}")]
    NoLevel { name: String, level: String, known: String },
    #[error("say which indicator: {parameter}= one of {known}")]
    NoIndicator { parameter: &'static str, known: String },
    #[error("`{name}` is no layer of points; there are {known}")]
    NotPoints { name: String, known: String },
    #[error("this map has no areas; name what it shall show: {known}")]
    NoAreas { known: String },
    #[error("this map has no layer of points")]
    NoPoints,
    #[error(
        "the points of `{layer}` are not joined to clusters; ask for another mode, or give the layer `clusters` in the recipe"
    )]
    NotJoined { layer: String },
    #[error(
        "the clusters of `{layer}` are not counted by `{field}`; they are by {known}, which `clusters = {{ by = […] }}` in the recipe says"
    )]
    UnknownCategory { field: String, layer: String, known: String },
    #[error("`by` and `indicator` would both colour the points; leave out one of them")]
    TwoColors,
}
