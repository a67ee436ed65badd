//! One layer of a file, and what was seen in it.

use super::column::Column;
use super::ground::Ground;
use crate::ingest::{FeatureSource, IngestError};

/// Bytes of a table that are looked at; larger ones are known by their beginning.
pub(in crate::draft) const LIMIT: u64 = 16 << 20;

/// One layer of a file, or a file that has one only.
pub(in crate::draft) struct Find {
    /// The file, its layer and what else a recipe has to say of it.
    pub(in crate::draft) source: FeatureSource,
    pub(in crate::draft) kind: Kind,
    /// Records of the file, or of the part that was looked at.
    pub(in crate::draft) rows: u64,
    /// Whether it was read to its end.
    pub(in crate::draft) is_whole: bool,
    /// Columns that were not looked at: there were too many, or they have the name of another or none.
    pub(in crate::draft) unseen: u64,
    pub(in crate::draft) columns: Vec<Column>,
}

/// What the records of a file are.
pub(in crate::draft) enum Kind {
    /// Polygons, and where they lie.
    Areas(Ground),
    /// Points, and where they lie.
    Points(Ground),
    /// Rows without places of their own.
    Rows,
}

/// A layer, or its name and the reason why it is of no use.
pub(super) type Layer = Result<Find, (String, String)>;

/// What is wrong, and what to do about it.
pub(super) fn in_words(error: &IngestError) -> String {
    match miette::Diagnostic::help(error) {
        Some(help) => format!("{error}; {help}"),
        None => error.to_string(),
    }
}

impl Find {
    /// The file, and the layer where it has several, as sentences name them.
    pub(in crate::draft) fn place(&self) -> String {
        match &self.source.layer {
            Some(layer) => format!("{}, {layer}", self.source.file),
            None => self.source.file.clone(),
        }
    }

    /// What a level, a layer or an indicator of it may be called: the layer, or the file without its endings.
    pub(in crate::draft) fn stem(&self) -> &str {
        let file = self.source.file.rsplit('/').next().unwrap_or_default();
        let stem = file.split('.').find(|part| !part.is_empty()).unwrap_or(file);
        self.source.layer.as_deref().unwrap_or(stem)
    }

    /// What is doubtful about where it lies.
    pub(in crate::draft) fn doubt_of_places(&self) -> Option<String> {
        if let Some(crs) = self.source.crs {
            return Some(format!("the file names no coordinate system; in {crs} its numbers lie in France"));
        }
        let is_exchanged = self.ground().is_some_and(|ground| ground.exchanged);
        let told = "its places lie off Africa; with north before east they would lie in France: if that is meant, `bounds` around \
                    France makes a build read them so";
        is_exchanged.then(|| told.to_owned())
    }

    /// The column of that name.
    pub(in crate::draft) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Where its records lie, if they lie anywhere.
    pub(in crate::draft) fn ground(&self) -> Option<&Ground> {
        match &self.kind {
            Kind::Areas(ground) | Kind::Points(ground) => Some(ground),
            Kind::Rows => None,
        }
    }
}
