//! Packed files, unpacked no further than memory allows: a few kilobytes may say that they hold a petabyte.

use std::io::{self, Cursor, Read};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use super::error::IngestError;
use super::fault::Fault;

/// Bytes that a packed file may have once it is unpacked.
pub(super) const UNPACKED_LIMIT: u64 = 1 << 30;

/// What a gzip file holds, all its members one after another.
///
/// # Errors
/// When it is damaged, cut short, empty, or larger than `limit` bytes.
pub(super) fn gunzip(file: &str, bytes: &[u8], limit: u64) -> Result<Vec<u8>, IngestError> {
    let mut unpacked = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(limit + 1).read_to_end(&mut unpacked);
    read.map_err(|error| damaged(file, "gzip", &error))?;
    if unpacked.len() as u64 > limit {
        return Err(Fault::TooLarge { limit: in_mebibytes(limit) }.of(file));
    }
    if unpacked.is_empty() {
        return Err(Fault::Empty.of(file));
    }
    Ok(unpacked)
}

/// The names and sizes of a ZIP archive's files, after all of them have been unpacked once, to nowhere: what an archive says of
/// its sizes need not be true.
///
/// # Errors
/// When it is damaged, or its files have more than `limit` bytes together.
pub(super) fn check_zip(file: &str, bytes: &[u8], limit: u64) -> Result<Vec<(String, u64)>, IngestError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(file, "ZIP", &error))?;
    let mut left = limit;
    let mut files = Vec::new();
    for number in 0..archive.len() {
        let entry = archive.by_index(number).map_err(|error| damaged(file, "ZIP", &error))?;
        let name = entry.name().map_err(|error| damaged(file, "ZIP", &error))?.into_owned();
        let unpacked = io::copy(&mut entry.take(left + 1), &mut io::sink());
        let unpacked = unpacked.map_err(|error| damaged(file, "ZIP", &error))?;
        left = left.checked_sub(unpacked).ok_or_else(|| Fault::TooLarge { limit: in_mebibytes(limit) }.of(file))?;
        files.push((name, unpacked));
    }
    Ok(files)
}

/// The sentence for a file that is not whole.
pub(super) fn damaged(file: &str, format: &'static str, error: &impl ToString) -> IngestError {
    Fault::Damaged { format, read: 0, detail: error.to_string() }.of(file)
}

pub(super) fn in_mebibytes(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}
