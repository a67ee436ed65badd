use super::format::Format;
use crate::catalog::Catalog;
use crate::catalog::text::escaped;
use crate::gazetteer::Language;
use crate::query::{Request, SelectError, Selection, select};

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
    /// What the columns and rows of the file are.
    ///
    /// # Errors
    /// Names a level, an indicator or a year that is unknown, or what is wrong with a filter.
    pub fn select<D: AsRef<[u8]>>(&self, catalog: &Catalog<D>) -> Result<Selection, SelectError> {
        let DownloadRequest { level: layers, indicators, years, filter, coverage, .. } = *self;
        select(catalog, &Request { layers, indicators, years, filter, coverage, ..Request::default() })
    }

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
