//! What a legend says of points.

use serde_json::{Map, Value, json};

use super::words::write_number;
use super::{Legend, classes_json, hundredths, round_below, words};
use crate::catalog::text::members;
use crate::portrayal::palette::{NO_DATA, POINT};
use crate::portrayal::points::{CircleSizes, PointMap, Points};

/// A circle of a round number of points.
pub(super) struct SizeEntry {
    pub(crate) count: f64,
    pub(crate) radius: f64,
    pub(crate) text: String,
}

impl Legend<'_> {
    /// The legend of points as JSON: their colour or classes or categories, and for each zoom at which they change the
    /// sizes of circles, or of how many points a sample shows one.
    pub fn points(&self, points: &Points<'_>) -> Value {
        let language = self.language;
        let mut legend = match &points.figures {
            Some(figures) => self.described("points", &figures.series),
            None => Map::new(),
        };
        let is_plain = points.figures.is_none() && points.shares.is_none();
        legend.extend(members([
            ("kind", json!("points")),
            ("map", json!(points.map.name())),
            ("layer", json!(self.source_layer)),
            ("layer_label", json!(self.layer.label.get(language))),
            ("description", json!(self.layer.description.as_ref().map(|text| text.get(language)))),
            ("zooms", json!(self.zooms)),
            ("color", json!(is_plain.then_some(POINT))),
        ]));
        let drawn = match points.map {
            PointMap::Clusters => Some(("circles", json!(self.sizes(points)))),
            PointMap::Thinned => Some(("samples", json!(self.samples(points)))),
            PointMap::Heatmap => Some(("heat", json!(points.heat))),
            PointMap::All => None,
        };
        legend.extend(drawn.map(|(name, value)| (name.to_owned(), value)));
        if let Some(figures) = points.figures.as_ref().filter(|_| points.map != PointMap::Heatmap) {
            legend.extend(classes_json(figures, language));
        }
        if let Some(shares) = &points.shares {
            let shown = |share: &super::super::Share<'_>| json!({ "value": share.value, "count": share.count, "color": share.color });
            let others = json!({ "label": words::others(language), "count": shares.others, "color": NO_DATA });
            let field = &shares.category.field;
            let shown: Vec<Value> = shares.shown.iter().map(shown).collect();
            legend.extend(members([("field", json!(field)), ("categories", json!(shown)), ("others", others)]));
        }
        Value::Object(legend)
    }

    /// Circles of round numbers for each zoom from which they are others.
    fn sizes(&self, points: &Points<'_>) -> Vec<Value> {
        let sizes = &points.sizes;
        let changed = |&zoom: &u8| zoom == self.zooms.min || sizes.most(zoom) != sizes.most(zoom - 1);
        let entry = |it: SizeEntry| json!({ "value": it.count, "radius": hundredths(it.radius), "label": it.text });
        let at = |zoom: u8| {
            let circles = size_entries(sizes, zoom, self.language).into_iter().map(entry).collect::<Vec<Value>>();
            json!({ "zoom": zoom, "circles": circles })
        };
        self.zooms.iter().filter(changed).map(at).collect()
    }

    /// Of how many points one is shown, for each zoom from which it is another number.
    fn samples(&self, points: &Points<'_>) -> Vec<Value> {
        let stride = |zoom: u8| stride(points, zoom);
        let changed = |&zoom: &u8| zoom == self.zooms.min || stride(zoom) != stride(zoom - 1);
        let at =
            |zoom| json!({ "zoom": zoom, "one_of": stride(zoom), "label": words::one_of(stride(zoom), self.language) });
        self.zooms.iter().filter(changed).map(at).collect()
    }
}

/// Of how many points a zoom shows one; beyond the last zoom its tiles are shown.
pub(crate) fn stride(points: &Points<'_>, zoom: u8) -> u32 {
    points.strides.get(usize::from(zoom)).or(points.strides.last()).copied().unwrap_or(1)
}

/// Three circles of round numbers, the largest first; fewer where the largest is small.
pub(super) fn size_entries(sizes: &CircleSizes, zoom: u8, language: crate::gazetteer::Language) -> Vec<SizeEntry> {
    let mut counts: Vec<f64> = Vec::new();
    for part in [1.0, 5.0, 25.0] {
        let count = round_below(f64::from(sizes.most(zoom)) / part);
        if count >= 2.0 && counts.last().is_none_or(|&last| count < last) {
            counts.push(count);
        }
    }
    let entry = |count| SizeEntry { count, radius: sizes.radius(count, zoom), text: write_number(count, 0, language) };
    counts.into_iter().map(entry).collect()
}
