//! What a published map holds: an opened pair of atlas and almanac, and what can be looked up in it by name, by code or
//! by number. Nothing is kept between requests, and nothing here knows an address.

mod bounded;
mod bounds;
mod family;
mod feature;
mod indicators;
mod lookup;
mod pair;
pub(crate) mod text;
mod version;

pub(crate) use bounded::{Weights, bounded};
pub use feature::{Territory, TerritoryError};
pub use indicators::UnknownIndicator;
pub use pair::{Catalog, CatalogError};
pub use version::TILE;
