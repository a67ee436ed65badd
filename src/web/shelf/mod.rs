//! Several maps in one server, each with all of its addresses below a prefix of its own; and what speaks of all of them.

mod page;
mod routes;

use std::sync::Arc;

use axum::Router;

use super::address::Address;
use super::engine::Engine;
use super::fallback::no_method;
use super::router::layered;
use super::server::Server;
use crate::gazetteer::is_reserved_name;

/// Maps beside each other, in the order in which they are told of.
#[derive(Clone)]
pub struct Shelf(Arc<Shared>);

struct Shared {
    maps: Vec<Map>,
    engine: Arc<Engine>,
    address: Address,
}

struct Map {
    prefix: String,
    server: Server,
}

/// Why maps cannot stand beside each other.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrefixError {
    #[error(
        "`{0}` cannot be the prefix of a map: use ASCII letters, digits, `_` and `-`, and no word of the server's own addresses"
    )]
    Unfit(String),
    #[error("two maps have the prefix `{0}`: name one of them otherwise, as in `other=folder`")]
    Twice(String),
}

impl Shelf {
    /// The maps of `servers`, each of which stands below a prefix of `address`.
    ///
    /// # Errors
    /// When a prefix cannot be one, or is there twice.
    pub fn new(address: Address, engine: Arc<Engine>, servers: Vec<Server>) -> Result<Shelf, PrefixError> {
        let mut maps: Vec<Map> = Vec::with_capacity(servers.len());
        for server in servers {
            let prefix = server.prefix().unwrap_or_default().to_owned();
            if is_reserved_name(&prefix) {
                return Err(PrefixError::Unfit(prefix));
            }
            if maps.iter().any(|other| other.prefix == prefix) {
                return Err(PrefixError::Twice(prefix));
            }
            maps.push(Map { prefix, server });
        }
        Ok(Shelf(Arc::new(Shared { maps, engine, address })))
    }

    /// All routes: those of each map below its prefix, and those of the shelf.
    pub fn router(self) -> Router {
        let mut maps = Router::new();
        let mut own = Router::new().merge(page::router()).merge(routes::router());
        for Map { prefix, server } in &self.0.maps {
            // With the slash, so that the prefix alone is left to the shelf.
            maps = maps.nest_service(&format!("/{prefix}/"), server.clone().router());
            own = own.merge(page::slash(prefix));
        }
        let counters = self.0.engine.counters;
        let own = own.fallback(routes::unknown).method_not_allowed_fallback(no_method).with_state(self);
        layered(own, counters).merge(maps)
    }
}

impl AsRef<Engine> for Shelf {
    fn as_ref(&self) -> &Engine {
        &self.0.engine
    }
}
