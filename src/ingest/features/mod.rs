//! One door for features: whatever format a file is in, it comes out as [`reader::Record`]s, one after another, nothing judged.
//!
//! A format is a [`reader::Reader`] in a file of its own; [`open()`] finds out which one a file wants. A new format is a new file
//! here and a line there.

mod delimited;
mod flatgeobuf;
mod geojson;
mod geopackage;
mod geoparquet;
mod json;
mod open;
mod reader;
mod shape;
mod shapefile;
mod topojson;
mod wkb;
mod wkt;
mod zipped;

pub(crate) use geopackage::tables_within;
pub(crate) use json::is_topology;
pub(super) use open::open_unless_table;
pub(crate) use open::{has_places, open};
pub(crate) use reader::DeclaredCrs;
pub(super) use reader::{BAD_TEXT, Heading, Reader, Record, Winding};
pub(crate) use shape::{Ring, Shape};
pub(crate) use wkt::looks_like_wkt;
