//! Whole levels as files: all territories or points of a layer with their figures, as CSV, JSON, GeoJSON or FlatGeobuf.
//!
//! A [`Table`] tells which columns there are and what is in them; a file for each format writes that down. Geometry is
//! that of the highest zoom of the layer.

mod delimited;
mod flat;
mod geojson;
mod geometry;
mod json;
mod metadata;
mod page;
mod table;

pub use page::{Among, Page, PageError, PageRequest, next_address};
pub use table::Table;

use super::territory::escaped;
use super::{Catalog, Request, SelectError, Selection};
use crate::gazetteer::Language;

/// The format of a download.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    Csv,
    /// The description of a CSV file: CSV on the Web, <https://www.w3.org/TR/tabular-metadata/>.
    CsvMetadata,
    Json,
    GeoJson,
    FlatGeobuf,
}

impl Format {
    /// Every format with what its addresses end in.
    pub const ENDINGS: [(&'static str, Format); 5] = [
        (".csv", Format::Csv),
        (".csv-metadata.json", Format::CsvMetadata),
        (".geojson", Format::GeoJson),
        (".json", Format::Json),
        (".fgb", Format::FlatGeobuf),
    ];

    /// What addresses of files with figures end in.
    pub const FILES: [&'static str; 4] = [".csv", ".json", ".geojson", ".fgb"];

    /// Takes the name of a file apart: `communes.csv` into `communes` and its format.
    pub fn split(file: &str) -> Option<(&str, Format)> {
        Format::ENDINGS.iter().find_map(|(ending, format)| Some((file.strip_suffix(ending)?, *format)))
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8; header=present",
            Format::CsvMetadata => "application/csvm+json",
            Format::Json => "application/json",
            Format::GeoJson => "application/geo+json",
            Format::FlatGeobuf => "application/flatgeobuf",
        }
    }
}

/// How a level is downloaded.
#[derive(Clone, Copy, Debug)]
pub struct DownloadRequest<'a> {
    /// Name of the level.
    pub level: &'a str,
    pub format: Format,
    /// As for tiles: names with commas, `*` for all; without it the level's own.
    pub indicators: Option<&'a str>,
    /// As for tiles: years with commas; without it the latest of each indicator.
    pub years: Option<&'a str>,
    /// As for tiles: which features are in the file.
    pub filter: Option<&'a str>,
    /// As for tiles: whether computed figures have the share beside them that they rest on.
    pub coverage: Option<&'a str>,
    pub dialect: Dialect,
    /// Language of labels and units in what describes the columns.
    pub language: Language,
    /// Public address of the server, without a slash at its end.
    pub base: &'a str,
}

impl DownloadRequest<'_> {
    /// The parameters of the request that decide what is in the file, as they stand in an address.
    pub fn query(&self) -> String {
        let escape = |text: &str| text.split(',').map(escaped).collect::<Vec<_>>().join(",");
        let mut parts = Vec::new();
        parts.extend(self.indicators.map(|text| format!("indicators={}", escape(text))));
        parts.extend(self.years.map(|text| format!("year={}", escape(text))));
        parts.extend(self.coverage.map(|text| format!("coverage={}", escape(text))));
        parts.extend(self.filter.map(|text| format!("filter={}", escaped(text))));
        parts.extend(self.dialect.semicolon.then(|| "delimiter=semicolon".to_owned()));
        parts.extend(self.dialect.mark.then(|| "bom=true".to_owned()));
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }
}

/// How a CSV file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Dialect {
    /// Semicolons between cells and decimal commas, as spreadsheets want them in France and much of Europe; otherwise
    /// commas and decimal points.
    pub semicolon: bool,
    /// A byte order mark at the start, by which some spreadsheets know that a file is UTF-8.
    pub mark: bool,
}

/// A download that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    #[error(transparent)]
    Select(#[from] SelectError),
    #[error("the file cannot be written: {0}")]
    Write(String),
}

impl<D: AsRef<[u8]>> Catalog<D> {
    /// Checks that a download can be made, at no cost.
    ///
    /// # Errors
    /// Names a level, an indicator or a year that is unknown, or what is wrong with a filter.
    pub fn check_download(&self, request: &DownloadRequest<'_>) -> Result<Selection, SelectError> {
        let DownloadRequest { level: layers, indicators, years, filter, coverage, .. } = *request;
        self.select(&Request { layers, indicators, years, filter, coverage, ..Request::default() })
    }

    /// The columns of a download.
    ///
    /// # Errors
    /// As [`Catalog::check_download`] has them.
    pub fn table<'a>(&'a self, request: &DownloadRequest<'a>) -> Result<Table<'a, D>, SelectError> {
        Table::new(self, request, &self.check_download(request)?)
    }
}

impl<D: AsRef<[u8]>> Table<'_, D> {
    /// The whole file.
    ///
    /// # Errors
    /// When a temporary file that FlatGeobuf needs cannot be written.
    pub fn file(&self) -> Result<Vec<u8>, DownloadError> {
        match self.request.format {
            Format::Csv => self.csv(),
            Format::CsvMetadata => Ok(self.csv_metadata().to_string().into_bytes()),
            Format::Json => self.json(),
            Format::GeoJson => self.geojson(),
            Format::FlatGeobuf => self.flatgeobuf(),
        }
    }
}
