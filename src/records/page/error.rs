use crate::catalog::TerritoryError;
use crate::query::SelectError;
use crate::records::files::DownloadError;

/// Most territories that a page may name: each is looked for in a column of the layer.
pub(super) const MOST_TERRITORIES: usize = 100;

/// Most cells of a page: as text they take some ten megabytes.
pub(super) const MOST_CELLS: usize = 500_000;

/// A page that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    #[error("there is no layer of points `{name}`; {known}")]
    UnknownLayer { name: String, known: String },
    #[error(
        "no cluster of `{layer}` has the id {id}; ids change when points do: take them from tiles of the present version"
    )]
    UnknownCluster { layer: String, id: u64 },
    #[error("{0}")]
    Territory(#[from] TerritoryError),
    #[error("several levels have the code `{code}`: write {choices}")]
    SeveralTerritories { code: String, choices: String },
    #[error("`{layer}` does not tell in which territory of `{level}` its points lie")]
    NoParents { layer: String, level: String },
    #[error("{count} territories were asked for and {MOST_TERRITORIES} are allowed; ask in several requests")]
    TooManyTerritories { count: usize },
    #[error(
        "a page of {points} points with {columns} columns is more than {MOST_CELLS} cells; ask for fewer points or \
         indicators"
    )]
    TooLarge { points: usize, columns: usize },
    #[error(transparent)]
    Download(#[from] DownloadError),
}

impl From<SelectError> for PageError {
    fn from(error: SelectError) -> PageError {
        PageError::Download(error.into())
    }
}
