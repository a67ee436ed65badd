use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use super::Catalog;
use super::clusters::{ClusterKeys, PointMode};
use super::coverage::read_coverage;
use super::evolution::{Evolution, EvolutionError, EvolutionKey};
use super::filter::{FilterError, LayerFilter};
use super::territory::escaped;
use crate::gazetteer::{REASON, ZoomRange};

/// What a request asks for, as it stands in its URL.
#[derive(Clone, Copy, Debug, Default, Hash)]
pub struct Request<'a> {
    /// Names of layers and views with commas between them.
    pub layers: &'a str,
    /// `?indicators=`: names with commas, `*` for all, empty for none; without it each layer's own.
    pub indicators: Option<&'a str>,
    /// `?year=`: one year, or several with commas; without it the latest of each indicator.
    pub years: Option<&'a str>,
    /// `?fields=`: names with commas; without it each layer's own.
    pub fields: Option<&'a str>,
    /// `?evolution=`: what becomes of figures from the first to the last of several years.
    pub evolution: Option<&'a str>,
    /// `?points=`: how points are shown.
    pub points: Option<&'a str>,
    /// `?filter=`: which features are shown, in CQL2 text.
    pub filter: Option<&'a str>,
    /// `?coverage=`: whether computed figures have the share beside them that they rest on.
    pub coverage: Option<&'a str>,
}

/// What a request asks for, found in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// By layer, in the order of the atlas.
    pub parts: Vec<Part>,
    /// Names of what was asked for, in order, each once.
    pub names: Vec<String>,
    /// The parameters in their one canonical form, `&indicators=a,b&year=…`, as they stand in an address; empty when
    /// none was given.
    pub parameters: String,
}

/// One layer of a selection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Number of the layer in the atlas.
    pub layer: usize,
    pub zooms: ZoomRange,
    /// Numbers of its fields.
    pub fields: Vec<usize>,
    pub figures: Vec<FigureKey>,
    pub evolutions: Vec<EvolutionKey>,
    pub points: PointMode,
    /// What clusters tell beside their number; nothing where points are not joined.
    pub clusters: ClusterKeys,
    /// Which of its features are shown; all without it. [`Catalog::matching`] finds them.
    pub filter: Option<Arc<LayerFilter>>,
}

/// A column of figures and the attribute that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureKey {
    /// `population`, or `population@2021` where several years were asked for.
    pub key: String,
    /// The attribute that shows why there is no figure: the key and `_reason`.
    pub reason_key: String,
    /// The attribute that shows which share of its parts a figure rests on: the key and `_coverage`. None where that was
    /// not asked for, or where no figure of the column is computed.
    pub coverage_key: Option<String>,
    /// Number of the column in the almanac.
    pub column: usize,
    pub year: i32,
}

impl Part {
    /// Whether its attributes have numbers that no file holds.
    pub fn makes_numbers(&self) -> bool {
        !self.evolutions.is_empty() || self.figures.iter().any(|figure| figure.coverage_key.is_some())
    }
}

impl FigureKey {
    /// The id of the indicator.
    pub fn indicator(&self) -> &str {
        self.key.split('@').next().unwrap_or_default()
    }
}

