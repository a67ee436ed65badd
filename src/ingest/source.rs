use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::IngestError;
use super::spelling::near_miss;

/// The bytes of a source; `file` is relative to `folder`.
///
/// # Errors
/// When the file is missing, a folder, unreadable or empty.
pub(super) fn read_bytes(folder: &Path, file: &str) -> Result<Vec<u8>, IngestError> {
    let path = folder.join(file);
    let file = file.to_owned();
    if path.is_dir() {
        return Err(IngestError::Folder { file });
    }
    match fs::read(&path) {
        Ok(bytes) if bytes.is_empty() => Err(IngestError::Empty { file }),
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(IngestError::Missing { file }),
        Err(source) => Err(IngestError::Unreadable { file, source }),
    }
}

/// The position of a column.
///
/// # Errors
/// When there is none of that name, or two.
pub(super) fn find_column(file: &str, existing: &[String], column: &str) -> Result<usize, IngestError> {
    let mut places = existing.iter().enumerate().filter(|(_, name)| *name == column).map(|(place, _)| place);
    match (places.next(), places.next()) {
        (Some(place), None) => Ok(place),
        (Some(_), Some(_)) => Err(IngestError::AmbiguousColumn { file: file.to_owned(), column: column.to_owned() }),
        (None, _) => Err(IngestError::MissingColumn {
            file: file.to_owned(),
            column: column.to_owned(),
            existing: existing.to_vec(),
            near: near_miss(column, existing.iter().map(String::as_str)).map(str::to_owned),
        }),
    }
}
