use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, State};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use super::answer::{Keep, document};
use super::documents::json_document;
use super::params::{Given, Params};
use super::problem::{Problem, one_of};
use super::server::Server;
use crate::catalog::TerritoryError;
use crate::parameters::{Parameters, behind_mark};
use crate::query::InLanguage;
use crate::records::{
    Among, CsvNearParameters, CsvPageParameters, Dialect, DownloadError, Format, PageError, PageParameters,
    PageRequest, point_layer,
};

pub(super) fn router() -> Router<Server> {
    Router::new()
        .route("/points", get(layers))
        .route("/points/{layer}", get(page))
        .route("/points/{layer}/{code}", get(one))
        .route("/points/{layer}/clusters/{id}", get(cluster))
}

impl From<PageError> for Problem {
    fn from(error: PageError) -> Problem {
        match error {
            PageError::UnknownLayer { .. } | PageError::UnknownCluster { .. } => Problem::not_found(error.to_string()),
            PageError::Territory(_)
            | PageError::SeveralTerritories { .. }
            | PageError::NoParents { .. }
            | PageError::TooLarge { .. }
            | PageError::TooManyTerritories { .. } => Problem::bad_request(error.to_string()),
            PageError::Download(DownloadError::Select(error)) => error.into(),
            PageError::Download(DownloadError::Write(error)) => {
                tracing::error!(error, "a page of points could not be made");
                Problem::internal()
            }
        }
    }
}

/// A name that may end in that of a format; GeoJSON without.
fn format(name: &str) -> Result<(&str, Format), Problem> {
    match Format::split(name) {
        None => match name.rsplit_once('.') {
            Some((_, ending)) => Err(Problem::other_format("pages of points come", ending, &[".geojson", ".csv"])),
            None => Ok((name, Format::GeoJson)),
        },
        Some((name, format @ (Format::Csv | Format::GeoJson))) => Ok((name, format)),
        Some((layer, _)) => Err(Problem::not_found(format!(
            "pages of points come as .geojson or .csv; a whole layer is /territories/{layer}{}",
            one_of(&Format::FILES)
        ))),
    }
}

/// The layers of points, and where their points are.
async fn layers(
    State(server): State<Server>,
    Params(InLanguage { lang }): Params<InLanguage>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (edition, base) = (server.edition(), server.base());
    let layers = edition.catalog.point_layers().map(|(_, layer)| {
        let name = &layer.name;
        json!({
            "name": name,
            "label": layer.label.get(lang),
            "description": layer.description.as_ref().map(|text| text.get(lang)),
            "count": layer.features,
            "zooms": layer.zooms,
            "fields": layer.fields,
            "clusters": layer.clusters,
            "points": format!("{base}/points/{name}"),
            "nearest": format!("{base}/points/{name}/nearest"),
            "tilejson": format!("{base}/{name}"),
        })
    });
    let body = json!({ "points": layers.collect::<Vec<Value>>(), "version": edition.catalog.version() });
    json_document(&server, &headers, &body).await
}

type Names = Result<RawPathParams, RawPathParamsRejection>;

/// The two last parts of a path.
fn names(path: Names) -> Result<[String; 2], Problem> {
    let path = path.map_err(|error| Problem::bad_request(error.body_text()))?;
    let mut values = path.iter().map(|(_, value)| value.to_owned());
    Ok(std::array::from_fn(|_| values.next().unwrap_or_default()))
}

/// A page of a layer's points.
async fn page(
    State(server): State<Server>,
    path: Names,
    address: Uri,
    given: Given,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let [file, _] = names(path)?;
    let (layer, format) = format(&file)?;
    let asked = page_parameters(&given, format)?;
    let among = Among::All { after: asked.page.after.as_deref() };
    let request = page_request(&server, (layer, format), among, &asked);
    answer(&server, &headers, &request, |code| behind(&server, &address, &asked, code)).await
}

