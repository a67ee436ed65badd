use super::error::ClassError;
use super::request::{StyleRequest, ThemeRequest};
use super::source::Portrayal;
use crate::catalog::text::listed;
use crate::gazetteer::{Aggregation, Indicator, Layer, LayerId, LayerKind, ZoomRange};
use crate::query::{SelectError, ranges};

/// The areas of a map of points that has none.
const NO_AREAS: &str = "none";

/// A layer as tiles show it.
pub(super) struct ShownLayer<'a> {
    pub(crate) id: LayerId,
    pub(crate) layer: &'a Layer,
    /// Its name in tiles.
    pub(crate) name: &'a str,
    pub(crate) zooms: ZoomRange,
}

/// What a map is of.
pub(super) struct Subject<'a> {
    /// The layer or view that gives it its name.
    pub(super) name: &'a str,
    /// All layers and views that its tiles have.
    pub(super) sources: Vec<&'a str>,
    pub(crate) parts: Vec<ShownLayer<'a>>,
}

impl<'a, D: AsRef<[u8]>> Portrayal<'a, D> {
    /// What a map is of: a layer or view, or points above the areas of one.
    pub(super) fn subject(self, request: &StyleRequest<'a>) -> Result<Subject<'a>, ClassError> {
        let ThemeRequest::Points(points) = request.theme else {
            let no_areas = || {
                let known = self.catalog.layers().map(|layer| layer.name.as_str());
                ClassError::NoAreas { known: listed(known) }
            };
            let name = self.map_name(request.name).ok_or_else(no_areas)?;
            return Ok(Subject { name, sources: vec![name], parts: self.shown(name)? });
        };
        let name = self.points_layer(points.layer)?.name.as_str();
        let ground = self.map_name(request.name).filter(|ground| !ground.is_empty() && *ground != NO_AREAS);
        let mut parts = ground.map_or_else(|| Ok(Vec::new()), |ground| self.shown(ground))?;
        parts.retain(|part| part.layer.kind != LayerKind::Points);
        parts.extend(self.shown(name)?);
        Ok(Subject { name, sources: ground.into_iter().chain([name]).collect(), parts })
    }

    /// The layer or view that a map shows: that of the name, or for none and `auto` the first view of areas, or layer of
    /// such.
    fn map_name(self, asked: Option<&'a str>) -> Option<&'a str> {
        if let Some(name) = asked.filter(|name| *name != "auto") {
            return Some(name);
        }
        let is_area =
            |name: &str| self.catalog.any_layer(name).is_some_and(|(_, layer)| layer.kind == LayerKind::Polygons);
        let view = self.catalog.views().iter().find(|view| view.parts.iter().any(|part| is_area(&part.layer)));
        let layer =
            || self.catalog.layers().find(|layer| layer.kind == LayerKind::Polygons).map(|layer| layer.name.as_str());
        view.map(|view| view.name.as_str()).or_else(layer)
    }

    /// What tiles of a layer or a view show, by zooms: layers shown under one name are one.
    pub(super) fn shown(self, name: &str) -> Result<Vec<ShownLayer<'a>>, SelectError> {
        let mut shown: Vec<ShownLayer<'_>> = Vec::new();
        for (id, zooms) in ranges(self.catalog, name)? {
            let record = self.catalog.record(id);
            let name = record.shown_name();
            match shown.iter_mut().find(|known| record.is_hidden() && known.name == name) {
                Some(known) => known.zooms = known.zooms.union(zooms),
                None => shown.push(ShownLayer { id, layer: self.catalog.layer_at(id), name, zooms }),
            }
        }
        Ok(shown)
    }

    /// The indicator that colours a map when none is asked for: a share among the layers' own, since shading counts
    /// shades the size of territories, else the first.
    pub(super) fn usual_indicator(self, parts: &[ShownLayer<'_>]) -> Option<&'a Indicator> {
        let own =
            || parts.iter().flat_map(|part| &part.layer.default_indicators).filter_map(|id| self.catalog.indicator(id));
        own().find(|indicator| indicator.aggregation != Aggregation::Count).or_else(|| own().next())
    }
}
