//! Points and tiles on the Web Mercator square: arithmetic only, without names, files or errors.
//!
//! Three spaces, three types: [`LonLat`] in degrees, [`WorldPoint`] on the world grid of side 2³², [`GridPoint`] on
//! the grid of one zoom, of side 4096 · 2ᶻ. All tiles of a zoom share that grid, so a shape on it is ready for
//! every tile: a tile only subtracts its corner, which makes the fourth type, [`TilePoint`].

mod bands;
mod border;
mod command;
pub(crate) mod crossings;
mod cut;
mod faces;
mod grid;
mod holes;
mod mercator;
pub(crate) mod noding;
mod ring;
pub(crate) mod rows;
mod sphere;
mod tile_id;

pub(crate) use bands::Bands;
pub use border::{Border, double_world_area};
pub(crate) use border::{bounds, is_crossed_westwards};
pub use command::{
    CommandReader, close_path, line_to, move_to, push_line, push_move, push_ring, push_steps, push_varint, unzigzag,
    zigzag,
};
pub(crate) use cut::crossing_at;
pub use cut::{CutFault, Cutter, LineCutter, Pieces};
pub use faces::{Polygon, polygons_from_edges};
pub use grid::{GridBox, GridPoint, Planar, TilePoint, Window};
pub use mercator::{LonLat, MERCATOR_END, WorldPoint, square_metres};
pub use ring::{SimpleRings, double_area, lies_inside, point_in_ring};
pub use sphere::LonLatBox;
pub use tile_id::TileId;

/// Side of a tile in its own units (MVT 2.1, section 4.1).
pub const EXTENT: i32 = 4096;

/// Units that a tile reaches beyond its edge on every side, so that borders and circles are not cut off there.
pub const BUFFER: i32 = 64;

/// Highest zoom that a layer may have: its grid of 2³⁰ cells leaves every product of two differences inside 64 bits.
pub const HIGHEST_ZOOM: u8 = 18;

/// log₂ of [`EXTENT`].
pub(crate) const EXTENT_BITS: u8 = 12;
