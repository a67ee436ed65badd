use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::columns::Columns;
use super::filter::Kept;
use super::hierarchy::Regrown;
use super::territory::Index;
use super::versions::TILE;
use crate::almanac::{Almanac, PairError, Presentation};
use crate::atlas::{Atlas, AtlasDescription, AtlasLayer, LayerRecord};
use crate::container::{Mapping, OpenError, PublicationError, Published};
use crate::gazetteer::{Bilingual, Indicator, Layer, LayerPresentation, Summary, View, ViewPart};

/// An atlas and its almanac, and what they offer.
#[derive(Debug)]
pub struct Catalog<D> {
    atlas: Atlas<D>,
    almanac: Almanac<D>,
    version: String,
    /// All layers of the atlas, in its order.
    layers: Vec<Layer>,
    pub(super) columns: Columns,
    pub(super) filtered: Kept,
    pub(super) regrown: Regrown,
    /// The names of all territories in order, once somebody has searched.
    pub(super) names: OnceLock<Index>,
}

/// Why a published map cannot be opened.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum CatalogError {
    #[error(transparent)]
    Publication(#[from] PublicationError),
    #[error("{} cannot be read: {error}", path.display())]
    #[diagnostic(help("build the map again with `maillage build`"))]
    Unreadable { path: PathBuf, error: io::Error },
    #[error("{} cannot be used: {error}", path.display())]
    NotSound { path: PathBuf, error: OpenError },
    #[error("{} cannot be used: {error}", path.display())]
    NotAPair { path: PathBuf, error: PairError },
}

impl Catalog<Mapping> {
    /// Maps the pair that a folder, or a `<name>.json` in it, publishes.
    ///
    /// # Errors
    /// Says which file, what is wrong with it, and what to do.
    pub fn map(place: &Path) -> Result<(Catalog<Mapping>, Published), CatalogError> {
        let (published, folder) = Published::find(place)?;
        let catalog = Catalog::map_pair(&folder.join(&published.atlas), &folder.join(&published.almanac))?;
        Ok((catalog, published))
    }

    /// Maps an atlas and its almanac.
    ///
    /// # Errors
    /// Says which file, what is wrong with it, and what to do.
    pub fn map_pair(atlas: &Path, almanac: &Path) -> Result<Catalog<Mapping>, CatalogError> {
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            |error| CatalogError::Unreadable { path, error }
        };
        let not_sound = |path: &Path| {
            let path = path.to_owned();
            |error| CatalogError::NotSound { path, error }
        };
        let atlas = Atlas::map(atlas).map_err(unreadable(atlas))?.map_err(not_sound(atlas))?;
        let opened = Almanac::map(almanac).map_err(unreadable(almanac))?.map_err(not_sound(almanac))?;
        Catalog::new(atlas, opened).map_err(|error| CatalogError::NotAPair { path: almanac.to_owned(), error })
    }
}

impl<D: AsRef<[u8]>> Catalog<D> {
    /// Puts a pair together.
    ///
    /// # Errors
    /// When the two do not belong together.
    pub fn new(atlas: Atlas<D>, almanac: Almanac<D>) -> Result<Catalog<D>, PairError> {
        almanac.check_partner(&atlas)?;
        // The almanac's hash covers that of its atlas; what is drawn from both is up to this program.
        let contents = format!("{} {TILE}", almanac.content_hash());
        let version = format!("{:016x}", xxhash_rust::xxh3::xxh3_64(contents.as_bytes()));
        let (columns, filtered, regrown) = (Columns::default(), Kept::default(), Regrown::default());
        let presented = &almanac.description().presentation.layers;
        let layers = atlas.description().layers.iter().zip(presented).map(|(record, it)| offered(&record.layer, it));
        let layers = layers.collect();
        Ok(Catalog { atlas, almanac, version, layers, columns, filtered, regrown, names: OnceLock::new() })
    }

    pub fn atlas(&self) -> &Atlas<D> {
        &self.atlas
    }

    pub fn almanac(&self) -> &Almanac<D> {
        &self.almanac
    }

    /// What stands for the contents of every tile: 16 hexadecimal digits.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What the atlas says of itself.
    pub fn description(&self) -> &AtlasDescription {
        self.atlas.description()
    }

    fn presentation(&self) -> &Presentation {
        &self.almanac.description().presentation
    }

    /// Name of the map: that of its recipe.
    pub fn name(&self) -> &str {
        &self.description().name
    }

    pub fn title(&self) -> &Bilingual {
        &self.presentation().title
    }

    /// Whom the shapes and figures are from, as every map has to say it.
    pub fn attribution(&self) -> &str {
        &self.presentation().attribution
    }

