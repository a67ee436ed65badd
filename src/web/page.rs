use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;

use super::answer::{Keep, document};
use super::{Problem, Server, assets};
use crate::fonts::glyphs as glyphs_of;

pub(super) fn router() -> Router<Server> {
    Router::new()
        .route("/", get(page))
        .route("/static/{file}", get(file))
        .route("/fonts/{fontstack}/{range}", get(glyphs))
}

/// The map page.
async fn page(State(server): State<Server>, headers: HeaderMap) -> Result<Response, Problem> {
    let (bytes, content_type) = assets::asset("index.html").ok_or_else(Problem::internal)?;
    document(&server, &headers, Bytes::from_static(bytes), content_type, Keep::Revalidate).await
}

/// A file that the page loads.
async fn file(
    State(server): State<Server>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(name) = path.map_err(|error| Problem::bad_request(error.body_text()))?;
    let (bytes, content_type) = assets::asset(&name)
        .filter(|_| name != "index.html")
        .ok_or_else(|| Problem::not_found("the map page has no such file"))?;
    document(&server, &headers, Bytes::from_static(bytes), content_type, Keep::Revalidate).await
}

/// The glyphs of 256 characters of a font.
async fn glyphs(
    State(server): State<Server>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path((fontstack, range)) = path.map_err(|error| Problem::bad_request(error.body_text()))?;
    let is_range = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if let Some((range, ending)) = range.split_once('.')
        && ending != "pbf"
        && is_range(range)
    {
        return Err(Problem::other_format("glyphs come", ending, &[".pbf"]));
    }
    // Without its ending a range is none.
    let glyphs = glyphs_of(&fontstack, range.strip_suffix(".pbf").unwrap_or_default());
    let bytes = Bytes::from_static(glyphs.map_err(|none| Problem::not_found(none.to_string()))?);
    document(&server, &headers, bytes, "application/x-protobuf", Keep::Revalidate).await
}
