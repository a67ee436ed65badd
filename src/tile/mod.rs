//! One tile: query, copy or cut, attributes, encode, compress. Synchronous; it owns no threads and cannot fail.

mod compress;
mod draw;
mod feature;
mod layer;
mod renumber;

pub use compress::{Compressors, Encoding};
pub use draw::{Drawn, Scratch, draw};
