use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use super::answer::{Keep, document};
use super::engine::Engine;
use super::params::{Nothing, Params};
use super::problem::Problem;
use super::server::Server;
use crate::query::{Request, TileJsonParameters, select, tilejson};

pub(super) fn router() -> Router<Server> {
    Router::new().route("/catalog", get(catalog)).route("/{layers}", get(describe_tiles))
}

const JSON: &str = "application/json";

/// What the server offers.
async fn catalog(State(server): State<Server>, _: Nothing, headers: HeaderMap) -> Result<Response, Problem> {
    let edition = server.edition();
    let (catalog, base) = (&edition.catalog, server.base());
    let views: Result<Vec<Value>, _> =
        catalog.views().iter().map(|view| with_links(&catalog.shown_view(view), &view.name, base)).collect();
    let mut layers = Vec::new();
    for layer in catalog.layers() {
        let mut told = with_links(layer, &layer.name, base)?;
        // Label points are no such layer: they are drawn, and have no list.
        if catalog.point_layers().any(|(_, known)| known.name == layer.name) {
            told["points"] = json!(format!("{base}/points/{}", layer.name));
        }
        layers.push(told);
    }
    let indicators: Result<Vec<Value>, Problem> = (catalog.all_indicators().iter())
        .map(|indicator| {
            let mut described = serde_json::to_value(indicator).map_err(|_| Problem::internal())?;
            let levels = catalog.computed_at(&indicator.id).map(|layer| layer.name.as_str());
            described["computed"] = levels.collect::<Vec<_>>().into();
            Ok(described)
        })
        .collect();
    let body = json!({
        "name": catalog.name(),
        "title": catalog.title(),
        "attribution": catalog.attribution(),
        "bounds": catalog.opening_bounds(),
        "version": catalog.version(),
        "layers": layers,
        "views": views?,
        "indicators": indicators?,
    });
    json_document(&server, &headers, &body).await
}

/// A layer or view as it describes itself, with where its TileJSON and its style are.
fn with_links(described: &impl serde::Serialize, name: &str, base: &str) -> Result<Value, Problem> {
    let mut value = serde_json::to_value(described).map_err(|_| Problem::internal())?;
    value["tilejson"] = json!(format!("{base}/{name}"));
    value["style"] = json!(format!("{base}/styles/{name}.json"));
    Ok(value)
}

/// TileJSON of layers and views.
async fn describe_tiles(
    State(server): State<Server>,
    path: Result<Path<String>, PathRejection>,
    Params(parameters): Params<TileJsonParameters>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(layers) = path.map_err(|error| Problem::bad_request(error.body_text()))?;
    let edition = server.edition();
    let TileJsonParameters { tile: parameters, language } = parameters;
    let request = Request { layers, parameters };
    let selection = select(&edition.catalog, &request);
    let selection = selection.map_err(|error| other_file(&request.layers).unwrap_or_else(|| error.into()))?;
    let body = tilejson(&edition.catalog, &selection, server.base(), language.lang);
    json_document(&server, &headers, &body).await
}

/// What to say of a file that is asked for where the names of layers stand; none where the name is not that of a file.
fn other_file(name: &str) -> Option<Problem> {
    let (stem, ending) = name.rsplit_once('.')?;
    match stem {
        "legend" => Some(Problem::other_format("legends come", ending, &[".svg", ".png"])),
        "openapi" => Some(Problem::other_format("the description comes", ending, &[".json"])),
        _ => None,
    }
}

pub(super) async fn json_document(
    engine: &impl AsRef<Engine>,
    headers: &HeaderMap,
    body: &Value,
) -> Result<Response, Problem> {
    document(engine, headers, Bytes::from(body.to_string()), JSON, Keep::Revalidate).await
}
