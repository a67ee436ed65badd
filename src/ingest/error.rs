use std::io;

use super::spelling::listed;

/// A source that cannot be read at all, which ends a build.
///
/// `file` is the path as the recipe writes it. The display says what is wrong, the help of the diagnostic what to do.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum IngestError {
    #[error("`{file}` does not exist")]
    #[diagnostic(help("paths are relative to the folder of the recipe"))]
    Missing { file: String },
    #[error("`{file}` is a folder, not a file")]
    #[diagnostic(help("name a file in it"))]
    Folder { file: String },
    #[error("`{file}` cannot be read: {source}")]
    #[diagnostic(help("check that the file is readable for the user who builds"))]
    Unreadable { file: String, source: io::Error },
    #[error("`{file}` is empty")]
    #[diagnostic(help("download or export it again"))]
    Empty { file: String },
    #[error("`{file}` is no table but {what}")]
    #[diagnostic(help(
        "tables are delimited text, plain, in gzip or in a ZIP, XLSX, ODS or Parquet: export it as one of them"
    ))]
    NotATable { file: String, what: &'static str },
    #[error("`{file}` is {what}")]
    #[diagnostic(help("{help}"))]
    OtherFile { file: String, what: &'static str, help: &'static str },
    #[error("`{file}` cannot be read as {format}: {detail}")]
    #[diagnostic(help("download or export it again"))]
    DamagedTable { file: String, format: &'static str, detail: String },
    #[error("`{file}` holds more than {limit} once it is unpacked")]
    #[diagnostic(help("leave out what the recipe does not need, or cut it into several files"))]
    TooLarge { file: String, limit: String },
    #[error("line {line} of `{file}` is longer than {limit} MiB")]
    #[diagnostic(help("is it a table? if so, export it again, with a line for every row"))]
    LongLine { file: String, line: u64, limit: usize },
    #[error("`{file}` holds more than {limit} MiB in the columns that are read; row {row} was reached")]
    #[diagnostic(help("leave out rows that the recipe does not need, or cut the file into several"))]
    TooManyRows { file: String, row: u64, limit: u64 },
    #[error("the sheet of `{file}` has more than {limit} million cells; row {row} was reached")]
    #[diagnostic(help("leave out rows and columns that the recipe does not need, or cut the file into several"))]
    TooManyCells { file: String, row: u64, limit: u64 },
    #[error("`{file}` is larger than {limit} MiB")]
    #[diagnostic(help("leave out rows and columns that the recipe does not need, or cut the file into several"))]
    LargeFile { file: String, limit: u64 },
    #[error("the spreadsheet `{file}` has no sheet `{sheet}`; it has {}", listed(existing.iter().map(String::as_str)))]
    #[diagnostic(help("{}", sheet_help(near.as_deref())))]
    MissingSheet { file: String, sheet: String, existing: Vec<String>, near: Option<String> },
    #[error("the archive `{file}` has no table `{table}`; it has {}", listed(existing.iter().map(String::as_str)))]
    #[diagnostic(help("{}", sheet_help(near.as_deref())))]
    MissingTable { file: String, table: String, existing: Vec<String>, near: Option<String> },
    #[error("the recipe names the sheet `{sheet}` of `{file}`, which is no spreadsheet")]
    #[diagnostic(help("take `sheet` out of the recipe"))]
    NoSheets { file: String, sheet: String },
    #[error("the file `{file}` has no column `{column}`; it has {}", columns_sentence(existing))]
    #[diagnostic(help("{}", column_help(near.as_deref())))]
    MissingColumn { file: String, column: String, existing: Vec<String>, near: Option<String> },
    #[error("the file `{file}` has two columns `{column}`")]
    #[diagnostic(help("rename one of them in the file: the recipe cannot tell which is meant"))]
    AmbiguousColumn { file: String, column: String },
    #[error("`{file}` is not a FlatGeobuf: {detail}")]
    #[diagnostic(help("export the polygons again: `ogr2ogr -f FlatGeobuf -t_srs EPSG:4326 out.fgb in`"))]
    NotFlatGeobuf { file: String, detail: String },
    #[error("the FlatGeobuf `{file}` ends after {read} of {expected} features")]
    #[diagnostic(help("the file was cut short: download or export it again"))]
    Truncated { file: String, read: u64, expected: String },
    #[error("the FlatGeobuf `{file}` is damaged after {read} features: {detail}")]
    #[diagnostic(help("download or export it again"))]
    Damaged { file: String, read: u64, detail: String },
    #[error("the FlatGeobuf `{file}` has no features")]
    #[diagnostic(help("export it again, or take the level out of the recipe"))]
    NoFeatures { file: String },
    #[error("none of the {count} features of `{file}` is a polygon on Earth")]
    #[diagnostic(help(
        "see the complaints: is it a file of polygons, and in which coordinate system? `crs = \"EPSG:2154\"` beside \
                       `file` says which, whatever the file says"
    ))]
    NoUsableFeatures { file: String, count: u64 },
    #[error("`{file}` is in a coordinate system that is not read: {found}")]
    #[diagnostic(help(
        "if it is wrong, say `crs = \"EPSG:2154\"`, or which it is, beside `file`; else reproject it: `ogr2ogr -f GPKG \
                       -t_srs EPSG:4326 out.gpkg in`"
    ))]
    OtherCrs { file: String, found: String },
    #[error(
        "`{file}` does not name its coordinate system, and its numbers, such as {sample}, are no degrees; {candidates}"
    )]
    #[diagnostic(help("say which it is in the recipe: `source = {{ file = \"{file}\", crs = \"EPSG:2154\" }}`"))]
    UnnamedCrs { file: String, sample: String, candidates: String },
    #[error("`{file}` has several layers: {}", listed(existing.iter().map(String::as_str)))]
    #[diagnostic(help("say which: `source = {{ file = \"{file}\", layer = \"{}\" }}`", existing.first().map_or("…", String::as_str)))]
    WhichLayer { file: String, existing: Vec<String> },
    #[error("`{file}` has no layer `{layer}`; it has {}", listed(existing.iter().map(String::as_str)))]
    #[diagnostic(help("{}", layer_help(near.as_deref())))]
    MissingLayer { file: String, layer: String, existing: Vec<String>, near: Option<String> },
    #[error("`{file}` cannot be read as {format}, after {read} features: {detail}")]
    #[diagnostic(help("download or export it again"))]
    DamagedFeatures { file: String, format: &'static str, read: u64, detail: String },
    #[error("`{file}` names its coordinate system, `{found}`, behind its features")]
    #[diagnostic(help("say it in the recipe: `source = {{ file = \"{file}\", crs = \"{found}\" }}`"))]
    LateCrs { file: String, found: String },
    #[error("the shapefile `{file}` lacks its {what}")]
    #[diagnostic(help("a shapefile is several files with the same name: .shp, .dbf and .prj belong together"))]
    LonelyShapefile { file: String, what: &'static str },
    #[error(
        "`{file}` is still open in another program: there is a `{file}-wal` beside it with what was not written back yet"
    )]
    #[diagnostic(help("close the program, such as QGIS, or copy the file with it"))]
    OpenElsewhere { file: String },
    #[error("`{file}` is JSON in UTF-16, and JSON is UTF-8")]
    #[diagnostic(help("save it as UTF-8: `iconv -f UTF-16 -t UTF-8 in.json > out.json`"))]
    WideJson { file: String },
    #[error("`{file}` is no file of features")]
    #[diagnostic(help(
        "levels come as FlatGeobuf, GeoJSON, GeoJSON Lines, TopoJSON, GeoPackage, Shapefile, GeoParquet, or delimited text \
                       with a column of WKT"
    ))]
    NotFeatures { file: String },
}

