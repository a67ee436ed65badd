use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{PathRejection, RawPathParamsRejection};
use axum::extract::{FromRequestParts, Path, RawPathParams, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};

use super::answer::{Keep, document};
use super::downloads::{DialectParameters, download};
use super::edition::Edition;
use super::problem::one_of;
use super::query::{Parameters, pairs};
use super::{Problem, Server};
use crate::catalog::TerritoryError;
use crate::gazetteer::{FeatureId, Language};
use crate::records::{Format, MOST_HITS, PortraitRequest, SearchRequest};

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

/// What a search is asked for.
struct Sought {
    text: String,
    level: Option<String>,
    limit: usize,
}

/// Most characters of a name that is looked for.
const LONGEST: usize = 200;

/// Hits of a search that says no limit.
const FEW: usize = 10;

impl<S: Send + Sync> FromRequestParts<S> for Sought {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Sought, Problem> {
        let mut sought = Sought { text: String::new(), level: None, limit: FEW };
        for (name, value) in pairs(&parts.uri)? {
            match name.as_str() {
                "q" if value.chars().count() > LONGEST => {
                    return Err(Problem::bad_request(format!("`q` is longer than {LONGEST} characters")));
                }
                "q" => sought.text = value,
                "level" => sought.level = Some(value),
                "limit" => {
                    let limit = value.parse().ok().filter(|limit| (1..=MOST_HITS).contains(limit));
                    let wrong = || Problem::bad_request(format!("`limit` is a whole number from 1 to {MOST_HITS}"));
                    sought.limit = limit.ok_or_else(wrong)?;
                }
                _ => {}
            }
        }
        Ok(sought)
    }
}

/// Territories by name or code.
async fn search(
    State(server): State<Server>,
    sought: Sought,
    parameters: Parameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let request = SearchRequest { text: &sought.text, level: sought.level.as_deref(), limit: sought.limit };
    // The level is a parameter here, not a part of the address: an unknown one is a wrong request.
    let edition = server.edition();
    let found = edition.records().search(&request).map_err(|error| Problem::bad_request(error.to_string()))?;
    let (hits, count) = found;
    let describe = |hit| edition.records().describe_hit(hit, server.base(), parameters.language());
    let results: Vec<Value> = hits.iter().map(describe).collect();
    json_document(&server, &headers, &json!({ "query": sought.text, "count": count, "results": results })).await
}

/// The file of a whole level, or the territory of a code that only one level has.
async fn by_name(
    State(server): State<Server>,
    path: Result<Path<String>, PathRejection>,
    parameters: Parameters,
    dialect: DialectParameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(code) = path.map_err(|error| Problem::bad_request(error.body_text()))?;
    let edition = server.edition();
    let catalog = &edition.catalog;
    if let Some((level, format)) = Format::split(&code) {
        catalog.level(level)?;
        return download(server.clone(), (level.to_owned(), format), dialect, parameters, &headers).await;
    }
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
        _ => Ok(ambiguous(server.base(), &edition, &code, &found, parameters.language())),
    }
}

async fn by_level_and_code(
    State(server): State<Server>,
    path: Result<RawPathParams, RawPathParamsRejection>,
    parameters: Parameters,
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
    parameters: &Parameters,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let request = PortraitRequest {
        indicators: parameters.indicators.as_deref(),
        years: parameters.year.as_deref(),
        language: parameters.language(),
        base: server.base(),
    };
    let body = edition.records().portrait(territory, &request)?;
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
