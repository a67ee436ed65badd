use std::sync::LazyLock;

use serde_json::{Value, json};

use super::expression::{by_zoom, numbers};
use super::style::{StylePart, filled_layers, template};
use crate::portrayal::palette::NO_DATA;
use crate::portrayal::points::{PointMap, Points, Shares};
use crate::portrayal::sprites::{DONUT_SIDE, SIDE};

static CLUSTERS: LazyLock<Value> = LazyLock::new(|| template(include_str!("../../../styles/clusters.json")));

/// Pixels between a circle and the second line around it.
const RING: f64 = 3.5;

/// Zoom and radius in pixels of single points: among clusters, and where every point is one.
const AMONG_CLUSTERS: [(f64, f64); 4] = [(4.0, 4.0), (9.0, 5.0), (12.0, 6.0), (16.0, 8.5)];
const ALONE: [(f64, f64); 4] = [(5.0, 1.6), (9.0, 3.0), (12.0, 5.0), (16.0, 8.0)];

/// The same where colours tell something: they need some room to be seen.
const COLORED: [(f64, f64); 4] = [(5.0, 2.4), (9.0, 4.0), (12.0, 6.0), (16.0, 8.5)];

/// From here on the points themselves come forth from a heat map.
const POINTS_OF_HEAT: [(f64, f64); 2] = [(11.0, 0.0), (13.0, 1.0)];

/// The style layers of a layer of points; layers of the template that the map has no use for have no source layer.
pub(crate) fn point_layers(
    part: &StylePart<'_>,
    points: &Points<'_>,
    mut fillings: Vec<(&'static str, Value)>,
) -> Vec<Value> {
    let layer = |shown: bool| if shown { json!(part.source_layer) } else { Value::Null };
    let (is_joined, is_heat) = (points.map == PointMap::Clusters, points.map == PointMap::Heatmap);
    let donuts = points.donuts();
    let (edge_color, edge_width) = points.edge();
    // The first filling of a name counts.
    fillings.retain(|(name, _)| *name != "color");
    fillings.extend([
        ("color", if is_heat { json!(points.heat.last().copied().unwrap_or(NO_DATA)) } else { points.color() }),
        ("heat-layer", layer(is_heat)),
        ("cluster-layer", layer(is_joined)),
        ("circle-layer", layer(is_joined && donuts.is_none())),
        ("donut-layer", layer(is_joined && donuts.is_some())),
        ("point-filter", if is_joined { Shares::is_single() } else { Value::Null }),
        ("edge-color", json!(edge_color)),
        ("edge-width", json!(edge_width)),
        ("name-color", json!("#16202d")),
    ]);
    fillings.extend(sizes(points, part.zooms.min));
    if is_joined {
        fillings.extend(circles(points));
    }
    if is_heat {
        fillings.extend([
            ("heat-weight", points.heat_weight()),
            ("heat-intensity", points.heat_intensity()),
            ("heat-color", points.heat_color()),
        ]);
    }
    filled_layers(&CLUSTERS, &fillings)
}

/// How single points are drawn.
fn sizes(points: &Points<'_>, lowest: u8) -> [(&'static str, Value); 4] {
    let is_heat = points.map == PointMap::Heatmap;
    let radii = match points.map {
        PointMap::Clusters => &AMONG_CLUSTERS,
        PointMap::Heatmap => &ALONE,
        _ if points.figures.is_some() || points.shares.is_some() => &COLORED,
        _ => &ALONE,
    };
    let first = if is_heat { lowest.max(POINTS_OF_HEAT[0].0 as u8) } else { lowest };
    [
        ("point-radius", by_zoom(numbers(radii))),
        ("point-edge", by_zoom(numbers(&[(5.0, 0.4), (9.0, 1.0), (12.0, 1.6), (16.0, 2.2)]))),
        ("point-minzoom", if first == 0 { Value::Null } else { json!(first) }),
        ("point-opacity", if is_heat { by_zoom(numbers(&POINTS_OF_HEAT)) } else { Value::Null }),
    ]
}

/// How clusters are drawn.
fn circles(points: &Points<'_>) -> [(&'static str, Value); 7] {
    let sizes = &points.sizes;
    // A donut is a picture that is made as large as a circle would be, its outer line included.
    let whole = f64::from(DONUT_SIDE) / 2.0 - 1.0;
    [
        ("circle-radius", sizes.expression(1.0, 0.0)),
        ("ring-radius", sizes.expression(1.0, RING)),
        ("ring-color", json!(points.ring_color())),
        ("room-size", sizes.expression_or(2.0 / f64::from(SIDE), 1.0)),
        ("count-color", points.text_color()),
        ("donut", points.shares.as_ref().map_or(Value::Null, Shares::donut)),
        ("donut-size", sizes.expression(1.0 / whole, 0.0)),
    ]
}
