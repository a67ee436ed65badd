//! What a published map holds: an opened pair of atlas and almanac. Names and codes are looked up here and give ids
//! ([`LayerId`](crate::gazetteer::LayerId) and others), and what an id stands for always exists. Nothing is kept between
//! requests, and nothing here knows an address.

mod bounded;
mod bounds;
mod columns;
mod family;
mod feature;
mod indicators;
mod lookup;
mod pair;
pub(crate) mod text;
mod version;

pub(crate) use bounded::{Weights, bounded};
pub use feature::TerritoryError;
pub use indicators::UnknownIndicator;
pub use pair::{Catalog, CatalogError};
pub use version::TILE;
