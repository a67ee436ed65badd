use std::sync::Arc;

use quick_cache::Equivalent;
use quick_cache::sync::Cache;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::problem::Problem;
use crate::catalog::Catalog;
use crate::geo::TileId;
use crate::parameters::{Parameters, has_ignored};
use crate::query::{Request, Selection, VersionedTileParameters, select};
use crate::tile::Encoding;

/// A request's selection, and a number that stands for it and for the map.
pub(super) struct Choice {
    pub(super) selection: Selection,
    digest: u128,
}

impl Choice {
    fn new(version: &str, selection: Selection) -> Choice {
        let mut hasher = Xxh3::new();
        hasher.update(version.as_bytes());
        for name in &selection.names {
            hasher.update(b",");
            hasher.update(name.as_bytes());
        }
        hasher.update(b"?");
        hasher.update(selection.parameters.as_bytes());
        Choice { selection, digest: hasher.digest128() }
    }

    /// What a tile's bytes depend on, as one number.
    pub(super) fn key(&self, tile: TileId, encoding: Encoding) -> u128 {
        let mut place = [0; 26];
        place[0] = tile.zoom();
        place[1] = encoding as u8;
        place[2..6].copy_from_slice(&tile.x().to_le_bytes());
        place[6..10].copy_from_slice(&tile.y().to_le_bytes());
        place[10..].copy_from_slice(&self.digest.to_le_bytes());
        xxh3_128(&place)
    }
}

/// A tile's address without its place, found in the catalogue.
#[derive(Clone)]
pub(super) struct Chosen {
    pub(super) choice: Arc<Choice>,
    /// Whether the address names the version that is served.
    pub(super) is_current: bool,
}

/// What was asked for lately, by the text of its address: a map asks for the same one tile after tile, and reading its
/// parameters takes as long as answering from the cache.
pub(super) struct Choices(Cache<Address, Chosen>);

/// Addresses kept. One with few layers and figures holds a kilobyte.
const MOST: usize = 256;

/// Names of layers, and the query as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Address {
    layers: String,
    query: String,
}

/// The same, borrowed; it hashes alike.
#[derive(Hash)]
struct Asked<'a> {
    layers: &'a str,
    query: &'a str,
}

impl Equivalent<Address> for Asked<'_> {
    fn equivalent(&self, address: &Address) -> bool {
        self.layers == address.layers && self.query == address.query
    }
}

impl Choices {
    pub(super) fn new() -> Choices {
        Choices(Cache::new(MOST))
    }

    /// What an address asks for.
    ///
    /// # Errors
    /// Says which parameter cannot be read, or what is unknown.
    pub(super) fn find<D: AsRef<[u8]>>(
        &self,
        catalog: &Catalog<D>,
        layers: &str,
        query: &str,
    ) -> Result<Chosen, Problem> {
        if let Some(known) = self.0.get(&Asked { layers, query }) {
            return Ok(known);
        }
        let VersionedTileParameters { tile: parameters, v } = VersionedTileParameters::read_query(query)?;
        let selection = select(catalog, &Request { layers: layers.to_owned(), parameters })?;
        let choice = Arc::new(Choice::new(catalog.version(), selection));
        let chosen = Chosen { choice, is_current: v.as_deref() == Some(catalog.version()) };
        // A query may hold a key, which is nobody's but the client's.
        if !has_ignored(query) {
            self.0.insert(Address { layers: layers.to_owned(), query: query.to_owned() }, chosen.clone());
        }
        Ok(chosen)
    }
}

#[cfg(test)]
mod tests {
    use std::hash::BuildHasher;

    use super::*;

    #[test]
    fn an_address_is_found_by_what_was_asked() {
        let (layers, query) = ("communes", "year=2021");
        let address = Address { layers: layers.to_owned(), query: query.to_owned() };
        let hasher = rustc_hash::FxBuildHasher;
        assert_eq!(hasher.hash_one(&address), hasher.hash_one(Asked { layers, query }));
        assert!(Asked { layers, query }.equivalent(&address));
        assert!(!Asked { layers: "epci", query }.equivalent(&address));
        assert!(!Asked { layers, query: "year=2020" }.equivalent(&address));
    }

    #[test]
    fn keys_differ_by_all_that_tiles_depend_on() {
        let selection = |name: &str, parameters: &str| Selection {
            parts: Vec::new(),
            names: vec![name.to_owned()],
            parameters: parameters.to_owned(),
        };
        let tile = |zoom, x, y| TileId::new(zoom, x, y).unwrap();
        let choice = Choice::new("1", selection("a", ""));
        let key = choice.key(tile(5, 16, 11), Encoding::Gzip);
        assert_eq!(key, Choice::new("1", selection("a", "")).key(tile(5, 16, 11), Encoding::Gzip));
        for other in [
            choice.key(tile(6, 16, 11), Encoding::Gzip),
            choice.key(tile(5, 17, 11), Encoding::Gzip),
            choice.key(tile(5, 16, 12), Encoding::Gzip),
            choice.key(tile(5, 16, 11), Encoding::Zstd),
            Choice::new("2", selection("a", "")).key(tile(5, 16, 11), Encoding::Gzip),
            Choice::new("1", selection("b", "")).key(tile(5, 16, 11), Encoding::Gzip),
            Choice::new("1", selection("a", "year=2021")).key(tile(5, 16, 11), Encoding::Gzip),
        ] {
            assert_ne!(key, other);
        }
    }
}
