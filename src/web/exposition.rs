//! Samples as text that Prometheus reads.

use std::fmt;

use axum::http::{HeaderMap, HeaderValue};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric, prometheus_text, text};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use super::negotiate::prefers;

/// A page of samples, each under the metric that was named last.
#[derive(Debug, Default)]
pub(super) struct Page(Vec<Metric>);

/// A metric by the name that it has without what its kind adds to it: `_total` of counters, `_info` of infos.
#[derive(Debug)]
struct Metric {
    name: &'static str,
    kind: MetricType,
    help: &'static str,
    samples: Vec<(Labels, u64)>,
}

type Labels = Vec<(&'static str, String)>;

impl Page {
    pub(super) fn metric(&mut self, name: &'static str, kind: MetricType, help: &'static str) {
        self.0.push(Metric { name, kind, help, samples: Vec::new() });
    }

    pub(super) fn sample<'a>(&mut self, labels: impl IntoIterator<Item = (&'static str, &'a str)>, value: u64) {
        let labels = labels.into_iter().map(|(name, label)| (name, label.to_owned())).collect();
        if let Some(metric) = self.0.last_mut() {
            metric.samples.push((labels, value));
        }
    }

    /// The text of a format.
    pub(super) fn text(self, format: Format) -> Result<String, fmt::Error> {
        let mut registry = Registry::default();
        registry.register_collector(Box::new(self));
        let mut text = String::new();
        match format {
            Format::Text => prometheus_text::encode(&mut text, &registry)?,
            Format::OpenMetrics => text::encode(&mut text, &registry)?,
        }
        Ok(text)
    }
}

impl Collector for Page {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        for Metric { name, kind, help, samples } in &self.0 {
            let mut metric = encoder.encode_descriptor(name, help, None, *kind)?;
            for (labels, value) in samples {
                match kind {
                    MetricType::Info => Info::new(labels.clone()).encode(metric.encode_family(&Labels::new())?)?,
                    MetricType::Counter => ConstCounter::new(*value).encode(metric.encode_family(labels)?)?,
                    _ => ConstGauge::new(*value).encode(metric.encode_family(labels)?)?,
                }
            }
        }
        Ok(())
    }
}

/// The formats in which a page of metrics is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Prometheus's own, 0.0.4, which every reader takes.
    Text,
    /// OpenMetrics 1.0.0, for who asks for it.
    OpenMetrics,
}

impl Format {
    pub(super) fn wanted(headers: &HeaderMap) -> Format {
        match prefers(headers, "application/openmetrics-text", "text/plain") {
            true => Format::OpenMetrics,
            false => Format::Text,
        }
    }

    pub(super) fn media_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Format::Text => prometheus_text::CONTENT_TYPE,
            Format::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    fn page() -> Page {
        let mut page = Page::default();
        page.metric("a", MetricType::Counter, "All of it.");
        page.sample([], 3);
        page.sample([("by", "a \"b\\c\"\n"), ("of", "d")], 4);
        page.metric("b", MetricType::Info, "About it.");
        page.sample([("version", "7")], 1);
        page
    }

    #[test]
    fn samples_are_written_as_prometheus_reads_them() {
        let expected = "# HELP a_total All of it.\n# TYPE a_total counter\na_total 3\n\
            a_total{by=\"a \\\"b\\\\c\\\"\\n\",of=\"d\"} 4\n\
            # HELP b_info About it.\n# TYPE b_info gauge\nb_info{version=\"7\"} 1\n";
        assert_eq!(page().text(Format::Text).unwrap(), expected);
    }

    #[test]
    fn open_metrics_name_families_and_end() {
        let expected = "# HELP a All of it.\n# TYPE a counter\na_total 3\n\
            a_total{by=\"a \\\"b\\\\c\\\"\\n\",of=\"d\"} 4\n\
            # HELP b About it.\n# TYPE b info\nb_info{version=\"7\"} 1\n# EOF\n";
        assert_eq!(page().text(Format::OpenMetrics).unwrap(), expected);
    }

    #[test]
    fn the_format_is_that_which_is_asked_for() {
        let wanted = |accept: &str| {
            Format::wanted(&HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_str(accept).unwrap())]))
        };
        let prometheus = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,\
            application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";
        assert_eq!(wanted(prometheus), Format::OpenMetrics);
        assert_eq!(wanted("text/plain;version=0.0.4;q=1,*/*;q=0.1"), Format::Text);
        assert_eq!(wanted("*/*"), Format::Text);
        assert_eq!(wanted("text/plain, application/openmetrics-text;q=0.5"), Format::Text);
        assert_eq!(Format::wanted(&HeaderMap::new()), Format::Text);
    }
}
