//! Finished maps: styles, the patterns that they name, and pictures of their legends.

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;

use super::answer::{Keep, document};
use super::documents::json_document;
use super::params::{Given, Nothing, Params};
use super::problem::Problem;
use super::server::Server;
use crate::portrayal::{
    BivariateParameters, ChoroplethParameters, Donuts, LayerStyleParameters, LegendParameters, Picture,
    PointsParameters, StyleRequest, SymbolsParameters, pattern_image, sprite_image, sprite_index,
};

pub(super) fn router() -> Router<Server> {
    Router::new()
        .route("/styles/{file}", get(style))
        .route("/legend.svg", get(legend_svg))
        .route("/legend.png", get(legend_png))
        .route("/sprites/{file}", get(sprite))
}

/// The style of a layer or a view, or of a map by its kind.
async fn style(
    State(server): State<Server>,
    path: Result<Path<String>, PathRejection>,
    given: Given,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(file) = path.map_err(|error| Problem::bad_request(error.body_text()))?;
    let base = server.base();
    let name = match file.rsplit_once('.') {
        Some((name, "json")) => name,
        Some((_, ending)) => return Err(Problem::other_format("styles come", ending, &[".json"])),
        None => &file,
    };
    match name {
        "choropleth" => answer(&server, &headers, &given.read::<ChoroplethParameters>()?.request(base)).await,
        "symbols" => answer(&server, &headers, &given.read::<SymbolsParameters>()?.request(base)).await,
        "bivariate" => answer(&server, &headers, &given.read::<BivariateParameters>()?.request(base)).await,
        "points" => answer(&server, &headers, &given.read::<PointsParameters>()?.request(base)).await,
        name => answer(&server, &headers, &given.read::<LayerStyleParameters>()?.request(name, base)).await,
    }
}

async fn answer(server: &Server, headers: &HeaderMap, request: &StyleRequest<'_>) -> Result<Response, Problem> {
    let edition = server.edition();
    let body = server.0.engine.studio.run(|_| edition.portrayal().style(request)).await??;
    json_document(server, headers, &body).await
}

async fn legend_svg(
    State(server): State<Server>,
    Params(parameters): Params<LegendParameters>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let picture = picture(&server, &parameters).await?;
    document(&server, &headers, Bytes::from(picture.svg), SVG, Keep::Revalidate).await
}

async fn legend_png(
    State(server): State<Server>,
    Params(parameters): Params<LegendParameters>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let picture = picture(&server, &parameters).await?;
    let image = server.0.engine.studio.run(|_| picture.png(PIXELS)).await?.ok_or_else(Problem::internal)?;
    document(&server, &headers, Bytes::from(image), PNG, Keep::Revalidate).await
}

const PNG: &str = "image/png";
const SVG: &str = "image/svg+xml";

/// Pixels of a legend for each CSS pixel: sharp on good screens and on paper.
const PIXELS: u8 = 2;

async fn picture(server: &Server, parameters: &LegendParameters) -> Result<Picture, Problem> {
    let request = parameters.request(server.base());
    let edition = server.edition();
    Ok(server.0.engine.studio.run(|_| edition.portrayal().picture(&request, parameters.zoom)).await??)
}

/// Patterns of missing figures, and donuts of categories, as MapLibre asks for them.
async fn sprite(
    State(server): State<Server>,
    path: Result<Path<String>, PathRejection>,
    _: Nothing,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(file) = path.map_err(|error| Problem::bad_request(error.body_text()))?;
    let image = |ratio| sprite_image(ratio).ok_or_else(Problem::internal);
    if let Some((_, ending)) = file.rsplit_once('.').filter(|(_, ending)| !["json", "png", "svg"].contains(ending)) {
        return Err(Problem::other_format("sprites come", ending, &[".json", ".png"]));
    }
    let image = match file.as_str() {
        "missing.json" => return json_document(&server, &headers, &sprite_index(1)).await,
        "missing@2x.json" => return json_document(&server, &headers, &sprite_index(2)).await,
        "missing.png" => image(1)?,
        "missing@2x.png" => image(2)?,
        other if other.starts_with("donuts-") => return donuts(&server, other, &headers).await,
        other => {
            let pattern =
                other.strip_suffix(".svg").and_then(pattern_image).ok_or_else(|| Problem::not_found(NO_SPRITE))?;
            return document(&server, &headers, Bytes::from(pattern), SVG, Keep::Revalidate).await;
        }
    };
    document(&server, &headers, Bytes::from(image), PNG, Keep::Revalidate).await
}

/// A sprite of donuts, or its index.
async fn donuts(server: &Server, file: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let unknown = || Problem::not_found(NO_SPRITE);
    let (name, kind) = file.rsplit_once('.').ok_or_else(unknown)?;
    let (name, ratio) = name.strip_suffix("@2x").map_or((name, 1), |name| (name, 2));
    let donuts = Donuts::find(name).ok_or_else(unknown)?;
    match kind {
        "json" => json_document(server, headers, &donuts.index(ratio)).await,
        "png" => {
            let image = server.0.engine.studio.run(|_| donuts.image(ratio)).await?.ok_or_else(Problem::internal)?;
            document(server, headers, Bytes::from(image), PNG, Keep::Revalidate).await
        }
        _ => Err(unknown()),
    }
}

const NO_SPRITE: &str = "the sprites are /sprites/missing and /sprites/donuts-{palette}-{1 to 4}, such as \
                         /sprites/donuts-viridis-4 or /sprites/donuts-viridis-3-others, with .json or .png and @2x before it";
