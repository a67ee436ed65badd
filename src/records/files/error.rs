use crate::query::SelectError;

/// A download that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    #[error(transparent)]
    Select(#[from] SelectError),
    #[error("the file cannot be written: {0}")]
    Write(String),
}
