use bytes::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::Type;

use super::unpack::{UNPACKED_LIMIT, damaged};
use super::{Contents, Origin, Row, Storage, guarded};
use crate::ingest::IngestError;
use crate::ingest::source::find_column;

/// Reads the wanted columns of a Parquet file.
pub(super) fn read(bytes: Vec<u8>, origin: &Origin) -> Result<Contents, IngestError> {
    guarded(origin.file, "Parquet", || read_columns(bytes, origin))
}

fn read_columns(bytes: Vec<u8>, origin: &Origin) -> Result<Contents, IngestError> {
    let file = origin.file;
    let wrong = |error: parquet::errors::ParquetError| damaged(file, "Parquet", &error);
    let reader = SerializedFileReader::new(Bytes::from(bytes)).map_err(wrong)?;
    let schema = reader.metadata().file_metadata().schema();
    // Columns of lists and groups are no columns of a table.
    let flat: Vec<_> = schema.get_fields().iter().filter(|field| is_flat(field)).collect();
    let existing: Vec<String> = flat.iter().map(|field| field.name().to_owned()).collect();
    let mut places = Vec::new();
    for column in origin.wanted {
        let place = find_column(file, &existing, column)?;
        if !places.contains(&place) {
            places.push(place);
        }
    }
    // Rows come in the order of the schema.
    places.sort_unstable();
    refuse_too_large(&reader, file, &places.iter().map(|&place| existing[place].as_str()).collect::<Vec<_>>())?;
    let fields = places.iter().map(|&place| flat[place].clone()).collect();
    let projection = Type::group_type_builder(schema.name()).with_fields(fields).build().map_err(wrong)?;
    let mut rows = Vec::new();
    let mut left = UNPACKED_LIMIT;
    for (row, line) in reader.get_row_iter(Some(projection)).map_err(wrong)?.zip(2..) {
        let row = row.map_err(wrong)?;
        let cells: Vec<String> = row.get_column_iter().map(|(_, field)| text(field)).collect();
        let size = cells.iter().map(|cell| cell.len() as u64 + 8).sum();
        left = left.checked_sub(size).ok_or_else(|| too_large(file))?;
        rows.push(Row::new(line, cells));
    }
    let header = Row::new(1, places.into_iter().map(|place| existing[place].clone()).collect());
    Ok(Contents { storage: Storage::Parquet, header, rows })
}

fn is_flat(field: &Type) -> bool {
    field.is_primitive() && !(field.get_basic_info().has_repetition() && is_repeated(field))
}

fn is_repeated(field: &Type) -> bool {
    field.get_basic_info().repetition() == parquet::basic::Repetition::REPEATED
}

/// What the file says of its sizes; what it does not say truly ends where its bytes do.
fn refuse_too_large(reader: &SerializedFileReader<Bytes>, file: &str, wanted: &[&str]) -> Result<(), IngestError> {
    let chunks = reader.metadata().row_groups().iter().flat_map(|group| group.columns());
    let chunks = chunks.filter(|chunk| wanted.contains(&chunk.column_descr().name()));
    let bytes: u64 = chunks.map(|chunk| chunk.uncompressed_size().max(0) as u64).sum();
    if bytes > UNPACKED_LIMIT { Err(too_large(file)) } else { Ok(()) }
}

/// A value as delimited text would have it; nothing for null.
fn text(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        Field::Float16(number) => number.to_f32().to_string(),
        Field::Float(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        other => other.to_string(),
    }
}

fn too_large(file: &str) -> IngestError {
    IngestError::TooLarge { file: file.to_owned(), limit: format!("{} MiB", UNPACKED_LIMIT >> 20) }
}
