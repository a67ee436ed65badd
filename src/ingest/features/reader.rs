use super::shape::Shape;
use crate::ingest::complaint::Complaints;
use crate::ingest::crs::{Crs, UnknownCrs};
use crate::ingest::error::IngestError;

/// Reads the features of one layer of a file.
pub(crate) trait Reader {
    /// What the file says of its features before they are read.
    fn heading(&self) -> &Heading;

    /// The columns, in the order of the file.
    ///
    /// # Errors
    /// When the file is damaged.
    fn columns(&mut self) -> Result<Vec<String>, IngestError>;

    /// What was found wrong when the file was opened, and belongs to no feature. Given once.
    fn complaints(&mut self) -> Complaints {
        Complaints::default()
    }

    /// Gives each feature to `take`, in the order of the file, with the columns `wanted`. May be called again.
    ///
    /// # Errors
    /// When the file lacks a column, is cut short or damaged, and what `take` returns. No bytes whatever make it panic.
    fn read(&mut self, wanted: &[&str], take: &mut Take) -> Result<(), IngestError>;
}

/// What is done with a feature.
pub(crate) type Take<'a> = dyn FnMut(Record) -> Result<(), IngestError> + 'a;

/// What a file says of its features.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Heading {
    /// The format, for people: `GeoPackage, layer communes`.
    pub(crate) format: String,
    pub(crate) crs: DeclaredCrs,
    /// How rings have to be wound in this format; none where it does not matter or nobody keeps to it.
    pub(crate) winding: Option<Winding>,
    /// Bytes of the file, of which [`Record::at`] tells how many are done.
    pub(crate) bytes: u64,
}

/// Which coordinate system a file names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DeclaredCrs {
    Known(Crs),
    /// None, where the format asks for a name.
    Unnamed,
    Unknown(UnknownCrs),
}

/// The sense of shells, with y upwards; holes have the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Winding {
    Clockwise,
    Counterclockwise,
}

/// What a complaint says of a record with `bad_text`.
pub(crate) const BAD_TEXT: &str = "text that is not of its encoding";

/// One feature as its file has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Record {
    /// Number of the feature in its file, from 1; the line where the file has lines.
    pub(crate) row: u64,
    /// The columns asked for, in that order, as text without spaces around it; blanks are none.
    pub(crate) values: Vec<Option<String>>,
    /// Whether some text was not of its encoding and reads `�` now.
    pub(crate) bad_text: bool,
    pub(crate) shape: Shape,
    /// Bytes of the file that have been read.
    pub(crate) at: u64,
}
