//! What is in the files of a folder: which have shapes, points or rows, which columns they have, and what stands there.
//!
//! Files are read to their end, feature by feature, where their format allows it, and else as far as [`LIMIT`]; nothing is
//! judged and nothing guessed. What follows from it is for the rest of the room to say.

mod column;
mod features;
mod files;
mod find;
mod ground;
mod tables;

use std::path::{Path, PathBuf};

use crate::ingest::{FeatureSource, IngestError, has_places};
use find::{Layer, in_words};

pub(super) use column::Column;
pub(super) use find::{Find, Kind, LIMIT};
pub(super) use ground::centre;

/// What the files of a folder hold.
pub struct Survey {
    /// The folder, as it was named.
    pub(super) folder: PathBuf,
    /// In the order of file and layer.
    pub(super) finds: Vec<Find>,
    /// Files that hold nothing that can be used, and why.
    pub(super) unread: Vec<(String, String)>,
}

impl Survey {
    /// Looks at every file of a folder and of those in it.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn of(folder: &Path) -> Result<Survey, std::io::Error> {
        let mut survey = Survey { folder: folder.to_owned(), finds: Vec::new(), unread: Vec::new() };
        let (files, others) = files::listed(folder)?;
        survey.unread.extend(others);
        for file in files {
            match looked_at(folder, &file) {
                Ok(found) if found.is_empty() => survey.unread.push((file, "it holds no records".to_owned())),
                Ok(found) => {
                    for layer in found {
                        match layer {
                            Ok(find) => survey.finds.push(find),
                            Err((name, reason)) => survey.unread.push((name, reason)),
                        }
                    }
                }
                Err(error) => survey.unread.push((file, in_words(&error))),
            }
        }
        Ok(survey)
    }
}

fn looked_at(folder: &Path, file: &str) -> Result<Vec<Layer>, IngestError> {
    if has_places(folder, &FeatureSource::of(file)) { features::look(folder, file) } else { tables::look(folder, file) }
}
