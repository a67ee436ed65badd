//! The indicators: what there is, what their figures are like, and classes of them.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde_json::json;

use super::documents::json_document;
use super::params::{Nothing, Params};
use super::problem::Problem;
use super::server::Server;
use crate::portrayal::{ClassesParameters, MOST_CLASSES, Palette};

pub(super) fn router() -> Router<Server> {
    Router::new()
        .route("/indicators", get(indicators))
        .route("/indicators/{id}", get(indicator))
        .route("/indicators/{id}/classes", get(classes))
        .route("/palettes", get(palettes))
}

/// Every indicator, with what its figures are like at each level in each year.
async fn indicators(State(server): State<Server>, _: Nothing, headers: HeaderMap) -> Result<Response, Problem> {
    let edition = server.edition();
    let body = server.0.engine.studio.run(|_| edition.statistics().indicator_catalogue()).await?;
    json_document(&server, &headers, &body).await
}

/// One indicator.
async fn indicator(
    State(server): State<Server>,
    path: Result<Path<String>, PathRejection>,
    _: Nothing,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(id) = path.map_err(|error| Problem::bad_request(error.body_text()))?;
    let edition = server.edition();
    let body = server.0.engine.studio.run(|_| edition.statistics().indicator_document(&id)).await?;
    json_document(&server, &headers, &body.map_err(|error| Problem::not_found(error.to_string()))?).await
}

/// Classes of an indicator: those that styles and legends with the same parameters have.
async fn classes(
    State(server): State<Server>,
    path: Result<Path<String>, PathRejection>,
    Params(parameters): Params<ClassesParameters>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(id) = path.map_err(|error| Problem::bad_request(error.body_text()))?;
    let edition = server.edition();
    let catalog = &edition.catalog;
    catalog.known_indicator(&id).map_err(|error| Problem::not_found(error.to_string()))?;
    let request = parameters.request(&id, catalog.finest_level(&id), server.base());
    let mut legends = server.0.engine.studio.run(|_| edition.portrayal().legends(&request)).await??;
    let body = if legends.len() == 1 { legends.remove(0) } else { json!({ "levels": legends }) };
    json_document(&server, &headers, &body).await
}

/// Every palette with its colours for three and more classes.
async fn palettes(State(server): State<Server>, _: Nothing, headers: HeaderMap) -> Result<Response, Problem> {
    let palettes = Palette::all().iter().map(|palette| {
        let ramps = (3..=MOST_CLASSES).map(|count| (count.to_string(), json!(palette.ramp(count))));
        json!({
            "id": palette.id,
            "family": palette.family,
            "kind": palette.kind,
            "colour_blind_safe": palette.colour_blind_safe,
            "colors": ramps.collect::<serde_json::Map<_, _>>(),
        })
    });
    let body = json!({
        "palettes": palettes.collect::<Vec<_>>(),
        "notice": "This product includes color specifications and designs developed by Cynthia Brewer (https://colorbrewer.org/).",
    });
    json_document(&server, &headers, &body).await
}
