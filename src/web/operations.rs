use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};

use super::Server;

pub(super) fn router() -> Router<Server> {
    Router::new().route("/health", get(health)).route("/ready", get(ready))
}

/// The process lives.
async fn health() -> Response {
    uncached(&json!({ "status": "ok" }))
}

/// A map is loaded and served.
async fn ready(State(server): State<Server>) -> Response {
    let catalog = server.catalog();
    uncached(&json!({
        "status": "ready",
        "map": catalog.description().name,
        "version": catalog.version(),
        "atlas": catalog.atlas().content_hash().to_string(),
        "almanac": catalog.almanac().content_hash().to_string(),
    }))
}

fn uncached(body: &Value) -> Response {
    let mut response = body.to_string().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
