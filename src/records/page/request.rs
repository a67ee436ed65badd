use crate::gazetteer::Language;
use crate::geo::LonLat;
use crate::records::files::{Dialect, Format};

/// What points are asked for.
#[derive(Clone, Copy, Debug)]
pub struct PageRequest<'a> {
    /// Name of a layer of points.
    pub layer: &'a str,
    pub among: Among<'a>,
    /// Territories that hold them, with commas: `departements:35`, or a code that only one level has.
    pub territories: Option<&'a str>,
    /// West, south, east and north of a box that holds them, in degrees.
    pub bounds: Option<[f64; 4]>,
    /// As for tiles.
    pub indicators: Option<&'a str>,
    pub years: Option<&'a str>,
    pub fields: Option<&'a str>,
    pub filter: Option<&'a str>,
    pub coverage: Option<&'a str>,
    pub format: Format,
    pub dialect: Dialect,
    pub language: Language,
    /// Public address of the server, without a slash at its end.
    pub base: &'a str,
    /// Most points of the page.
    pub limit: usize,
}

/// From among which points a page is.
#[derive(Clone, Copy, Debug)]
pub enum Among<'a> {
    /// All of the layer, by ascending code, from behind a code.
    All { after: Option<&'a str> },
    /// Those of a cluster, in the same way.
    Cluster { id: u64, after: Option<&'a str> },
    /// Those around a place, the nearest first, within so many metres.
    Near { at: LonLat, within: f64 },
}

/// A page of points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The page in its format.
    pub bytes: Vec<u8>,
    /// The code behind which the next page begins, unless this is the last.
    pub next: Option<String>,
}
