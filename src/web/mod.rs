//! The only room that knows HTTP: routes, negotiation, caching, errors. A handler parses, asks one room, answers.

mod answer;
pub mod assets;
mod cache;
mod choice;
mod connections;
mod documents;
mod downloads;
mod negotiate;
mod openapi;
mod operations;
mod page;
mod path;
mod problem;
mod query;
mod studio;
mod territories;
mod tiles;

pub use cache::TileCache;
pub use problem::Problem;

use std::any::Any;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{Any as AnyOrigin, CorsLayer};
use tower_http::trace::TraceLayer;

use crate::catalog::Catalog;
use crate::container::Mapping;
use choice::Choices;
use studio::Studio;

/// How a server behaves.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// Address under which clients reach it, without a slash at its end. It stands in every URL that is handed out;
    /// the `Host` of a request never does, since a request can forge it.
    pub public_url: String,
    /// Bytes of compressed tiles kept; 0 for none.
    pub cache_bytes: u64,
    /// Tiles drawn at once.
    pub drawers: usize,
}

/// What all handlers share.
#[derive(Clone)]
pub struct Server(Arc<Shared>);

struct Shared {
    catalog: Catalog<Mapping>,
    options: ServeOptions,
    studio: Studio,
    cache: TileCache,
    choices: Choices,
}

impl Server {
    /// A server of one catalogue.
    pub fn new(catalog: Catalog<Mapping>, options: ServeOptions) -> Server {
        let studio = Studio::new(options.drawers);
        let cache = TileCache::new(options.cache_bytes);
        Server(Arc::new(Shared { catalog, options, studio, cache, choices: Choices::new() }))
    }

    fn catalog(&self) -> &Catalog<Mapping> {
        &self.0.catalog
    }

    fn base(&self) -> &str {
        &self.0.options.public_url
    }

    /// All routes.
    pub fn router(self) -> Router {
        Router::new()
            .merge(page::router())
            .merge(operations::router())
            .merge(documents::router())
            .merge(territories::router())
            .merge(openapi::router())
            .merge(tiles::router())
            .fallback(problem::no_route)
            .method_not_allowed_fallback(problem::no_method)
            .with_state(self)
            // One layer of three: each layer of the router boxes every answer once more. The first is the outermost.
            .layer((TraceLayer::new_for_http(), cors(), CatchPanicLayer::custom(panicked)))
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
pub async fn serve(listener: TcpListener, server: Server, shutdown: impl Future<Output = ()>) {
    connections::serve(listener, server.router(), shutdown).await;
}
