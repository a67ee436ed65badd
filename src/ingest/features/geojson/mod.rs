use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde::de::DeserializeSeed;
use serde_json::de::IoRead;

use self::document::{Document, Found, Stop};
use super::{DeclaredCrs, FeatureSource, Heading, Reader, Record, Shape, Take, Winding};
use crate::ingest::source::missing_column;
use crate::ingest::{Crs, IngestError, UnknownCrs};

mod coordinates;
mod document;
#[cfg(test)]
mod tests;

pub(super) use coordinates::Tree;
pub(super) use document::{collected, text};

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
        let bytes = path.metadata().map_or(0, |metadata| metadata.len());
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
        let unreadable = |source| IngestError::Unreadable { file: self.file.clone(), source };
        let input = File::open(&self.path).map_err(unreadable)?;
        let (mut at, mut read) = (Rc::new(Cell::new(0)), 0);
        let input = Cleaned { input: BufReader::with_capacity(1 << 18, input), at: Rc::clone(&at), begun: false };
        let mut json = serde_json::Deserializer::new(IoRead::new(BufReader::with_capacity(1 << 16, input)));
        loop {
            let mut stop = None;
            let mut counted = |found: Found| {
                read += u64::from(matches!(found, Found::Feature(_)));
                let found = match found {
                    Found::Feature(feature) => Found::Feature(document::Feature { at: at.get(), ..feature }),
                    other => other,
                };
                take(found)
            };
            let document = Document { take: &mut counted, stop: &mut stop };
            let done = document.deserialize(&mut json);
            match (done, stop) {
                (_, Some(Stop::Enough)) => return Ok(()),
                (_, Some(Stop::Failed(error))) => return Err(*error),
                (Err(error), None) => return Err(self.damaged(read, &error)),
                (Ok(()), None) => {}
            }
            if json.end().is_ok() {
                return Ok(());
            }
            at = Rc::clone(&at);
        }
    }

    fn damaged(&self, read: u64, error: &serde_json::Error) -> IngestError {
        IngestError::DamagedFeatures { file: self.file.clone(), format: "GeoJSON", read, detail: error.to_string() }
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
        let (mut row, mut begun) = (0, false);
        self.walk(&mut |found| match found {
            Found::Features => Ok(()),
            Found::Crs(name) => {
                let is_late = begun && !self.is_told && declared(&name) != self.heading.crs;
                let late = || IngestError::LateCrs { file: self.file.clone(), found: name.clone() };
                if is_late { Err(Stop::Failed(Box::new(late()))) } else { Ok(()) }
            }
            Found::Feature(feature) => {
                row += 1;
                begun = true;
                if columns.len() < MOST_COLUMNS {
                    feature.note_columns(&mut columns);
                }
                let values = wanted.iter().zip(&mut seen).map(|(name, seen)| feature.value(name, seen)).collect();
                let (at, shape) = (feature.at, feature.shape.unwrap_or(Shape::Missing));
                take(Record { row, values, bad_text: false, shape, at }).map_err(|error| Stop::Failed(Box::new(error)))
            }
        })?;
        match wanted.iter().zip(seen).find(|(_, seen)| !seen) {
            Some((name, _)) if row > 0 => Err(missing_column(&self.file, &columns, name)),
            _ => Ok(()),
        }
    }
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

/// A file without its byte order mark and with blanks for the separators of text sequences; counts what is read.
struct Cleaned<R> {
    input: R,
    at: Rc<Cell<u64>>,
    begun: bool,
}

/// The separator that RFC 8142 puts before each text.
const RECORD_SEPARATOR: u8 = 0x1e;

impl<R: Read> Read for Cleaned<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        let bytes = &mut buffer[..read];
        if !self.begun && bytes.starts_with(b"\xef\xbb\xbf") {
            bytes[..3].fill(b' ');
        }
        self.begun = true;
        bytes.iter_mut().filter(|byte| **byte == RECORD_SEPARATOR).for_each(|byte| *byte = b' ');
        self.at.set(self.at.get() + read as u64);
        Ok(read)
    }
}
