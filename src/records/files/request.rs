use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::format::Format;
use crate::catalog::Catalog;
use crate::parameters::routes;
use crate::query::{Chosen, Figures, InLanguage, Request, SelectError, Selection, TileParameters, select};

/// How a level is downloaded.
#[derive(Clone, Copy, Debug)]
pub struct DownloadRequest<'a> {
    /// Name of the level.
    pub level: &'a str,
    pub format: Format,
    pub parameters: &'a CsvParameters,
    /// Public address of the server, without a slash at its end.
    pub base: &'a str,
}

impl DownloadRequest<'_> {
    /// What the columns and rows of the file are.
    ///
    /// # Errors
    /// Names a level, an indicator or a year that is unknown, or what is wrong with a filter.
    pub fn select<D: AsRef<[u8]>>(&self, catalog: &Catalog<D>) -> Result<Selection, SelectError> {
        let FileParameters { figures, chosen, .. } = self.parameters.file.clone();
        let parameters = TileParameters { figures, chosen, ..TileParameters::default() };
        select(catalog, &Request { layers: self.level.to_owned(), parameters })
    }
}

/// What is in the file of a level.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FileParameters {
    #[serde(flatten)]
    pub figures: Figures,
    #[serde(flatten)]
    pub chosen: Chosen,
    #[serde(flatten)]
    pub language: InLanguage,
}

/// What is in the CSV file of a level, and how it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CsvParameters {
    #[serde(flatten)]
    pub file: FileParameters,
    #[serde(flatten)]
    pub dialect: Dialect,
}

/// How a CSV file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Dialect {
    /// `semicolon` goes with decimal commas, as spreadsheets want both in France.
    pub delimiter: Delimiter,
    /// A byte order mark, by which some spreadsheets know UTF-8.
    pub bom: bool,
}

/// What stands between the cells of a CSV file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Delimiter {
    /// With decimal points.
    #[default]
    Comma,
    /// With decimal commas.
    Semicolon,
}

impl Dialect {
    /// Whether there are semicolons between cells, and decimal commas.
    pub fn has_semicolons(self) -> bool {
        self.delimiter == Delimiter::Semicolon
    }
}

routes!(FileParameters, CsvParameters);
