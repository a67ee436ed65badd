use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::border_lines::BorderLines;
use super::expression::{by_zoom, numbers};
use super::label_points::LabelPoints;
use super::point_layers::point_layers;
use super::template::fill;
use super::theme::stroke_width;
use crate::gazetteer::{Aggregation, BORDERS, Language, Layer, LayerKind, ZoomRange};
use crate::portrayal::choropleth::Choropleth;
use crate::portrayal::legend::Legend;
use crate::portrayal::look::{Look, POINT_LABELS_FROM, TEXT_MAX_WIDTH};
use crate::portrayal::palette::{PLAIN, POINT};
use crate::portrayal::points::{PointMap, Points};
use crate::portrayal::sprites::SPRITE;
use crate::portrayal::theme::{Symbols, Theme};

/// What a style is made from.
pub struct StyleInput<'a> {
    /// Name of the layer or view in URLs.
    pub name: &'a str,
    pub title: &'a str,
    pub language: Language,
    /// Where the map opens: west, south, east, north in degrees.
    pub bounds: [f64; 4],
    /// Absolute address of the TileJSON.
    pub source_url: String,
    /// Absolute address of the glyphs, with `{fontstack}` and `{range}`.
    pub glyphs_url: String,
    /// Absolute address of the folder of sprites, without a slash at its end.
    pub sprites_url: String,
    pub parts: Vec<StylePart<'a>>,
}

/// One layer of a style.
pub struct StylePart<'a> {
    pub layer: &'a Layer,
    /// Name of the layer in tiles.
    pub source_layer: &'a str,
    pub zooms: ZoomRange,
    /// Its label points. Without them labels stand on the polygons themselves, once for every tile that holds a piece
    /// of one.
    pub labels: Option<LabelPoints<'a>>,
    /// Its borders as lines. Without them they are outlines of the polygons, each drawn from both sides.
    pub borders: Option<BorderLines<'a>>,
    pub theme: Theme<'a>,
}

static BASE: LazyLock<Value> = LazyLock::new(|| template(include_str!("../../../styles/base.json")));
static POLYGONS: LazyLock<Value> = LazyLock::new(|| template(include_str!("../../../styles/choropleth.json")));
static LINES: LazyLock<Value> = LazyLock::new(|| template(include_str!("../../../styles/lines.json")));
static POINTS: LazyLock<Value> = LazyLock::new(|| template(include_str!("../../../styles/points.json")));
static SYMBOLS: LazyLock<Value> = LazyLock::new(|| template(include_str!("../../../styles/symbols.json")));

pub(crate) fn template(text: &str) -> Value {
    serde_json::from_str(text).expect("the style templates are JSON: the tests of this module fill each")
}

/// A MapLibre style of the layers of `input`, each at its zooms, with the legend in `metadata`.
pub fn style<'a>(input: &StyleInput<'a>) -> Value {
    let (center, zoom) = opening(input.bounds);
    let with_codes = input.parts.iter().filter(|part| part.layer.fields.iter().any(|field| field.name == "code"));
    let labels = |part: &StylePart<'a>| part.labels.as_ref().map(|labels| labels.layer);
    let layers = with_codes.flat_map(|part| [Some(part.source_layer), labels(part)]);
    let ids: Map<String, Value> = layers.flatten().map(|layer| (layer.to_owned(), Value::from("code"))).collect();
    let mut style = fill(
        &BASE,
        &[
            ("name", json!(input.title)),
            ("center", json!(center)),
            ("zoom", json!(zoom)),
            ("metadata", metadata(input)),
            ("glyphs", json!(input.glyphs_url)),
            ("sprite", sprite(input)),
            ("source", json!(input.source_url)),
            ("ids", Value::Object(ids)),
        ],
    );
    let highest = input.parts.iter().map(|part| part.zooms.max).max().unwrap_or(0);
    let mut layers: Vec<Value> = input.parts.iter().flat_map(|part| part_layers(part, highest)).collect();
    // Points lie over every area, borders over a heat map, and labels over all.
    layers.sort_by_key(|layer| match layer["type"].as_str() {
        Some("fill") => 0,
        Some("heatmap") => 1,
        Some("line") => 2,
        Some("circle") => 3,
        _ => 4,
    });
    if let Some(Value::Array(all)) = style.get_mut("layers") {
        all.append(&mut layers);
    }
    style
}

