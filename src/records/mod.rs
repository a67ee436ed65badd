//! What is known of features: of one (portrait, ranks, search) and of many (files of whole levels, pages of points).

mod files;
mod fold;
mod hit;
mod importance;
mod index;
mod page;
mod portrait;
mod ranks;
mod reference;
mod search;
mod source;
mod whole;

pub use files::{
    CsvParameters, Delimiter, Dialect, DownloadError, DownloadRequest, FILES, FileParameters, Format, Table,
};
pub use fold::fold;
pub use hit::Hit;
pub use index::NameIndex;
pub use page::{
    Among, CsvNearParameters, CsvPageParameters, NearParameters, Page, PageError, PageParameters, PageRequest,
    PointParameters, point_layer,
};
pub use portrait::PortraitParameters;
pub use search::SearchParameters;
pub use source::Records;
