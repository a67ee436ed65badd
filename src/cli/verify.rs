use std::path::Path;

use miette::{Result, miette};

use super::{grouped, print};
use crate::catalog::Catalog;

/// `maillage verify`.
pub(super) fn run(place: &Path) -> Result<()> {
    let (catalog, published) = Catalog::map(place)?;
    let damaged =
        |file: &str, error| miette!("{file}: {error}; copy it again, or build it again with `maillage build`");
    catalog.atlas().verify().map_err(|error| damaged(&published.atlas, error))?;
    catalog.almanac().verify().map_err(|error| damaged(&published.almanac, error))?;
    let bytes = catalog.atlas().length() + catalog.almanac().length();
    print(&format!("{}: every one of {} bytes is as it was written", published.name, grouped(bytes)))
}
