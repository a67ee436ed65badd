use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::request::DownloadRequest;
use crate::almanac::ColumnView;
use crate::atlas::{Attribute, LayerView};
use crate::catalog::Catalog;
use crate::filter::LayerFilter;
use crate::gazetteer::{AREA_FIELD, FeatureId, Field, FieldId, Indicator, Language, Layer, LayerId, LayerKind};
use crate::query::{Part, SelectError, Selection};
use crate::records::source::Records;

/// A level with the columns of a download.
pub struct Table<'a, D> {
    pub(crate) records: Records<'a, D>,
    pub(crate) request: DownloadRequest<'a>,
    pub(crate) layer: &'a Layer,
    pub(crate) view: LayerView<'a, D>,
    id: LayerId,
    pub(crate) columns: Vec<Column<'a>>,
    /// The features of a part of the level, in order; none stands for all.
    chosen: Option<Vec<u32>>,
    /// Metres to some of them.
    distances: FxHashMap<u32, f64>,
    /// Which features are in the file; all without it.
    pub(crate) filter: Option<Arc<LayerFilter>>,
}

/// A column of a download.
pub(crate) struct Column<'a> {
    pub(crate) name: String,
    pub(crate) content: Content<'a>,
}

/// What a column holds.
pub(crate) enum Content<'a> {
    Field(FieldId, &'a Field),
    Area,
    Longitude,
    Latitude,
    /// Metres from the place that was asked for.
    Distance,
    Figure {
        indicator: &'a Indicator,
        year: i32,
        column: ColumnView<'a>,
    },
    /// Why figures of a column are missing.
    Reason {
        column: ColumnView<'a>,
    },
    /// The share of its parts that each figure of a column rests on.
    Coverage {
        column: ColumnView<'a>,
    },
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    Empty,
    Text(&'a str),
    Flag(bool),
    /// With all its digits, which a double need not hold.
    Whole(u64),
    /// With as many decimals as its figure has.
    Number {
        value: f64,
        decimals: u8,
    },
    /// With the decimals that it has.
    Plain(f64),
}

/// Decimals of square kilometres, and of degrees: a centimetre.
const AREA_DECIMALS: u8 = 3;
const DEGREES_DECIMALS: u8 = 7;
const DISTANCE_DECIMALS: u8 = 1;

impl<'a, D: AsRef<[u8]>> Table<'a, D> {
    /// The columns of a download. `selection` is what its request selects.
    ///
    /// # Errors
    /// When the level has no figures.
    pub fn new(
        records: Records<'a, D>,
        request: &DownloadRequest<'a>,
        selection: &Selection,
    ) -> Result<Table<'a, D>, SelectError> {
        let catalog = records.catalog;
        let unknown = || {
            let known: Vec<&str> = catalog.levels().map(|(_, layer)| layer.name.as_str()).collect();
            SelectError::UnknownLayer { name: request.level.to_owned(), known: known.join(", ") }
        };
        let (id, layer) = catalog.level(request.level).map_err(|_| unknown())?;
        let mut columns = plain_columns(catalog, id);
        columns.extend(figure_columns(catalog, id, &selection.parts));
        let filter = selection.parts.iter().find(|part| part.layer == id).and_then(|part| part.filter.clone());
        Ok(Table {
            records,
            request: *request,
            layer,
            view: catalog.view(id),
            id,
            columns,
            chosen: None,
            distances: FxHashMap::default(),
            filter,
        })
    }

    /// The language of labels and units in what describes the columns.
    pub(crate) fn language(&self) -> Language {
        self.request.parameters.file.language.lang
    }

    /// Number of columns.
    pub(crate) fn width(&self) -> usize {
        self.columns.len()
    }

    /// Leaves only some fields beside size, place and figures.
    pub(crate) fn keep_fields(&mut self, fields: &[FieldId]) {
        let is_kept = |column: &Column<'_>| match column.content {
            Content::Field(field, _) => fields.contains(&field),
            _ => true,
        };
        self.columns.retain(is_kept);
    }

    /// Leaves only some features, in this order.
    pub(crate) fn choose(&mut self, features: Vec<u32>) {
        self.chosen = Some(features);
    }

    /// The same, with a column of how far each is from a place, in metres.
    pub(crate) fn choose_near(&mut self, features: Vec<(u32, f64)>) {
        self.columns.push(Column { name: "distance".to_owned(), content: Content::Distance });
        self.chosen = Some(features.iter().map(|(feature, _)| *feature).collect());
        self.distances = features.into_iter().collect();
    }

    /// Features by ascending code, or those that were chosen.
    pub(crate) fn rows(&self) -> Vec<u32> {
        if let Some(chosen) = &self.chosen {
            return chosen.clone();
        }
        let all = self.view.by_code(None);
        match &self.filter {
            Some(filter) => {
                let matching = self.records.caches.filters.matching(self.records.catalog, filter);
                all.filter(|&feature| matching.contains(feature)).collect()
            }
            None => all.collect(),
        }
    }

    /// A feature as the catalogue knows it.
    pub(crate) fn territory(&self, feature: u32) -> FeatureId {
        self.id.feature(feature)
    }

    /// What a feature has in a column.
    pub(crate) fn cell(&self, column: &Column<'a>, feature: u32) -> Cell<'_> {
        let territory = self.territory(feature);
        let number = |value: Option<f64>, decimals| match value {
            Some(value) => Cell::Number { value, decimals },
            None => Cell::Empty,
        };
        match &column.content {
            Content::Field(field, _) => self.field(*field, feature),
            Content::Area => number(self.records.catalog.area(territory), AREA_DECIMALS),
            Content::Longitude => number(self.records.catalog.point(territory).map(|at| at.lon), DEGREES_DECIMALS),
            Content::Latitude => number(self.records.catalog.point(territory).map(|at| at.lat), DEGREES_DECIMALS),
            Content::Distance => number(self.distances.get(&feature).copied(), DISTANCE_DECIMALS),
            Content::Figure { indicator, column, .. } => number(column.figure(feature).value(), indicator.decimals),
            Content::Reason { column } => {
                let reason = column.figure(feature).reason();
                reason.map_or(Cell::Empty, |reason| Cell::Text(reason.name()))
            }
            Content::Coverage { column } => column.coverage_of_figure(feature).map_or(Cell::Empty, Cell::Plain),
        }
    }

    /// What a feature has in a field of the layer.
    fn field(&self, field: FieldId, feature: u32) -> Cell<'_> {
        if let Some(text) = self.view.text(field.number(), feature) {
            return Cell::Text(text);
        }
        match self.view.attribute(field.number(), feature) {
            Some(Attribute::Unsigned(value)) => Cell::Whole(value),
            Some(Attribute::Real(value)) => Cell::Plain(value),
            Some(Attribute::Flag(flag)) => Cell::Flag(flag),
            Some(Attribute::Text(_)) | None => Cell::Empty,
        }
    }

    /// The cells of a feature, with their columns.
    pub(crate) fn cells(&self, feature: u32) -> impl Iterator<Item = (&Column<'a>, Cell<'_>)> {
        self.columns.iter().map(move |column| (column, self.cell(column, feature)))
    }
}

