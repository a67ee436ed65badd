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

pub use files::{Dialect, DownloadError, DownloadRequest, FILES, Format, Table};
pub use fold::fold;
pub use hit::Hit;
pub use index::NameIndex;
pub use page::{Among, Page, PageError, PageRequest, next_address, point_layer};
pub use portrait::PortraitRequest;
pub use search::{MOST_HITS, SearchRequest};
pub use source::Records;
