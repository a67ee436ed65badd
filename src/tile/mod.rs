//! One tile: query, copy or cut, attributes, encode, compress. Synchronous; it owns no threads and cannot fail.
//! [`tiles_near`] tells of which tiles there is something to draw.

mod attributes;
mod clusters;
mod compress;
mod draw;
mod feature;
mod layer;
mod made;
mod near;
mod renumber;
mod sample;

pub(crate) use clusters::abbreviated;
pub use compress::{Compressors, Encoding};
pub use draw::{Drawn, Scratch, draw};
pub use near::tiles_near;
