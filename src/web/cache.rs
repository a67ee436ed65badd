use std::future::Future;

use axum::body::Bytes;
use axum::http::HeaderValue;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::problem::Problem;
use crate::tile::Encoding;

/// An answer's bytes as they go over the wire.
#[derive(Clone, Debug)]
pub(super) struct Encoded {
    pub(super) bytes: Bytes,
    pub(super) encoding: Encoding,
    /// Its strong tag, as it stands in the header.
    pub(super) tag: HeaderValue,
}

#[derive(Clone)]
struct ByBytes;

/// What an entry weighs beside its bytes: key, pointers, bookkeeping.
const OVERHEAD: u64 = 200;

impl Weighter<u128, Encoded> for ByBytes {
    fn weight(&self, _key: &u128, value: &Encoded) -> u64 {
        value.bytes.len() as u64 + OVERHEAD
    }
}

/// Encoded answers by the hash of what they answer, bounded by bytes. Requests that miss the same answer at once wait
/// for one drawing.
pub(super) struct TileCache(Option<Cache<u128, Encoded, ByBytes>>);

/// Bytes of a typical entry, which tells how many the cache prepares for.
const TYPICAL: u64 = 4096;

impl TileCache {
    /// A cache of so many bytes; of 0 keeps nothing.
    pub(super) fn new(bytes: u64) -> TileCache {
        TileCache((bytes > 0).then(|| Cache::with_weighter((bytes / TYPICAL) as usize + 1, bytes, ByBytes)))
    }

    /// The entry of a key, made by `make` when there is none.
    pub(super) async fn get_or_make(
        &self,
        key: u128,
        make: impl Future<Output = Result<Encoded, Problem>>,
    ) -> Result<Encoded, Problem> {
        match &self.0 {
            Some(cache) => cache.get_or_insert_async(&key, make).await,
            None => make.await,
        }
    }
}
