use std::sync::Arc;

use quick_cache::Equivalent;
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
pub(super) struct Choices(Cache<Asked, Arc<Choice>>);

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
        request: &Request<'_>,
    ) -> Result<Arc<Choice>, SelectError> {
        if let Some(known) = self.0.get(request) {
            return Ok(known);
        }
        let choice = Arc::new(Choice::new(catalog.version(), select(catalog, request)?));
        self.0.insert(Asked::from(request), choice.clone());
        Ok(choice)
    }
}

/// A request that owns its texts; it hashes as the request does.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Asked {
    layers: String,
    indicators: Option<String>,
    years: Option<String>,
    fields: Option<String>,
    evolution: Option<String>,
    points: Option<String>,
    filter: Option<String>,
    coverage: Option<String>,
}

impl From<&Request<'_>> for Asked {
    fn from(request: &Request<'_>) -> Asked {
        Asked {
            layers: request.layers.to_owned(),
            indicators: request.indicators.map(str::to_owned),
            years: request.years.map(str::to_owned),
            fields: request.fields.map(str::to_owned),
            evolution: request.evolution.map(str::to_owned),
            points: request.points.map(str::to_owned),
            filter: request.filter.map(str::to_owned),
            coverage: request.coverage.map(str::to_owned),
        }
    }
}

impl Equivalent<Asked> for Request<'_> {
    fn equivalent(&self, asked: &Asked) -> bool {
        self.layers == asked.layers
            && self.indicators == asked.indicators.as_deref()
            && self.years == asked.years.as_deref()
            && self.fields == asked.fields.as_deref()
            && self.evolution == asked.evolution.as_deref()
            && self.points == asked.points.as_deref()
            && self.filter == asked.filter.as_deref()
            && self.coverage == asked.coverage.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use std::hash::BuildHasher;

    use super::*;

    #[test]
    fn a_request_finds_what_it_was_kept_under() {
        let request = Request { layers: "communes", years: Some("2021"), fields: Some(""), ..Request::default() };
        let asked = Asked::from(&request);
        let hasher = rustc_hash::FxBuildHasher;
        assert_eq!(hasher.hash_one(request), hasher.hash_one(&asked));
        assert!(request.equivalent(&asked));
        assert!(!Request { fields: None, ..request }.equivalent(&asked));
        assert!(!Request { filter: Some("code='1'"), ..request }.equivalent(&asked));
        assert!(!Request { coverage: Some("true"), ..request }.equivalent(&asked));
        assert!(!Request { layers: "epci", ..request }.equivalent(&asked));
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
            Choice::new("1", selection("a", "&year=2021")).key(tile(5, 16, 11), Encoding::Gzip),
        ] {
            assert_ne!(key, other);
        }
    }
}
