//! What the figures of a column are like: in order, in quantiles and bins, in classes, and as `/indicators` tells of them.

mod columns;
mod coverage;
mod distribution;
mod indicators;
mod limits;

pub use columns::{ColumnCache, Statistics};
pub(crate) use coverage::partial;
pub use coverage::{Covered, Hatch, Partial};
pub use distribution::{BINS, Distribution, Histogram, Quantile};
pub use limits::{Column, Limits, Method, bounds, fit, limits};
