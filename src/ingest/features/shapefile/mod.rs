use std::fs;
use std::path::{Path, PathBuf};

use super::reader::{DeclaredCrs, Heading, Reader, Record, Take, Winding};
use crate::gazetteer::counted;
use crate::ingest::crs::Crs;
use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;
use crate::ingest::source::{FeatureSource, find_column, length};
use attributes::Attributes;
use shapes::Shapes;

mod attributes;
mod charset;
mod index;
mod shapes;
#[cfg(test)]
mod tests;

/// A shapefile (ESRI 1998): shapes, attributes in dBASE, and what belongs to them.
///
/// Both files are read here byte by byte: rings have to come as they lie in the file, so that faults in them can be told,
/// codes as their digits are written, texts in the encoding that they really have, and records that are marked as deleted
/// in step with their shapes.
pub(super) struct Shapefile {
    file: String,
    path: PathBuf,
    attributes: Attributes,
    heading: Heading,
}

impl Shapefile {
    /// # Errors
    /// When one of the files is missing or damaged.
    pub(super) fn open(folder: &Path, source: &FeatureSource) -> Result<Shapefile, IngestError> {
        let (path, file) = (folder.join(&source.file), source.file.clone());
        let Some(table) = companion(&path, "dbf") else {
            return Err(Fault::LonelyShapefile { what: ".dbf, which has its attributes" }.of(file));
        };
        let code_page = companion(&path, "cpg").and_then(|path| fs::read_to_string(path).ok());
        let attributes = Attributes::open(&file, &table, code_page.as_deref(), source.encoding.as_deref())?;
        let crs = match companion(&path, "prj").and_then(|path| fs::read(path).ok()) {
            None => DeclaredCrs::Unnamed,
            Some(text) => match Crs::of_wkt(&String::from_utf8_lossy(&text)) {
                Ok(crs) => DeclaredCrs::Known(crs),
                Err(unknown) => DeclaredCrs::Unknown(unknown),
            },
        };
        let heading = Heading {
            format: format!("Shapefile, {}", attributes.encoding_in_words()),
            crs,
            winding: Some(Winding::Clockwise),
            bytes: length(folder, &file),
        };
        Ok(Shapefile { file, path, attributes, heading })
    }
}

impl Reader for Shapefile {
    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn columns(&mut self) -> Result<Vec<String>, IngestError> {
        Ok(self.attributes.columns())
    }

    fn read(&mut self, wanted: &[&str], take: &mut Take) -> Result<(), IngestError> {
        let existing = self.attributes.columns();
        let places =
            wanted.iter().map(|column| find_column(&self.file, &existing, column)).collect::<Result<Vec<_>, _>>()?;
        let index = companion(&self.path, "shx");
        let mut shapes = Shapes::open(&self.file, &self.path, index.as_deref(), self.attributes.count())?;
        let mut records = self.attributes.records()?;
        let mut row = 0;
        while let Some(shape) = shapes.next()? {
            row += 1;
            let Some(record) = records.next(&places)? else {
                let detail = format!("the .dbf has {}, and the .shp has more shapes", counted(row - 1, "record"));
                return Err(damaged(&self.file, row - 1, detail));
            };
            let Some((values, bad_text)) = record else { continue };
            take(Record { row, values, bad_text, shape, at: shapes.at() })?;
        }
        if records.next(&places)?.is_some() {
            let detail = format!("the .shp has {}, and the .dbf has more records", counted(row, "shape"));
            return Err(damaged(&self.file, row, detail));
        }
        Ok(())
    }
}

/// The file of the same name with another ending, small or in capitals.
fn companion(path: &Path, extension: &str) -> Option<PathBuf> {
    [extension.to_owned(), extension.to_uppercase()]
        .into_iter()
        .map(|extension| path.with_extension(extension))
        .find(|path| path.is_file())
}

fn damaged(file: &str, read: u64, detail: String) -> IngestError {
    Fault::Damaged { format: "a shapefile", read, detail }.of(file)
}
