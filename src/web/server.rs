use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use super::address::Address;
use super::counters::Counters;
use super::edition::Edition;
use super::engine::Engine;
use super::reload::Reloads;
use crate::catalog::{Catalog, CatalogError};

/// What all handlers share.
#[derive(Clone)]
pub struct Server(pub(super) Arc<Shared>);

pub(super) struct Shared {
    /// Held only for the moment in which it is taken or replaced.
    pub(super) edition: RwLock<Arc<Edition>>,
    pub(super) address: Address,
    pub(super) engine: Arc<Engine>,
    pub(super) reloads: Reloads,
    /// How many tiles were asked for.
    pub(super) tiles: Counters,
}

impl Server {
    /// A server of the map that a folder, or a `<name>.json` in it, publishes.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(place: &Path, address: Address, engine: Arc<Engine>) -> Result<Server, CatalogError> {
        let (catalog, published) = Catalog::map(place)?;
        // From now on it is this map, even if another one comes to lie beside it.
        let named = place.join(format!("{}.json", published.name));
        let place = if place.is_dir() && named.is_file() { named } else { place.to_owned() };
        Ok(Server(Arc::new(Shared {
            edition: RwLock::new(Arc::new(Edition::new(catalog, published))),
            address,
            engine,
            reloads: Reloads::new(place),
            tiles: Counters::default(),
        })))
    }

    /// What is served now. A request takes it once, at its beginning, or its answer could be of two versions.
    pub(super) fn edition(&self) -> Arc<Edition> {
        Arc::clone(&self.0.edition.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on another edition is served; gives the one that was.
    pub(super) fn replace_edition(&self, edition: Arc<Edition>) -> Arc<Edition> {
        std::mem::replace(&mut *self.0.edition.write().unwrap_or_else(PoisonError::into_inner), edition)
    }

    /// The name of the map that is served now, and its version.
    pub fn serves(&self) -> (String, String) {
        let edition = self.edition();
        (edition.catalog.name().to_owned(), edition.catalog.version().to_owned())
    }

    /// The URL below which all addresses of the map are.
    pub fn base(&self) -> &str {
        self.0.address.url()
    }

    /// The path of that URL.
    pub(super) fn path(&self) -> &str {
        self.0.address.path()
    }

    /// What tells the map from others of its server.
    pub(super) fn prefix(&self) -> Option<&str> {
        self.0.address.prefix()
    }
}

impl AsRef<Engine> for Server {
    fn as_ref(&self) -> &Engine {
        &self.0.engine
    }
}
