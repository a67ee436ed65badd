use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::borders::BordersForm;
use super::indicator_form::{IndicatorForm, PassageForm, TallyForm};
use super::placed::{Columns, Placed};
use super::points_form::{ClustersForm, FieldForm, NotesForm, WithinForm};
use super::source_form::{SourceForm, SourcesForm};
use super::table_form::{AbsencesForm, CodeRuleForm, TableForm};
use crate::gazetteer::{Bilingual, ZoomRange};

/// A recipe of maillage: which file is which level of territories, and which column is code, name, parent or
/// indicator. Paths are relative to the recipe.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Recipe of maillage")]
pub(super) struct RecipeForm {
    /// Name of the published files: ASCII letters, digits, `_` and `-`.
    pub(super) name: Placed<String>,
    /// Title that people read.
    pub(super) title: Bilingual,
    /// Whom a map has to name.
    pub(super) attribution: String,
    /// West, south, east, north in degrees: where a map opens.
    pub(super) bounds: Placed<[f64; 4]>,
    /// The share of features, matched rows or figures that a build may lose against the map published before without
    /// reporting it: 0 to 1; 0.1 when left out or `false`, everything with `true`.
    pub(super) accept_loss: Option<Placed<AcceptLossForm>>,
    /// How shapes are made of the borders of the sources.
    #[serde(default)]
    pub(super) mesh: MeshForm,
    /// Levels of territories.
    #[serde(default)]
    pub(super) level: Vec<LevelForm>,
    /// Layers of points.
    #[serde(default)]
    pub(super) points: Vec<PointsForm>,
    /// Several layers behind one address, each at zooms of its own.
    #[serde(default)]
    pub(super) view: Vec<ViewForm>,
    /// Statistical indicators.
    #[serde(default)]
    pub(super) indicator: Vec<IndicatorForm>,
    /// What stands in the cells of all tables where there is no figure, by reason.
    #[serde(default)]
    pub(super) absences: AbsencesForm,
    /// Tables of figures.
    #[serde(default)]
    pub(super) table: Vec<TableForm>,
    /// Indicators that count points.
    #[serde(default)]
    pub(super) tally: Vec<TallyForm>,
    /// Tables that lead from former codes to today's.
    #[serde(default)]
    pub(super) passage: Vec<PassageForm>,
}

/// A share, or all or nothing.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum AcceptLossForm {
    Everything(bool),
    Share(#[schemars(range(min = 0, max = 1))] f64),
}

/// How shapes are made of the borders of the sources.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MeshForm {
    /// How far a simplified border may lie from the exact one, in CSS pixels of a tile of 512 pixels, 0 to 8; 0 keeps
    /// every vertex, 0.5 when left out.
    #[schemars(range(min = 0, max = 8))]
    pub(super) simplify: Option<Placed<f64>>,
    /// Gaps and overlaps between neighbours that are smaller are closed: square metres, 0 to 10000000; 50000 when left
    /// out.
    #[schemars(range(min = 0, max = 10_000_000))]
    pub(super) close_below: Option<Placed<f64>>,
}

/// A level of territories, either read from a file of polygons (`source`) or dissolved from another (`dissolve`).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LevelForm {
    /// Name in URLs and in tiles.
    pub(super) name: Placed<String>,
    pub(super) label: Bilingual,
    pub(super) description: Option<Bilingual>,
    /// File of polygons, or several of them: FlatGeobuf, GeoJSON, GeoJSON Lines, TopoJSON, GeoPackage, Shapefile (also in
    /// a ZIP), GeoParquet, or delimited text with WKT, in any coordinate system that is known.
    pub(super) source: Option<Placed<SourcesForm>>,
    /// The territories are unions of those of another level.
    pub(super) dissolve: Option<DissolveForm>,
    /// Table with the names of a dissolved level: delimited text, plain, in gzip or in a ZIP, XLSX, ODS or Parquet, or a
    /// file of features, whose shapes are not looked at; `layer` is the sheet of a spreadsheet.
    pub(super) table: Option<Placed<SourceForm>>,
    /// Column of the official code.
    pub(super) key: Option<Placed<String>>,
    /// Column of the name; without it the code stands for it.
    pub(super) title: Option<Placed<String>>,
    /// Further attributes: attribute -> column.
    #[serde(default)]
    pub(super) fields: Columns,
    /// Codes of territories of other levels: attribute -> column. Those that dissolves use follow by themselves.
    #[serde(default)]
    pub(super) parents: Columns,
    /// How a code becomes the integer id of a feature: # a digit, @ a letter A–Z, * either, [..] a set of
    /// characters, | between alternatives.
    pub(super) id: Option<Placed<String>>,
    /// Lowest and highest zoom; [0, 14] when left out.
    pub(super) zooms: Option<Placed<ZoomRange>>,
    /// Zooms at which its borders are lines of the layer `borders`, inside its own; all of its own when left out, none
    /// with `false`.
    pub(super) borders: Option<Placed<BordersForm>>,
    /// Indicators that a tile carries when the request names none.
    #[serde(default)]
    pub(super) indicators: Vec<Placed<String>>,
    /// The most bytes that a tile of it may have after gzip, with the attributes that it carries by itself.
    #[schemars(range(min = 1))]
    pub(super) budget: Option<Placed<u64>>,
}

