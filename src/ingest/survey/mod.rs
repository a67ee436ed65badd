//! What is in the files of a folder: which have shapes, points or rows, which columns they have, and what stands there.
//!
//! Files are read to their end, feature by feature, where their format allows it, and else as far as [`LIMIT`]; nothing is
//! judged and nothing guessed. What follows from it is for `draft` to say.

mod column;
mod features;
mod files;
mod ground;
mod tables;

use std::path::{Path, PathBuf};

use super::{FeatureSource, IngestError};

pub(super) use column::Column;
pub(super) use ground::{Ground, centre};

/// Bytes of a table that are looked at; larger ones are known by their beginning.
pub(super) const LIMIT: u64 = 16 << 20;

/// What the files of a folder hold.
pub struct Survey {
    /// The folder, as it was named.
    pub(super) folder: PathBuf,
    /// In the order of file and layer.
    pub(super) finds: Vec<Find>,
    /// Files that hold nothing that can be used, and why.
    pub(super) unread: Vec<(String, String)>,
}

/// One layer of a file, or a file that has one only.
pub(super) struct Find {
    /// The file, its layer and what else a recipe has to say of it.
    pub(super) source: FeatureSource,
    pub(super) kind: Kind,
    /// Records of the file, or of the part that was looked at.
    pub(super) rows: u64,
    /// Whether it was read to its end.
    pub(super) is_whole: bool,
    /// Columns that were not looked at: there were too many, or they have the name of another or none.
    pub(super) unseen: u64,
    pub(super) columns: Vec<Column>,
}

/// What the records of a file are.
pub(super) enum Kind {
    /// Polygons, and where they lie.
    Areas(Ground),
    /// Points, and where they lie.
    Points(Ground),
    /// Rows without places of their own.
    Rows,
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

/// A layer, or its name and the reason why it is of no use.
type Layer = Result<Find, (String, String)>;

fn looked_at(folder: &Path, file: &str) -> Result<Vec<Layer>, IngestError> {
    if super::features::has_places(folder, &FeatureSource::of(file)) {
        features::look(folder, file)
    } else {
        tables::look(folder, file)
    }
}

/// What is wrong, and what to do about it.
fn in_words(error: &IngestError) -> String {
    match miette::Diagnostic::help(error) {
        Some(help) => format!("{error}; {help}"),
        None => error.to_string(),
    }
}

impl Find {
    /// The file, and the layer where it has several, as sentences name them.
    pub(super) fn place(&self) -> String {
        match &self.source.layer {
            Some(layer) => format!("{}, {layer}", self.source.file),
            None => self.source.file.clone(),
        }
    }

    /// What a level, a layer or an indicator of it may be called: the layer, or the file without its endings.
    pub(super) fn stem(&self) -> &str {
        let file = self.source.file.rsplit('/').next().unwrap_or_default();
        let stem = file.split('.').find(|part| !part.is_empty()).unwrap_or(file);
        self.source.layer.as_deref().unwrap_or(stem)
    }

    /// What is doubtful about where it lies.
    pub(super) fn doubt_of_places(&self) -> Option<String> {
        if let Some(crs) = self.source.crs {
            return Some(format!("the file names no coordinate system; in {crs} its numbers lie in France"));
        }
        let is_exchanged = self.ground().is_some_and(|ground| ground.exchanged);
        let told = "its places lie off Africa; with north before east they would lie in France: if that is meant, `bounds` around \
                    France makes a build read them so";
        is_exchanged.then(|| told.to_owned())
    }

    /// The column of that name.
    pub(super) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Where its records lie, if they lie anywhere.
    pub(super) fn ground(&self) -> Option<&Ground> {
        match &self.kind {
            Kind::Areas(ground) | Kind::Points(ground) => Some(ground),
            Kind::Rows => None,
        }
    }
}
