use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Server;
use super::admin::RELOAD;
use crate::portrayal::ClassError;
use crate::query::SelectError;

/// A refusal over HTTP (RFC 9457), with a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub status: StatusCode,
    pub detail: String,
    retry_after: Option<u32>,
}

impl Problem {
    /// `400 Bad Request`.
    pub fn bad_request(detail: impl Into<String>) -> Problem {
        Problem { status: StatusCode::BAD_REQUEST, detail: detail.into(), retry_after: None }
    }

    /// `401 Unauthorized`.
    pub fn unauthorized(detail: impl Into<String>) -> Problem {
        Problem { status: StatusCode::UNAUTHORIZED, detail: detail.into(), retry_after: None }
    }

    /// `403 Forbidden`.
    pub fn forbidden(detail: impl Into<String>) -> Problem {
        Problem { status: StatusCode::FORBIDDEN, detail: detail.into(), retry_after: None }
    }

    /// `404 Not Found`.
    pub fn not_found(detail: impl Into<String>) -> Problem {
        Problem { status: StatusCode::NOT_FOUND, detail: detail.into(), retry_after: None }
    }

    /// `406 Not Acceptable`.
    pub fn not_acceptable(detail: impl Into<String>) -> Problem {
        Problem { status: StatusCode::NOT_ACCEPTABLE, detail: detail.into(), retry_after: None }
    }

    /// `409 Conflict`.
    pub fn conflict(detail: impl Into<String>) -> Problem {
        Problem { status: StatusCode::CONFLICT, detail: detail.into(), retry_after: None }
    }

    /// `500 Internal Server Error`, without what is nobody's business.
    pub fn internal() -> Problem {
        let detail = "the server failed to answer; its log says why";
        Problem { status: StatusCode::INTERNAL_SERVER_ERROR, detail: detail.to_owned(), retry_after: None }
    }

    /// `503 Service Unavailable`: more is asked than can be drawn.
    pub fn overloaded() -> Problem {
        let detail = "too many tiles are being drawn at once; ask again in a second";
        Problem { status: StatusCode::SERVICE_UNAVAILABLE, detail: detail.to_owned(), retry_after: Some(1) }
    }

    /// `503 Service Unavailable`: more files are asked for than can be made.
    pub fn busy() -> Problem {
        let detail = "too many files are being made at once; ask again in ten seconds";
        Problem { status: StatusCode::SERVICE_UNAVAILABLE, detail: detail.to_owned(), retry_after: Some(10) }
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
        self.answer(json!({}))
    }
}

impl Problem {
    /// The answer with a member of its own (RFC 9457, section 3.2).
    pub(super) fn response_with(self, name: &str, value: &Value) -> Response {
        self.answer(json!({ name: value }))
    }

    fn answer(self, mut body: Value) -> Response {
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

/// Answers paths that no route knows, with paths as clients see them.
pub(super) async fn no_route(State(server): State<Server>, uri: Uri) -> Problem {
    let path: String = uri.path().chars().take(80).collect();
    let below = server.path();
    Problem::not_found(format!(
        "nothing is at {below}{path}; the map page is at {below}/, its layers are listed at {below}/catalog, tiles are at \
         {below}/{{layer}}/{{z}}/{{x}}/{{y}}, and all routes are described at {below}/openapi.json"
    ))
}

/// Answers methods that no route takes.
pub(super) async fn no_method(uri: Uri) -> Problem {
    let detail = if uri.path() == RELOAD {
        "a reload is asked for with POST"
    } else {
        "only GET, HEAD and OPTIONS are answered here"
    };
    let detail = detail.to_owned();
    Problem { status: StatusCode::METHOD_NOT_ALLOWED, detail, retry_after: None }
}
