//! Filters: CQL2 text (OGC 21-065r2) on the columns of a layer.
//!
//! ```text
//!  text ─tokens─▶ words ─parse─▶ Condition ─bind─▶ Test on columns ─evaluate─▶ yes and no, two sets ─▶ Matching
//! ```
//!
//! The grammar: `= <> < <= > >=`, `BETWEEN … AND …`, `IN (…)`, `LIKE` with `%`, `_` and a backslash before either that
//! is meant, `IS NULL`, each with its `NOT`; `AND`, `OR`, `NOT` and parentheses; `CASEI(…)` and `ACCENTI(…)`;
//! `S_INTERSECTS(geom, …)` with `BBOX(…)`, `POLYGON((…))` or `within('level','code')`, and the last alone. Properties
//! have the names that tiles show: fields, indicators of the year asked for, `population@2019`, `population_reason`.
//!
//! A missing value is null: whatever is asked of it is unknown, under `NOT` too, and what is unknown does not match.
//!
//! Reading a filter is bounded by its length, depth and cost, so that it can be done for any request; what it matches is
//! found when it is first drawn, once for all features of a layer, and kept.

mod bind;
mod bits;
mod cache;
mod comparison;
mod cursor;
mod error;
mod evaluate;
mod hold;
mod layer_filter;
mod matching;
mod parse;
mod parse_place;
mod pattern;
mod property;
mod region;
mod syntax;
mod test;
mod token;

pub use cache::{FilterCache, evaluate, matching_stride};
pub use error::FilterError;
pub(crate) use layer_filter::filters;
pub use layer_filter::{LayerFilter, canonical_filter};
pub use matching::Matching;
