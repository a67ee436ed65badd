use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::portrayal::ClassError;
use crate::query::SelectError;

/// A refusal over HTTP (RFC 9457), with a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub status: StatusCode,
    pub detail: String,
    retry_after: Option<u32>,
    /// Members of its own (RFC 9457, section 3.2).
    members: Map<String, Value>,
}

impl Problem {
    /// A refusal that is not to be tried again.
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Problem {
        Problem { status, detail: detail.into(), retry_after: None, members: Map::new() }
    }

    /// The same with a member of its own.
    pub(super) fn with(mut self, name: &str, value: Value) -> Problem {
        self.members.insert(name.to_owned(), value);
        self
    }

    /// `400 Bad Request`.
    pub fn bad_request(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, detail)
    }

    /// `401 Unauthorized`.
    pub fn unauthorized(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::UNAUTHORIZED, detail)
    }

    /// `403 Forbidden`.
    pub fn forbidden(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::FORBIDDEN, detail)
    }

    /// `404 Not Found`.
    pub fn not_found(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, detail)
    }

    /// `404 Not Found` for a file in a format that there is not: `what` comes as `known`, which are endings of names.
    pub(super) fn other_format(what: &str, ending: &str, known: &[&str]) -> Problem {
        let ending: String = ending.chars().take(20).collect();
        Problem::not_found(format!("{what} as {}, not as .{ending}", one_of(known)))
    }

    /// `406 Not Acceptable`.
    pub fn not_acceptable(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_ACCEPTABLE, detail)
    }

    /// `409 Conflict`.
    pub fn conflict(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::CONFLICT, detail)
    }

    /// `500 Internal Server Error`, without what is nobody's business.
    pub fn internal() -> Problem {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the server failed to answer; its log says why")
    }

    /// `503 Service Unavailable`: more is asked than can be drawn.
    pub fn overloaded() -> Problem {
        let detail = "too many tiles are being drawn at once; ask again in a second";
        Problem { retry_after: Some(1), ..Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail) }
    }

    /// `503 Service Unavailable`: more files are asked for than can be made.
    pub fn busy() -> Problem {
        let detail = "too many files are being made at once; ask again in ten seconds";
        Problem { retry_after: Some(10), ..Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail) }
    }
}

/// `.csv, .json or .fgb`
pub(super) fn one_of(known: &[&str]) -> String {
    match known {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => known.concat(),
    }
}

impl From<SelectError> for Problem {
    fn from(error: SelectError) -> Problem {
        match error {
            SelectError::UnknownLayer { .. } => Problem::not_found(error.to_string()),
            _ => Problem::bad_request(error.to_string()),
        }
    }
}

impl From<ClassError> for Problem {
    fn from(error: ClassError) -> Problem {
        match error {
            ClassError::Select(error) => error.into(),
            other => Problem::bad_request(other.to_string()),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = Value::Object(self.members);
        body["type"] = json!("about:blank");
        body["title"] = json!(self.status.canonical_reason().unwrap_or("Error"));
        body["status"] = json!(self.status.as_u16());
        body["detail"] = json!(self.detail);
        let mut response = (self.status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
