use bytes::Bytes;
use parquet::basic::Repetition;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::Type;

use super::bounds::{HELD_LIMIT, Held};
use super::contents::{Contents, Origin};
use super::format::Storage;
use super::marks::Census;
use super::row::{CellsBuilder, Row};
use crate::ingest::error::IngestError;
use crate::ingest::guard::guarded;
use crate::ingest::parquet::{cell_text, refuse_too_large};
use crate::ingest::source::find_column;
use crate::ingest::unpack::damaged;

/// Reads the wanted columns of a Parquet file.
pub(super) fn read(bytes: Vec<u8>, origin: &Origin) -> Result<Contents, IngestError> {
    guarded(origin.file, "Parquet", || read_columns(bytes, origin))
}

fn read_columns(bytes: Vec<u8>, origin: &Origin) -> Result<Contents, IngestError> {
    let file = origin.file;
    let wrong = |error: parquet::errors::ParquetError| damaged(file, "Parquet", &error);
    let bytes = Bytes::from(bytes);
    let reader = SerializedFileReader::new(bytes.clone()).map_err(wrong)?;
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
    let names: Vec<&str> = places.iter().map(|&place| existing[place].as_str()).collect();
    refuse_too_large(&reader, file, &names, || Ok(bytes.to_vec()))?;
    let fields = places.iter().map(|&place| flat[place].clone()).collect();
    let projection = Type::group_type_builder(schema.name()).with_fields(fields).build().map_err(wrong)?;
    let header = Row::new(1, names.iter().collect());
    let mut census = Census::new(names.len());
    let (mut held, mut builder) = (Held::new(file, HELD_LIMIT), CellsBuilder::default());
    for (row, line) in reader.get_row_iter(Some(projection)).map_err(wrong)?.zip(2..) {
        let row = row.map_err(wrong)?;
        for (_, field) in row.get_column_iter() {
            builder.push(&cell_text(field), !matches!(field, Field::Str(_) | Field::Bytes(_)));
        }
        let row = Row::new(line, builder.finish());
        census.note(&row);
        held.push(row)?;
    }
    Ok(Contents { storage: Storage::Parquet, header, rows: held.rows, census })
}

fn is_flat(field: &Type) -> bool {
    let info = field.get_basic_info();
    field.is_primitive() && !(info.has_repetition() && info.repetition() == Repetition::REPEATED)
}