/// Territories that share a code in a column become one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DissolveForm {
    /// A level with a `source`.
    pub(super) from: Placed<String>,
    /// Column of that source with the code of the coarser territory; also the name of the attribute.
    pub(super) by: Placed<String>,
    /// The code of the coarser territory is so many first characters of the finer one's: then there is no such column.
    #[schemars(range(min = 1))]
    pub(super) digits: Option<Placed<usize>>,
    /// Some territories of `from` belong to no coarser territory, and that is meant: islands outside of every
    /// intercommunality. Without it each of them is reported.
    #[serde(default)]
    pub(super) orphans: bool,
}

/// A layer of points from a table. A position near the territories of the map is taken as it stands. One that is far from
/// all of them is read in other ways: exchanged, as radians, as degrees. Where one of these leads to where the point
/// declares to be, or into any territory if it declares none that is known, the point is put there. Otherwise a point that
/// declares a territory of the map is left out, or stands there (`fallback`); one that does not is kept where it is. All of
/// it is told.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PointsForm {
    /// Name in URLs and in tiles.
    pub(super) name: Placed<String>,
    pub(super) label: Bilingual,
    pub(super) description: Option<Bilingual>,
    /// Table with a point a row: delimited text, plain, in gzip or in a ZIP, XLSX, ODS or Parquet; or a file of points of
    /// any format that polygons come in, whose places are then those of the points.
    pub(super) source: Placed<SourceForm>,
    /// Column of the official code.
    pub(super) key: String,
    /// Column of the name; without it the code stands for it.
    pub(super) title: Option<String>,
    /// Column of the longitude.
    pub(super) longitude: Option<String>,
    /// Column of the latitude.
    pub(super) latitude: Option<String>,
    /// Column of the coordinate eastwards, in the place of `longitude`; it goes with `crs` or `crs_column`.
    pub(super) x: Option<String>,
    /// Column of the coordinate northwards, in the place of `latitude`.
    pub(super) y: Option<String>,
    /// Coordinate system of the positions, such as `EPSG:2154`; degrees (EPSG:4326) when left out.
    pub(super) crs: Option<Placed<String>>,
    /// Column in which a row names its coordinate system; rows that name none are in `crs`.
    pub(super) crs_column: Option<String>,
    /// The parent at whose territory, at the point of its label, a point stands that has no position of its own, or one
    /// that cannot be meant. Its attribute `position` then is the name of that parent. Without it such points are left
    /// out.
    pub(super) fallback: Option<Placed<String>>,
    /// Codes of the territories that hold the point: attribute -> column. Those that follow from `within` need no column.
    #[serde(default)]
    pub(super) parents: Columns,
    /// What is done with codes of parents that no territory has, as for a table of figures.
    #[serde(default)]
    pub(super) codes: Vec<Placed<CodeRuleForm>>,
    /// The level whose territories hold the points and have the sums of their figures. A point belongs to the territory
    /// whose code it has, else to the one that it lies in; the codes of the coarser territories follow.
    pub(super) within: Option<Placed<WithinForm>>,
    /// Further attributes: attribute -> column of texts, or column and type.
    #[serde(default)]
    pub(super) fields: BTreeMap<Placed<String>, FieldForm>,
    /// Attributes among `fields` and `parents` that a tile carries when the request names none.
    #[serde(default)]
    pub(super) shown: Vec<Placed<String>>,
    /// How a code becomes the integer id of a feature, as for a level.
    pub(super) id: Option<Placed<String>>,
    /// Lowest and highest zoom; [0, 14] when left out.
    pub(super) zooms: Option<Placed<ZoomRange>>,
    /// Indicators that a tile carries when the request names none.
    #[serde(default)]
    pub(super) indicators: Vec<Placed<String>>,
    /// The most bytes that a tile of it may have after gzip, with the attributes that it carries by itself.
    #[schemars(range(min = 1))]
    pub(super) budget: Option<Placed<u64>>,
    /// How points are joined to clusters; without it each point is shown at every zoom.
    pub(super) clusters: Option<ClustersForm>,
    /// What values of its attributes mean, in sentences for the readers of a map: attribute -> value -> text.
    #[serde(default)]
    pub(super) notes: NotesForm,
}

/// Several layers behind one address.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ViewForm {
    /// Name in URLs.
    pub(super) name: Placed<String>,
    pub(super) label: Bilingual,
    pub(super) layers: Vec<ViewPartForm>,
}

/// One layer of a view.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ViewPartForm {
    /// Name of a level or of a layer of points.
    pub(super) layer: Placed<String>,
    /// Zooms at which the view shows it, inside the layer's own.
    pub(super) zooms: Placed<ZoomRange>,
}
