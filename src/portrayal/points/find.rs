//! Maps of points, found in the catalogue.

use super::shares::Shares;
use super::sizes::CircleSizes;
use super::{PointMap, Points};
use crate::catalog::text::{listed, shortened};
use crate::gazetteer::{Clustering, Layer, LayerKind};
use crate::portrayal::choropleth::Choropleth;
use crate::portrayal::class_choice::ClassChoice;
use crate::portrayal::error::ClassError;
use crate::portrayal::palette::{Palette, PaletteKind, Usual};
use crate::portrayal::request::PointsRequest;
use crate::portrayal::source::Portrayal;
use crate::portrayal::subject::ShownLayer;

impl<'a, D: AsRef<[u8]>> Portrayal<'a, D> {
    /// The layer of points that a map shows: that of the name, or the first, one whose points are joined if there is any.
    pub(crate) fn points_layer(self, asked: Option<&str>) -> Result<&'a Layer, ClassError> {
        let all = || self.catalog.point_layers().map(|(_, layer)| layer);
        let known = || listed(all().map(|layer| layer.name.as_str()));
        match asked {
            Some(name) => {
                let found = all().find(|layer| layer.name == name);
                found.ok_or_else(|| ClassError::NotPoints { name: shortened(name), known: known() })
            }
            None => {
                let joined = all().find(|layer| layer.clusters.is_some());
                joined.or_else(|| all().next()).ok_or(ClassError::NoPoints)
            }
        }
    }

    /// What a map of points shows.
    ///
    /// # Errors
    /// Says what there is instead of what is unknown, and what does not go together.
    pub(in crate::portrayal) fn points_map(
        self,
        part: &ShownLayer<'a>,
        request: &PointsRequest<'_>,
        year: Option<i32>,
        choice: &ClassChoice,
    ) -> Result<Points<'a>, ClassError> {
        let map = map_of(request.map, part.layer)?;
        if let (Some(_), Some(_)) = (request.by, request.indicator) {
            return Err(ClassError::TwoColors);
        }
        let mut points = self.points(part, map);
        if map == PointMap::Heatmap {
            points.heat = heat_colors(choice.palette);
        }
        if let Some(id) = request.indicator {
            let indicator = match map {
                PointMap::Heatmap => self.count("heat maps", id)?,
                _ => self.catalog.known_indicator(id)?,
            };
            let series = self.series(part.id, indicator, year)?;
            points.figures = Some(self.choropleth(series, choice, &[series.column])?);
        }
        if let Some(field) = request.by.filter(|_| map != PointMap::Heatmap) {
            let palette = choice.palette.unwrap_or_else(|| Palette::usual(Usual::Categories));
            points.shares = Some(self.shares(part, field, palette)?);
            points.sizes.has_ring = true;
        }
        Ok(points)
    }

    /// What a map shows of a layer whose points its tiles join, in the colours of some figures or in one; none of
    /// another layer.
    pub(in crate::portrayal) fn joined_points(
        self,
        part: &ShownLayer<'a>,
        figures: Option<Choropleth<'a>>,
    ) -> Option<Points<'a>> {
        let is_joined = part.layer.kind == LayerKind::Points && part.layer.clusters.is_some();
        is_joined.then(|| Points { figures, ..self.points(part, PointMap::Clusters) })
    }

    fn points(self, part: &ShownLayer<'a>, map: PointMap) -> Points<'a> {
        let highest = part.layer.zooms.max;
        let view = self.catalog.view(part.id);
        // Those of all points: circles of a filter stay comparable with those of the whole.
        let largest = match view.clusters() {
            Some(forest) => forest.largest(highest),
            // As if the map became twice as wide and as high, and half as dense, with every zoom.
            None => (0..=highest).map(|zoom| (part.layer.features / 4).checked_shr(zoom.into()).unwrap_or(0)).collect(),
        };
        Points {
            map,
            sizes: CircleSizes { largest, has_ring: false },
            figures: None,
            shares: None,
            strides: (0..=highest).map(|zoom| view.stride(zoom)).collect(),
            heat: Vec::new(),
        }
    }

    fn shares(self, part: &ShownLayer<'a>, field: &str, palette: &'static Palette) -> Result<Shares<'a>, ClassError> {
        let categories = part.layer.clusters.as_ref().map_or(&[][..], |clustering| &clustering.categories);
        let Some(number) = categories.iter().position(|category| category.field == field) else {
            let known = listed(categories.iter().map(|category| category.field.as_str()));
            let (layer, known) = (part.layer.name.clone(), if known.is_empty() { "none".to_owned() } else { known });
            return Err(ClassError::UnknownCategory { field: shortened(field), layer, known });
        };
        let counts = self.catalog.view(part.id).cluster_counts(number);
        // The first cluster is all points together.
        let category = &categories[number];
        let counts: Vec<u32> = counts.iter().take(category.values.len()).map(|count| count.get()).collect();
        Ok(Shares::new(category, &counts, part.layer.features, palette))
    }
}

/// The map asked for; without one points are joined where they can be.
fn map_of(asked: Option<PointMap>, layer: &Layer) -> Result<PointMap, ClassError> {
    let joined: Option<&Clustering> = layer.clusters.as_ref();
    match asked {
        None => Ok(if joined.is_some() { PointMap::Clusters } else { PointMap::All }),
        Some(PointMap::Clusters) if joined.is_none() => Err(ClassError::NotJoined { layer: layer.name.clone() }),
        Some(map) => Ok(map),
    }
}

/// Five colours from light to dark.
fn heat_colors(palette: Option<&'static Palette>) -> Vec<&'static str> {
    let sequential = palette.filter(|palette| palette.kind == PaletteKind::Sequential);
    let palette = sequential.unwrap_or_else(|| Palette::usual(Usual::Density));
    palette.ramp(super::RAMP_STOPS.len()).iter().map(String::as_str).collect()
}
