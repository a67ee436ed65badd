use zerocopy::little_endian::U32;

use super::attributes::{Key, Places};
use super::layer::LayerWriter;
use crate::almanac::round;
use crate::atlas::Attribute;
use crate::cluster::{NodeFigures, NodeRecord};
use crate::gazetteer::{BBOX, CLUSTER, CLUSTER_ID, EXPANSION_ZOOM, LEAVES, POINT_COUNT, POINT_COUNT_ABBREVIATED};
use crate::geo::WorldPoint;
use crate::query::{ClusterFigure, ClusterFigureKeys, Hierarchy};

/// The attributes that a layer's clusters show.
pub(super) struct ClusterAttributes<'a> {
    cluster: Key<'a>,
    id: Key<'a>,
    count: Key<'a>,
    abbreviated: Key<'a>,
    expansion_zoom: Key<'a>,
    leaves: Key<'a>,
    bbox: Key<'a>,
    counts: Vec<CountColumn<'a>>,
    figures: Vec<FigureColumn<'a>>,
}

struct CountColumn<'a> {
    key: Key<'a>,
    counts: &'a [U32],
    /// How many values the category has, and which this is.
    values: usize,
    value: usize,
}

struct FigureColumn<'a> {
    figures: &'a [NodeFigures],
    keys: Vec<(Key<'a>, ClusterFigure, u8)>,
}

impl<'a> ClusterAttributes<'a> {
    pub(super) fn new(hierarchy: &'a Hierarchy<'_>) -> ClusterAttributes<'a> {
        let keys = hierarchy.keys();
        let values = |category: usize| {
            keys.counts
                .iter()
                .filter(|count| count.category == category)
                .map(|count| count.value + 1)
                .max()
                .unwrap_or(1)
        };
        let count = |it: &'a crate::query::CountKey| CountColumn {
            key: Key::new(&it.key),
            counts: hierarchy.counts(it.category),
            values: values(it.category),
            value: it.value,
        };
        let figures = |it: &'a ClusterFigureKeys| FigureColumn {
            figures: hierarchy.figures(it.column),
            keys: it
                .main
                .iter()
                .chain(&it.others)
                .map(|(key, what)| (Key::new(key), *what, it.decimals(*what)))
                .collect(),
        };
        ClusterAttributes {
            cluster: Key::new(CLUSTER),
            id: Key::new(CLUSTER_ID),
            count: Key::new(POINT_COUNT),
            abbreviated: Key::new(POINT_COUNT_ABBREVIATED),
            expansion_zoom: Key::new(EXPANSION_ZOOM),
            leaves: Key::new(LEAVES),
            bbox: Key::new(BBOX),
            counts: keys.counts.iter().map(count).collect(),
            figures: keys.figures.iter().map(figures).collect(),
        }
    }

    /// Writes the tags of a cluster.
    pub(super) fn tags(
        &mut self,
        number: u32,
        node: &NodeRecord,
        writer: &mut LayerWriter,
        tags: &mut Vec<u8>,
        places: &mut Places,
    ) {
        tags.clear();
        let number = number as usize;
        let mut tag = |key: &mut Key<'a>, value: &Attribute| {
            let place = places.made(value, writer);
            key.tag(Some(place), writer, tags);
        };
        let count = node.member_count.get();
        tag(&mut self.cluster, &Attribute::Flag(true));
        tag(&mut self.id, &Attribute::Unsigned(node.id.get()));
        tag(&mut self.count, &Attribute::Unsigned(count.into()));
        tag(&mut self.abbreviated, &Attribute::Text(abbreviated(count)));
        tag(&mut self.expansion_zoom, &Attribute::Unsigned(node.expansion_zoom.into()));
        if node.is_of_leaves() {
            tag(&mut self.leaves, &Attribute::Flag(true));
        }
        tag(&mut self.bbox, &Attribute::Text(bounds(node)));
        for column in &mut self.counts {
            let count = column.counts.get(number * column.values + column.value).map_or(0, |count| count.get());
            tag(&mut column.key, &Attribute::Unsigned(count.into()));
        }
        for column in &mut self.figures {
            let Some(figures) = column.figures.get(number) else { continue };
            for (key, what, decimals) in &mut column.keys {
                if let Some(value) = what.of(figures) {
                    tag(key, &shown(value, *decimals));
                }
            }
        }
    }
}

/// A number as maps label it: `950`, `1.2k`, `35k`, as supercluster writes it.
pub(crate) fn abbreviated(count: u32) -> String {
    match count {
        0..1000 => count.to_string(),
        1000..10_000 => {
            let tenths = (f64::from(count) / 100.0).round() / 10.0;
            format!("{tenths}k")
        }
        _ => format!("{}k", (f64::from(count) / 1000.0).round()),
    }
}

/// A number as tiles show figures: whole where it has no decimals.
fn shown(value: f64, decimals: u8) -> Attribute {
    let value = round(value, decimals);
    let is_whole = decimals == 0 && (0.0..=9_007_199_254_740_992.0).contains(&value);
    if is_whole { Attribute::Unsigned(value as u64) } else { Attribute::Real(value) }
}

/// West, south, east and north in degrees, with commas.
fn bounds(node: &NodeRecord) -> String {
    let [west, north, east, south] = node.bounds.map(U32::get);
    let (min, max) = (WorldPoint { x: west, y: south }.unproject(), WorldPoint { x: east, y: north }.unproject());
    let mut text = String::with_capacity(40);
    for (place, degrees) in [min.lon, min.lat, max.lon, max.lat].into_iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        push_degrees(&mut text, degrees);
    }
    text
}

/// Appends degrees with five decimals, which are a metre. A cluster has four of them, and the digits of a whole number
/// take a fraction of the time that those of a double do.
fn push_degrees(text: &mut String, degrees: f64) {
    let steps = (degrees * 1e5).round() as i64;
    if steps < 0 {
        text.push('-');
    }
    let mut digits = [b'0'; 9];
    let mut rest = steps.unsigned_abs();
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    // At least one digit stands before the point.
    let first = digits[..3].iter().position(|digit| *digit != b'0').unwrap_or(3);
    text.extend(digits[first..4].iter().map(|&digit| char::from(digit)));
    text.push('.');
    text.extend(digits[4..].iter().map(|&digit| char::from(digit)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_have_five_decimals() {
        let pairs = [(0.0, "0.00000"), (-0.000_004, "0.00000"), (2.35, "2.35000"), (-61.234_567, "-61.23457")];
        for (degrees, expected) in pairs.into_iter().chain([(180.0, "180.00000"), (-0.5, "-0.50000")]) {
            let mut text = String::new();
            push_degrees(&mut text, degrees);
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn large_numbers_are_abbreviated() {
        let pairs = [(7, "7"), (999, "999"), (1000, "1k"), (1249, "1.2k"), (9999, "10k"), (34_567, "35k")];
        for (count, text) in pairs {
            assert_eq!(abbreviated(count), text);
        }
    }
}
