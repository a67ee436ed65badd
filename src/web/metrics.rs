//! What a server counts, and how it tells Prometheus.

use std::sync::Arc;

use super::counters::{Count, Counters, counters};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use prometheus_client::metrics::MetricType;

use super::edition::Edition;
use super::exposition::{Format, Page};
use super::problem::Problem;
use super::reload::{Cause, OUTCOMES, Reloads};
use super::server::Server;

/// What a page of metrics is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Maps alone.
    Maps,
    /// Maps, and the process that serves them.
    Process,
}

/// The answer to `/metrics`: of each map, with its prefix where it has one, and of the process.
pub(super) fn metrics<'a>(
    servers: impl Iterator<Item = &'a Server>,
    scope: Scope,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let mut page = Page::default();
    tell_maps(&mut page, &servers.map(Told::new).collect::<Vec<Told<'_>>>());
    if scope == Scope::Process {
        tell_process(&mut page, counters());
    }
    let format = Format::wanted(headers);
    let mut response = page.text(format).map_err(|_| Problem::internal())?.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, format.media_type());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// A map that a page tells of, by the edition that is served at its beginning.
struct Told<'a> {
    /// The label that tells it from others.
    prefix: Option<(&'static str, &'a str)>,
    edition: Arc<Edition>,
    reloads: &'a Reloads,
    tiles: &'a Counters,
}

impl<'a> Told<'a> {
    fn new(server: &'a Server) -> Told<'a> {
        let prefix = server.prefix().map(|prefix| ("prefix", prefix));
        Told { prefix, edition: server.edition(), reloads: &server.0.reloads, tiles: &server.0.tiles }
    }
}

fn tell_maps(page: &mut Page, maps: &[Told<'_>]) {
    page.metric("maillage_map", MetricType::Info, "The map that is served.");
    for Told { prefix, edition, .. } in maps {
        let catalog = &edition.catalog;
        let (map, version) = (("map", catalog.name()), ("version", catalog.version()));
        page.sample(prefix.iter().copied().chain([map, version, ("program", env!("CARGO_PKG_VERSION"))]), 1);
    }
    page.metric("maillage_map_age_seconds", MetricType::Gauge, "Seconds for which this map has been served.");
    for Told { prefix, edition, .. } in maps {
        page.sample(*prefix, edition.since.elapsed().map_or(0, |age| age.as_secs()));
    }
    page.metric("maillage_map_refused", MetricType::Gauge, "1 while what was published or built last is refused.");
    for Told { prefix, reloads, .. } in maps {
        page.sample(*prefix, reloads.refusal().is_some().into());
    }
    page.metric(
        "maillage_map_losses",
        MetricType::Gauge,
        "Layers, tables and columns that hold much less than was published before.",
    );
    for Told { prefix, edition, .. } in maps {
        page.sample(*prefix, edition.losses().len() as u64);
    }
    page.metric("maillage_reloads", MetricType::Counter, "Looks for another map, by what made the server look.");
    for Told { prefix, reloads, .. } in maps {
        for cause in Cause::ALL {
            for (outcome, count) in OUTCOMES.into_iter().zip(reloads.counts(cause)) {
                page.sample(prefix.iter().copied().chain([("by", cause.name()), ("outcome", outcome)]), count);
            }
        }
    }
    page.metric("maillage_tiles", MetricType::Counter, "Tiles, by where they came from: the client had the last ones.");
    for Told { prefix, tiles, .. } in maps {
        for (from, count) in ORIGINS {
            page.sample(prefix.iter().copied().chain([("from", from)]), tiles.sum(count));
        }
    }
}

/// Where a tile may come from.
const ORIGINS: [(&str, Count); 3] =
    [("drawn", Count::TileDrawn), ("cache", Count::TileCached), ("client", Count::TileUnmodified)];

fn tell_process(page: &mut Page, counters: &Counters) {
    page.metric("maillage_answers", MetricType::Counter, "Answers of all kinds, by the class of their status.");
    for (class, status) in ["1xx", "2xx", "3xx", "4xx", "5xx"].into_iter().enumerate() {
        page.sample([("status", status)], counters.sum(Count::Answer(class)));
    }
}
