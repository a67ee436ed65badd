//! The only room that knows HTTP: routes, negotiation, caching, errors. A handler parses, asks one room, answers.

mod admin;
mod answer;
pub mod assets;
mod cache;
mod choice;
mod clock;
mod connections;
mod documents;
mod downloads;
mod edition;
mod indicators;
mod map_query;
mod maps;
mod metrics;
mod negotiate;
mod openapi;
mod operations;
mod page;
mod path;
mod points;
mod problem;
mod query;
mod reload;
mod several;
mod studio;
mod territories;
mod tiles;
mod watch;

pub use cache::TileCache;
pub use problem::Problem;
pub use reload::{Cause, Outcome};
pub use several::{Maps, PrefixError};
pub use watch::{changed, watch};

use std::any::Any;
use std::future::Future;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{Any as AnyOrigin, CorsLayer};
use tower_http::trace::TraceLayer;

use crate::catalog::{Catalog, CatalogError};
use edition::Edition;
use metrics::{CountAnswers, Counters, counters};
use reload::Reloads;
use studio::Studio;

/// How a server behaves.
#[derive(Clone)]
pub struct ServeOptions {
    /// Address under which clients reach it, without a slash at its end. It stands in every URL that is handed out;
    /// the `Host` of a request never does, since a request can forge it.
    pub public_url: String,
    /// Bytes of compressed tiles kept; 0 for none.
    pub cache_bytes: u64,
    /// Tiles drawn at once.
    pub drawers: usize,
    /// What a request for a reload must know; without it none is taken.
    pub reload_token: Option<String>,
}

/// What all handlers share.
#[derive(Clone)]
pub struct Server(Arc<Shared>);

struct Shared {
    /// Held only for the moment in which it is taken or replaced.
    edition: RwLock<Arc<Edition>>,
    options: ServeOptions,
    studio: Studio,
    cache: TileCache,
    reloads: Reloads,
    /// Of the process: counting must not cost each request a turn at a shared count of references.
    counters: &'static Counters,
}

impl Server {
    /// A server of the map that a folder, or a `<name>.json` in it, publishes.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(place: &Path, options: ServeOptions) -> Result<Server, CatalogError> {
        let (catalog, published) = Catalog::map(place)?;
        // From now on it is this map, even if another one comes to lie beside it.
        let named = place.join(format!("{}.json", published.name));
        let place = if place.is_dir() && named.is_file() { named } else { place.to_owned() };
        let (studio, cache) = (Studio::new(options.drawers), TileCache::new(options.cache_bytes));
        Ok(Server(Arc::new(Shared {
            edition: RwLock::new(Arc::new(Edition::new(catalog, published))),
            options,
            studio,
            cache,
            reloads: Reloads::new(place),
            counters: counters(),
        })))
    }

    /// What is served now. A request takes it once, at its beginning, or its answer could be of two versions.
    fn edition(&self) -> Arc<Edition> {
        Arc::clone(&self.0.edition.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on another edition is served; gives the one that was.
    fn replace_edition(&self, edition: Arc<Edition>) -> Arc<Edition> {
        std::mem::replace(&mut *self.0.edition.write().unwrap_or_else(PoisonError::into_inner), edition)
    }

    /// The name of the map that is served now, and its version.
    pub fn serves(&self) -> (String, String) {
        let edition = self.edition();
        (edition.catalog.description().name.clone(), edition.catalog.version().to_owned())
    }

    fn base(&self) -> &str {
        &self.0.options.public_url
    }

    /// All routes.
    pub fn router(self) -> Router {
        let count = CountAnswers(self.0.counters);
        Router::new()
            .merge(page::router())
            .merge(operations::router())
            .merge(admin::router())
            .merge(documents::router())
            .merge(indicators::router())
            .merge(maps::router())
            .merge(territories::router())
            .merge(points::router())
            .merge(openapi::router())
            .merge(tiles::router())
            .fallback(problem::no_route)
            .method_not_allowed_fallback(problem::no_method)
            .with_state(self)
            // One layer of three: each layer of the router boxes every answer once more. The first is the outermost.
            .layer((TraceLayer::new_for_http().on_response(count), cors(), CatchPanicLayer::custom(panicked)))
    }
}

/// Every answer may be read by pages of any origin, errors included, or maps in portals would fail without a word.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AnyOrigin)
        .allow_methods([Method::GET, Method::HEAD, Method::OPTIONS])
        .allow_headers(AnyOrigin)
        .expose_headers([header::ETAG, header::RETRY_AFTER, header::LINK, header::CONTENT_DISPOSITION])
        .max_age(Duration::from_secs(86_400))
        .vary([])
}

/// A handler that panics is a fault of ours: the client gets a sentence, the log the panic.
#[expect(clippy::needless_pass_by_value, reason = "the layer's signature")]
fn panicked(payload: Box<dyn Any + Send + 'static>) -> Response {
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    tracing::error!(panic = text.unwrap_or("unknown"), "a request failed");
    Problem::internal().into_response()
}

/// Serves until `shutdown` is over, then finishes what is running, for ten seconds at most.
pub async fn serve(listener: TcpListener, router: Router, shutdown: impl Future<Output = ()>) {
    connections::serve(listener, router, shutdown).await;
}
