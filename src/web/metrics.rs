//! What a server counts, and how it tells Prometheus (text exposition format 0.0.4).

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use tower_http::trace::{DefaultOnResponse, OnResponse};
use tracing::Span;

use super::Server;
use super::reload::{Cause, OUTCOMES};
use crate::container::Mapping;

/// A number that only grows. Each lies alone in a cache line, so that threads do not hold each other up.
#[derive(Default)]
#[repr(align(64))]
pub(super) struct Counter(AtomicU64);

impl Counter {
    pub(super) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// What is counted request by request.
#[derive(Default)]
pub(super) struct Counters {
    /// By the first digit of the status.
    answers: [Counter; 5],
    pub(super) tiles_drawn: Counter,
    pub(super) tiles_cached: Counter,
    pub(super) tiles_unmodified: Counter,
}

/// Counts every answer by its status, beside what is logged of it.
#[derive(Clone)]
pub(super) struct CountAnswers(pub(super) Arc<Counters>);

impl<B> OnResponse<B> for CountAnswers {
    fn on_response(self, response: &axum::http::Response<B>, latency: Duration, span: &Span) {
        let class = usize::from(response.status().as_u16() / 100);
        if let Some(counter) = self.0.answers.get(class.wrapping_sub(1)) {
            counter.add();
        }
        DefaultOnResponse::new().on_response(response, latency, span);
    }
}

/// The answer to `/metrics`.
pub(super) fn metrics(server: &Server) -> Response {
    let mut response = text(server).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn text(server: &Server) -> String {
    let edition = server.edition();
    let (counters, reloads, catalog) = (&server.0.counters, &server.0.reloads, &edition.catalog);
    let mut page = Page::default();
    page.metric("maillage_map_info", "gauge", "The map that is served.");
    page.sample(&map_labels(catalog), 1);
    page.metric("maillage_map_age_seconds", "gauge", "Seconds for which this map has been served.");
    page.sample(&[], edition.since.elapsed().map_or(0, |age| age.as_secs()));
    page.metric("maillage_map_refused", "gauge", "1 while what was published or built last is refused.");
    page.sample(&[], reloads.refusal().is_some().into());
    page.metric("maillage_reloads_total", "counter", "Looks for another map, by what made the server look.");
    for cause in Cause::ALL {
        for (outcome, count) in OUTCOMES.into_iter().zip(reloads.counts(cause)) {
            page.sample(&[("by", cause.name()), ("outcome", outcome)], count);
        }
    }
    page.metric("maillage_answers_total", "counter", "Answers of all kinds, by the class of their status.");
    for (class, counter) in ["1xx", "2xx", "3xx", "4xx", "5xx"].into_iter().zip(&counters.answers) {
        page.sample(&[("status", class)], counter.get());
    }
    page.metric("maillage_tiles_total", "counter", "Tiles, by where they came from: the client had the last ones.");
    for (from, counter) in
        [("drawn", &counters.tiles_drawn), ("cache", &counters.tiles_cached), ("client", &counters.tiles_unmodified)]
    {
        page.sample(&[("from", from)], counter.get());
    }
    page.text
}

fn map_labels(catalog: &crate::catalog::Catalog<Mapping>) -> [(&'static str, &str); 3] {
    [("map", &catalog.description().name), ("version", catalog.version()), ("program", env!("CARGO_PKG_VERSION"))]
}

/// A page of samples, each under the metric that was named last.
#[derive(Default)]
struct Page {
    text: String,
    name: &'static str,
}

impl Page {
    fn metric(&mut self, name: &'static str, kind: &str, help: &str) {
        self.name = name;
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, labels: &[(&str, &str)], value: u64) {
        self.text.push_str(self.name);
        for (place, (name, label)) in labels.iter().enumerate() {
            let before = if place == 0 { '{' } else { ',' };
            let _ = write!(self.text, "{before}{name}=\"{}\"", escaped(label));
        }
        let end = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.text, "{end} {value}");
    }
}

fn escaped(label: &str) -> String {
    label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_written_as_prometheus_reads_them() {
        let mut page = Page::default();
        page.metric("a_total", "counter", "All of it.");
        page.sample(&[], 3);
        page.sample(&[("by", "a \"b\\c\"\n"), ("of", "d")], 4);
        let expected = "# HELP a_total All of it.\n# TYPE a_total counter\na_total 3\na_total{by=\"a \\\"b\\\\c\\\"\\n\",of=\"d\"} 4\n";
        assert_eq!(page.text, expected);
    }
}
