use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::source::{FeatureSource, with_companions};
use crate::gazetteer::{Aggregation, Better, Bilingual, CodeScheme, View, ZoomRange};

mod assemble;
mod attributes;
mod borders;
mod check;
mod clusters;
mod error;
mod form;
mod indicator_form;
mod indicators;
mod load;
mod notes;
mod placed;
mod point_layer;
mod points;
mod points_form;
mod source_form;
mod sources;
mod table;
mod table_form;
mod tables;
#[cfg(test)]
mod tests;

pub use error::RecipeError;
pub use point_layer::{
    ClustersRecipe, FieldRecipe, FieldType, PLACED_BY, PLACED_ITSELF, PointsRecipe, PositionRecipe, Within,
};
pub use table::{Absences, CodeRule, FigureCells, IndicatorColumn, KeyPart, TableKey, TableRecipe};

/// Which file is which level and which column is code, name, parent or indicator: a checked recipe.
///
/// Every name in it refers to something that exists and every file was there when it was loaded. Paths are as
/// written, relative to [`Recipe::folder`].
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    path: PathBuf,
    folder: PathBuf,
    /// Name of the published files.
    pub name: String,
    pub title: Bilingual,
    pub attribution: String,
    /// West, south, east, north in degrees: where a map opens.
    pub bounds: [f64; 4],
    /// The share that a build may lose against the map published before without a word, 0 to 1.
    pub accept_loss: Option<f64>,
    pub mesh: MeshRecipe,
    pub levels: Vec<LevelRecipe>,
    pub points: Vec<PointsRecipe>,
    pub views: Vec<View>,
    pub indicators: Vec<IndicatorRecipe>,
    pub tables: Vec<TableRecipe>,
    pub tallies: Vec<TallyRecipe>,
    pub passages: Vec<PassageRecipe>,
}

/// How shapes are made of the borders of the sources.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MeshRecipe {
    /// How far a simplified border may lie from the exact one, in CSS pixels of a tile of 512 pixels, 0 to 8; 0 keeps
    /// every vertex.
    pub simplify: f64,
    /// Gaps and overlaps between neighbours that are smaller are closed; square metres on the ground, 0 to 10,000,000.
    pub close_below: f64,
}

/// A level of territories.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelRecipe {
    pub name: String,
    pub label: Bilingual,
    pub description: Option<Bilingual>,
    pub shapes: Shapes,
    /// Further attributes: attribute -> column.
    pub fields: BTreeMap<String, String>,
    /// Parents beside those that follow from dissolves: attribute -> column.
    pub parents: BTreeMap<String, String>,
    /// How codes become ids; none where the recipe leaves it open.
    pub id: Option<CodeScheme>,
    pub zooms: ZoomRange,
    /// Zooms at which its borders are lines of the layer `borders`, inside `zooms`; none where they never are.
    pub borders: Option<ZoomRange>,
    /// Indicators that a tile carries when the request names none.
    pub indicators: Vec<String>,
    /// The most bytes that a tile of it may have after gzip, with its default attributes; positive.
    pub budget: Option<u64>,
}

/// Where the territories of a level come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Shapes {
    /// Files of features with the columns of code and name.
    Source { sources: Vec<FeatureSource>, key: String, title: Option<String> },
    /// Unions of the territories of `from`, a level with a source, that share a code in its column `by`; or, with `digits`,
    /// so many first characters of their own code, which become the attribute `by`. With `orphans` some of them may be in
    /// no union.
    Dissolve { from: String, by: String, digits: Option<usize>, orphans: bool, names: Option<NameTable> },
}

/// The table that names the territories of a dissolved level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NameTable {
    pub file: String,
    /// Sheet of a spreadsheet, or layer of a file of features; none where there is one only.
    pub layer: Option<String>,
    /// Column of the code.
    pub key: String,
    /// Column of the name.
    pub title: Option<String>,
}

/// An indicator without what only its tables tell.
#[derive(Clone, Debug, PartialEq)]
pub struct IndicatorRecipe {
    pub id: String,
    pub label: Bilingual,
    pub description: Option<Bilingual>,
    pub unit: Option<Bilingual>,
    pub better: Option<Better>,
    /// Above 0 and at most 1.
    pub hatch_below: Option<f64>,
    pub aggregation: Aggregation,
    /// Digits after the decimal point, 0 to 9; none where the figures tell.
    pub decimals: Option<u8>,
}

/// Counts the points of a layer in the territories that hold them, and gives the figures of a year by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyRecipe {
    /// A count.
    pub indicator: String,
    /// A layer of points that says within which level they lie.
    pub points: String,
    pub year: i32,
    pub source: String,
    pub licence: String,
}

/// A table that leads from former codes to today's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassageRecipe {
    pub file: String,
    pub level: String,
    /// Column of the former code.
    pub from: String,
    /// Column of today's code.
    pub to: String,
    /// Column of the last year in whose codes tables have the former territory.
    pub last_year: String,
}

