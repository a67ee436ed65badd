//! The only room that knows HTTP: routes, negotiation, caching, errors. A handler parses, asks one room, answers.

mod address;
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
mod engine;
mod exposition;
mod guard;
mod heads;
mod indicators;
mod maps;
mod metrics;
mod negotiate;
mod openapi;
mod operations;
mod page;
mod params;
mod path;
mod points;
mod problem;
mod reload;
#[cfg(test)]
mod route_tests;
mod shelf;
mod studio;
mod territories;
mod tiles;
mod trace;
mod watch;

pub use address::Address;
pub use engine::{Engine, ServeOptions};
pub use problem::Problem;
pub use reload::{Cause, Outcome};
pub use shelf::{PrefixError, Shelf};
pub use watch::{changed, watch};

use std::any::Any;
use std::future::Future;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{Any as AnyOrigin, CorsLayer};
use tower_http::trace::TraceLayer;

use crate::catalog::{Catalog, CatalogError};
use edition::Edition;
use metrics::{CountAnswers, Counters};
use reload::Reloads;

/// What all handlers share.
#[derive(Clone)]
pub struct Server(Arc<Shared>);

struct Shared {
    /// Held only for the moment in which it is taken or replaced.
    edition: RwLock<Arc<Edition>>,
    address: Address,
    engine: Arc<Engine>,
    reloads: Reloads,
    /// How many tiles were asked for.
    tiles: Counters,
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
        (edition.catalog.name().to_owned(), edition.catalog.version().to_owned())
    }

    /// The URL below which all addresses of the map are.
    pub fn base(&self) -> &str {
        self.0.address.url()
    }

    /// The path of that URL.
    fn path(&self) -> &str {
        self.0.address.path()
    }

    /// What tells the map from others of its server.
    fn prefix(&self) -> Option<&str> {
        self.0.address.prefix()
    }

    /// All routes.
    pub fn router(self) -> Router {
        let counters = self.0.engine.counters;
        let router = Router::new()
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
            .with_state(self);
        layered(router, counters)
    }
}

impl AsRef<Engine> for Server {
    fn as_ref(&self) -> &Engine {
        &self.0.engine
    }
}

/// What stands around all routes: counting and logging, CORS, and an answer where a handler panics.
fn layered(router: Router, counters: &'static Counters) -> Router {
    let count = TraceLayer::new_for_http().make_span_with(trace::span).on_response(CountAnswers(counters));
    // One layer of three: each layer of the router boxes every answer once more. The first is the outermost.
    router.layer((count, cors(), CatchPanicLayer::custom(panicked)))
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
    let refusals = Router::new().fallback(|Extension(problem): Extension<Problem>| async { problem });
    connections::serve(listener, router, layered(refusals, metrics::counters()), shutdown).await;
}
