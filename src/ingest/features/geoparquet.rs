use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::Type;
use serde_json::Value;

use super::wkb::{read_text, read_wkb};
use super::{DeclaredCrs, FeatureSource, Heading, Reader, Record, Shape, Take};
use crate::ingest::source::find_column;
use crate::ingest::table::{cell_text, guarded};
use crate::ingest::{Crs, IngestError};

/// A Parquet file with a column of shapes in well-known binary: GeoParquet 1.0 and 1.1, or any where the recipe names the
/// column. Rows are read one by one.
pub(super) struct GeoParquet {
    file: String,
    path: PathBuf,
    geometry: String,
    columns: Vec<String>,
    rows: u64,
    heading: Heading,
}

impl GeoParquet {
    /// Opens the file; none where it has no shapes.
    ///
    /// # Errors
    /// When the file is damaged, or its shapes are of another encoding.
    pub(super) fn open(folder: &Path, source: &FeatureSource) -> Result<Option<GeoParquet>, IngestError> {
        guarded(&source.file, "Parquet", || open(folder, source))
    }
}

fn open(folder: &Path, source: &FeatureSource) -> Result<Option<GeoParquet>, IngestError> {
    let (file, path) = (source.file.clone(), folder.join(&source.file));
    let reader = reader(&file, &path)?;
    let metadata = reader.metadata().file_metadata();
    let geo = metadata.key_value_metadata().into_iter().flatten().find(|pair| pair.key == "geo");
    let geo = geo.and_then(|pair| serde_json::from_str::<Value>(pair.value.as_deref()?).ok());
    let primary = geo.as_ref().and_then(|geo| geo.get("primary_column")?.as_str());
    let Some(geometry) = source.geometry.as_deref().or(primary).map(str::to_owned) else { return Ok(None) };
    let described = geo.as_ref().and_then(|geo| geo.get("columns")?.get(&geometry));
    if let Some(encoding) = described.and_then(|column| column.get("encoding")?.as_str())
        && !encoding.eq_ignore_ascii_case("WKB")
    {
        let detail = format!("its shapes are encoded as `{encoding}`, and only WKB is read");
        return Err(IngestError::DamagedFeatures { file, format: "GeoParquet", read: 0, detail });
    }
    let crs = match described.map(|column| column.get("crs")) {
        None => DeclaredCrs::Unnamed,
        Some(None) => DeclaredCrs::Known(Crs::DEGREES),
        Some(Some(Value::Null)) => DeclaredCrs::Unnamed,
        Some(Some(crs)) => match Crs::of_projjson(crs) {
            Ok(crs) => DeclaredCrs::Known(crs),
            Err(unknown) => DeclaredCrs::Unknown(unknown),
        },
    };
    let fields = metadata.schema().get_fields();
    let flat = fields.iter().filter(|field| field.is_primitive()).map(|field| field.name().to_owned());
    let existing: Vec<String> = flat.collect();
    find_column(&file, &existing, &geometry)?;
    let columns = existing.into_iter().filter(|name| *name != geometry).collect();
    let bytes = path.metadata().map_or(0, |metadata| metadata.len());
    let heading = Heading { format: "GeoParquet".to_owned(), crs, winding: None, bytes };
    let rows = metadata.num_rows().max(0) as u64;
    Ok(Some(GeoParquet { file, path, geometry, columns, rows, heading }))
}

impl Reader for GeoParquet {
    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn columns(&mut self) -> Result<Vec<String>, IngestError> {
        Ok(self.columns.clone())
    }

    fn read(&mut self, wanted: &[&str], take: &mut Take) -> Result<(), IngestError> {
        for column in wanted {
            find_column(&self.file, &self.columns, column)?;
        }
        guarded(&self.file, "Parquet", || self.read_rows(wanted, take))
    }
}

impl GeoParquet {
    fn read_rows(&self, wanted: &[&str], take: &mut Take) -> Result<(), IngestError> {
        let reader = reader(&self.file, &self.path)?;
        let schema = reader.metadata().file_metadata().schema();
        let is_asked = |name: &str| name == self.geometry || wanted.contains(&name);
        let fields = schema.get_fields().iter().filter(|field| is_asked(field.name())).cloned().collect();
        let wrong = |error: parquet::errors::ParquetError| damaged(&self.file, 0, &error);
        let projection = Type::group_type_builder(schema.name()).with_fields(fields).build().map_err(wrong)?;
        let rows = reader.get_row_iter(Some(projection)).map_err(wrong)?;
        for (row, number) in rows.zip(1..) {
            let row = row.map_err(|error| damaged(&self.file, number - 1, &error))?;
            let mut shape = Shape::Missing;
            let mut values = vec![None; wanted.len()];
            for (name, field) in row.get_column_iter() {
                if *name == self.geometry {
                    shape = read_shape(field);
                }
                for place in (0..wanted.len()).filter(|place| wanted[*place] == name) {
                    values[place] = Some(cell_text(field).trim().to_owned()).filter(|text| !text.is_empty());
                }
            }
            let at = self.heading.bytes * number.min(self.rows) / self.rows.max(1);
            take(Record { row: number, values, bad_text: false, shape, at })?;
        }
        Ok(())
    }
}

fn read_shape(field: &Field) -> Shape {
    match field {
        Field::Null => Shape::Missing,
        Field::Bytes(bytes) => read_wkb(bytes.data()),
        Field::Str(text) => read_text(text).0,
        _ => Shape::Broken("neither well-known binary nor text".to_owned()),
    }
}

fn reader(file: &str, path: &Path) -> Result<SerializedFileReader<File>, IngestError> {
    let opened = File::open(path).map_err(|source| IngestError::Unreadable { file: file.to_owned(), source })?;
    SerializedFileReader::new(opened).map_err(|error| damaged(file, 0, &error))
}

fn damaged(file: &str, read: u64, error: &impl ToString) -> IngestError {
    IngestError::DamagedFeatures { file: file.to_owned(), format: "GeoParquet", read, detail: error.to_string() }
}
