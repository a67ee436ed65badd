//! What all Parquet files have in common, those with shapes and those without.

use std::io::{self, Read};

use flate2::read::GzDecoder;
use parquet::basic::Compression;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::FileReader;
use parquet::record::Field;

use super::error::IngestError;
use super::fault::Fault;
use super::unpack::{UNPACKED_LIMIT, in_mebibytes};

/// Refuses what would fill the memory before it is found out: by what the file says of its sizes, and by what its pages
/// in gzip hold, which the reader unpacks to their end. `bytes` gives the whole file.
pub(super) fn refuse_too_large(
    reader: &impl FileReader,
    file: &str,
    wanted: &[&str],
    bytes: impl FnOnce() -> io::Result<Vec<u8>>,
) -> Result<(), IngestError> {
    let chunks = reader.metadata().row_groups().iter().flat_map(RowGroupMetaData::columns);
    let chunks: Vec<_> = chunks.filter(|chunk| wanted.contains(&chunk.column_descr().name())).collect();
    let said: u64 = chunks.iter().map(|chunk| chunk.uncompressed_size().max(0) as u64).sum();
    let has_gzip = chunks.iter().any(|chunk| matches!(chunk.compression(), Compression::GZIP(_)));
    let unreadable = |source| Fault::Unreadable(source).of(file);
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
pub(super) fn cell_text(field: &Field) -> String {
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
    Fault::TooLarge { limit: in_mebibytes(UNPACKED_LIMIT) }.of(file)
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
