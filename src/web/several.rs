use std::fmt::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};
use tower_http::catch_panic::CatchPanicLayer;

use super::operations::uncached;
use super::{Problem, Server, cors, panicked};
use crate::gazetteer::is_reserved_name;

/// Several maps in one server, each with all of its addresses below a prefix of its own.
pub struct Maps(Vec<(String, Server)>);

/// Why maps cannot stand beside each other.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrefixError {
    #[error(
        "`{0}` cannot be the prefix of a map: use ASCII letters, digits, `_` and `-`, and no word of the server's own addresses"
    )]
    Unfit(String),
    #[error("two maps have the prefix `{0}`: name one of them otherwise, as in `other=folder`")]
    Twice(String),
}

impl Maps {
    /// # Errors
    /// When a prefix cannot be one, or is there twice.
    pub fn new(maps: Vec<(String, Server)>) -> Result<Maps, PrefixError> {
        for (place, (prefix, _)) in maps.iter().enumerate() {
            if is_reserved_name(prefix) {
                return Err(PrefixError::Unfit(prefix.clone()));
            }
            if maps[..place].iter().any(|(other, _)| other == prefix) {
                return Err(PrefixError::Twice(prefix.clone()));
            }
        }
        Ok(Maps(maps))
    }

    /// All routes: those of each map below its prefix, and a few that speak of all of them.
    pub fn router(self) -> Router {
        let nested = self.0.iter().fold(Router::new(), |router, (prefix, server)| {
            router.nest_service(&format!("/{prefix}"), server.clone().router())
        });
        let own = Router::new()
            .route("/", get(page))
            .route("/catalog", get(catalog))
            .route("/health", get(health))
            .route("/ready", get(ready))
            .fallback(unknown)
            .with_state(Arc::new(self))
            .layer((cors(), CatchPanicLayer::custom(panicked)));
        own.merge(nested)
    }

    fn titles(&self) -> impl Iterator<Item = (&str, [String; 2], String)> {
        self.0.iter().map(|(prefix, server)| {
            let edition = server.edition();
            let title = &edition.catalog.description().title;
            (prefix.as_str(), [title.fr.clone(), title.en.clone()], server.base().to_owned())
        })
    }
}

/// The process lives.
async fn health() -> Response {
    uncached(&json!({ "status": "ok" }))
}

/// All maps are loaded, or the server would not have begun.
async fn ready(State(maps): State<Arc<Maps>>) -> Response {
    let each = maps.0.iter().map(|(prefix, server)| {
        let (map, version) = server.serves();
        json!({ "prefix": prefix, "map": map, "version": version })
    });
    uncached(&json!({ "status": "ready", "maps": each.collect::<Vec<Value>>() }))
}

/// Which maps there are.
async fn catalog(State(maps): State<Arc<Maps>>) -> Response {
    let each = maps.titles().map(|(prefix, [fr, en], base)| {
        json!({ "prefix": prefix, "title": { "fr": fr, "en": en }, "url": format!("{base}/"), "catalog": format!("{base}/catalog") })
    });
    uncached(&json!({ "maps": each.collect::<Vec<Value>>() }))
}

/// A page that leads to the maps, in both languages.
async fn page(State(maps): State<Arc<Maps>>) -> Response {
    let mut list = String::new();
    for (_, [fr, en], base) in maps.titles() {
        let (fr, en, base) = (escaped(&fr), escaped(&en), escaped(&base));
        let _ = write!(
            list,
            "<li><a href=\"{base}/?lang=fr\" lang=\"fr\" hreflang=\"fr\">{fr}</a> <a href=\"{base}/?lang=en\" lang=\"en\" \
             hreflang=\"en\">{en}</a></li>"
        );
    }
    let text = include_str!("several.html").replace("{{list}}", &list);
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// What is below no prefix.
async fn unknown(State(maps): State<Arc<Maps>>, address: Uri) -> Response {
    let names: Vec<String> = maps.0.iter().map(|(prefix, _)| format!("/{prefix}/")).collect();
    let detail = format!("there is nothing at `{}`; the maps of this server are {}", address.path(), names.join(", "));
    Problem::not_found(detail).into_response()
}
