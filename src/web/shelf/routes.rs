use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::super::admin::{admit, told};
use super::super::documents::json_document;
use super::super::metrics::{Scope, metrics};
use super::super::openapi::of_shelf;
use super::super::operations::{health, state, uncached};
use super::super::params::Nothing;
use super::super::{Cause, Outcome, Problem};
use super::{Map, Shelf};

pub(super) fn router() -> Router<Shelf> {
    Router::new()
        .route("/catalog", get(catalog))
        .route("/openapi.json", get(openapi))
        .route("/health", get(health))
        .route("/ready", get(ready))
        .route("/metrics", get(tell_metrics))
        .route("/-/reload", post(reload))
}

/// Which maps there are, and where each describes itself.
async fn catalog(State(shelf): State<Shelf>, _: Nothing, headers: HeaderMap) -> Result<Response, Problem> {
    let maps: Vec<Value> = shelf.0.maps.iter().map(entry).collect();
    json_document(&shelf, &headers, &json!({ "maps": maps })).await
}

fn entry(Map { prefix, server }: &Map) -> Value {
    let (edition, base) = (server.edition(), server.base());
    let catalog = &edition.catalog;
    json!({
        "prefix": prefix,
        "name": catalog.name(),
        "title": catalog.title(),
        "attribution": catalog.attribution(),
        "bounds": catalog.opening_bounds(),
        "version": catalog.version(),
        "url": format!("{base}/"),
        "catalog": format!("{base}/catalog"),
        "openapi": format!("{base}/openapi.json"),
    })
}

/// The description of the shelf's own routes; each map describes those below its prefix.
async fn openapi(State(shelf): State<Shelf>, _: Nothing, headers: HeaderMap) -> Result<Response, Problem> {
    let prefixes = shelf.0.maps.iter().map(|map| map.prefix.as_str());
    json_document(&shelf, &headers, &of_shelf(shelf.0.address.url(), prefixes)?).await
}

/// All maps are loaded, or the server would not have begun.
async fn ready(State(shelf): State<Shelf>) -> Response {
    let maps = shelf.0.maps.iter().map(|Map { prefix, server }| with_prefix(prefix, state(server)));
    uncached(&json!({ "status": "ready", "maps": maps.collect::<Vec<Value>>() }))
}

async fn tell_metrics(State(shelf): State<Shelf>, headers: HeaderMap) -> Result<Response, Problem> {
    metrics(shelf.0.maps.iter().map(|map| &map.server), Scope::Process, &headers)
}

/// Every map looks for another edition of itself, for those who know the token.
async fn reload(State(shelf): State<Shelf>, _: Nothing, headers: HeaderMap) -> Result<Response, Problem> {
    admit(&shelf.0.engine, &headers)?;
    // In a task of its own, so that all maps are asked even when who asked goes away.
    let outcomes = tokio::spawn(async move {
        let mut outcomes = Vec::with_capacity(shelf.0.maps.len());
        for Map { prefix, server } in &shelf.0.maps {
            outcomes.push((prefix.clone(), server.reload(Cause::Request).await));
        }
        outcomes
    });
    let outcomes = outcomes.await.map_err(|_| Problem::internal())?;
    let refused = outcomes.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Refused { .. }));
    let refused: Vec<&str> = refused.map(|(prefix, _)| prefix.as_str()).collect();
    let maps: Value = outcomes.iter().map(|(prefix, outcome)| with_prefix(prefix, told(outcome))).collect();
    if refused.is_empty() {
        return Ok(uncached(&json!({ "maps": maps })));
    }
    let detail = format!("what is published for {} is not fit; the map before is served on", refused.join(", "));
    Ok(Problem::conflict(detail).with("maps", maps).into_response())
}

fn with_prefix(prefix: &str, mut about: Value) -> Value {
    about["prefix"] = json!(prefix);
    about
}

/// What is below no prefix, with paths as clients see them.
pub(super) async fn unknown(State(shelf): State<Shelf>, address: Uri) -> Response {
    let path: String = address.path().chars().take(80).collect();
    let below = shelf.0.address.path();
    let maps: Vec<String> = shelf.0.maps.iter().map(|map| format!("{below}/{}/", map.prefix)).collect();
    let maps = maps.join(", ");
    let detail =
        format!("nothing is at {below}{path}; the maps of this server are at {maps}, and {below}/catalog lists them");
    Problem::not_found(detail).into_response()
}
