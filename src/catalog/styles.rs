use std::collections::BTreeSet;

use serde_json::Value;

use super::border_lines::BorderLines;
use super::class_choice::{ClassError, ClassRequest};
use super::coverage::read_coverage;
use super::label_points::LabelPoints;
use super::points::PointMap;
use super::style::{StyleInput, StylePart, style};
use super::theme::Theme;
use super::{Catalog, PointMode, Request, SelectError, Selection};
use crate::gazetteer::{Aggregation, BORDERS, Indicator, LABELS, Language, Layer, LayerKind, SPACE_FIELD, ZoomRange};

/// What a style, or its legend, is asked for.
#[derive(Clone, Copy, Debug)]
pub struct StyleRequest<'a> {
    /// A layer or a view; without it, or as `auto`, the first view of areas, whose levels change with the zoom.
    pub name: Option<&'a str>,
    pub theme: ThemeRequest<'a>,
    /// The year of the figures; without it the latest of each layer.
    pub year: Option<&'a str>,
    /// Which features are shown, as for tiles. Classes and legend are those of all, so that maps compare.
    pub filter: Option<&'a str>,
    /// `?coverage=`: whether tiles give the share that computed figures rest on. They do where features are hatched by it.
    pub coverage: Option<&'a str>,
    pub classes: ClassRequest<'a>,
    pub language: Language,
    /// Public address of the server, without a slash at its end.
    pub base: &'a str,
}

/// What a style shows, by the ids of indicators.
#[derive(Clone, Copy, Debug)]
pub enum ThemeRequest<'a> {
    /// Colours by an indicator, by one of the layers' own without it; layers that have no figures stay plain.
    Usual(Option<&'a str>),
    /// Colours by an indicator.
    Choropleth(Option<&'a str>),
    /// Circles by a count.
    Symbols(Option<&'a str>),
    /// Colours by two indicators.
    Bivariate { x: Option<&'a str>, y: Option<&'a str> },
    /// Points, above the areas of the layer or view that is named.
    Points(PointsRequest<'a>),
}

/// What a map of points is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct PointsRequest<'a> {
    /// The layer of points; without it the first, one whose points are joined if there is any.
    pub layer: Option<&'a str>,
    /// `?mode=`: see [`super::PointMap`].
    pub map: Option<&'a str>,
    /// The indicator that colours them, or the count that weighs a heat map.
    pub indicator: Option<&'a str>,
    /// The field by whose values they are coloured and clusters are parted.
    pub by: Option<&'a str>,
}

/// The areas of a map of points that has none.
const NO_AREAS: &str = "none";

impl<'a> ThemeRequest<'a> {
    /// The indicators named, with commas; none where the layers' own will do.
    fn named(self) -> Option<String> {
        match self {
            ThemeRequest::Usual(one) | ThemeRequest::Choropleth(one) | ThemeRequest::Symbols(one) => {
                one.map(str::to_owned)
            }
            ThemeRequest::Bivariate { x, y } => x.zip(y).map(|(x, y)| format!("{x},{y}")),
            ThemeRequest::Points(points) => points.indicator.map(str::to_owned),
        }
    }

    /// Whether the tiles that every map shares can do: those of circles and of two indicators have their own.
    fn may_share(self) -> bool {
        matches!(self, ThemeRequest::Usual(_) | ThemeRequest::Choropleth(_))
    }
}

/// A layer as tiles show it.
pub(super) struct ShownLayer<'a> {
    pub(super) number: usize,
    pub(super) layer: &'a Layer,
    /// Its name in tiles.
    pub(super) name: &'a str,
    pub(super) zooms: ZoomRange,
}

/// What a map is of.
pub(super) struct Subject<'a> {
    /// The layer or view that gives it its name.
    name: &'a str,
    /// All layers and views that its tiles have.
    sources: Vec<&'a str>,
    pub(super) parts: Vec<ShownLayer<'a>>,
}

