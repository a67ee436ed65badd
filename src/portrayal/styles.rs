use std::collections::BTreeSet;

use serde_json::Value;

use super::error::ClassError;
use super::maplibre::{BorderLines, LabelPoints, StyleInput, StylePart, style};
use super::points::PointMap;
use super::request::{StyleRequest, ThemeRequest};
use super::source::Portrayal;
use super::subject::{ShownLayer, Subject};
use super::theme::Theme;
use crate::gazetteer::{Aggregation, BORDERS, LABELS, Layer, LayerKind, SPACE_FIELD, ZoomRange};
use crate::parameters::behind_mark;
use crate::query::{Chosen, Figures, PointMode, Request, SelectError, Selection, TileParameters, ranges, select};

impl<'a, D: AsRef<[u8]>> Portrayal<'a, D> {
    /// A MapLibre style of one layer or view, with its legend in `metadata`.
    ///
    /// # Errors
    /// Names what is unknown, more than one, or cannot be shown so.
    pub fn style(self, request: &StyleRequest<'_>) -> Result<Value, ClassError> {
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
        let (names, query) = (source.names.join(","), behind_mark(&source.parameters));
        Ok(style(&StyleInput {
            name,
            title: self.catalog.label(name, request.language).unwrap_or(name),
            language: request.language,
            bounds: self.catalog.opening_bounds(),
            source_url: format!("{}/{names}{query}", request.base),
            glyphs_url: format!("{}/fonts/{{fontstack}}/{{range}}.pbf", request.base),
            sprites_url: format!("{}/sprites", request.base),
            parts: style_parts,
        }))
    }

    /// The label points of a layer, as the source of a style has them.
    fn labels(self, layer: &Layer, source: &Selection) -> Option<LabelPoints<'a>> {
        let (id, labels) = self.catalog.layer(&format!("{}{LABELS}", layer.name))?;
        let figures = source.parts.iter().filter(|part| part.layer == id).flat_map(|part| &part.figures);
        let mut indicators = figures.map(|figure| self.catalog.indicator_of(figure.column));
        let count = indicators.find(|indicator| indicator.aggregation == Aggregation::Count);
        Some(LabelPoints {
            layer: &labels.name,
            has_space: labels.fields.iter().any(|field| field.name == SPACE_FIELD),
            importance: count.map(|indicator| indicator.id.as_str()),
        })
    }

    /// The borders of a level as lines, where they have some of the zooms at which a style of `parts` shows it.
    fn borders(self, level: &'a Layer, zooms: ZoomRange, parts: &[ShownLayer<'a>]) -> Option<BorderLines<'a>> {
        let lines = ranges(self.catalog, BORDERS).ok()?.map(|(_, zooms)| zooms).reduce(ZoomRange::union)?;
        // Beyond the last zoom of a source its tiles are drawn larger: lines must not make it go further than areas do.
        let highest = parts.iter().map(|part| part.zooms.max).max()?;
        if lines.max > highest || level.borders?.intersection(zooms).is_none() {
            return None;
        }
        let levels = self.catalog.layers().filter(|layer| layer.kind == LayerKind::Polygons).collect();
        // A map of one level shows all wider ones too, one of several no others than those.
        let areas = parts.iter().filter(|part| part.layer.kind == LayerKind::Polygons).count();
        let is_shown = |layer: &Layer| areas == 1 || parts.iter().any(|part| part.layer.name == layer.name);
        Some(BorderLines::of(level, levels, is_shown))
    }

    /// What the tiles of a style hold: with the layers' own indicators, so that maps of any of these share their
    /// tiles, or with another that was asked for.
    fn source(
        self,
        subject: &Subject<'_>,
        request: &StyleRequest<'_>,
        themes: &[Theme<'_>],
        has_borders: bool,
    ) -> Result<Selection, SelectError> {
        let parts = &subject.parts;
        let mut names = subject.sources.join(",");
        for name in &subject.sources {
            let labels = format!("{name}{LABELS}");
            if self.catalog.layer(&labels).is_some() || self.catalog.named_view(&labels).is_some() {
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
        let named = request.theme.named().filter(|ids| !request.theme.may_share() || !ids.iter().all(own));
        let indicators = named.map(|ids| ids.into_iter().map(str::to_owned).collect());
        let points =
            if let ThemeRequest::Points(_) = request.theme { themes.iter().find_map(Theme::points) } else { None };
        // What tiles show by themselves is not asked for, so that all maps of it have the same tiles.
        let mode = points.map(|points| points.map.tiles()).filter(|mode| *mode != PointMode::Clusters);
        let coverage = request.coverage || themes.iter().any(|theme| !theme.hatch().0.is_null());
        let parameters = TileParameters {
            figures: Figures { indicators, year: request.year.into_iter().collect() },
            points: mode,
            chosen: Chosen { filter: request.filter.map(str::to_owned), coverage },
            ..TileParameters::default()
        };
        let mut plain = Request { layers: names, parameters };
        let selection = select(self.catalog, &plain)?;
        let Some(fields) = self.fields_of_points(&selection, parts, themes) else { return Ok(selection) };
        plain.parameters.fields = Some(fields);
        select(self.catalog, &plain)
    }

    /// The fields of tiles where points tell more than tiles show by themselves: all of their own, which
    /// popups tell, and that by which they are coloured.
    fn fields_of_points(
        self,
        selection: &Selection,
        parts: &[ShownLayer<'_>],
        themes: &[Theme<'_>],
    ) -> Option<BTreeSet<String>> {
        let usual = selection.parts.iter().map(|part| self.catalog.layer_at(part.layer));
        let mut fields: BTreeSet<&str> = usual.flat_map(|layer| &layer.default_fields).map(String::as_str).collect();
        let count = fields.len();
        for (part, theme) in parts.iter().zip(themes) {
            let Some(points) = theme.points().filter(|points| points.map != PointMap::Heatmap) else { continue };
            let own = part.layer.fields.iter().filter(|field| field.level.is_none());
            fields.extend(own.map(|field| field.name.as_str()));
            fields.extend(points.shares.as_ref().map(|shares| shares.category.field.as_str()));
        }
        (fields.len() > count).then(|| fields.into_iter().map(str::to_owned).collect())
    }
}
