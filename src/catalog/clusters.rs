//! What a tile says of points: as they are, joined to clusters, or thinned.

use std::fmt;

use serde_json::{Map, Value, json};

use super::Catalog;
use super::select::{FigureKey, SelectError};
use crate::cluster::NodeFigures;
use crate::gazetteer::{
    Aggregation, BBOX, CLUSTER, CLUSTER_FIGURES, CLUSTER_ID, EXPANSION_ZOOM, Indicator, LEAVES, Language, POINT_COUNT,
    POINT_COUNT_ABBREVIATED,
};

/// How a tile shows points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PointMode {
    /// Every point.
    #[default]
    All,
    /// Points near each other as one.
    Clusters,
    /// One of so many, with the number that it stands for.
    Thinned,
}

impl PointMode {
    const ALL: [PointMode; 3] = [PointMode::All, PointMode::Clusters, PointMode::Thinned];

    pub const fn name(self) -> &'static str {
        match self {
            PointMode::All => "all",
            PointMode::Clusters => "clusters",
            PointMode::Thinned => "thinned",
        }
    }

    /// Reads `?points=`.
    pub(super) fn read(text: Option<&str>) -> Result<Option<PointMode>, SelectError> {
        let Some(text) = text else { return Ok(None) };
        let found = PointMode::ALL.into_iter().find(|mode| mode.name() == text);
        found.map(Some).ok_or_else(|| SelectError::UnknownPointMode { text: super::select::shortened(text) })
    }
}

impl fmt::Display for PointMode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The attributes of a layer's clusters beside those that all clusters have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClusterKeys {
    pub counts: Vec<CountKey>,
    pub figures: Vec<ClusterFigureKeys>,
}

/// An attribute that counts the points of one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountKey {
    pub key: String,
    /// Number of the category and of the value in it.
    pub category: usize,
    pub value: usize,
}

/// The attributes of a column of figures. Each may be missing where nothing is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterFigureKeys {
    /// Number of the column in the almanac.
    pub column: usize,
    /// `ips`: what the figure of a point has in common with that of a cluster. Counts add up; of other figures it is the
    /// mean; classes have none.
    pub main: Option<(String, ClusterFigure)>,
    /// `ips_sum` and so on.
    pub others: Vec<(String, ClusterFigure)>,
    pub decimals: u8,
}

/// What is said of the figures of a cluster's points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClusterFigure {
    Sum,
    Mean,
    Min,
    Max,
    /// How many points have no figure.
    Missing,
}

impl ClusterFigure {
    const ALL: [ClusterFigure; 5] =
        [ClusterFigure::Sum, ClusterFigure::Mean, ClusterFigure::Min, ClusterFigure::Max, ClusterFigure::Missing];

    const fn suffix(self) -> &'static str {
        CLUSTER_FIGURES[self as usize]
    }

    /// The number, where there is one.
    pub fn of(self, figures: &NodeFigures) -> Option<f64> {
        let known = figures.known.get() > 0;
        match self {
            ClusterFigure::Sum => known.then(|| figures.sum.get()),
            ClusterFigure::Mean => figures.mean(),
            ClusterFigure::Min => known.then(|| figures.min.get()),
            ClusterFigure::Max => known.then(|| figures.max.get()),
            ClusterFigure::Missing => Some(figures.missing.get().into()),
        }
    }

    fn words(self, language: Language) -> &'static str {
        let [fr, en] = match self {
            ClusterFigure::Sum => ["somme", "sum"],
            ClusterFigure::Mean => ["moyenne", "mean"],
            ClusterFigure::Min => ["minimum", "least"],
            ClusterFigure::Max => ["maximum", "most"],
            ClusterFigure::Missing => ["points sans valeur", "points without a figure"],
        };
        match language {
            Language::French => fr,
            Language::English => en,
        }
    }
}