/// Fields first, then size and place. A field of the source gives way where it is called like one of these.
fn plain_columns<D: AsRef<[u8]>>(catalog: &Catalog<D>, layer: LayerId) -> Vec<Column<'_>> {
    let mut made = vec![("longitude", Content::Longitude), ("latitude", Content::Latitude)];
    if catalog.layer_at(layer).kind == LayerKind::Polygons {
        made.insert(0, (AREA_FIELD, Content::Area));
    }
    let is_free = |name: &str| !made.iter().any(|(taken, _)| *taken == name);
    let fields = catalog.fields(layer).filter(|(_, field)| is_free(&field.name));
    let fields = fields.map(|(id, field)| Column { name: field.name.clone(), content: Content::Field(id, field) });
    let mut columns: Vec<Column<'_>> = fields.collect();
    columns.extend(made.into_iter().map(|(name, content)| Column { name: name.to_owned(), content }));
    columns
}

/// The figures of a selection, each followed by the reasons for what is missing, where there are any, and by the share
/// that computed ones rest on, where it was asked for.
fn figure_columns<'a, D: AsRef<[u8]>>(catalog: &'a Catalog<D>, layer: LayerId, parts: &[Part]) -> Vec<Column<'a>> {
    let mut columns = Vec::new();
    for key in parts.iter().filter(|part| part.layer == layer).flat_map(|part| &part.figures) {
        let column = catalog.figures(key.column);
        let content = Content::Figure { indicator: column.indicator(), year: key.year, column };
        columns.push(Column { name: key.key.clone(), content });
        let features = column.numbers().len() as u32;
        if (0..features).any(|feature| column.figure(feature).reason().is_some()) {
            columns.push(Column { name: key.reason_key.clone(), content: Content::Reason { column } });
        }
        let coverage = key.coverage_key.as_ref();
        columns.extend(coverage.map(|name| Column { name: name.clone(), content: Content::Coverage { column } }));
    }
    columns
}