/// The pictures that a style draws: donuts, or patterns and the room of circles.
fn sprite(input: &StyleInput<'_>) -> Value {
    let points = || input.parts.iter().filter_map(|part| part.theme.points());
    let name = match points().find_map(Points::donuts) {
        Some(donuts) => donuts.name(),
        None if points().any(|it| it.map == PointMap::Clusters) => SPRITE.to_owned(),
        None if input.parts.iter().any(|part| part.theme.has_patterns()) => SPRITE.to_owned(),
        None => return Value::Null,
    };
    json!(format!("{}/{name}", input.sprites_url))
}

/// The style layers of one part; `highest` is the last zoom of the whole style, above which its parts go on.
fn part_layers(part: &StylePart<'_>, highest: u8) -> Vec<Value> {
    let look = Look::of(part.layer);
    let (template, labels_from) = match part.layer.kind {
        LayerKind::Polygons => (&POLYGONS, look.labels_from),
        LayerKind::Lines => (&LINES, look.labels_from),
        LayerKind::Points => (&POINTS, POINT_LABELS_FROM),
    };
    let ((missing, pattern), (partial, hatch)) = (part.theme.reasons(), part.theme.hatch());
    let color = if matches!(part.theme, Theme::Plain) { json!(plain_color(part.layer)) } else { part.theme.color() };
    let end = (part.zooms.max < highest).then(|| f64::from(part.zooms.max) + 1.0);
    let start = f64::from(part.zooms.min);
    let mut fillings = vec![
        ("layer", json!(part.source_layer)),
        ("minzoom", if part.zooms.min == 0 { Value::Null } else { json!(part.zooms.min) }),
        ("maxzoom", end.map_or(Value::Null, |_| json!(part.zooms.max + 1))),
        ("label-minzoom", json!(labels_from.max(start))),
        ("color", color),
        ("missing-filter", missing),
        ("missing-pattern", pattern),
        ("partial-filter", partial),
        ("partial-pattern", hatch),
    ];
    fillings.extend(border_fillings(part, look));
    fillings.extend(label_fillings(part, look, highest));
    let mut layers = match &part.theme {
        Theme::Points(points) => point_layers(part, points, fillings.clone()),
        _ => filled_layers(template, &fillings),
    };
    if let Theme::Symbols(symbols) = &part.theme {
        fillings.extend(symbol_fillings(part, symbols));
        layers.extend(filled_layers(&SYMBOLS, &fillings));
    }
    let seen = |layer: &Value| match (layer["minzoom"].as_f64(), end) {
        (Some(start), Some(end)) => start < end,
        _ => true,
    };
    // A layer of patterns without a pattern, or of circles without points, is none.
    let is_whole = |layer: &Value| !layer["source-layer"].is_null() && layer["paint"] != json!({});
    layers.into_iter().filter(|layer| seen(layer) && is_whole(layer)).collect()
}

pub(super) fn filled_layers(template: &Value, fillings: &[(&str, Value)]) -> Vec<Value> {
    match fill(template, fillings) {
        Value::Array(layers) => layers,
        _ => Vec::new(),
    }
}

/// The colour of a layer that shows no figures.
fn plain_color(layer: &Layer) -> &'static str {
    match layer.kind {
        LayerKind::Polygons => PLAIN,
        LayerKind::Lines => Look::of(layer).border_color,
        LayerKind::Points => POINT,
    }
}

/// How circles are drawn: the largest first, so that none hides another.
fn symbol_fillings(part: &StylePart<'_>, symbols: &Symbols<'_>) -> [(&'static str, Value); 5] {
    let key = &symbols.series.indicator.id;
    let points = match part.layer.kind {
        LayerKind::Points => Some(part.source_layer),
        _ => part.labels.as_ref().map(|labels| labels.layer),
    };
    [
        ("circle-layer", json!(points)),
        ("circle-filter", json!([">", ["coalesce", ["get", key], 0], 0])),
        ("circle-radius", symbols.radius_expression()),
        ("circle-sort", json!(["-", 0, ["coalesce", ["get", key], 0]])),
        ("circle-stroke-width", stroke_width()),
    ]
}

/// How borders are drawn: as lines, or as outlines of polygons.
fn border_fillings(part: &StylePart<'_>, look: &Look) -> [(&'static str, Value); 5] {
    let (layer, filter, sort, color, width) = match &part.borders {
        Some(lines) => (BORDERS, lines.filter(), BorderLines::sort_key(), lines.color(), lines.width()),
        None => {
            let (color, width) = (json!(look.border_color), by_zoom(numbers(&look.border_widths)));
            (part.layer.name.as_str(), Value::Null, Value::Null, color, width)
        }
    };
    [
        ("border-layer", json!(layer)),
        ("border-filter", filter),
        ("border-sort", sort),
        ("border-color", color),
        ("border-width", width),
    ]
}

