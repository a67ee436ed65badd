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
