//! Files as a recipe names them, and their layers and columns.

use serde::Serialize;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::crs::Crs;
use super::error::IngestError;
use super::fault::Fault;
use super::foreign;
use super::spelling::near_miss;

/// Bytes of a file that is read as a whole, packed or not.
pub(super) const FILE_LIMIT: u64 = 1 << 30;

/// A file of features, and what a recipe says of it because the file does not, or does so wrongly.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FeatureSource {
    /// Relative to the folder of the recipe.
    pub file: String,
    /// Which layer of the file; none where it has one only.
    pub layer: Option<String>,
    /// The coordinate system, whatever the file says.
    pub crs: Option<Crs>,
    /// Column in which a feature names its coordinate system.
    pub crs_column: Option<String>,
    /// Column of the shapes in a file that keeps them as text or bytes.
    pub geometry: Option<String>,
    /// The encoding of texts, whatever the file says.
    pub encoding: Option<String>,
}

impl FeatureSource {
    /// A file that tells all of itself.
    pub fn of(file: &str) -> FeatureSource {
        FeatureSource { file: file.to_owned(), ..FeatureSource::default() }
    }
}

/// The bytes of a source; `file` is relative to `folder`.
///
/// # Errors
/// When the file is missing, a folder, unreadable, empty, or larger than what is read as a whole.
pub(super) fn read_bytes(folder: &Path, file: &str) -> Result<Vec<u8>, IngestError> {
    let path = folder.join(file);
    let file = file.to_owned();
    if path.is_dir() {
        return Err(foreign::of_folder(&file).unwrap_or(Fault::Folder).of(file));
    }
    let mut bytes = Vec::new();
    let read = File::open(&path).and_then(|opened| {
        bytes.reserve_exact(opened.metadata().map_or(0, |metadata| metadata.len().min(FILE_LIMIT)) as usize);
        opened.take(FILE_LIMIT + 1).read_to_end(&mut bytes)
    });
    match read.map(|_| bytes) {
        Ok(bytes) if bytes.len() as u64 > FILE_LIMIT => Err(Fault::LargeFile { limit: FILE_LIMIT >> 20 }.of(file)),
        Ok(bytes) if bytes.is_empty() => Err(Fault::Empty.of(file)),
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(Fault::Missing.of(file)),
        Err(source) => Err(Fault::Unreadable(source).of(file)),
    }
}

/// The position of a column.
///
/// # Errors
/// When there is none of that name, or two.
pub(super) fn find_column(file: &str, existing: &[String], column: &str) -> Result<usize, IngestError> {
    let mut places = existing.iter().enumerate().filter(|(_, name)| *name == column).map(|(place, _)| place);
    match (places.next(), places.next()) {
        (Some(place), None) => Ok(place),
        (Some(_), Some(_)) => Err(Fault::AmbiguousColumn { column: column.to_owned() }.of(file)),
        (None, _) => Err(missing_column(file, existing, column)),
    }
}

/// The sentence for a column that is not there.
pub(super) fn missing_column(file: &str, existing: &[String], column: &str) -> IngestError {
    Fault::MissingColumn {
        column: column.to_owned(),
        existing: existing.to_vec(),
        near: near_miss(column, existing.iter().map(String::as_str)).map(str::to_owned),
    }
    .of(file)
}

/// The layer of a file that is meant: the one that is named, or the only one.
///
/// # Errors
/// When there is none of that name, or several and none is named.
pub(super) fn choose_layer(file: &str, existing: Vec<String>, named: Option<&str>) -> Result<String, IngestError> {
    let file = file.to_owned();
    match named {
        Some(named) if existing.iter().any(|layer| layer == named) => Ok(named.to_owned()),
        Some(named) => {
            let near = near_miss(named, existing.iter().map(String::as_str)).map(str::to_owned);
            Err(Fault::MissingLayer { layer: named.to_owned(), existing, near }.of(file))
        }
        None if existing.len() == 1 => Ok(existing.into_iter().next().unwrap_or_default()),
        None if existing.is_empty() => Err(Fault::NoFeatures.of(file)),
        None => Err(Fault::WhichLayer { existing }.of(file)),
    }
}

/// Bytes of a file; 0 where that cannot be known.
pub(super) fn length(folder: &Path, file: &str) -> u64 {
    fs::metadata(folder.join(file)).map_or(0, |metadata| metadata.len())
}

/// A file and those beside it that belong to it: a shapefile is several.
pub(super) fn with_companions(path: PathBuf) -> Vec<PathBuf> {
    let is_shapefile = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("shp"));
    let mut all = vec![path];
    if is_shapefile {
        let beside =
            ["dbf", "prj", "cpg", "shx", "DBF", "PRJ", "CPG", "SHX"].map(|extension| all[0].with_extension(extension));
        all.extend(beside.into_iter().filter(|path| path.is_file()));
    }
    all
}
