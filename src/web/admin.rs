use std::hint::black_box;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::documents::json_document;
use super::engine::Engine;
use super::operations::uncached;
use super::params::Nothing;
use super::problem::Problem;
use super::reload::{Cause, Outcome};
use super::server::Server;

/// Where a reload is asked for.
pub(super) const RELOAD: &str = "/-/reload";

pub(super) fn router() -> Router<Server> {
    Router::new().route("/-/reload", post(reload)).route("/-/version", get(version))
}

/// The version that is served now, for pages that show it: with its tag, so that asking costs next to nothing.
async fn version(State(server): State<Server>, _: Nothing, headers: HeaderMap) -> Result<Response, Problem> {
    let edition = server.edition();
    let body = json!({ "map": edition.catalog.name(), "version": edition.catalog.version() });
    json_document(&server, &headers, &body).await
}

/// Looks for another map, for those who know the token.
async fn reload(State(server): State<Server>, _: Nothing, headers: HeaderMap) -> Result<Response, Problem> {
    admit(&server.0.engine, &headers)?;
    match server.reload(Cause::Request).await {
        Outcome::Refused { why } => Err(Problem::conflict(format!("the map before is served on: {why}"))),
        outcome => Ok(uncached(&told(&outcome))),
    }
}

/// Lets those pass who know the token for reloads.
pub(super) fn admit(engine: &Engine, headers: &HeaderMap) -> Result<(), Problem> {
    let Some(token) = engine.reload_token.as_deref() else {
        return Err(Problem::forbidden(
            "this server was given no token for reloads: start it with --reload-token or MAILLAGE_RELOAD_TOKEN, or publish in its folder, which it watches",
        ));
    };
    if bearer(headers).is_some_and(|given| is_equal(given, token.as_bytes())) {
        return Ok(());
    }
    Err(Problem::unauthorized(
        "a reload needs the header `Authorization: Bearer <token>` with the token that the server was started with",
    ))
}

/// What became of a reload, in JSON.
pub(super) fn told(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Swapped { before, version, took } => json!({
            "status": "swapped",
            "version": version,
            "before": before,
            "milliseconds": took.as_secs_f64() * 1000.0,
        }),
        Outcome::Unchanged { version } => json!({ "status": "unchanged", "version": version }),
        Outcome::Refused { why } => json!({ "status": "refused", "why": why }),
    }
}

/// The token of a request (RFC 6750, section 2.1).
fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let value = headers.get(header::AUTHORIZATION)?.as_bytes();
    let (scheme, token) = value.split_at_checked(b"Bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"Bearer ").then(|| token.trim_ascii())
}

/// Whether two tokens are equal, in a time that depends on the length of the given one alone.
fn is_equal(given: &[u8], known: &[u8]) -> bool {
    let mut difference = given.len() ^ known.len();
    for (place, byte) in given.iter().enumerate() {
        let other = known.get(place).copied().unwrap_or(!byte);
        difference |= black_box(usize::from(byte ^ other));
    }
    black_box(difference) == 0
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn tokens_are_compared_whole() {
        assert!(is_equal(b"secret", b"secret"));
        for other in ["", "s", "secre", "secrets", "Secret", "secreT"] {
            assert!(!is_equal(other.as_bytes(), b"secret"), "{other}");
        }
    }

    #[test]
    fn the_token_stands_behind_its_scheme() {
        let token = |value: &'static str| {
            let headers = HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(value))]);
            bearer(&headers).map(<[u8]>::to_vec)
        };
        assert_eq!(token("Bearer abc"), Some(b"abc".to_vec()));
        assert_eq!(token("bearer  abc"), Some(b"abc".to_vec()));
        assert_eq!(token("Basic abc"), None);
        assert_eq!(token("Bearer"), None);
        assert_eq!(bearer(&HeaderMap::new()), None);
    }
}