impl LevelRecipe {
    /// Bytes of the files that its shapes come from; those of files that are not there are none.
    pub fn bytes(&self, folder: &Path) -> u64 {
        let Shapes::Source { sources, .. } = &self.shapes else { return 0 };
        let length = |source: &FeatureSource| folder.join(&source.file).metadata().map_or(0, |metadata| metadata.len());
        sources.iter().map(length).sum()
    }
}

impl Recipe {
    /// The recipe file itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder that paths in the recipe are relative to.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Every file that a build of this recipe reads, the recipe included, sorted and each once.
    pub fn source_files(&self) -> Vec<PathBuf> {
        let tables = self.tables.iter().map(|table| &table.file);
        let tables = tables.chain(self.passages.iter().map(|passages| &passages.file));
        let mut files: BTreeSet<PathBuf> = tables.map(|file| self.folder.join(file)).collect();
        files.extend(self.shape_files());
        files.insert(self.path.clone());
        files.into_iter().collect()
    }

    /// The files that shapes, codes and names come from, sorted and each once.
    pub fn shape_files(&self) -> Vec<PathBuf> {
        let levels = self.levels.iter().flat_map(|level| match &level.shapes {
            Shapes::Source { sources, .. } => sources.iter().map(|source| &source.file).collect(),
            Shapes::Dissolve { names, .. } => names.iter().map(|names| &names.file).collect::<Vec<_>>(),
        });
        let files = levels.chain(self.points.iter().map(|points| &points.source.file));
        let all = files.flat_map(|file| with_companions(self.folder.join(file)));
        all.collect::<BTreeSet<PathBuf>>().into_iter().collect()
    }

    /// The level of that name.
    pub fn level(&self, name: &str) -> Option<&LevelRecipe> {
        self.levels.iter().find(|level| level.name == name)
    }

    /// The indicator of that id.
    pub fn indicator(&self, id: &str) -> Option<&IndicatorRecipe> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }

    /// The levels dissolved from the level `name`, each with the column of the codes that it goes by.
    pub fn dissolved_from(&self, name: &str) -> impl Iterator<Item = (&LevelRecipe, &str)> {
        self.levels.iter().filter_map(move |level| match &level.shapes {
            Shapes::Dissolve { from, by, .. } if from == name => Some((level, by.as_str())),
            _ => None,
        })
    }

    /// The level that a parent attribute means: one that is dissolved by a column of that name, or one that is called
    /// like it, in the singular (`commune` of `communes`) or not.
    pub fn level_of_parent(&self, attribute: &str) -> Option<&LevelRecipe> {
        let is_dissolved_by = |level: &&LevelRecipe| match &level.shapes {
            Shapes::Dissolve { by, .. } => by == attribute,
            Shapes::Source { .. } => false,
        };
        let is_called = |level: &&LevelRecipe| level.name.strip_suffix('s').unwrap_or(&level.name) == attribute;
        let levels = || self.levels.iter();
        let found = levels().find(is_dissolved_by).or_else(|| self.level(attribute));
        found.or_else(|| levels().find(is_called))
    }

    /// The names of the levels that parent attributes mean.
    pub fn parent_levels<'a>(&self, attributes: impl IntoIterator<Item = &'a String>) -> Vec<Option<String>> {
        let name = |attribute: &String| self.level_of_parent(attribute).map(|level| level.name.clone());
        attributes.into_iter().map(name).collect()
    }

    /// How many first characters of a code of the level `name` are that parent of it, where the code tells it.
    pub fn digits_of_parent(&self, name: &str, attribute: &str) -> Option<usize> {
        self.levels.iter().find_map(|level| match &level.shapes {
            Shapes::Dissolve { from, by, digits, .. } if from == name && by == attribute => *digits,
            _ => None,
        })
    }

    /// The parents of a level with a source, attribute and column: what levels are dissolved by, then its own.
    pub fn parent_columns<'a>(&'a self, level: &'a LevelRecipe) -> Vec<(&'a str, &'a str)> {
        let mut parents: Vec<(&str, &str)> = Vec::new();
        let own = level.parents.iter().map(|(attribute, column)| (attribute.as_str(), column.as_str()));
        let key = match &level.shapes {
            Shapes::Source { key, .. } => Some(key.as_str()),
            Shapes::Dissolve { .. } => None,
        };
        let dissolved = self.dissolved_from(&level.name).map(|(coarser, by)| match coarser.shapes {
            Shapes::Dissolve { digits: Some(_), .. } => (by, key.unwrap_or(by)),
            _ => (by, by),
        });
        for (attribute, column) in dissolved.chain(own) {
            if !parents.iter().any(|&(known, _)| known == attribute) {
                parents.push((attribute, column));
            }
        }
        parents
    }
}
