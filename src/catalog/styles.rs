use serde_json::Value;

use super::border_lines::BorderLines;
use super::label_points::LabelPoints;
use super::style::{Choropleth, StyleInput, StylePart, style};
use super::{Catalog, Request, SelectError, Selection};
use crate::gazetteer::{Aggregation, BORDERS, Indicator, LABELS, Language, Layer, LayerKind, SPACE_FIELD, ZoomRange};

/// What a style is asked for.
#[derive(Clone, Copy, Debug)]
pub struct StyleRequest<'a> {
    /// A layer or a view.
    pub name: &'a str,
    /// The indicator that colours the map; without it one of the layers' own.
    pub indicator: Option<&'a str>,
    /// Its year; without it the latest of each layer.
    pub year: Option<&'a str>,
    pub language: Language,
    /// Public address of the server, without a slash at its end.
    pub base: &'a str,
}

/// A layer as tiles show it.
struct ShownLayer<'a> {
    number: usize,
    layer: &'a Layer,
    /// Its name in tiles.
    name: &'a str,
    zooms: ZoomRange,
}

impl<D: AsRef<[u8]>> Catalog<D> {
    /// A MapLibre style of one layer or view, coloured by one indicator.
    ///
    /// # Errors
    /// Names what is unknown, or more than one.
    pub fn style(&self, request: &StyleRequest<'_>) -> Result<Value, SelectError> {
        let parts = self.shown(request.name)?;
        let asked = one(request.indicator, self.indicators(request.indicator)?)?;
        let year = one(request.year, self.years(request.year)?)?;
        let indicator = match &asked {
            Some(id) => self.indicator(id),
            None => self.usual_indicator(&parts),
        };
        let choropleth = |layer: usize| {
            let indicator = indicator?;
            let year = year.or_else(|| self.latest_year(layer, &indicator.id))?;
            Some(Choropleth { indicator, year, summary: self.summary(layer, &indicator.id, year)? })
        };
        let mut borders: Vec<_> = parts.iter().map(|part| self.borders(part.layer, part.zooms, &parts)).collect();
        let source = self.source(request, &parts, borders.iter().any(Option::is_some))?;
        let style_parts = (parts.iter().zip(&mut borders))
            .map(|(part, borders)| StylePart {
                layer: part.layer,
                source_layer: part.name,
                zooms: part.zooms,
                labels: self.labels(part.layer, &source),
                borders: borders.take(),
                choropleth: choropleth(part.number),
            })
            .collect();
        let (names, parameters) = (source.names.join(","), source.parameters.trim_start_matches('&'));
        let separator = if parameters.is_empty() { "" } else { "?" };
        Ok(style(&StyleInput {
            name: request.name,
            title: self.label(request.name, request.language).unwrap_or(request.name),
            language: request.language,
            bounds: self.description().bounds,
            source_url: format!("{}/{names}{separator}{parameters}", request.base),
            glyphs_url: format!("{}/fonts/{{fontstack}}/{{range}}.pbf", request.base),
            parts: style_parts,
        }))
    }

    /// What tiles of a layer or a view show, by zooms: layers shown under one name are one.
    fn shown(&self, name: &str) -> Result<Vec<ShownLayer<'_>>, SelectError> {
        let mut shown: Vec<ShownLayer<'_>> = Vec::new();
        for (number, zooms) in self.ranges(name)? {
            let Some(record) = self.description().layers.get(number) else { continue };
            let name = record.shown_name();
            match shown.iter_mut().find(|known| record.is_hidden() && known.name == name) {
                Some(known) => known.zooms = known.zooms.union(zooms),
                None => shown.push(ShownLayer { number, layer: &record.layer, name, zooms }),
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
        let is_shown = |layer: &Layer| parts.len() == 1 || parts.iter().any(|part| part.layer.name == layer.name);
        Some(BorderLines::of(level, levels, is_shown))
    }

    /// What the tiles of a style hold: with the layers' own indicators, so that maps of any of these share their
    /// tiles, or with another that was asked for.
    fn source(
        &self,
        request: &StyleRequest<'_>,
        parts: &[ShownLayer<'_>],
        has_borders: bool,
    ) -> Result<Selection, SelectError> {
        let mut names = request.name.to_owned();
        let labels = format!("{}{LABELS}", request.name);
        if self.layer(&labels).is_some() || self.view(&labels).is_some() {
            names = format!("{names},{labels}");
        }
        if has_borders {
            names = format!("{names},{BORDERS}");
        }
        let own = |id: &&str| {
            let mut areas = parts.iter().map(|part| part.layer).filter(|layer| layer.kind == LayerKind::Polygons);
            areas.all(|layer| layer.default_indicators.iter().any(|own| own == id))
        };
        let indicators = request.indicator.filter(|id| !own(id));
        self.select(&Request { layers: &names, indicators, years: request.year, ..Request::default() })
    }

    /// The indicator that colours a map when none is asked for: a share among the layers' own, since shading counts
    /// shades the size of territories, else the first.
    fn usual_indicator(&self, parts: &[ShownLayer<'_>]) -> Option<&Indicator> {
        let own = || parts.iter().flat_map(|part| &part.layer.default_indicators).filter_map(|id| self.indicator(id));
        own().find(|indicator| matches!(indicator.aggregation, Aggregation::Share(_))).or_else(|| own().next())
    }
}

/// The only member of what was asked for; none when nothing was.
fn one<T>(asked: Option<&str>, found: Option<Vec<T>>) -> Result<Option<T>, SelectError> {
    match found {
        Some(found) if found.len() > 1 => Err(SelectError::NotOne { text: asked.unwrap_or_default().to_owned() }),
        found => Ok(found.and_then(|mut found| found.pop())),
    }
}