impl<D: AsRef<[u8]>> Catalog<D> {
    /// How a layer's points are shown when a request asks for `asked`.
    pub(super) fn point_mode(&self, layer: usize, asked: Option<PointMode>) -> PointMode {
        let Some(record) = self.description().layers.get(layer) else { return PointMode::All };
        match asked {
            Some(PointMode::Thinned) if record.strides.is_empty() => PointMode::All,
            Some(PointMode::Clusters) | None if record.layer.clusters.is_none() => PointMode::All,
            asked => asked.unwrap_or(PointMode::Clusters),
        }
    }

    /// The attributes of a layer's clusters.
    pub(super) fn cluster_keys(&self, layer: usize, figures: &[FigureKey]) -> ClusterKeys {
        let Some(clustering) = self.layer_at(layer).and_then(|layer| layer.clusters.as_ref()) else {
            return ClusterKeys::default();
        };
        let counts = clustering.categories.iter().enumerate().flat_map(|(category, it)| {
            let key = move |(value, text): (usize, &String)| CountKey { key: it.key(text), category, value };
            it.values.iter().enumerate().map(key)
        });
        let keys = |figure: &FigureKey| {
            let indicator = self.indicator(figure.indicator())?;
            Some(ClusterFigureKeys::new(figure, indicator))
        };
        ClusterKeys { counts: counts.collect(), figures: figures.iter().filter_map(keys).collect() }
    }

    /// What the attributes of a layer's clusters are, in the words of TileJSON.
    pub(super) fn describe_clusters(&self, keys: &ClusterKeys, language: Language, fields: &mut Map<String, Value>) {
        let texts = [
            (CLUSTER, "Boolean: true"),
            (CLUSTER_ID, "Number: /points/{layer}/clusters/{id} lists the points"),
            (POINT_COUNT, "Number"),
            (POINT_COUNT_ABBREVIATED, "String"),
            (EXPANSION_ZOOM, "Number: the zoom at which it falls apart"),
            (LEAVES, "Boolean: true where no zoom shows the points apart"),
            (BBOX, "String: west,south,east,north in degrees"),
        ];
        fields.extend(texts.map(|(name, text)| (name.to_owned(), json!(text))));
        for count in &keys.counts {
            fields.insert(count.key.clone(), json!("Number"));
        }
        for figure in &keys.figures {
            for (key, what) in &figure.others {
                fields.insert(key.clone(), json!(format!("Number: {}", what.words(language))));
            }
        }
    }
}

impl ClusterFigureKeys {
    fn new(figure: &FigureKey, indicator: &Indicator) -> ClusterFigureKeys {
        let adds_up = indicator.aggregation == Aggregation::Count;
        let (main, others) = match indicator.aggregation {
            // Numbers of classes say nothing together but how many are missing.
            Aggregation::Class => (None, &ClusterFigure::ALL[4..]),
            _ if adds_up => (Some(ClusterFigure::Sum), &ClusterFigure::ALL[..]),
            _ => (Some(ClusterFigure::Mean), &ClusterFigure::ALL[..]),
        };
        ClusterFigureKeys {
            column: figure.column,
            main: main.map(|what| (figure.key.clone(), what)),
            others: others.iter().map(|&what| (format!("{}{}", figure.key, what.suffix()), what)).collect(),
            decimals: indicator.decimals,
        }
    }

    /// How many decimals a number has: a mean of whole numbers is seldom whole.
    pub fn decimals(&self, what: ClusterFigure) -> u8 {
        match (what, &self.main) {
            (ClusterFigure::Missing, _) => 0,
            (ClusterFigure::Mean, Some((_, ClusterFigure::Sum))) => self.decimals + 1,
            _ => self.decimals,
        }
    }
}

/// A number as maps label it: `950`, `1.2k`, `35k`, as supercluster writes it.
pub fn abbreviated(count: u32) -> String {
    match count {
        0..1000 => count.to_string(),
        1000..10_000 => {
            let tenths = (f64::from(count) / 100.0).round() / 10.0;
            format!("{tenths}k")
        }
        _ => format!("{}k", (f64::from(count) / 1000.0).round()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_abbreviated() {
        let pairs = [(7, "7"), (999, "999"), (1000, "1k"), (1249, "1.2k"), (9999, "10k"), (34_567, "35k")];
        for (count, text) in pairs {
            assert_eq!(abbreviated(count), text);
        }
    }
}
