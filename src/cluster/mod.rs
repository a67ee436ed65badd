//! Hierarchies of clusters: points of any density, joined zoom by zoom, each point in exactly one cluster.
//!
//! The method is the greedy one of supercluster (V. Agafonkin, *Clustering millions of points on a map with
//! Supercluster*, 2016; after D. Leaver's *hierarchical greedy clustering*): at a zoom a point takes every point within
//! a radius on the screen that nobody has taken yet, and what comes of it stands at the mean of its members. The zoom
//! below starts from what came of the zoom above, so clusters of all zooms form a forest. Two things differ:
//!
//! * The heaviest go first, and among equals the order is that of a space-filling curve: the outcome depends on the
//!   places alone, not on the order of a table, and cities draw their surroundings to themselves.
//! * Points at one place are joined before all else, at every zoom, the highest included: no zoom can show them apart.
//!
//! A cluster is made only where two or more join. It therefore is one record for all zooms from its making up to its
//! *expansion zoom*, where it falls into its children: the true one, by construction. And the forest is its own spatial
//! index: the box of a cluster's members holds everything below it.
//!
//! Both sides use this room: the build for all points of a layer, the server for those that a filter leaves.

mod figures;
mod forest;
mod join;
mod largest;
mod record;
mod rows;
mod search;
mod thinning;

#[cfg(test)]
mod tests;

pub use figures::{FiguresOf, NodeFigures, beside, count_by, figures_by_rule, node_figures};
pub use forest::{Forest, ForestView};
pub use join::{Member, Method, build};
pub use record::{NODE_ID, NodeRecord};
pub use search::Found;
pub use thinning::{MOST_POINTS, strides};

/// Set in an entry that is a point: its feature. Other entries are clusters: their numbers.
const POINT: u32 = 1 << 31;
