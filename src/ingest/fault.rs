use std::io;

use super::error::IngestError;
use super::spelling::listed;
use crate::gazetteer::{counted, grouped};

/// Why a file cannot be read. The display is the rest of a sentence that begins with the file.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("does not exist")]
    Missing,
    #[error("is a folder, not a file")]
    Folder,
    #[error("cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    #[error("is empty")]
    Empty,
    /// A file of some other kind, and what to do about it.
    #[error("is {what}")]
    OtherFile { what: &'static str, help: String },
    #[error("is no file of features")]
    NotFeatures,
    #[error("cannot be read as {format}{}: {detail}", after(*.read))]
    Damaged { format: &'static str, read: u64, detail: String },
    #[error("ends after {}", of_expected(*.read, *.expected))]
    Truncated { read: u64, expected: Option<u64> },
    #[error("holds more than {limit} once it is unpacked")]
    TooLarge { limit: String },
    #[error("is larger than {limit} MiB")]
    LargeFile { limit: u64 },
    #[error("has more than {limit} MiB in line {line}")]
    LongLine { line: u64, limit: usize },
    #[error("holds more than {limit} MiB in the columns that are read; row {row} was reached")]
    TooManyRows { row: u64, limit: u64 },
    #[error("has more than {limit} million cells in a sheet; row {row} was reached")]
    TooManyCells { row: u64, limit: u64 },
    #[error("has no sheet `{sheet}`; it has {}", listed(existing.iter().map(String::as_str)))]
    MissingSheet { sheet: String, existing: Vec<String>, near: Option<String> },
    #[error("has no table `{table}`; it has {}", listed(existing.iter().map(String::as_str)))]
    MissingTable { table: String, existing: Vec<String>, near: Option<String> },
    #[error("is no spreadsheet, and the recipe names its sheet `{sheet}`")]
    NoSheets { sheet: String },
    #[error("has no column `{column}`; it has {}", columns_in_words(existing))]
    MissingColumn { column: String, existing: Vec<String>, near: Option<String> },
    #[error("has two columns `{column}`")]
    AmbiguousColumn { column: String },
    #[error("has no features")]
    NoFeatures,
    #[error("has no polygon on Earth among its {}", counted(*.count, "feature"))]
    NoUsableFeatures { count: u64 },
    #[error("has several layers: {}", listed(existing.iter().map(String::as_str)))]
    WhichLayer { existing: Vec<String> },
    #[error("has no layer `{layer}`; it has {}", listed(existing.iter().map(String::as_str)))]
    MissingLayer { layer: String, existing: Vec<String>, near: Option<String> },
    #[error("is in a coordinate system that is not read: {found}")]
    OtherCrs { found: String },
    #[error("does not name its coordinate system, and its numbers, such as {sample}, are no degrees; {candidates}")]
    UnnamedCrs { sample: String, candidates: String },
    #[error("names its coordinate system, `{found}`, behind its features")]
    LateCrs { found: String },
    #[error("lacks its {what}")]
    LonelyShapefile { what: &'static str },
    #[error("is still open in another program: the file `{wal}` beside it has what was not written back yet")]
    OpenElsewhere { wal: String },
    #[error("is JSON in UTF-16, and JSON is UTF-8")]
    WideJson,
}

impl Fault {
    /// The error of the file that has this fault.
    pub(crate) fn of(self, file: impl Into<String>) -> IngestError {
        IngestError { file: file.into(), sheet: None, fault: Box::new(self) }
    }

    /// What to do about it; `file` is the path as the recipe writes it.
    pub(super) fn help(&self, file: &str) -> String {
        let help = match self {
            Fault::Missing => "paths are relative to the folder of the recipe",
            Fault::Folder => "name a file in it",
            Fault::Unreadable(_) => "check that the file is readable for the user who builds",
            Fault::Empty | Fault::Damaged { .. } => "download or export it again",
            Fault::OtherFile { help, .. } => help,
            Fault::NotFeatures => {
                "levels come as FlatGeobuf, GeoJSON, GeoJSON Lines, TopoJSON, GeoPackage, Shapefile, GeoParquet, or delimited \
                 text with a column of WKT"
            }
            Fault::Truncated { .. } => "the file was cut short: download or export it again",
            Fault::TooLarge { .. } => "leave out what the recipe does not need, or cut it into several files",
            Fault::TooManyRows { .. } => "leave out rows that the recipe does not need, or cut the file into several",
            Fault::LargeFile { .. } | Fault::TooManyCells { .. } => {
                "leave out rows and columns that the recipe does not need, or cut the file into several"
            }
            Fault::LongLine { .. } => "is it a table? if so, export it again, with a line for every row",
            Fault::MissingSheet { near, .. } | Fault::MissingTable { near, .. } => {
                let tail = "name a sheet of the file in the recipe, or none: then the first with the columns of the recipe is \
                            read";
                return meant(near.as_deref(), tail);
            }
            Fault::NoSheets { .. } => "take `sheet` out of the recipe",
            Fault::MissingColumn { near, .. } => {
                return meant(near.as_deref(), "name a column of the file in the recipe");
            }
            Fault::AmbiguousColumn { .. } => "rename one of them in the file: the recipe cannot tell which is meant",
            Fault::NoFeatures => "export it again, or take it out of the recipe",
            Fault::NoUsableFeatures { .. } => {
                "see the complaints: is it a file of polygons, and in which coordinate system? `crs = \"EPSG:2154\"` beside \
                 `file` says which, whatever the file says"
            }
            Fault::WhichLayer { existing } => {
                let first = existing.first().map_or("…", String::as_str);
                return format!("say which: `source = {{ file = \"{file}\", layer = \"{first}\" }}`");
            }
            Fault::MissingLayer { near, .. } => {
                return meant(near.as_deref(), "name a layer of the file in the recipe");
            }
            Fault::OtherCrs { .. } => {
                "if it is wrong, say `crs = \"EPSG:2154\"`, or which it is, beside `file`; else reproject it: `ogr2ogr -f \
                 GPKG -t_srs EPSG:4326 out.gpkg in`"
            }
            Fault::UnnamedCrs { .. } => {
                return format!(
                    "say which it is in the recipe: `source = {{ file = \"{file}\", crs = \"EPSG:2154\" }}`"
                );
            }
            Fault::LateCrs { found } => {
                return format!("say it in the recipe: `source = {{ file = \"{file}\", crs = \"{found}\" }}`");
            }
            Fault::LonelyShapefile { .. } => {
                "a shapefile is several files with the same name: .shp, .dbf and .prj belong together"
            }
            Fault::OpenElsewhere { .. } => "close the program, such as QGIS, or copy the file with it",
            Fault::WideJson => "save it as UTF-8: `iconv -f UTF-16 -t UTF-8 in.json > out.json`",
        };
        help.to_owned()
    }
}

/// How many features were read of those that a file says it has.
fn of_expected(read: u64, expected: Option<u64>) -> String {
    expected.map_or_else(
        || counted(read, "feature"),
        |expected| format!("{} of {}", grouped(read), counted(expected, "feature")),
    )
}

/// How far a reader came.
fn after(read: u64) -> String {
    if read == 0 { String::new() } else { format!(", after {}", counted(read, "feature")) }
}

/// Columns named in one sentence at most; files of censuses have hundreds.
const COLUMNS_NAMED: usize = 40;

fn columns_in_words(existing: &[String]) -> String {
    if existing.is_empty() {
        return "none at all".to_owned();
    }
    let named = listed(existing.iter().take(COLUMNS_NAMED).map(String::as_str));
    match existing.len().saturating_sub(COLUMNS_NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

fn meant(near: Option<&str>, tail: &str) -> String {
    near.map_or_else(|| tail.to_owned(), |near| format!("did you mean `{near}`? {tail}"))
}