impl IngestError {
    /// The same error of the file that holds the one it speaks of.
    pub(super) fn of_file(mut self, inner: &str, outer: &str) -> IngestError {
        let (Self::Missing { file }
        | Self::Empty { file }
        | Self::NotATable { file, .. }
        | Self::OtherFile { file, .. }
        | Self::DamagedTable { file, .. }
        | Self::MissingColumn { file, .. }
        | Self::NotFlatGeobuf { file, .. }
        | Self::Truncated { file, .. }
        | Self::Damaged { file, .. }
        | Self::NoFeatures { file }
        | Self::WhichLayer { file, .. }
        | Self::MissingLayer { file, .. }
        | Self::DamagedFeatures { file, .. }
        | Self::LonelyShapefile { file, .. }
        | Self::WideJson { file }
        | Self::NotFeatures { file }) = &mut self
        else {
            return self;
        };
        if file == inner {
            outer.clone_into(file);
        }
        self
    }
}

/// Columns named in one sentence at most; files of censuses have hundreds.
const COLUMNS_NAMED: usize = 40;

fn columns_sentence(existing: &[String]) -> String {
    if existing.is_empty() {
        return "none at all".to_owned();
    }
    let named = listed(existing.iter().take(COLUMNS_NAMED).map(String::as_str));
    match existing.len().saturating_sub(COLUMNS_NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

fn column_help(near: Option<&str>) -> String {
    let tail = "name a column of the file in the recipe";
    near.map_or_else(|| tail.to_owned(), |near| format!("did you mean `{near}`? {tail}"))
}

fn layer_help(near: Option<&str>) -> String {
    let tail = "name a layer of the file in the recipe";
    near.map_or_else(|| tail.to_owned(), |near| format!("did you mean `{near}`? {tail}"))
}

fn sheet_help(near: Option<&str>) -> String {
    let tail = "name a sheet of the file in the recipe, or none: then the first with the columns of the recipe is read";
    near.map_or_else(|| tail.to_owned(), |near| format!("did you mean `{near}`? {tail}"))
}
