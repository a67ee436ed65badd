use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::delimited::Delimited;
use super::flatgeobuf::FlatGeobuf;
use super::geojson::GeoJson;
use super::geopackage::GeoPackage;
use super::geoparquet::GeoParquet;
use super::json::is_topology;
use super::reader::Reader;
use super::shapefile::Shapefile;
use super::topojson::TopoJson;
use super::zipped::Zipped;
use crate::ingest::archive::has_only_tables;
use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;
use crate::ingest::foreign;
use crate::ingest::source::FeatureSource;

/// Bytes of a file that tell its format.
const SNIFFED: usize = 4096;

/// The formats that features come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    FlatGeobuf,
    GeoPackage,
    Shapefile,
    /// GeoJSON or TopoJSON, which the first bytes may not tell apart.
    Json,
    WideJson,
    Parquet,
    Zip,
}

impl Format {
    /// The format of a file that begins with these bytes; none where it can only be a table.
    fn of(start: &[u8]) -> Option<Format> {
        let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
        Some(match start {
            _ if start.starts_with(b"fgb") => Format::FlatGeobuf,
            _ if start.starts_with(b"SQLite format 3\0") => Format::GeoPackage,
            _ if start.starts_with(&[0, 0, 0x27, 0x0a]) => Format::Shapefile,
            _ if start.starts_with(b"PAR1") => Format::Parquet,
            _ if start.starts_with(b"PK\x03\x04") => Format::Zip,
            _ if is_wide_json(start) => Format::WideJson,
            _ if text.starts_with(b"{") || text.starts_with(b"\x1e") => Format::Json,
            _ => return None,
        })
    }
}

/// Whether a text begins like JSON, but in UTF-16: JSON is UTF-8 (RFC 8259, section 8.1).
fn is_wide_json(start: &[u8]) -> bool {
    let unmarked = start.strip_prefix(b"\xff\xfe").or_else(|| start.strip_prefix(b"\xfe\xff")).unwrap_or(start);
    unmarked.starts_with(b"{\0") || unmarked.starts_with(b"\0{")
}

/// Opens a file of features, whose first bytes tell its format.
///
/// # Errors
/// When the file is missing, a folder, unreadable, empty, damaged, or of no format that is known here.
pub(crate) fn open(folder: &Path, source: &FeatureSource) -> Result<Box<dyn Reader>, IngestError> {
    let start = start_of(folder, &source.file)?;
    Ok(match Format::of(&start) {
        Some(Format::FlatGeobuf) => Box::new(FlatGeobuf::open(folder, source)?),
        Some(Format::GeoPackage) => Box::new(GeoPackage::open(folder, source)?),
        Some(Format::Shapefile) if let Some(fault) = foreign::of_bytes(&source.file, &start) => {
            return Err(fault.of(&source.file));
        }
        Some(Format::Shapefile) => Box::new(Shapefile::open(folder, source)?),
        Some(Format::Json) if is_topology(&folder.join(&source.file)) => Box::new(TopoJson::open(folder, source)?),
        Some(Format::Json) => Box::new(GeoJson::open(folder, source)?),
        Some(Format::WideJson) => return Err(Fault::WideJson.of(&source.file)),
        Some(Format::Parquet) => match GeoParquet::open(folder, source)? {
            Some(reader) => Box::new(reader),
            None => return Err(Fault::NotFeatures.of(&source.file)),
        },
        Some(Format::Zip) => Box::new(Zipped::open(folder, source)?),
        None => Box::new(Delimited::open(folder, source)?),
    })
}

/// Opens a file of features whose format is that of no table as well; none where it is one of these.
///
/// # Errors
/// As [`open`].
pub(in crate::ingest) fn open_unless_table(
    folder: &Path,
    source: &FeatureSource,
) -> Result<Option<Box<dyn Reader>>, IngestError> {
    let start = start_of(folder, &source.file)?;
    if is_no_table(&start, &folder.join(&source.file)) { open(folder, source).map(Some) } else { Ok(None) }
}

/// Whether a file has features that stand somewhere, as far as its first bytes and the recipe tell.
pub(crate) fn has_places(folder: &Path, source: &FeatureSource) -> bool {
    let is_parquet =
        |start: &[u8]| start.starts_with(b"PAR1") && matches!(GeoParquet::open(folder, source), Ok(Some(_)));
    let has_places = |start: Vec<u8>| is_no_table(&start, &folder.join(&source.file)) || is_parquet(&start);
    source.geometry.is_some() || start_of(folder, &source.file).is_ok_and(has_places)
}

/// Whether a file that begins with these bytes has features and could not be a table of another format: Parquet may be
/// either, a spreadsheet is a ZIP too, and a ZIP may have nothing but tables.
fn is_no_table(start: &[u8], path: &Path) -> bool {
    match Format::of(start) {
        None | Some(Format::Parquet) => false,
        Some(Format::Zip) => {
            path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip")) && !has_only_tables(path)
        }
        Some(_) => true,
    }
}

/// The first bytes of a file.
fn start_of(folder: &Path, file: &str) -> Result<Vec<u8>, IngestError> {
    let path = folder.join(file);
    let file = file.to_owned();
    if path.is_dir() {
        return Err(foreign::of_folder(&file).unwrap_or(Fault::Folder).of(file));
    }
    let mut start = Vec::new();
    match File::open(&path).and_then(|opened| opened.take(SNIFFED as u64).read_to_end(&mut start)) {
        Ok(0) => Err(Fault::Empty.of(file)),
        Ok(_) => Ok(start),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(Fault::Missing.of(file)),
        Err(source) => Err(Fault::Unreadable(source).of(file)),
    }
}
