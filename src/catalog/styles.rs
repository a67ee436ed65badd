use serde_json::Value;

use super::style::{Choropleth, StyleInput, StylePart, style};
use super::{Catalog, Request, SelectError};
use crate::gazetteer::{Aggregation, Indicator, LABELS, Language, Layer, LayerKind, ZoomRange};

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
        let style_parts = parts
            .iter()
            .map(|part| StylePart {
                layer: part.layer,
                source_layer: part.name,
                zooms: part.zooms,
                label_layer: self.labels(part.layer),
                choropleth: choropleth(part.number),
            })
            .collect();
        Ok(style(&StyleInput {
            name: request.name,
            title: self.label(request.name, request.language).unwrap_or(request.name),
            language: request.language,
            bounds: self.description().bounds,
            source_url: self.source_url(request, &parts),
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

    /// The layer of a layer's label points.
    fn labels(&self, layer: &Layer) -> Option<&str> {
        let (_, labels) = self.layer(&format!("{}{LABELS}", layer.name))?;
        Some(&labels.name)
    }

    /// Address of the TileJSON of what the style shows: with the layers' own indicators, so that maps of any of these
    /// share their tiles, or with another that was asked for.
    fn source_url(&self, request: &StyleRequest<'_>, parts: &[ShownLayer<'_>]) -> String {
        let labels = format!("{}{LABELS}", request.name);
        let has_labels = self.layer(&labels).is_some() || self.view(&labels).is_some();
        let names = if has_labels { format!("{},{labels}", request.name) } else { request.name.to_owned() };
        let own = |id: &&str| {
            let mut areas = parts.iter().map(|part| part.layer).filter(|layer| layer.kind == LayerKind::Polygons);
            areas.all(|layer| layer.default_indicators.iter().any(|own| own == id))
        };
        let indicators = request.indicator.filter(|id| !own(id));
        let asked = Request { layers: &names, indicators, years: request.year, fields: None };
        let parameters = self.select(&asked).map_or(String::new(), |selection| selection.parameters);
        let separator = if parameters.is_empty() { "" } else { "?" };
        format!("{}/{names}{separator}{}", request.base, parameters.trim_start_matches('&'))
    }

    /// The indicator that colours a map when none is asked for: a share among the layers' own, since shading counts
    /// shades the size of territories, else the first.
    fn usual_indicator(&self, parts: &[ShownLayer<'_>]) -> Option<&Indicator> {
        let own = || parts.iter().flat_map(|part| &part.layer.default_indicators).filter_map(|id| self.indicator(id));
        own().find(|indicator| matches!(indicator.aggregation, Aggregation::Share { .. })).or_else(|| own().next())
    }
}

/// The only member of what was asked for; none when nothing was.
fn one<T>(asked: Option<&str>, found: Option<Vec<T>>) -> Result<Option<T>, SelectError> {
    match found {
        Some(found) if found.len() > 1 => Err(SelectError::NotOne { text: asked.unwrap_or_default().to_owned() }),
        found => Ok(found.and_then(|mut found| found.pop())),
    }
}