impl<D: AsRef<[u8]>> Catalog<D> {
    /// A MapLibre style of one layer or view, with its legend in `metadata`.
    ///
    /// # Errors
    /// Names what is unknown, more than one, or cannot be shown so.
    pub fn style(&self, request: &StyleRequest<'_>) -> Result<Value, ClassError> {
        let subject = self.subject(request)?;
        let Subject { name, ref parts, .. } = subject;
        let themes = self.themes(request, parts)?;
        let mut borders: Vec<_> = parts.iter().map(|part| self.borders(part.layer, part.zooms, parts)).collect();
        let source = self.source(&subject, request, &themes, borders.iter().any(Option::is_some))?;
        let style_parts = (parts.iter().zip(&mut borders).zip(themes))
            .map(|((part, borders), theme)| StylePart {
                layer: part.layer,
                source_layer: part.name,
                zooms: part.zooms,
                labels: self.labels(part.layer, &source),
                borders: borders.take(),
                theme,
            })
            .collect();
        let (names, parameters) = (source.names.join(","), source.parameters.trim_start_matches('&'));
        let separator = if parameters.is_empty() { "" } else { "?" };
        Ok(style(&StyleInput {
            name,
            title: self.label(name, request.language).unwrap_or(name),
            language: request.language,
            bounds: self.opening_bounds(),
            source_url: format!("{}/{names}{separator}{parameters}", request.base),
            glyphs_url: format!("{}/fonts/{{fontstack}}/{{range}}.pbf", request.base),
            sprites_url: format!("{}/sprites", request.base),
            parts: style_parts,
        }))
    }

    /// What a map is of: a layer or view, or points above the areas of one.
    pub(super) fn subject<'a>(&'a self, request: &StyleRequest<'a>) -> Result<Subject<'a>, ClassError> {
        let ThemeRequest::Points(points) = request.theme else {
            let name = self.map_name(request.name);
            return Ok(Subject { name, sources: vec![name], parts: self.shown(name)? });
        };
        let name = self.points_layer(points.layer)?.name.as_str();
        let ground = Some(self.map_name(request.name)).filter(|ground| !ground.is_empty() && *ground != NO_AREAS);
        let mut parts = ground.map_or_else(|| Ok(Vec::new()), |ground| self.shown(ground))?;
        parts.retain(|part| part.layer.kind != LayerKind::Points);
        parts.extend(self.shown(name)?);
        Ok(Subject { name, sources: ground.into_iter().chain([name]).collect(), parts })
    }

    /// The layer or view that a map shows: that of the name, or for none and `auto` the first view of areas.
    pub(super) fn map_name<'a>(&'a self, asked: Option<&'a str>) -> &'a str {
        if let Some(name) = asked.filter(|name| *name != "auto") {
            return name;
        }
        let is_area = |name: &str| self.any_layer(name).is_some_and(|(_, layer)| layer.kind == LayerKind::Polygons);
        let view = self.views().iter().find(|view| view.parts.iter().any(|part| is_area(&part.layer)));
        let layer = || self.layers().find(|layer| layer.kind == LayerKind::Polygons).map(|layer| layer.name.as_str());
        view.map(|view| view.name.as_str()).or_else(layer).unwrap_or_default()
    }

