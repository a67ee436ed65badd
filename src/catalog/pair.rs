use std::io;
use std::path::{Path, PathBuf};

use super::version::TILE;
use crate::almanac::{Almanac, PairError, Presentation};
use crate::atlas::{Atlas, AtlasDescription, AtlasLayer};
use crate::container::{Mapping, OpenError, PublicationError, Published};
use crate::gazetteer::{Bilingual, Layer, LayerPresentation, MapStamp};

/// An atlas and its almanac, and what they offer.
#[derive(Debug)]
pub struct Catalog<D> {
    atlas: Atlas<D>,
    almanac: Almanac<D>,
    version: String,
    /// All layers of the atlas, in its order.
    pub(super) layers: Vec<Layer>,
    pub(super) stamp: MapStamp,
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
        let hash = xxhash_rust::xxh3::xxh3_64(contents.as_bytes());
        let presented = &almanac.description().presentation.layers;
        let layers = atlas.description().layers.iter().zip(presented).map(|(record, it)| offered(&record.layer, it));
        let layers = layers.collect();
        let (version, stamp) = (format!("{hash:016x}"), MapStamp::new(hash));
        Ok(Catalog { atlas, almanac, version, layers, stamp })
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

    pub(super) fn presentation(&self) -> &Presentation {
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
