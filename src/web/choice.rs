use std::sync::Arc;

use quick_cache::sync::Cache;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::catalog::Catalog;
use crate::geo::TileId;
use crate::query::{Request, SelectError, Selection, select};
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

/// The selections that were asked for lately: a map asks for the same one tile after tile.
pub(super) struct Choices(Cache<Request, Arc<Choice>>);

/// Selections kept. One of few layers and figures holds a kilobyte.
const MOST: usize = 256;

impl Choices {
    pub(super) fn new() -> Choices {
        Choices(Cache::new(MOST))
    }

    /// The selection of a request, found in the catalogue when it is not known.
    pub(super) fn find<D: AsRef<[u8]>>(
        &self,
        catalog: &Catalog<D>,
        request: Request,
    ) -> Result<Arc<Choice>, SelectError> {
        if let Some(known) = self.0.get(&request) {
            return Ok(known);
        }
        let choice = Arc::new(Choice::new(catalog.version(), select(catalog, &request)?));
        self.0.insert(request, choice.clone());
        Ok(choice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
