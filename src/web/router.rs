use std::any::Any;
use std::future::Future;
use std::time::Duration;

use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{Any as AnyOrigin, CorsLayer};
use tower_http::trace::TraceLayer;

use super::counters::{CountAnswers, Counters, counters};
use super::problem::Problem;
use super::server::Server;
use super::{
    admin, connections, documents, fallback, indicators, maps, openapi, operations, page, points, territories, tiles,
    trace,
};

impl Server {
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
            .fallback(fallback::no_route)
            .method_not_allowed_fallback(fallback::no_method)
            .with_state(self);
        layered(router, counters)
    }
}

/// What stands around all routes: counting and logging, CORS, and an answer where a handler panics.
pub(super) fn layered(router: Router, counters: &'static Counters) -> Router {
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
    connections::serve(listener, router, layered(refusals, counters()), shutdown).await;
}
