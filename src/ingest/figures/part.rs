//! Figures of one indicator and year as they are read, before they are added up.

use rustc_hash::FxHashMap;

use crate::gazetteer::{Figure, Sides};

/// A figure of a part of a territory, such as an arrondissement of Paris.
#[derive(Clone)]
pub(super) struct Part {
    /// Dense id of the territory.
    pub(super) id: u32,
    pub(super) figure: Figure,
    /// Where it stands.
    pub(super) line: u64,
    /// Code of the territory.
    pub(super) whole: String,
    /// Its own.
    pub(super) code: String,
}

/// What was read of one indicator in one year, each territory once.
#[derive(Default)]
pub(super) struct Pile {
    pub(super) values: Vec<(u32, Figure)>,
    /// What the table gives for parts of a territory.
    pub(super) parts: Vec<Part>,
    /// What those of `values` rest on that were made of parts.
    pub(super) sums: Vec<(u32, Sides)>,
}

/// By indicator and year what a table gives.
pub(super) type Piles<'a> = FxHashMap<(&'a str, i32), Pile>;
