use axum::extract::State;
use axum::http::{StatusCode, Uri};

use super::admin::RELOAD;
use super::problem::Problem;
use super::server::Server;

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
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail)
}
