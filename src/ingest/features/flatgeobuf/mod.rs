use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use ::flatgeobuf::{FgbReader, Header};

use super::reader::{DeclaredCrs, Heading, Reader, Record, Take};
use crate::ingest::crs::{Crs, UnknownCrs};
use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;
use crate::ingest::source::{FeatureSource, find_column};
use features::{Features, Start, open_header};
use geometry::read_shape;
use properties::read_values;

mod features;
mod geometry;
mod properties;
#[cfg(test)]
mod tests;

/// A FlatGeobuf file, of which no more than its header and one feature is in memory at a time.
///
/// The index is skipped, so that neither its absence nor the size of its nodes matters.
pub(super) struct FlatGeobuf<R> {
    file: String,
    input: R,
    /// Everything up to the end of the header.
    header: Vec<u8>,
    heading: Heading,
}

impl FlatGeobuf<BufReader<File>> {
    /// # Errors
    /// When the file cannot be read, is no FlatGeobuf, or ends within its header.
    pub(super) fn open(folder: &Path, source: &FeatureSource) -> Result<Self, IngestError> {
        let file = source.file.clone();
        let input = File::open(folder.join(&file)).map_err(|source| Fault::Unreadable(source).of(file))?;
        FlatGeobuf::of(&source.file, BufReader::with_capacity(1 << 20, input))
    }
}

impl<R: Read + Seek> FlatGeobuf<R> {
    fn of(file: &str, mut input: R) -> Result<FlatGeobuf<R>, IngestError> {
        let (bytes, header) = open_header(file, &mut input)?;
        let reader = reader_of(file, &header)?;
        let format = "FlatGeobuf".to_owned();
        let heading = Heading { format, crs: crs_of(&reader.header()), winding: None, bytes };
        drop(reader);
        Ok(FlatGeobuf { file: file.to_owned(), input, header, heading })
    }
}

impl<R: Read + Seek> Reader for FlatGeobuf<R> {
    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn columns(&mut self) -> Result<Vec<String>, IngestError> {
        Ok(column_names(&reader_of(&self.file, &self.header)?.header()))
    }

    fn read(&mut self, wanted: &[&str], take: &mut Take) -> Result<(), IngestError> {
        let reader = reader_of(&self.file, &self.header)?;
        let header = reader.header();
        let existing = column_names(&header);
        let asked =
            wanted.iter().map(|column| find_column(&self.file, &existing, column)).collect::<Result<Vec<_>, _>>()?;
        let start = Start::of(&header, self.header.len() as u64, self.heading.bytes);
        let mut features = Features::open(&self.file, &mut self.input, start)?;
        while let Some((at, length)) = features.next()? {
            let feature = features.feature(length)?;
            let values = read_values(feature, &header, &asked).map_err(|detail| features.damaged(detail))?;
            let shape = read_shape(feature.geometry(), header.geometry_type());
            let shape = shape.map_err(|detail| features.damaged(detail))?;
            let row = features.read();
            take(Record { row, values: values.texts, bad_text: values.bad_text, shape, at })?;
        }
        Ok(())
    }
}

fn column_names(header: &Header) -> Vec<String> {
    header.columns().into_iter().flatten().map(|column| column.name().to_owned()).collect()
}

/// What the header says, read anew from its bytes.
fn reader_of<'a>(file: &str, header: &'a [u8]) -> Result<FgbReader<&'a [u8]>, IngestError> {
    FgbReader::open(header).map_err(|error| {
        let detail = error.to_string();
        let first = detail.lines().next().unwrap_or_default();
        Fault::Damaged { format: "FlatGeobuf", read: 0, detail: format!("its header is damaged ({first})") }.of(file)
    })
}

/// Which coordinate system the header names.
fn crs_of(header: &Header) -> DeclaredCrs {
    let Some(crs) = header.crs() else { return DeclaredCrs::Unnamed };
    let organisation = crs.org().filter(|organisation| !organisation.is_empty()).unwrap_or("EPSG");
    let name = [crs.name(), crs.description()].into_iter().flatten().find(|name| !name.is_empty());
    let written = match (crs.code(), crs.code_string().filter(|code| !code.is_empty())) {
        (0, None) => None,
        (0, Some(code)) => Some(format!("{organisation}:{code}")),
        (code, _) => Some(format!("{organisation}:{code}")),
    };
    let known = match (&written, crs.wkt().filter(|wkt| !wkt.is_empty())) {
        (Some(written), _) if written == "OGC:CRS84" => Ok(Crs::DEGREES),
        (Some(written), _) => Crs::parse(written),
        (None, _) => match name {
            Some(name) => Err(UnknownCrs::NoCode(name.to_owned())),
            None => return DeclaredCrs::Unnamed,
        },
    };
    match known {
        Ok(crs) => DeclaredCrs::Known(crs),
        Err(unknown) => DeclaredCrs::Unknown(unknown),
    }
}
