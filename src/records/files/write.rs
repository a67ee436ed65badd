use super::error::DownloadError;
use super::format::Format;
use super::table::Table;

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