/// One point, or those nearest to a place.
async fn one(State(server): State<Server>, path: Names, given: Given, headers: HeaderMap) -> Result<Response, Problem> {
    let [layer, code] = names(path)?;
    if ["nearest", "nearest.csv", "nearest.geojson"].contains(&code.as_str()) {
        let (_, format) = format(&code)?;
        return nearest(&server, (&layer, format), &given, &headers).await;
    }
    let edition = server.edition();
    let catalog = &edition.catalog;
    let parameters = given.read()?;
    point_layer(catalog, &layer)?;
    let territory = catalog.territory(&layer, &code).map_err(|error| match error {
        TerritoryError::UnknownCode { level, code } => Problem::not_found(format!(
            "no point of `{level}` has the code `{code}`; find codes with /territories?level={level}&q= and a name"
        )),
        error => error.into(),
    })?;
    let properties = edition.records().portrait(territory, &parameters, server.base())?;
    let body = json!({
        "type": "Feature",
        "id": code,
        "geometry": { "type": "Point", "coordinates": properties["point"] },
        "properties": properties,
    });
    document(&server, &headers, Bytes::from(body.to_string()), GEOJSON, Keep::Revalidate).await
}

const GEOJSON: &str = "application/geo+json";

/// The points around a place: one page, which has no next.
async fn nearest(
    server: &Server,
    (layer, format): (&str, Format),
    given: &Given,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let CsvNearParameters { near, dialect } = match format {
        Format::Csv => given.read()?,
        _ => CsvNearParameters { near: given.read()?, dialect: Dialect::default() },
    };
    let (among, points, limit, base) = (near.among(), &near.points, near.n, server.base());
    let request = PageRequest { layer, among, points, format, dialect, base, limit };
    answer(server, headers, &request, str::to_owned).await
}

/// The points of a cluster.
async fn cluster(
    State(server): State<Server>,
    path: Names,
    address: Uri,
    given: Given,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let [layer, file] = names(path)?;
    let (id, format) = format(&file)?;
    let wrong = || Problem::bad_request("the id of a cluster is a whole number: the attribute `cluster_id` of a tile");
    let id = id.parse().map_err(|_| wrong())?;
    let asked = page_parameters(&given, format)?;
    let among = Among::Cluster { id, after: asked.page.after.as_deref() };
    let request = page_request(&server, (&layer, format), among, &asked);
    answer(&server, &headers, &request, |code| behind(&server, &address, &asked, code)).await
}

/// What a page is asked for with: only CSV has a dialect.
fn page_parameters(given: &Given, format: Format) -> Result<CsvPageParameters, Problem> {
    match format {
        Format::Csv => given.read(),
        _ => Ok(CsvPageParameters { page: given.read()?, dialect: Dialect::default() }),
    }
}

fn page_request<'a>(
    server: &'a Server,
    (layer, format): (&'a str, Format),
    among: Among<'a>,
    asked: &'a CsvPageParameters,
) -> PageRequest<'a> {
    let CsvPageParameters { page: PageParameters { points, limit, .. }, dialect } = asked;
    PageRequest { layer, among, points, format, dialect: *dialect, base: server.base(), limit: *limit }
}

/// The address of the page behind a code.
fn behind(server: &Server, address: &Uri, asked: &CsvPageParameters, code: &str) -> String {
    let mut next = asked.clone();
    next.page.after = Some(code.to_owned());
    format!("{}{}{}", server.base(), address.path(), behind_mark(&next.query()))
}

/// Makes a page, and says in its headers too where the next one is: a CSV file has no other place for it.
async fn answer(
    server: &Server,
    headers: &HeaderMap,
    request: &PageRequest<'_>,
    behind: impl Fn(&str) -> String,
) -> Result<Response, Problem> {
    let page = server.0.engine.studio.run(|_| server.edition().records().page(request, behind)).await??;
    let bytes = Bytes::from(page.bytes);
    let mut response = document(server, headers, bytes, request.format.media_type(), Keep::Revalidate).await?;
    let link = page.next.and_then(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")).ok());
    if let Some(link) = link {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}