    /// What tiles of a layer or a view show, by zooms: layers shown under one name are one.
    pub(super) fn shown(&self, name: &str) -> Result<Vec<ShownLayer<'_>>, SelectError> {
        let mut shown: Vec<ShownLayer<'_>> = Vec::new();
        for (number, zooms) in self.ranges(name)? {
            let (Some(record), Some(layer)) = (self.description().layers.get(number), self.layer_at(number)) else {
                continue;
            };
            let name = record.shown_name();
            match shown.iter_mut().find(|known| record.is_hidden() && known.name == name) {
                Some(known) => known.zooms = known.zooms.union(zooms),
                None => shown.push(ShownLayer { number, layer, name, zooms }),
            }
        }
        Ok(shown)
    }

    /// The label points of a layer, as the source of a style has them.
    fn labels(&self, layer: &Layer, source: &Selection) -> Option<LabelPoints<'_>> {
        let (number, labels) = self.layer(&format!("{}{LABELS}", layer.name))?;
        let figures = source.parts.iter().filter(|part| part.layer == number).flat_map(|part| &part.figures);
        let counts = figures.filter_map(|figure| self.indicator(&figure.key));
        let count = { counts }.find(|indicator| indicator.aggregation == Aggregation::Count);
        Some(LabelPoints {
            layer: &labels.name,
            has_space: labels.fields.iter().any(|field| field.name == SPACE_FIELD),
            importance: count.map(|indicator| indicator.id.as_str()),
        })
    }

    /// The borders of a level as lines, where they have some of the zooms at which a style of `parts` shows it.
    fn borders<'a>(&'a self, level: &'a Layer, zooms: ZoomRange, parts: &[ShownLayer<'a>]) -> Option<BorderLines<'a>> {
        let lines = self.ranges(BORDERS).ok()?.map(|(_, zooms)| zooms).reduce(ZoomRange::union)?;
        // Beyond the last zoom of a source its tiles are drawn larger: lines must not make it go further than areas do.
        let highest = parts.iter().map(|part| part.zooms.max).max()?;
        if lines.max > highest || level.borders?.intersection(zooms).is_none() {
            return None;
        }
        let levels = self.layers().filter(|layer| layer.kind == LayerKind::Polygons).collect();
        // A map of one level shows all wider ones too, one of several no others than those.
        let areas = parts.iter().filter(|part| part.layer.kind == LayerKind::Polygons).count();
        let is_shown = |layer: &Layer| areas == 1 || parts.iter().any(|part| part.layer.name == layer.name);
        Some(BorderLines::of(level, levels, is_shown))
    }

    /// What the tiles of a style hold: with the layers' own indicators, so that maps of any of these share their
    /// tiles, or with another that was asked for.
    fn source(
        &self,
        subject: &Subject<'_>,
        request: &StyleRequest<'_>,
        themes: &[Theme<'_>],
        has_borders: bool,
    ) -> Result<Selection, SelectError> {
        let parts = &subject.parts;
        let mut names = subject.sources.join(",");
        for name in &subject.sources {
            let labels = format!("{name}{LABELS}");
            if self.layer(&labels).is_some() || self.view(&labels).is_some() {
                names = format!("{names},{labels}");
            }
        }
        if has_borders {
            names = format!("{names},{BORDERS}");
        }
        let own = |id: &&str| {
            let mut areas = parts.iter().map(|part| part.layer).filter(|layer| layer.kind == LayerKind::Polygons);
            areas.all(|layer| layer.default_indicators.iter().any(|own| own == id))
        };
        let named = request.theme.named();
        let indicators = named.as_deref().filter(|id| !request.theme.may_share() || !own(id));
        let points =
            if let ThemeRequest::Points(_) = request.theme { themes.iter().find_map(Theme::points) } else { None };
        // What tiles show by themselves is not asked for, so that all maps of it have the same tiles.
        let mode = points.map(|points| points.map.tiles()).filter(|mode| *mode != PointMode::Clusters);
        let covers = read_coverage(request.coverage)? || themes.iter().any(|theme| !theme.hatch().0.is_null());
        let plain = Request {
            layers: &names,
            coverage: covers.then_some("true"),
            indicators,
            years: request.year,
            points: mode.map(PointMode::name),
            filter: request.filter,
            ..Request::default()
        };
        let selection = self.select(&plain)?;
        let Some(fields) = self.fields_of_points(&selection, parts, themes) else { return Ok(selection) };
        self.select(&Request { fields: Some(&fields), ..plain })
    }

    /// The fields of tiles, with commas, where points tell more than tiles show by themselves: all of their own, which
    /// popups tell, and that by which they are coloured.
    fn fields_of_points(
        &self,
        selection: &Selection,
        parts: &[ShownLayer<'_>],
        themes: &[Theme<'_>],
    ) -> Option<String> {
        let usual = selection.parts.iter().filter_map(|part| self.layer_at(part.layer));
        let mut fields: BTreeSet<&str> = usual.flat_map(|layer| &layer.default_fields).map(String::as_str).collect();
        let count = fields.len();
        for (part, theme) in parts.iter().zip(themes) {
            let Some(points) = theme.points().filter(|points| points.map != PointMap::Heatmap) else { continue };
            let own = part.layer.fields.iter().filter(|field| field.level.is_none());
            fields.extend(own.map(|field| field.name.as_str()));
            fields.extend(points.shares.as_ref().map(|shares| shares.category.field.as_str()));
        }
        (fields.len() > count).then(|| fields.into_iter().collect::<Vec<_>>().join(","))
    }

    /// The indicator that colours a map when none is asked for: a share among the layers' own, since shading counts
    /// shades the size of territories, else the first.
    pub(super) fn usual_indicator(&self, parts: &[ShownLayer<'_>]) -> Option<&Indicator> {
        let own = || parts.iter().flat_map(|part| &part.layer.default_indicators).filter_map(|id| self.indicator(id));
        own().find(|indicator| indicator.aggregation != Aggregation::Count).or_else(|| own().next())
    }
}

/// The only member of what was asked for; none when nothing was.
pub(super) fn one<T>(asked: Option<&str>, found: Option<Vec<T>>) -> Result<Option<T>, SelectError> {
    match found {
        Some(found) if found.len() > 1 => Err(SelectError::NotOne { text: asked.unwrap_or_default().to_owned() }),
        found => Ok(found.and_then(|mut found| found.pop())),
    }
}
