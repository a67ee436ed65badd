use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};

use super::clock::rfc3339;
use super::metrics::{Scope, metrics};
use super::problem::Problem;
use super::reload::Refusal;
use super::server::Server;
use crate::container::Loss;

pub(super) fn router() -> Router<Server> {
    Router::new().route("/health", get(health)).route("/ready", get(ready)).route("/metrics", get(tell_metrics))
}

/// The process lives.
pub(super) async fn health() -> Response {
    uncached(&json!({ "status": "ok" }))
}

/// A map is loaded and served. That what was published since is not fit does not change that, and is told.
async fn ready(State(server): State<Server>) -> Response {
    let mut body = state(&server);
    body["status"] = json!("ready");
    uncached(&body)
}

/// Which map is served, since when, and what was not taken since.
pub(super) fn state(server: &Server) -> Value {
    let edition = server.edition();
    let catalog = &edition.catalog;
    json!({
        "map": catalog.name(),
        "version": catalog.version(),
        "atlas": catalog.atlas().content_hash().to_string(),
        "almanac": catalog.almanac().content_hash().to_string(),
        "since": rfc3339(edition.since),
        "losses": edition.losses().iter().map(loss_in_json).collect::<Vec<_>>(),
        "last_refused": server.0.reloads.refusal().map(in_json),
    })
}

/// Of what there is less, in numbers and in a sentence.
fn loss_in_json(loss: &Loss) -> Value {
    let mut body = json!(loss);
    body["text"] = json!(format!("{}: {loss}", loss.files));
    body
}

/// What was refused and why.
fn in_json(Refusal { at, cause, why }: Refusal) -> Value {
    json!({ "at": rfc3339(at), "by": cause.name(), "why": why })
}

/// Counters for Prometheus. Below a prefix they are those of the map: those of the process are told at the root, once.
async fn tell_metrics(State(server): State<Server>, headers: HeaderMap) -> Result<Response, Problem> {
    let scope = if server.prefix().is_some() { Scope::Maps } else { Scope::Process };
    metrics(std::iter::once(&server), scope, &headers)
}

pub(super) fn uncached(body: &Value) -> Response {
    let mut response = body.to_string().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
