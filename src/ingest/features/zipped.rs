use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use zip::ZipArchive;

use super::{FeatureSource, Heading, Reader, Take, open};
use crate::ingest::IngestError;
use crate::ingest::source::choose_layer;
use crate::ingest::table::{UNPACKED_LIMIT, in_mebibytes};

/// A ZIP with a file of features in it, which lies unpacked in a folder of its own as long as it is read.
pub(super) struct Zipped {
    reader: Box<dyn Reader>,
    heading: Heading,
    /// The archive, and the file in the folder.
    file: String,
    inner: String,
    /// Goes with the reader.
    _folder: TempDir,
}

/// Endings of files that are features by themselves, and of those that belong to a shapefile.
const ALONE: [&str; 8] = ["gpkg", "geojson", "geojsonl", "json", "fgb", "parquet", "csv", "shp"];
const COMPANIONS: [&str; 3] = ["dbf", "prj", "cpg"];

impl Zipped {
    /// # Errors
    /// When the archive is damaged, too large, or has no file of features, or several and none is named.
    pub(super) fn open(folder: &Path, source: &FeatureSource) -> Result<Zipped, IngestError> {
        let file = source.file.clone();
        let damaged =
            |detail: String| IngestError::DamagedFeatures { file: file.clone(), format: "a ZIP", read: 0, detail };
        let input =
            File::open(folder.join(&file)).map_err(|source| IngestError::Unreadable { file: file.clone(), source })?;
        let mut archive = ZipArchive::new(BufReader::new(input)).map_err(|error| damaged(error.to_string()))?;
        let mut members = Vec::new();
        for number in 0..archive.len() {
            let entry = archive.by_index(number).map_err(|error| damaged(error.to_string()))?;
            let name = entry.name().map_err(|error| damaged(error.to_string()))?.into_owned();
            members.extend(Member::of(number, &name));
        }
        let stems: Vec<String> = members.iter().filter(|it| it.is_alone()).map(|it| it.stem.clone()).collect();
        if stems.is_empty() {
            return Err(IngestError::NotFeatures { file });
        }
        // A layer may also be one of the file within.
        let only = (stems.len() == 1).then(|| stems[0].clone());
        let is_stem = source.layer.as_ref().is_some_and(|layer| stems.contains(layer));
        let (stem, layer) = match only {
            Some(only) => (only, source.layer.clone().filter(|_| !is_stem)),
            None => (choose_layer(&file, stems, source.layer.as_deref())?, None),
        };
        let unpacked = tempfile::tempdir().map_err(|error| damaged(error.to_string()))?;
        let mut left = UNPACKED_LIMIT;
        let mut inner = None;
        for member in members.iter().filter(|member| member.stem == stem) {
            let name = format!("features.{}", member.extension);
            let entry = archive.by_index(member.number).map_err(|error| damaged(error.to_string()))?;
            let mut out = File::create(unpacked.path().join(&name)).map_err(|error| damaged(error.to_string()))?;
            let written = io::copy(&mut entry.take(left + 1), &mut out).map_err(|error| damaged(error.to_string()))?;
            let too_large = || IngestError::TooLarge { file: file.clone(), limit: in_mebibytes(UNPACKED_LIMIT) };
            left = left.checked_sub(written).ok_or_else(too_large)?;
            if member.is_alone() {
                inner = Some(name);
            }
        }
        let inner = FeatureSource { file: inner.unwrap_or_default(), layer, ..source.clone() };
        let reader = open(unpacked.path(), &inner).map_err(|error| error.of_file(&inner.file, &file))?;
        let heading = Heading { format: format!("ZIP, {}", reader.heading().format), ..reader.heading().clone() };
        Ok(Zipped { reader, heading, file: file.clone(), inner: inner.file, _folder: unpacked })
    }
}

impl Reader for Zipped {
    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn columns(&mut self) -> Result<Vec<String>, IngestError> {
        self.reader.columns().map_err(|error| error.of_file(&self.inner, &self.file))
    }

    fn read(&mut self, wanted: &[&str], take: &mut Take) -> Result<(), IngestError> {
        self.reader.read(wanted, take).map_err(|error| error.of_file(&self.inner, &self.file))
    }
}

/// A file of an archive that may be features, or belong to some.
struct Member {
    number: usize,
    stem: String,
    extension: String,
}

impl Member {
    fn of(number: usize, name: &str) -> Option<Member> {
        let path = PathBuf::from(name.replace('\\', "/"));
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        let stem = path.file_stem()?.to_str()?.to_owned();
        let is_hidden = stem.starts_with('.') || name.starts_with("__MACOSX");
        let is_known = ALONE.contains(&extension.as_str()) || COMPANIONS.contains(&extension.as_str());
        (!is_hidden && is_known && !name.ends_with('/')).then_some(Member { number, stem, extension })
    }

    fn is_alone(&self) -> bool {
        ALONE.contains(&self.extension.as_str())
    }
}
