use std::io::{self, Read};

use axum::body::Bytes;
use flate2::read::GzDecoder;
use parquet::basic::{Compression, Repetition};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::Type;

use super::bounds::{HELD_LIMIT, Held};
use super::guard::guarded;
use super::row::CellsBuilder;
use super::unpack::{UNPACKED_LIMIT, damaged};
use super::{Census, Contents, Origin, Row, Storage};
use crate::ingest::IngestError;
use crate::ingest::source::find_column;

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
            builder.push(&text(field), !matches!(field, Field::Str(_) | Field::Bytes(_)));
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

/// Refuses what would fill the memory before it is found out: by what the file says of its sizes, and by what its pages
/// in gzip hold, which the reader unpacks to their end. `bytes` gives the whole file.
pub(in crate::ingest) fn refuse_too_large(
    reader: &impl FileReader,
    file: &str,
    wanted: &[&str],
    bytes: impl FnOnce() -> io::Result<Vec<u8>>,
) -> Result<(), IngestError> {
    let chunks = reader.metadata().row_groups().iter().flat_map(RowGroupMetaData::columns);
    let chunks: Vec<_> = chunks.filter(|chunk| wanted.contains(&chunk.column_descr().name())).collect();
    let said: u64 = chunks.iter().map(|chunk| chunk.uncompressed_size().max(0) as u64).sum();
    let has_gzip = chunks.iter().any(|chunk| matches!(chunk.compression(), Compression::GZIP(_)));
    let unreadable = |source| IngestError::Unreadable { file: file.to_owned(), source };
    let fits = said <= UNPACKED_LIMIT && (!has_gzip || gzip_fits(&bytes().map_err(unreadable)?, UNPACKED_LIMIT));
    if fits { Ok(()) } else { Err(too_large(file)) }
}

/// Whether all that looks like gzip unpacks to no more than `limit` bytes together.
fn gzip_fits(bytes: &[u8], limit: u64) -> bool {
    let starts = bytes.windows(3).enumerate().filter(|(_, window)| window == b"\x1f\x8b\x08");
    let mut left = limit;
    for (start, _) in starts {
        let mut member = GzDecoder::new(&bytes[start..]).take(left + 1);
        // What only looks like gzip fails soon.
        let _ = io::copy(&mut member, &mut io::sink());
        match left.checked_sub(left + 1 - member.limit()) {
            Some(rest) => left = rest,
            None => return false,
        }
    }
    true
}

/// A value as delimited text would have it; nothing for null.
pub(in crate::ingest) fn text(field: &Field) -> String {
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

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::write::GzEncoder;

    use super::*;

    #[test]
    fn gzip_in_a_file_is_found_wherever_it_begins() {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(&[0; 1000]).unwrap();
        let page = encoder.finish().unwrap();
        let file = [b"PAR1".as_slice(), &page, b"\x1f\x8b\x08 is none", &page, b"PAR1"].concat();
        assert!(gzip_fits(&file, 2000));
        assert!(!gzip_fits(&file, 1999));
    }
}
