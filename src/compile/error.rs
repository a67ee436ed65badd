use std::io;
use std::path::PathBuf;

use crate::catalog::CatalogError;
use crate::container::Loss;
use crate::gazetteer::{CodeError, counted};
use crate::ingest::{Complaints, IngestError};

/// Why a build ends without publishing.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum BuildError {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Ingest(#[from] IngestError),
    #[error("`{file}`, {place}: {error}")]
    #[diagnostic(help("widen the `id` pattern of `{layer}` in the recipe, or mend the code; `|` adds another form"))]
    Code { file: String, place: String, layer: String, error: CodeError },
    #[error("no territory of `{from}` has a `{by}`, so `{level}` would be empty")]
    #[diagnostic(help("`by` in the recipe must be the column of `{from}` that holds the codes of `{level}`"))]
    EmptyDissolve { level: String, from: String, by: String },
    #[error("`{field}` of `{layer}` has {values} values, and clusters count by {most} at most")]
    #[diagnostic(help("leave it out of `clusters.by`, or name a field of fewer values, such as a type"))]
    Category { layer: String, field: String, values: usize, most: usize },
    #[error("the folder {} cannot be written: {error}", folder.display())]
    #[diagnostic(help("what was published before is still there; make room or name another folder with --out"))]
    Disk { folder: PathBuf, error: io::Error },
    #[error("what was built cannot be opened, so it was not published: {error}")]
    #[diagnostic(help("this is a fault of maillage: please report it with the recipe"))]
    Unusable { error: CatalogError },
    #[error("another build is writing to {}", folder.display())]
    #[diagnostic(help("wait for it to end, or name another folder with --out"))]
    Busy { folder: PathBuf },
    #[error("--strict refuses data that is lost, changed or in doubt: {}; nothing was published", faults(complaints.losses()))]
    #[diagnostic(help("mend the sources, or build without --strict"))]
    Strict { complaints: Box<Complaints> },
    #[error("much less than in the map published before: {}; nothing was published", losses_in_words(losses))]
    #[diagnostic(help(
        "check that the files are whole; to publish them all the same, use --accept-loss, or `accept_loss` in the recipe"
    ))]
    Fewer { losses: Vec<Loss> },
    #[error("`{file}` changed while it was read; nothing was published")]
    #[diagnostic(help("build again when whatever writes it has finished"))]
    Changed { file: String },
}

/// Losses of which a sentence gives the words.
const SHOWN: usize = 3;

/// The first of some losses, each with its file.
pub(crate) fn losses_in_words(losses: &[Loss]) -> String {
    let mut words: Vec<String> = losses.iter().take(SHOWN).map(|loss| format!("{}: {loss}", loss.files)).collect();
    match losses.len().saturating_sub(SHOWN) {
        0 => {}
        more => words.push(format!("and {more} more")),
    }
    words.join("; ")
}

/// A number of faults in words.
pub(crate) fn faults(count: u64) -> String {
    counted(count, "fault")
}
