use std::fs::File;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde::de::DeserializeSeed;
use serde_json::Deserializer;

use super::reader::{DeclaredCrs, Heading, Reader, Record, Take, Winding};
use super::shape::Shape;
use crate::ingest::crs::{Crs, UnknownCrs};
use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;
use crate::ingest::source::{FeatureSource, length, missing_column};
use document::{Document, Found, Stop};
use feature::Feature;

#[macro_use]
mod strangers;
mod cleaned;
mod coordinates;
mod document;
mod feature;
#[cfg(test)]
mod tests;

pub(super) use cleaned::{Cleaned, Progress};
pub(super) use coordinates::{Tree, filled};
pub(super) use feature::{collected, text};

/// A GeoJSON file (RFC 7946, and the members `crs` of 2008), or one with a feature a line: GeoJSON Lines, and the text
/// sequences of RFC 8142. Of it no more than one feature is in memory at a time.
pub(super) struct GeoJson {
    path: PathBuf,
    file: String,
    heading: Heading,
    /// Whether the recipe names the coordinate system.
    is_told: bool,
}

impl GeoJson {
    /// # Errors
    /// When the file cannot be read or is no JSON up to its features.
    pub(super) fn open(folder: &Path, source: &FeatureSource) -> Result<GeoJson, IngestError> {
        let path = folder.join(&source.file);
        let file = source.file.clone();
        let crs = DeclaredCrs::Known(Crs::DEGREES);
        let bytes = length(folder, &source.file);
        let heading = Heading { format: "GeoJSON".to_owned(), crs, winding: Some(Winding::Counterclockwise), bytes };
        let mut reader = GeoJson { path, file, heading, is_told: source.crs.is_some() };
        let mut named = None;
        reader.walk(&mut |found| match found {
            Found::Crs(name) => {
                named = Some(name);
                Err(Stop::Enough)
            }
            Found::Features | Found::Feature(_) => Err(Stop::Enough),
        })?;
        if let Some(name) = named {
            reader.heading.crs = declared(&name);
        }
        Ok(reader)
    }

    /// Goes through the file and gives what is in it to `take`, until that stops.
    fn walk(&self, take: &mut dyn FnMut(Found) -> Result<(), Stop>) -> Result<(), IngestError> {
        let unreadable = |source| Fault::Unreadable(source).of(self.file.clone());
        let progress = Progress::new();
        let input = Cleaned::new(File::open(&self.path).map_err(unreadable)?, Rc::clone(&progress));
        let mut json = Deserializer::from_reader(input);
        let (mut read, mut bad_texts) = (0, 0);
        // What is not the end is the next document, and its first byte has been looked at.
        while json.end().is_err() {
            let line = progress.line();
            let (mut stop, mut is_collection) = (None, false);
            let mut placed = |found: Found| {
                let found = match found {
                    Found::Feature(feature) => {
                        read += 1;
                        let row = if is_collection { read } else { line };
                        let has_bad_text =
                            std::mem::replace(&mut bad_texts, progress.bad_texts()) < progress.bad_texts();
                        Found::Feature(Feature { row, at: progress.bytes(), has_bad_text, ..feature })
                    }
                    other => {
                        is_collection |= matches!(other, Found::Features);
                        other
                    }
                };
                take(found)
            };
            let done = Document { take: &mut placed, stop: &mut stop }.deserialize(&mut json);
            match (done, stop) {
                (_, Some(Stop::Enough)) => return Ok(()),
                (_, Some(Stop::Failed(error))) => return Err(*error),
                (Err(error), None) => return Err(self.damaged(read, &error)),
                (Ok(()), None) => {}
            }
        }
        Ok(())
    }

    fn damaged(&self, read: u64, error: &serde_json::Error) -> IngestError {
        Fault::Damaged { format: "GeoJSON", read, detail: error.to_string() }.of(self.file.clone())
    }
}

impl Reader for GeoJson {
    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn columns(&mut self) -> Result<Vec<String>, IngestError> {
        let mut columns: Vec<String> = Vec::new();
        self.walk(&mut |found| {
            if let Found::Feature(feature) = found {
                feature.note_columns(&mut columns);
            }
            Ok(())
        })?;
        Ok(columns)
    }

    fn read(&mut self, wanted: &[&str], take: &mut Take) -> Result<(), IngestError> {
        let mut columns: Vec<String> = Vec::new();
        let mut seen = vec![false; wanted.len()];
        let mut begun = false;
        self.walk(&mut |found| match found {
            Found::Features => Ok(()),
            Found::Crs(name) => {
                let is_late = begun && !self.is_told && declared(&name) != self.heading.crs;
                let late = || Fault::LateCrs { found: name.clone() }.of(self.file.clone());
                if is_late { Err(Stop::Failed(Box::new(late()))) } else { Ok(()) }
            }
            Found::Feature(feature) => {
                begun = true;
                if columns.len() < MOST_COLUMNS {
                    feature.note_columns(&mut columns);
                }
                let values: Vec<_> =
                    wanted.iter().zip(&mut seen).map(|(name, seen)| feature.value(name, seen)).collect();
                let bad_text = feature.has_bad_text && is_any_bad(&values);
                let (row, at, shape) = (feature.row, feature.at, feature.shape.unwrap_or(Shape::Missing));
                take(Record { row, values, bad_text, shape, at }).map_err(|error| Stop::Failed(Box::new(error)))
            }
        })?;
        match wanted.iter().zip(seen).find(|(_, seen)| !seen) {
            Some((name, _)) if begun => Err(missing_column(&self.file, &columns, name)),
            _ => Ok(()),
        }
    }
}

/// Whether a text has what stands for bytes that are none.
pub(super) fn is_any_bad(values: &[Option<String>]) -> bool {
    values.iter().flatten().any(|text| text.contains('\u{fffd}'))
}

/// Columns that a sentence may name.
const MOST_COLUMNS: usize = 1000;

/// The system that a member `crs` names.
fn declared(name: &str) -> DeclaredCrs {
    match Crs::parse(name) {
        Ok(crs) => DeclaredCrs::Known(crs),
        Err(UnknownCrs::NoCode(name)) if name.is_empty() => DeclaredCrs::Known(Crs::DEGREES),
        Err(unknown) => DeclaredCrs::Unknown(unknown),
    }
}
