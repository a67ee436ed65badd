//! Some points of a layer, page by page: those of a territory, of a cluster, or around a place.

mod bounds;
mod choose;
mod describe;
mod error;
mod make;
mod request;
mod territories;

pub use error::PageError;
pub use request::{
    Among, CsvNearParameters, CsvPageParameters, NearParameters, Page, PageParameters, PageRequest, PointParameters,
};
pub use territories::point_layer;
