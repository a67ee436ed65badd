use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{PathRejection, RawPathParamsRejection};
use axum::extract::{Path, RawPathParams, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};

use super::answer::{Keep, document};
use super::downloads::download;
use super::edition::Edition;
use super::params::{Given, Params};
use super::problem::{Problem, one_of};
use super::server::Server;
use crate::catalog::TerritoryError;
use crate::gazetteer::{FeatureId, Language};
use crate::records::{Format, PortraitParameters, SearchParameters};

pub(super) fn router() -> Router<Server> {
    Router::new()
        .route("/territories", get(search))
        .route("/territories/{name}", get(by_name))
        .route("/territories/{level}/{code}", get(by_level_and_code))
}

impl From<TerritoryError> for Problem {
    fn from(error: TerritoryError) -> Problem {
        Problem::not_found(error.to_string())
    }
}

/// Territories by name or code.
async fn search(
    State(server): State<Server>,
    Params(sought): Params<SearchParameters>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    // The level is a parameter here, not a part of the address: an unknown one is a wrong request.
    let edition = server.edition();
    let found = edition.records().search(&sought).map_err(|error| Problem::bad_request(error.to_string()))?;
    let (hits, count) = found;
    let describe = |hit| edition.records().describe_hit(hit, server.base(), sought.language.lang);
    let results: Vec<Value> = hits.iter().map(describe).collect();
    json_document(&server, &headers, &json!({ "query": sought.q, "count": count, "results": results })).await
}

/// The file of a whole level, or the territory of a code that only one level has.
async fn by_name(
    State(server): State<Server>,
    path: Result<Path<String>, PathRejection>,
    given: Given,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(code) = path.map_err(|error| Problem::bad_request(error.body_text()))?;
    let edition = server.edition();
    let catalog = &edition.catalog;
    if let Some((level, format)) = Format::split(&code) {
        catalog.level(level)?;
        return download(server.clone(), (level.to_owned(), format), &given, &headers).await;
    }
    let parameters: PortraitParameters = given.read()?;
    if catalog.level(&code).is_ok() {
        return Err(Problem::not_found(format!(
            "`{code}` is a level: it is downloaded as /territories/{code}{}, and its territories are found with \
             /territories?level={code}",
            one_of(&Format::FILES)
        )));
    }
    let found = match (catalog.territories(&code), code.rsplit_once('.')) {
        // A code may have a dot, too.
        (Err(_), Some((level, ending))) => {
            catalog.level(level)?;
            return Err(Problem::other_format(&format!("`{level}` is downloaded"), ending, &Format::FILES));
        }
        (found, _) => found?,
    };
    match found[..] {
        [territory] => portrait(&server, &edition, territory, &parameters, &headers).await,
        _ => Ok(ambiguous(server.base(), &edition, &code, &found, parameters.language.lang)),
    }
}

async fn by_level_and_code(
    State(server): State<Server>,
    path: Result<RawPathParams, RawPathParamsRejection>,
    Params(parameters): Params<PortraitParameters>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let path = path.map_err(|error| Problem::bad_request(error.body_text()))?;
    let mut places = path.iter().map(|(_, value)| value);
    let [level, code] = std::array::from_fn(|_| places.next().unwrap_or_default());
    let edition = server.edition();
    let territory = edition.catalog.territory(level, code)?;
    portrait(&server, &edition, territory, &parameters, &headers).await
}

async fn portrait(
    server: &Server,
    edition: &Edition,
    territory: FeatureId,
    parameters: &PortraitParameters,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let body = edition.records().portrait(territory, parameters, server.base())?;
    json_document(server, headers, &body).await
}

/// `300 Multiple Choices` (RFC 9110, section 15.4.1) as a problem that lists the choices: nothing tells which is meant.
fn ambiguous(base: &str, edition: &Edition, code: &str, found: &[FeatureId], language: Language) -> Response {
    let candidates = found.iter().map(|&territory| edition.records().reference(territory, base, language));
    let status = StatusCode::MULTIPLE_CHOICES;
    let body = json!({
        "type": "about:blank",
        "title": "Multiple Choices",
        "status": status.as_u16(),
        "detail": format!("{} levels have the code `{code}`; ask for /territories/{{level}}/{{code}}", found.len()),
        "candidates": candidates.collect::<Vec<_>>(),
    });
    let mut response = (status, body.to_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn json_document(server: &Server, headers: &HeaderMap, body: &Value) -> Result<Response, Problem> {
    document(server, headers, Bytes::from(body.to_string()), "application/json", Keep::Revalidate).await
}