/// How names are written: at label points, or on the polygons.
fn label_fillings(part: &StylePart<'_>, look: &Look, highest: u8) -> [(&'static str, Value); 9] {
    let (layer, filter, padding) = match &part.labels {
        Some(points) => (points.layer, points.filter(look, highest), points.padding(look)),
        None => (part.layer.name.as_str(), Value::Null, look.text_paddings.1),
    };
    [
        ("label-layer", json!(layer)),
        ("label-filter", filter),
        ("text-padding", json!(padding)),
        ("text-size", by_zoom(numbers(&look.text_sizes))),
        ("text-max-width", json!(TEXT_MAX_WIDTH)),
        ("font", json!(look.font)),
        ("letter-spacing", if look.capitals { json!(0.07) } else { Value::Null }),
        ("transform", if look.capitals { json!("uppercase") } else { Value::Null }),
        ("sort", label_order(part)),
    ]
}

/// Where labels collide the larger count is the one named: that of the choropleth, since a share says nothing of
/// importance, or another that the label points carry.
fn label_order(part: &StylePart<'_>) -> Value {
    match &part.theme {
        Theme::Choropleth(Choropleth { series, .. }) | Theme::Symbols(Symbols { series, .. })
            if series.indicator.aggregation == Aggregation::Count =>
        {
            json!(["-", 0, ["coalesce", ["get", series.indicator.id], 0]])
        }
        _ => part.labels.as_ref().map_or(Value::Null, LabelPoints::sort_key),
    }
}

/// What the legend of the page and of third parties says.
fn metadata(input: &StyleInput<'_>) -> Value {
    let is_plain = |part: &&StylePart<'_>| matches!(part.theme, Theme::Plain);
    let legend = |part: &'_ StylePart<'_>| {
        let StylePart { layer, source_layer, zooms, ref theme, .. } = *part;
        let legend = Legend { layer, source_layer, zooms, language: input.language, theme };
        if let Theme::Points(points) = theme { legend.points(points) } else { legend.json() }
    };
    let of_points = |part: &&StylePart<'_>| matches!(part.theme, Theme::Points(_));
    let legends = input.parts.iter().filter(|part| !of_points(part)).map(legend).filter(|it| !it.is_null());
    let plain = input.parts.iter().filter(is_plain).map(|part| {
        json!({
            "layer": part.source_layer,
            "zooms": part.zooms,
            "label": part.layer.label.get(input.language),
            "description": part.layer.description.as_ref().map(|text| text.get(input.language)),
            "color": plain_color(part.layer),
        })
    });
    json!({
        "maillage:name": input.name,
        "maillage:language": input.language.tag(),
        "maillage:bounds": input.bounds,
        "maillage:legends": legends.collect::<Vec<Value>>(),
        "maillage:points": input.parts.iter().filter(of_points).map(legend).collect::<Vec<Value>>(),
        "maillage:plain": plain.collect::<Vec<Value>>(),
    })
}

/// Centre and zoom that show `bounds` in a window of 1024 × 768 pixels.
fn opening([west, south, east, north]: [f64; 4]) -> ([f64; 2], f64) {
    let mercator = |latitude: f64| (latitude.clamp(-85.0, 85.0).to_radians().tan().asinh()) / std::f64::consts::TAU;
    let (bottom, top) = (mercator(south), mercator(north));
    let middle = ((bottom + top) / 2.0 * std::f64::consts::TAU).sinh().atan().to_degrees();
    let wide = (1024.0 / 512.0) / ((east - west) / 360.0).max(1e-6);
    let high = (768.0 / 512.0) / (top - bottom).max(1e-6);
    let zoom = wide.min(high).log2().clamp(0.0, 16.0);
    let rounded = |value: f64, places: f64| (value * places).round() / places;
    ([rounded((west + east) / 2.0, 1e4), rounded(middle, 1e4)], rounded(zoom, 10.0))
}

#[cfg(test)]
#[path = "style_tests.rs"]
mod tests;
