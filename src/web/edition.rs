use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use miette::Diagnostic;

use super::choice::Choices;
use crate::catalog::{Catalog, CatalogError};
use crate::container::{Damage, Loss, Mapping, Published};
use crate::portrayal::Portrayal;
use crate::query::Caches;
use crate::records::{NameIndex, Records};
use crate::statistics::{ColumnCache, Statistics};

/// A map as it is served from one swap to the next, with all that must not outlive it.
///
/// A request takes the edition of its beginning and asks nothing else: what it answers is of one version, and the
/// files stay mapped until the last such request is done.
pub(super) struct Edition {
    pub(super) catalog: Catalog<Mapping>,
    pub(super) choices: Choices,
    /// Features that filters let through, and their clusters.
    pub(super) caches: Caches,
    columns: ColumnCache,
    names: NameIndex,
    /// Since when it has been served.
    pub(super) since: SystemTime,
    published: Published,
    /// Of what it holds much less than what was published before; accepted at any time.
    losses: RwLock<Vec<Loss>>,
}

/// Why a published pair is not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unfit {
    #[error("{} is gone; publish again with `maillage build`", place.display())]
    Gone { place: PathBuf },
    #[error("{}", with_help(.0))]
    Catalog(#[from] CatalogError),
    #[error("{file}: {damage}; copy it again, or build it again with `maillage build`")]
    Damaged { file: String, damage: Damage },
}

/// Times that a pair is looked for while builds take away what was published a moment ago.
const TRIES: usize = 3;

impl Edition {
    /// The edition of a catalogue just opened.
    pub(super) fn new(catalog: Catalog<Mapping>, published: Published) -> Edition {
        let losses = RwLock::new(published.losses.clone());
        let (caches, columns, names) = (Caches::default(), ColumnCache::default(), NameIndex::default());
        let (choices, since) = (Choices::new(), SystemTime::now());
        Edition { catalog, choices, caches, columns, names, since, published, losses }
    }

    /// What its figures are like.
    pub(super) fn statistics(&self) -> Statistics<'_, Mapping> {
        Statistics { catalog: &self.catalog, columns: &self.columns }
    }

    /// How its maps look.
    pub(super) fn portrayal(&self) -> Portrayal<'_, Mapping> {
        Portrayal { catalog: &self.catalog, columns: &self.columns }
    }

    /// What is known of its territories and points.
    pub(super) fn records(&self) -> Records<'_, Mapping> {
        Records { catalog: &self.catalog, caches: &self.caches, names: &self.names }
    }

    /// Of what it holds much less than what was published before, and nobody has accepted that.
    pub(super) fn losses(&self) -> Vec<Loss> {
        self.losses.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The edition that is published at `place`, opened and every byte of it checked; none if it is this one.
    pub(super) fn next(&self, place: &Path) -> Result<Option<Arc<Edition>>, Unfit> {
        if !place.exists() {
            return Err(Unfit::Gone { place: place.to_owned() });
        }
        let mut published = Published::find(place).map_err(CatalogError::from)?.0;
        for _ in 1..TRIES {
            match self.check(place, &published) {
                Err(Unfit::Catalog(CatalogError::Unreadable { path, error })) => {
                    let named = Published::find(place).map_err(CatalogError::from)?.0;
                    if is_same(&named, &published) {
                        return Err(CatalogError::Unreadable { path, error }.into());
                    }
                    published = named;
                }
                result => return result,
            }
        }
        self.check(place, &published)
    }

    fn check(&self, place: &Path, published: &Published) -> Result<Option<Arc<Edition>>, Unfit> {
        // The names carry the hashes of the files.
        if is_same(published, &self.published) {
            self.losses.write().unwrap_or_else(PoisonError::into_inner).clone_from(&published.losses);
            return Ok(None);
        }
        let folder = if place.is_dir() { place } else { place.parent().unwrap_or(Path::new("")) };
        let catalog = Catalog::map_pair(&folder.join(&published.atlas), &folder.join(&published.almanac))?;
        if catalog.version() == self.catalog.version() {
            return Ok(None);
        }
        let damaged = |file: &str| {
            let file = file.to_owned();
            |damage| Unfit::Damaged { file, damage }
        };
        catalog.atlas().verify().map_err(damaged(&published.atlas))?;
        catalog.almanac().verify().map_err(damaged(&published.almanac))?;
        Ok(Some(Arc::new(Edition::new(catalog, published.clone()))))
    }
}

fn is_same(one: &Published, other: &Published) -> bool {
    (&one.atlas, &one.almanac) == (&other.atlas, &other.almanac)
}

/// An error with what to do about it, in one sentence.
fn with_help(error: &CatalogError) -> String {
    match error.help() {
        Some(help) => format!("{error}; {help}"),
        None => error.to_string(),
    }
}
