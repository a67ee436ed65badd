use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::flatgeobuf::FlatGeobuf;
use super::{FeatureSource, Reader};
use crate::ingest::IngestError;

/// Bytes of a file that tell its format.
const SNIFFED: usize = 4096;

/// The formats that features come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    FlatGeobuf,
}

impl Format {
    /// The format of a file that begins with these bytes; none where it is no file of features.
    fn of(start: &[u8]) -> Option<Format> {
        if start.starts_with(b"fgb\x03") {
            return Some(Format::FlatGeobuf);
        }
        None
    }
}

/// Opens a file of features, whose first bytes tell its format.
///
/// # Errors
/// When the file is missing, a folder, unreadable, empty, damaged, or of no format that is known here.
pub(in crate::ingest) fn open(folder: &Path, source: &FeatureSource) -> Result<Box<dyn Reader>, IngestError> {
    let start = start_of(folder, &source.file)?;
    match Format::of(&start) {
        Some(Format::FlatGeobuf) => Ok(Box::new(FlatGeobuf::open(folder, source)?)),
        None => Err(IngestError::NotFeatures { file: source.file.clone() }),
    }
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
    if is_no_table(&start) { open(folder, source).map(Some) } else { Ok(None) }
}

/// Whether a file has features that stand somewhere, as far as its first bytes and the recipe tell.
pub(in crate::ingest) fn has_places(folder: &Path, source: &FeatureSource) -> bool {
    source.geometry.is_some() || start_of(folder, &source.file).is_ok_and(|start| is_no_table(&start))
}

/// Whether a file that begins with these bytes has features and could not be a table of another format.
fn is_no_table(start: &[u8]) -> bool {
    matches!(Format::of(start), Some(Format::FlatGeobuf))
}

/// The first bytes of a file.
fn start_of(folder: &Path, file: &str) -> Result<Vec<u8>, IngestError> {
    let path = folder.join(file);
    let file = file.to_owned();
    if path.is_dir() {
        return Err(IngestError::Folder { file });
    }
    let mut start = Vec::new();
    match File::open(&path).and_then(|opened| opened.take(SNIFFED as u64).read_to_end(&mut start)) {
        Ok(0) => Err(IngestError::Empty { file }),
        Ok(_) => Ok(start),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(IngestError::Missing { file }),
        Err(source) => Err(IngestError::Unreadable { file, source }),
    }
}

/// Bytes of a file; 0 where that cannot be known.
pub(super) fn length(folder: &Path, file: &str) -> u64 {
    fs::metadata(folder.join(file)).map_or(0, |metadata| metadata.len())
}

/// A file and those beside it that belong to it: a shapefile is several.
pub(in crate::ingest) fn with_companions(path: PathBuf) -> Vec<PathBuf> {
    let is_shapefile = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("shp"));
    let mut all = vec![path];
    if is_shapefile {
        let beside = ["dbf", "prj", "cpg", "DBF", "PRJ", "CPG"].map(|extension| all[0].with_extension(extension));
        all.extend(beside.into_iter().filter(|path| path.is_file()));
    }
    all
}
