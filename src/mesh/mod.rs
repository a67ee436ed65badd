//! Borders as one topology. Build side only.
mod arcs;
mod area;
mod assemble;
mod audit;
mod bays;
mod border;
mod cascade;
mod coverage;
mod crossings;
mod edges;
mod faces;
mod grouping;
mod label;
mod noding;
mod outline;
mod rows;
mod simplify;
mod snap;
mod specks;
mod windows;

#[cfg(test)]
mod tests;

pub use arcs::{Arc, Mesh};
pub use area::{line_area, true_area};
pub use audit::{Audit, AuditedGap, Rings, audit, strange_edges};
pub use border::Border;
pub use cascade::{Cascade, ZoomBorders};
pub use coverage::{Coverage, Fault, FaultKind};
pub use grouping::{CellNumbers, Cells, Grouping};
pub use label::{LabelPoint, label_point};
pub use snap::ZoomEdges;
