//! A layer's own data, its dictionaries, and its features' tags and ids.

use rustc_hash::FxHashSet;

use super::message::{RawFeature, RawLayer};
use super::report::Report;
use super::{DecodedFeature, DecodedLayer, Geometry, Rules, Value, commands, polygon};

/// The first integer that JavaScript cannot tell from its neighbour.
const ID_LIMIT: u64 = 1 << 53;
/// The type of a line among those of the specification, §4.3.4.
const LINESTRING: u64 = 2;

pub(crate) fn check_names(layers: &[RawLayer], report: &mut Report) {
    let mut seen = FxHashSet::default();
    for name in layers.iter().filter_map(|layer| layer.name) {
        if !seen.insert(name) {
            report.enter_layer(name.to_owned());
            report.add("two layers of the tile have the same name", name);
        }
    }
}

pub(crate) fn check(layer: &RawLayer, rules: &Rules, report: &mut Report) {
    match layer.version {
        Some(2) => {}
        Some(version) => report.add("the layer's version is not 2", version),
        None => report.add("the layer has no version", ""),
    }
    match layer.name {
        Some("") => report.add("the layer's name is empty", ""),
        Some(_) => {}
        None => report.add("the layer has no name", ""),
    }
    if layer.extent != Some(u64::from(rules.extent)) {
        report.add("the layer's extent is not the one asked for", format_args!("{:?}", layer.extent));
    }
    if layer.features.is_empty() {
        report.add("the layer has no feature", "");
    }
    check_dictionaries(layer, report);

    let mut ids = FxHashSet::default();
    let mut used_keys = vec![false; layer.keys.len()];
    let mut used_values = vec![false; layer.values.len()];
    for (index, feature) in layer.features.iter().enumerate() {
        report.enter_feature(index, feature.id);
        match feature.id {
            // A border has no code, so nothing to join figures by.
            None if feature.kind == Some(LINESTRING) => {}
            None => report.add("the feature has no id", ""),
            Some(id) if id >= ID_LIMIT => report.add("the feature's id is not below 2⁵³", id),
            Some(id) if !ids.insert(id) => report.add("another feature of the layer has the same id", id),
            Some(_) => {}
        }
        check_tags(feature, &mut used_keys, &mut used_values, report);
        if let Some(geometry) = commands::read(feature, report) {
            check_geometry(&geometry, rules, report);
        }
    }
    report.leave_feature();
    for (index, _) in used_keys.iter().enumerate().filter(|(_, used)| !**used) {
        report.add("a key is used by no feature", layer.keys[index]);
    }
    for (index, _) in used_values.iter().enumerate().filter(|(_, used)| !**used) {
        report.add("a value is used by no feature", format_args!("{:?}", layer.values[index]));
    }
}

fn check_dictionaries(layer: &RawLayer, report: &mut Report) {
    let mut seen = FxHashSet::default();
    for key in &layer.keys {
        if !seen.insert(*key) {
            report.add("a key stands twice among the layer's keys", key);
        }
    }
    let mut seen = FxHashSet::default();
    for value in &layer.values {
        if !seen.insert(identity(value)) {
            report.add("a value stands twice among the layer's values", format_args!("{value:?}"));
        }
        let finite = match value {
            Value::Float(number) => number.is_finite(),
            Value::Double(number) => number.is_finite(),
            _ => true,
        };
        if !finite {
            report.add("a value is not a finite number", format_args!("{value:?}"));
        }
    }
}

/// Something to compare values by: type and bits.
fn identity(value: &Value) -> (u8, u64, &str) {
    match value {
        Value::String(text) => (1, 0, text),
        Value::Float(number) => (2, u64::from(number.to_bits()), ""),
        Value::Double(number) => (3, number.to_bits(), ""),
        Value::Int(number) => (4, number.cast_unsigned(), ""),
        Value::UInt(number) => (5, *number, ""),
        Value::SInt(number) => (6, number.cast_unsigned(), ""),
        Value::Bool(bit) => (7, u64::from(*bit), ""),
    }
}

fn check_tags(feature: &RawFeature, used_keys: &mut [bool], used_values: &mut [bool], report: &mut Report) {
    let (pairs, rest) = feature.tags.as_chunks::<2>();
    if !rest.is_empty() {
        report.add("the feature's tags are odd in number", feature.tags.len());
    }
    for (position, &[key, value]) in pairs.iter().enumerate() {
        match used_keys.get_mut(key as usize) {
            Some(used) => *used = true,
            None => report.add("a tag names a key that does not exist", key),
        }
        match used_values.get_mut(value as usize) {
            Some(used) => *used = true,
            None => report.add("a tag names a value that does not exist", value),
        }
        // A feature has few attributes: looking back over them costs less than a set.
        if pairs[..position].iter().any(|earlier| earlier[0] == key) {
            report.add("the feature has a key twice", key);
        }
    }
}

fn check_geometry(geometry: &Geometry, rules: &Rules, report: &mut Report) {
    let low = -i64::from(rules.buffer);
    let high = i64::from(rules.extent) + i64::from(rules.buffer);
    let inside = |point: &&super::Point| {
        (low..=high).contains(&i64::from(point.x)) && (low..=high).contains(&i64::from(point.y))
    };
    let outside = match geometry {
        Geometry::Points(points) => points.iter().find(|point| !inside(point)),
        Geometry::Lines(parts) | Geometry::Rings(parts) => parts.iter().flatten().find(|point| !inside(point)),
    };
    if let Some(point) = outside {
        report.add("a coordinate lies outside the tile and its buffer", format_args!("({}, {})", point.x, point.y));
    }
    if let Geometry::Rings(rings) = geometry {
        polygon::check(rings, report);
    }
}

pub(crate) fn decode(layer: &RawLayer, report: &mut Report) -> DecodedLayer {
    let attributes = |feature: &RawFeature| {
        feature
            .tags
            .as_chunks::<2>()
            .0
            .iter()
            .filter_map(|&[key, value]| {
                Some(((*layer.keys.get(key as usize)?).to_owned(), layer.values.get(value as usize)?.clone()))
            })
            .collect()
    };
    let features = layer
        .features
        .iter()
        .filter_map(|feature| {
            let geometry = commands::read(feature, report)?;
            Some(DecodedFeature { id: feature.id, attributes: attributes(feature), geometry })
        })
        .collect();
    DecodedLayer { name: layer.name.unwrap_or_default().to_owned(), features }
}
