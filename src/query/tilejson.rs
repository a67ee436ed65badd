use serde_json::{Map, Value, json};

use super::cluster_keys::describe_clusters;
use super::point_mode::PointMode;
use super::selection::{Part, Selection};
use crate::catalog::Catalog;
use crate::gazetteer::{Field, FieldKind, Language, LayerKind, Reason, WEIGHT, ZoomRange};

/// TileJSON 3.0.0 of a selection. `base` is the server's public address without a slash at its end.
pub fn tilejson<D: AsRef<[u8]>>(catalog: &Catalog<D>, selection: &Selection, base: &str, language: Language) -> Value {
    let zooms = selection.zooms();
    let [west, south, east, north] = catalog.opening_bounds();
    let names = selection.names.join(",");
    let titles: Vec<&str> = selection.names.iter().filter_map(|name| catalog.label(name, language)).collect();
    json!({
        "tilejson": "3.0.0",
        "name": names,
        "description": titles.join(", "),
        "version": "1.0.0",
        "attribution": catalog.attribution(),
        "scheme": "xyz",
        "tiles": [tile_template(catalog, selection, base)],
        "minzoom": zooms.min,
        "maxzoom": zooms.max,
        "bounds": extent(catalog, selection),
        "center": [f64::midpoint(west, east), f64::midpoint(south, north), opening_zoom(zooms)],
        "vector_layers": vector_layers(catalog, selection, language),
    })
}

/// The address of tiles with `{z}`, `{x}` and `{y}`, versioned, so that a tile can be cached for ever.
pub fn tile_template<D: AsRef<[u8]>>(catalog: &Catalog<D>, selection: &Selection, base: &str) -> String {
    let names = selection.names.join(",");
    let joint = if selection.parameters.is_empty() { "" } else { "&" };
    format!("{base}/{names}/{{z}}/{{x}}/{{y}}.mvt?v={}{joint}{}", catalog.version(), selection.parameters)
}

/// West, south, east and north of all features: clients ask for no tile outside. It is not where a map opens,
/// which is `center`: the territories of one country may lie around the globe.
fn extent<D: AsRef<[u8]>>(catalog: &Catalog<D>, selection: &Selection) -> [f64; 4] {
    let extents = selection.parts.iter().map(|part| catalog.layer_at(part.layer).extent);
    let union = |one: [f64; 4], other: [f64; 4]| {
        [one[0].min(other[0]), one[1].min(other[1]), one[2].max(other[2]), one[3].max(other[3])]
    };
    extents.reduce(union).unwrap_or([-180.0, -85.051_129, 180.0, 85.051_129])
}

/// An entry for each name that tiles show layers under.
fn vector_layers<D: AsRef<[u8]>>(catalog: &Catalog<D>, selection: &Selection, language: Language) -> Vec<Value> {
    let mut shown: Vec<(&str, Vec<&Part>)> = Vec::new();
    for part in &selection.parts {
        let name = catalog.shown_name(part.layer);
        match shown.iter_mut().find(|(known, _)| *known == name) {
            Some((_, parts)) => parts.push(part),
            None => shown.push((name, vec![part])),
        }
    }
    shown.iter().filter_map(|(name, parts)| vector_layer(catalog, name, parts, language)).collect()
}

fn vector_layer<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    name: &str,
    parts: &[&Part],
    language: Language,
) -> Option<Value> {
    let layer = catalog.layer_at(parts.first()?.layer);
    let zooms = parts.iter().map(|part| part.zooms).reduce(ZoomRange::union)?;
    let mut fields = Map::new();
    for part in parts {
        describe_fields(catalog, part, language, &mut fields);
    }
    Some(json!({
        "id": name,
        "description": layer.label.get(language),
        "fields": fields,
        "minzoom": zooms.min,
        "maxzoom": zooms.max,
        "geometry_type": match layer.kind {
            LayerKind::Polygons => "polygon",
            LayerKind::Points => "point",
            LayerKind::Lines => "line",
        },
    }))
}

fn describe_fields<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    part: &Part,
    language: Language,
    fields: &mut Map<String, Value>,
) {
    for Field { name, kind, .. } in part.fields.iter().map(|&field| catalog.field(field)) {
        fields.insert(name.clone(), json!(value_type(*kind)));
    }
    for figure in &part.figures {
        let indicator = catalog.indicator_of(figure.column);
        let unit = indicator.unit.as_ref().map_or(String::new(), |unit| format!(", {}", unit.get(language)));
        let text = format!("Number: {}{unit}, {}", indicator.label.get(language), figure.year);
        fields.insert(figure.key.clone(), json!(text));
        if !catalog.summary(figure.column).reasons.is_empty() {
            fields.insert(figure.reason_key.clone(), json!(reasons()));
        }
        fields.extend(figure.coverage_key.iter().map(|key| (key.clone(), json!(COVERED))));
    }
    if let Some(clusters) = &part.clusters {
        describe_clusters(clusters, language, fields);
    }
    if part.points == PointMode::Thinned {
        fields.insert(WEIGHT.to_owned(), json!("Number: points that it stands for"));
    }
    for evolution in &part.evolutions {
        let indicator = catalog.indicator_of(evolution.to);
        let unit = indicator.unit.as_ref().filter(|_| !evolution.is_percent);
        let unit = unit.map_or("%", |unit| unit.get(language));
        let (from, to) = evolution.years;
        let text = format!("Number: {}, {from}–{to}, {unit}", indicator.label.get(language));
        fields.insert(evolution.key.clone(), json!(text));
        fields.insert(evolution.reason_key.clone(), json!(reasons()));
        fields.extend(evolution.coverage_key.iter().map(|key| (key.clone(), json!(COVERED))));
    }
}

/// What an attribute says that stands beside a computed figure.
const COVERED: &str = "Number: share of its parts that had a figure, 0 to 1";

/// What an attribute may say that stands where a figure is missing.
fn reasons() -> String {
    let names: Vec<&str> = Reason::ALL.iter().map(|reason| reason.name()).collect();
    format!("String: {}", names.join(", "))
}

/// The type of a field's values, in the words of TileJSON 3.0.0.
fn value_type(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "String",
        FieldKind::Unsigned | FieldKind::Real => "Number",
        FieldKind::Flag => "Boolean",
    }
}

/// The zoom at which a map of these zooms opens.
fn opening_zoom(zooms: ZoomRange) -> u8 {
    5.clamp(zooms.min, zooms.max)
}