/// A request that cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectError {
    #[error("there is no layer or view `{name}`; there are {known}")]
    UnknownLayer { name: String, known: String },
    #[error("there is no indicator `{name}`; there are {known}")]
    UnknownIndicator { name: String, known: String },
    #[error("no layer asked for has a field `{name}`; the fields are {known}")]
    UnknownField { name: String, known: String },
    #[error("`{text}` is not a year; write a number such as 2021, or several with commas")]
    NotAYear { text: String },
    #[error("no indicator has figures of {year}; the years are {known}")]
    UnknownYear { year: i32, known: String },
    #[error(transparent)]
    Evolution(#[from] EvolutionError),
    #[error(transparent)]
    Filter(#[from] FilterError),
    #[error("`points={text}` is unknown; points are shown as all, clusters or thinned")]
    UnknownPointMode { text: String },
    #[error("`coverage={text}` is neither true nor false")]
    NotACoverage { text: String },
    #[error("a style shows one indicator and one year; `{text}` is more")]
    NotOne { text: String },
    #[error("{count} {what} were asked for and {most} are allowed; ask in several requests")]
    TooMany { what: &'static str, count: usize, most: usize },
}

/// Most indicators, years and layers that a request may name.
const MOST_INDICATORS: usize = 32;
const MOST_YEARS: usize = 16;
const MOST_LAYERS: usize = 32;

impl Selection {
    /// The smallest range that holds the zooms of all parts.
    pub fn zooms(&self) -> ZoomRange {
        let ranges = self.parts.iter().map(|part| part.zooms);
        ranges.reduce(ZoomRange::union).unwrap_or(ZoomRange { min: 0, max: 0 })
    }

    /// Whether some part is drawn at a zoom.
    pub fn shows(&self, zoom: u8) -> bool {
        self.parts.iter().any(|part| part.zooms.contains(zoom))
    }
}

impl<D: AsRef<[u8]>> Catalog<D> {
    /// Finds what a request asks for.
    ///
    /// # Errors
    /// Names what is unknown, and what there is instead.
    pub fn select(&self, request: &Request<'_>) -> Result<Selection, SelectError> {
        let mut names: Vec<String> = Vec::new();
        let mut found: BTreeSet<(usize, u8, u8)> = BTreeSet::new();
        let asked = request.layers.split(',').count();
        limit("layers", asked, MOST_LAYERS)?;
        for name in request.layers.split(',') {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
                found.extend(self.ranges(name)?.map(|(layer, zooms)| (layer, zooms.min, zooms.max)));
            }
        }
        let layers: BTreeSet<usize> = found.iter().map(|(layer, ..)| *layer).collect();
        let fields = self.fields(request.fields, &layers)?;
        let indicators = self.indicators(request.indicators)?;
        let years = self.years(request.years)?;
        let evolution = Evolution::read(request.evolution, years.as_deref())?;
        let points = PointMode::read(request.points)?;
        let coverage = read_coverage(request.coverage)?;
        let filters = self.filters(request.filter, &layers, years.as_deref())?;
        let part = |(layer, min, max)| {
            let mut figures = self.figures(layer, indicators.as_deref(), years.as_deref());
            let mode = self.point_mode(layer, points);
            let mut evolutions =
                evolution.map_or_else(Vec::new, |evolution| self.evolutions(layer, indicators.as_deref(), evolution));
            if coverage {
                self.add_coverage(layer, &mut figures, &mut evolutions);
            }
            Part {
                layer,
                zooms: ZoomRange { min, max },
                fields: self.field_numbers(layer, fields.as_deref()),
                clusters: if mode == PointMode::Clusters {
                    self.cluster_keys(layer, &figures)
                } else {
                    ClusterKeys::default()
                },
                figures,
                evolutions,
                points: mode,
                filter: filters.of(layer),
            }
        };
        let parts = found.into_iter().map(part).collect();
        let mut parameters = String::new();
        let mut parameter = |name: &str, values: Option<Vec<String>>| {
            if let Some(values) = values {
                let _ = write!(parameters, "&{name}={}", values.join(","));
            }
        };
        parameter("fields", fields);
        // `*` stays what it is: written out, it could be more than a request may name.
        let all = request.indicators == Some("*");
        parameter("indicators", if all { Some(vec!["*".to_owned()]) } else { indicators });
        parameter("year", years.map(|years| years.iter().map(ToString::to_string).collect()));
        parameter("evolution", evolution.map(|evolution| vec![evolution.how.name().to_owned()]));
        parameter("points", points.map(|mode| vec![mode.name().to_owned()]));
        parameter("coverage", coverage.then(|| vec!["true".to_owned()]));
        parameter("filter", filters.text.as_deref().map(|text| vec![escaped(text)]));
        Ok(Selection { parts, names, parameters })
    }

    /// The layers of a name, each with the zooms at which it shows them.
    pub(super) fn ranges(&self, name: &str) -> Result<impl Iterator<Item = (usize, ZoomRange)>, SelectError> {
        let mut found = Vec::new();
        if let Some((number, layer)) = self.layer(name) {
            found.push((number, layer.zooms));
        } else if let Some(view) = self.view(name) {
            for part in &view.parts {
                let layer = self.any_layer(&part.layer);
                // Beyond its own zooms a layer has nothing to show.
                found.extend(layer.and_then(|(number, it)| Some((number, part.zooms.intersection(it.zooms)?))));
            }
        } else {
            let layers = self.layers().map(|layer| layer.name.as_str());
            let views = self.views().iter().map(|view| view.name.as_str());
            return Err(SelectError::UnknownLayer { name: shortened(name), known: listed(layers.chain(views)) });
        }
        Ok(found.into_iter())
    }

    /// The fields asked for, sorted, each once; none without the parameter.
    fn fields(&self, asked: Option<&str>, layers: &BTreeSet<usize>) -> Result<Option<Vec<String>>, SelectError> {
        let Some(asked) = asked else { return Ok(None) };
        let of_layers = || {
            layers
                .iter()
                .filter_map(|&layer| self.layer_at(layer))
                .flat_map(|layer| &layer.fields)
                .map(|field| &field.name)
        };
        let names = sorted(asked);
        if let Some(name) = names.iter().find(|name| !of_layers().any(|field| field == *name)) {
            let known: BTreeSet<&str> = of_layers().map(String::as_str).collect();
            return Err(SelectError::UnknownField { name: shortened(name), known: listed(known) });
        }
        Ok(Some(names))
    }

    /// The indicators asked for, sorted, each once; none without the parameter.
    pub(super) fn indicators(&self, asked: Option<&str>) -> Result<Option<Vec<String>>, SelectError> {
        let Some(asked) = asked else { return Ok(None) };
        let known = || self.all_indicators().iter().map(|indicator| indicator.id.as_str());
        if asked == "*" {
            return Ok(Some(sorted(&known().collect::<Vec<_>>().join(","))));
        }
        let names = sorted(asked);
        if let Some(name) = names.iter().find(|name| !known().any(|id| id == *name)) {
            return Err(SelectError::UnknownIndicator { name: shortened(name), known: listed(known()) });
        }
        limit("indicators", names.len(), MOST_INDICATORS)?;
        Ok(Some(names))
    }

    /// The years asked for, ascending, each once; none without the parameter.
    pub(super) fn years(&self, asked: Option<&str>) -> Result<Option<Vec<i32>>, SelectError> {
        let Some(asked) = asked.filter(|asked| !asked.is_empty()) else { return Ok(None) };
        let mut years = BTreeSet::new();
        for text in asked.split(',') {
            let year: i32 = text.parse().map_err(|_| SelectError::NotAYear { text: shortened(text) })?;
            if !self.all_indicators().iter().any(|indicator| indicator.years.contains(&year)) {
                let known: BTreeSet<i32> = self.all_indicators().iter().flat_map(|it| it.years.clone()).collect();
                let known = known.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                return Err(SelectError::UnknownYear { year, known });
            }
            years.insert(year);
        }
        limit("years", years.len(), MOST_YEARS)?;
        Ok(Some(years.into_iter().collect()))
    }

    fn field_numbers(&self, layer: usize, asked: Option<&[String]>) -> Vec<usize> {
        let Some(layer) = self.layer_at(layer) else { return Vec::new() };
        let wanted = asked.unwrap_or(&layer.default_fields);
        (0..layer.fields.len()).filter(|&number| wanted.contains(&layer.fields[number].name)).collect()
    }

    fn evolutions(&self, layer: usize, asked: Option<&[String]>, evolution: Evolution) -> Vec<EvolutionKey> {
        let defaults = self.layer_at(layer).map_or(&[][..], |layer| &layer.default_indicators);
        let key = |id: &String| {
            let column = |year| self.column(layer, id, year);
            Some(evolution.key(self.indicator(id)?, column(evolution.from)?, column(evolution.to)?))
        };
        asked.unwrap_or(defaults).iter().filter_map(key).collect()
    }

    fn figures(&self, layer: usize, asked: Option<&[String]>, years: Option<&[i32]>) -> Vec<FigureKey> {
        let defaults = self.layer_at(layer).map_or(&[][..], |layer| &layer.default_indicators);
        let mut figures = Vec::new();
        for id in asked.unwrap_or(defaults) {
            let latest = self.latest_year(layer, id);
            let wanted = years.unwrap_or(latest.as_slice());
            for &year in wanted {
                if let Some(column) = self.column(layer, id, year) {
                    let key = if wanted.len() > 1 { format!("{id}@{year}") } else { id.clone() };
                    let reason_key = format!("{key}{REASON}");
                    figures.push(FigureKey { reason_key, coverage_key: None, key, column, year });
                }
            }
        }
        figures
    }
}

fn limit(what: &'static str, count: usize, most: usize) -> Result<(), SelectError> {
    if count > most { Err(SelectError::TooMany { what, count, most }) } else { Ok(()) }
}

/// Names between commas, sorted, each once, without empty ones.
fn sorted(names: &str) -> Vec<String> {
    let names: BTreeSet<&str> = names.split(',').filter(|name| !name.is_empty()).collect();
    names.into_iter().map(str::to_owned).collect()
}

pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().collect::<Vec<_>>().join(", ")
}

/// A name as an error shows it, not longer than it helps.
pub(super) fn shortened(name: &str) -> String {
    if name.chars().count() <= 60 { name.to_owned() } else { name.chars().take(60).chain(['…']).collect() }
}
