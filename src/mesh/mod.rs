//! Borders as one topology. Build side only.
//!
//! A border between two territories is one thing, not two outlines that happen to lie beside each other. This room makes
//! it so, and keeps it so for every level and at every zoom:
//!
//! 1. [`Border`]: rings of one territory in degrees, projected to the world grid (2³² units a side).
//! 2. [`Coverage`]: the borders of all territories are noded (`crossings`, `edges`), the faces of the plane are found and
//!    what covers each (`faces`); gaps and overlaps become [`Fault`]s, small ones are closed. What is left is a [`Mesh`]
//!    of [`Arc`]s, each known by the territory on its left and on its right.
//! 3. [`Grouping`]: coarser levels are unions of finest territories; the *cells* are what is left apart by any of them.
//! 4. [`Cascade`], zoom by zoom from the highest to the lowest: islands too small to see go (`specks`), arcs are thinned
//!    (`simplify`), rounded to the zoom's grid as one arrangement (`snap`), given vertices where windows of tiles will
//!    cut them (`windows`), and closed-off crumbs are filled (`bays`). The result is [`ZoomEdges`]: polygons of every
//!    level and border lines are read from the same edges (`assemble`), so gaps and overlaps cannot come into being.
//! 5. [`audit`]: the judge, which shares no code with the steps above, measures assembled shapes in exact arithmetic.
//!
//! [`label_point`] and [`true_area`] serve the layers of label points. Coordinates are integers throughout, and every
//! predicate is exact in 128 bits; nothing here depends on a floating-point tolerance.
//!
//! Sources: snap rounding after Hobby, *Practical segment intersection with finite precision output* (1999), and
//! Guibas & Marimont, *Rounding arrangements dynamically* (1998); simplification after Visvalingam & Whyatt, *Line
//! generalisation by repeated elimination of points* (1993).

mod arcs;
mod area;
mod assemble;
mod audit;
mod bays;
mod cascade;
mod coverage;
mod edges;
mod faces;
mod grouping;
mod half_edges;
mod label;
mod outline;
mod rays;
mod simplify;
mod snap;
mod specks;
mod windows;

#[cfg(test)]
mod tests;

pub use crate::geo::Border;
use crate::geo::{crossings, noding, rows};
pub use arcs::{Arc, Mesh};
pub use area::{line_area, true_area};
pub use audit::{Audit, AuditedGap, Rings, audit, strange_edges};

pub use cascade::{Cascade, ZoomBorders};
pub use coverage::{Coverage, Fault, FaultKind};
pub use grouping::{CellNumbers, Cells, Grouping};
pub use label::{LabelPoint, label_point};
pub use snap::ZoomEdges;
