//! What a tile says of points: as they are, joined to clusters, or thinned.

use serde_json::{Map, Value, json};

use super::figure_key::FigureKey;
use crate::catalog::Catalog;
use crate::cluster::NodeFigures;
use crate::gazetteer::{
    Aggregation, BBOX, CLUSTER, CLUSTER_FIGURES, CLUSTER_ID, Clustering, ColumnId, EXPANSION_ZOOM, Indicator, LEAVES,
    Language, POINT_COUNT, POINT_COUNT_ABBREVIATED,
};

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
    pub column: ColumnId,
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

/// The attributes of a layer's clusters.
pub(super) fn cluster_keys<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    clustering: &Clustering,
    figures: &[FigureKey],
) -> ClusterKeys {
    let counts = clustering.categories.iter().enumerate().flat_map(|(category, it)| {
        let key = move |(value, text): (usize, &String)| CountKey { key: it.key(text), category, value };
        it.values.iter().enumerate().map(key)
    });
    let keys = |figure: &FigureKey| ClusterFigureKeys::new(figure, catalog.indicator_of(figure.column));
    ClusterKeys { counts: counts.collect(), figures: figures.iter().map(keys).collect() }
}

/// What the attributes of a layer's clusters are, in the words of TileJSON.
pub(super) fn describe_clusters(keys: &ClusterKeys, language: Language, fields: &mut Map<String, Value>) {
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
