use std::sync::Arc;

use super::cache::TileCache;
use super::counters::{Counters, counters};
use super::studio::Studio;

/// How a process serves, however many maps it has.
pub struct ServeOptions {
    /// Bytes of compressed tiles kept; 0 for none.
    pub cache_bytes: u64,
    /// Tiles drawn at once.
    pub drawers: usize,
    /// What a request for a reload must know; without it none is taken.
    pub reload_token: Option<String>,
}

/// What all maps of a process share: its cores and its memory do not grow with their number.
pub struct Engine {
    pub(super) studio: Studio,
    /// An entry's key holds the version of its map, or the content itself, so no map finds another's.
    pub(super) cache: TileCache,
    /// Of all answers. They outlive the engine: counting must not cost each request a turn at a shared count of
    /// references.
    pub(super) counters: &'static Counters,
    pub(super) reload_token: Option<String>,
}

impl Engine {
    /// What one map or several are served with.
    pub fn new(options: ServeOptions) -> Arc<Engine> {
        let ServeOptions { cache_bytes, drawers, reload_token } = options;
        let (studio, cache) = (Studio::new(drawers), TileCache::new(cache_bytes));
        Arc::new(Engine { studio, cache, counters: counters(), reload_token })
    }
}
