use std::fs::{self, File};
use std::path::{Path, PathBuf};

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::Type;
use serde_json::Value;

use super::reader::{DeclaredCrs, Heading, Reader, Record, Take};
use super::shape::Shape;
use super::wkb::read_wkb;
use super::wkt::read_wkt_shape;
use crate::ingest::crs::Crs;
use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;
use crate::ingest::guard::guarded;
use crate::ingest::parquet::{cell_text, refuse_too_large};
use crate::ingest::source::{FeatureSource, find_column, length};

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
        return Err(Fault::Damaged { format: "GeoParquet", read: 0, detail }.of(file));
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
    let bytes = length(folder, &file);
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
        let asked: Vec<&str> = wanted.iter().copied().chain([self.geometry.as_str()]).collect();
        refuse_too_large(&reader, &self.file, &asked, || fs::read(&self.path))?;
        let fields = schema.get_fields().iter().filter(|field| asked.contains(&field.name())).cloned().collect();
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
        Field::Str(text) => read_wkt_shape(text).0,
        _ => Shape::Broken("neither well-known binary nor text".to_owned()),
    }
}

fn reader(file: &str, path: &Path) -> Result<SerializedFileReader<File>, IngestError> {
    let opened = File::open(path).map_err(|source| Fault::Unreadable(source).of(file))?;
    SerializedFileReader::new(opened).map_err(|error| damaged(file, 0, &error))
}

fn damaged(file: &str, read: u64, error: &impl ToString) -> IngestError {
    Fault::Damaged { format: "GeoParquet", read, detail: error.to_string() }.of(file)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use geo::{Geometry, polygon};
    use geozero::{CoordDimensions, ToWkb};
    use parquet::basic::Compression;
    use parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
    use parquet::file::metadata::KeyValue;
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use proptest::prelude::*;

    use super::super::open as open_any;
    use super::*;

    /// Three rows: a square, nothing, and bytes that are no shape.
    fn written(geo: Option<&str>) -> Vec<u8> {
        let square = polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 0.0), (x: 1.0, y: 1.0)];
        let square = Geometry::from(square).to_wkb(CoordDimensions::xy()).unwrap();
        let message = "message m { required binary code (UTF8); optional int32 n; optional binary shape; }";
        let schema = Arc::new(parse_message_type(message).unwrap());
        let pairs = geo.map(|geo| vec![KeyValue::new("geo".to_owned(), geo.to_owned())]);
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).set_key_value_metadata(pairs);
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties.build())).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let codes = ["01", " 02", "03"].map(ByteArray::from);
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&codes, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&[7], Some(&[0, 1, 0]), None).unwrap();
        column.close().unwrap();
        let shapes = [square, b"nothing".to_vec()].map(ByteArray::from);
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&shapes, Some(&[1, 0, 1]), None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        writer.into_inner().unwrap()
    }

    const GEO: &str = r#"{"version":"1.1.0","primary_column":"shape","columns":{"shape":{"encoding":"WKB"}}}"#;

    fn read(bytes: &[u8], source: &FeatureSource) -> Result<(Heading, Vec<Record>), String> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.parquet"), bytes).unwrap();
        let mut reader = open_any(folder.path(), source).map_err(|error| error.to_string())?;
        let mut records = Vec::new();
        let read = reader.read(&["n", "code"], &mut |record| {
            records.push(record);
            Ok(())
        });
        read.map_err(|error| error.to_string())?;
        assert_eq!(reader.columns().unwrap(), ["code", "n"]);
        Ok((reader.heading().clone(), records))
    }

    fn plain() -> FeatureSource {
        FeatureSource::of("a.parquet")
    }

    #[test]
    fn shapes_and_columns_are_read() {
        let bytes = written(Some(GEO));
        let (heading, records) = read(&bytes, &plain()).unwrap();
        assert_eq!(heading.crs, DeclaredCrs::Known(Crs::DEGREES));
        assert_eq!(records[0].values, [None, Some("01".to_owned())]);
        assert_eq!(records[1].values, [Some("7".to_owned()), Some("02".to_owned())]);
        let ring = vec![[0.0, 0.0], [2.0, 0.0], [1.0, 1.0], [0.0, 0.0]];
        assert_eq!(records[0].shape, Shape::Polygons(vec![vec![ring]]));
        assert_eq!(records[1].shape, Shape::Missing);
        assert!(matches!(records[2].shape, Shape::Broken(_)));
        assert_eq!(records.iter().map(|record| record.row).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(records[2].at, bytes.len() as u64);
    }

    #[test]
    fn what_the_file_says_of_its_shapes_is_read() {
        let crs = |crs: &str| {
            let said = GEO.replace("\"WKB\"", &format!("\"WKB\",\"crs\":{crs}"));
            read(&written(Some(&said)), &plain()).unwrap().0.crs
        };
        let lambert = r#"{"type":"ProjectedCRS","name":"a","id":{"authority":"EPSG","code":2154}}"#;
        assert_eq!(crs(lambert), DeclaredCrs::Known(Crs::of_code(2154).unwrap()));
        assert_eq!(crs("null"), DeclaredCrs::Unnamed);
        assert!(matches!(crs(&lambert.replace("2154", "23030")), DeclaredCrs::Unknown(_)));
        let other = read(&written(Some(&GEO.replace("WKB", "point"))), &plain()).unwrap_err();
        assert!(other.contains("its shapes are encoded as `point`, and only WKB is read"), "{other}");
    }

    #[test]
    fn without_a_word_of_shapes_the_recipe_names_them() {
        let told = read(&written(None), &plain()).unwrap_err();
        assert_eq!(told, "`a.parquet` is no file of features");
        let named = |column: &str| FeatureSource { geometry: Some(column.to_owned()), ..plain() };
        let (heading, records) = read(&written(None), &named("shape")).unwrap();
        assert_eq!((heading.crs, records.len()), (DeclaredCrs::Unnamed, 3));
        let told = read(&written(None), &named("shapes")).unwrap_err();
        assert_eq!(told, "`a.parquet` has no column `shapes`; it has `code`, `n`, `shape`");
    }

    proptest! {
        #[test]
        fn no_damage_makes_it_panic(at in 0..1000usize, byte in any::<u8>(), cut in 0..20usize) {
            let mut bytes = written(Some(GEO));
            let place = at % bytes.len();
            bytes[place] = byte;
            bytes.truncate(bytes.len() - if cut < 5 { cut } else { 0 });
            let _ = read(&bytes, &plain());
        }
    }
}