    /// West, south, east and north in degrees: where a map opens.
    pub fn opening_bounds(&self) -> [f64; 4] {
        self.description().bounds
    }

    /// The layers that may be asked for, in the atlas's order.
    pub fn layers(&self) -> impl Iterator<Item = &Layer> {
        let is_offered = |(_, record): &(&Layer, &LayerRecord)| !record.is_hidden();
        self.layers.iter().zip(&self.description().layers).filter(is_offered).map(|(layer, _)| layer)
    }

    /// A layer by its number.
    pub fn layer_at(&self, number: usize) -> Option<&Layer> {
        self.layers.get(number)
    }

    /// A layer that may be asked for by its name, with its number.
    pub fn layer(&self, name: &str) -> Option<(usize, &Layer)> {
        self.any_layer(name).filter(|(number, _)| !self.description().layers[*number].is_hidden())
    }

    /// A layer by its name, with its number, also one that only a view shows.
    pub(super) fn any_layer(&self, name: &str) -> Option<(usize, &Layer)> {
        self.layers.iter().enumerate().find(|(_, layer)| layer.name == name)
    }

    /// The name under which tiles show a layer.
    pub fn shown_name(&self, number: usize) -> Option<&str> {
        Some(self.description().layers.get(number)?.shown_name())
    }

    pub fn views(&self) -> &[View] {
        &self.presentation().views
    }

    /// A view as those see it who ask: layers that are shown under one name are one.
    pub fn shown_view(&self, view: &View) -> View {
        let mut parts: Vec<ViewPart> = Vec::new();
        for ViewPart { layer, zooms } in &view.parts {
            let shown = self.any_layer(layer).and_then(|(number, _)| self.shown_name(number)).unwrap_or(layer);
            match parts.iter_mut().find(|part| part.layer == shown && shown != layer) {
                Some(part) => part.zooms = part.zooms.union(*zooms),
                None => parts.push(ViewPart { layer: shown.to_owned(), zooms: *zooms }),
            }
        }
        View { parts, ..view.clone() }
    }

    pub fn view(&self, name: &str) -> Option<&View> {
        self.views().iter().find(|view| view.name == name)
    }

    pub fn all_indicators(&self) -> &[Indicator] {
        &self.almanac.description().indicators
    }

    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.all_indicators().iter().find(|indicator| indicator.id == id)
    }

    /// The layer whose figures a layer shows: for label points that of the territories that they label.
    pub fn figures_layer(&self, layer: usize) -> usize {
        let record = self.description().layers.get(layer);
        record.and_then(|record| record.labels_of).map_or(layer, usize::from)
    }

    /// The layer of the label points of a layer.
    pub fn labels_layer(&self, layer: usize) -> Option<usize> {
        let mut records = self.description().layers.iter();
        records.position(|record| record.labels_of.map(usize::from) == Some(layer))
    }

    /// The latest year in which an indicator has figures for a layer.
    pub fn latest_year(&self, layer: usize, indicator: &str) -> Option<i32> {
        let records = self.almanac.description().columns.get(self.figures_layer(layer))?;
        let known = records.iter().filter(|record| record.indicator == indicator && record.summary.with_value > 0);
        known.map(|record| record.year).max()
    }

    /// The years in which an indicator has a column at a layer.
    pub(super) fn years_of(&self, layer: usize, indicator: &str) -> Vec<i32> {
        let records = self.almanac.description().columns.get(self.figures_layer(layer));
        let of_indicator = records.into_iter().flatten().filter(|record| record.indicator == indicator);
        of_indicator.map(|record| record.year).collect()
    }

    /// The number of the column of an indicator in a year for a layer.
    pub fn column(&self, layer: usize, indicator: &str, year: i32) -> Option<usize> {
        let records = self.almanac.description().columns.get(self.figures_layer(layer))?;
        records.iter().position(|record| record.indicator == indicator && record.year == year)
    }

    /// What the column of an indicator in a year holds for a layer.
    pub fn summary(&self, layer: usize, indicator: &str, year: i32) -> Option<&Summary> {
        let column = self.column(layer, indicator, year)?;
        let records = self.almanac.description().columns.get(self.figures_layer(layer))?;
        Some(&records.get(column)?.summary)
    }
}

/// A layer of the atlas as the almanac presents it.
fn offered(layer: &AtlasLayer, presentation: &LayerPresentation) -> Layer {
    let AtlasLayer { name, kind, zooms, fields, borders, clusters, features, extent } = layer.clone();
    let LayerPresentation { label, description, default_fields, default_indicators, budget, notes } =
        presentation.clone();
    Layer {
        name,
        kind,
        label,
        description,
        zooms,
        fields,
        default_fields,
        default_indicators,
        borders,
        budget,
        clusters,
        notes,
        features,
        extent,
    }
}
