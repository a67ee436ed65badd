//! From the borders of territories to valid shapes on the grid of every zoom. Build side only.
//!
//! A [`Border`] is what surrounds a territory, as closed rings on the world grid: those of its source, or what is
//! left of the rings of its members when every edge that two members share is struck out ([`dissolve`]). A
//! [`Border`] becomes a [`ZoomShape`] for each zoom: its points snapped to that zoom's grid, crossings and
//! overlaps that the snapping made resolved, and a vertex wherever the border crosses a line that can be the edge
//! of a tile's window, so that drawing never rounds.
//!
//! This is the seam where shapes come from: whatever makes `ZoomShape`s can take the place of [`Border::at_zoom`].

mod area;
mod border;
mod label;
mod outline;
mod snap;

pub use area::true_area;
pub use border::{Border, dissolve};
pub use label::{LabelPoint, label_point};
pub use snap::ZoomShape;
