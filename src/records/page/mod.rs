//! Some points of a layer, page by page: those of a territory, of a cluster, or around a place.

mod bounds;
mod choose;
mod describe;
mod error;
mod make;
mod request;
mod territories;

pub use describe::next_address;
pub use error::PageError;
pub use request::{Among, Page, PageRequest};
pub use territories::point_layer;
