use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::Problem;
use super::query::{join, pairs, set_filter};
use crate::gazetteer::Language;
use crate::portrayal::{ClassError, ClassRequest, PointsRequest, StyleRequest, ThemeRequest};

/// The parameters of styles, legends and classes. Others are ignored; of one that is repeated the values are taken
/// together; an empty one counts as left out.
#[derive(Default)]
pub(super) struct MapParameters {
    kind: Option<String>,
    indicator: Option<String>,
    layer: Option<String>,
    mode: Option<String>,
    by: Option<String>,
    x: Option<String>,
    y: Option<String>,
    pub(super) level: Option<String>,
    year: Option<String>,
    zoom: Option<String>,
    lang: Option<String>,
    method: Option<String>,
    count: Option<String>,
    breaks: Option<String>,
    weights: Option<String>,
    palette: Option<String>,
    round: Option<String>,
    common: Option<String>,
    filter: Option<String>,
    coverage: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for MapParameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<MapParameters, Problem> {
        let mut parameters = MapParameters::default();
        for (name, value) in pairs(&parts.uri)? {
            let place = match name.as_str() {
                "filter" => {
                    set_filter(&mut parameters.filter, value)?;
                    continue;
                }
                "kind" => &mut parameters.kind,
                "indicator" => &mut parameters.indicator,
                "layer" => &mut parameters.layer,
                "mode" => &mut parameters.mode,
                "by" => &mut parameters.by,
                "x" => &mut parameters.x,
                "y" => &mut parameters.y,
                "level" => &mut parameters.level,
                "year" => &mut parameters.year,
                "zoom" => &mut parameters.zoom,
                "lang" => &mut parameters.lang,
                "coverage" => &mut parameters.coverage,
                "method" => &mut parameters.method,
                "n" => &mut parameters.count,
                "breaks" => &mut parameters.breaks,
                "weights" => &mut parameters.weights,
                "palette" => &mut parameters.palette,
                "round" => &mut parameters.round,
                "common" => &mut parameters.common,
                _ => continue,
            };
            if !value.is_empty() {
                join(place, value);
            }
        }
        Ok(parameters)
    }
}

impl MapParameters {
    /// The style of a layer or view by its name, coloured as usual.
    pub(super) fn usual<'a>(&'a self, name: &'a str, base: &'a str) -> StyleRequest<'a> {
        let theme = ThemeRequest::Usual(self.indicator.as_deref());
        StyleRequest { name: Some(name), ..self.request(theme, base) }
    }

    pub(super) fn choropleth(&self) -> ThemeRequest<'_> {
        ThemeRequest::Choropleth(self.indicator.as_deref())
    }

    pub(super) fn symbols(&self) -> ThemeRequest<'_> {
        ThemeRequest::Symbols(self.indicator.as_deref())
    }

    pub(super) fn bivariate(&self) -> ThemeRequest<'_> {
        ThemeRequest::Bivariate { x: self.x.as_deref(), y: self.y.as_deref() }
    }

    pub(super) fn points(&self) -> ThemeRequest<'_> {
        ThemeRequest::Points(PointsRequest {
            layer: self.layer.as_deref(),
            map: self.mode.as_deref(),
            indicator: self.indicator.as_deref(),
            by: self.by.as_deref(),
        })
    }

    /// The theme that `?kind=` names; without it that of the layer of points or of the indicators which are named.
    pub(super) fn theme(&self) -> Result<ThemeRequest<'_>, Problem> {
        match self.kind.as_deref() {
            Some("choropleth") => Ok(self.choropleth()),
            Some("symbols") => Ok(self.symbols()),
            Some("bivariate") => Ok(self.bivariate()),
            Some("points") => Ok(self.points()),
            Some(name) => {
                let name = name.chars().take(60).collect();
                Err(ClassError::UnknownKind { name }.into())
            }
            None if self.layer.is_some() => Ok(self.points()),
            None if self.indicator.is_none() && (self.x.is_some() || self.y.is_some()) => Ok(self.bivariate()),
            None => Ok(self.choropleth()),
        }
    }

    /// What a map of a theme is asked for, with the level that `?level=` names.
    pub(super) fn request<'a>(&'a self, theme: ThemeRequest<'a>, base: &'a str) -> StyleRequest<'a> {
        StyleRequest {
            name: self.level.as_deref(),
            theme,
            year: self.year.as_deref(),
            filter: self.filter.as_deref(),
            coverage: self.coverage.as_deref(),
            classes: ClassRequest {
                method: self.method.as_deref(),
                count: self.count.as_deref(),
                breaks: self.breaks.as_deref(),
                weights: self.weights.as_deref(),
                palette: self.palette.as_deref(),
                round: self.round.as_deref(),
                common: self.common.as_deref(),
            },
            language: self.lang.as_deref().and_then(Language::from_tag).unwrap_or_default(),
            base,
        }
    }

    /// The zoom whose legend is asked for.
    pub(super) fn zoom(&self) -> Result<Option<f64>, Problem> {
        let Some(text) = self.zoom.as_deref() else { return Ok(None) };
        let zoom = text.parse().ok().filter(|zoom| (0.0..=24.0).contains(zoom));
        let unknown = || ClassError::NotAZoom { text: text.chars().take(60).collect() };
        zoom.map(Some).ok_or_else(|| unknown().into())
    }
}
