use super::attributes::Columns;
use super::decode::{Seen, Value};
use super::expected::{Expected, Scene};
use crate::almanac::round;
use crate::cluster::{ForestView, NodeFigures, NodeRecord};
use crate::gazetteer::{
    BBOX, CLUSTER, CLUSTER_ID, ColumnId, EXPANSION_ZOOM, LEAVES, POINT_COUNT, POINT_COUNT_ABBREVIATED,
};
use crate::geo::{TileId, WorldPoint};
use crate::query::Hierarchy;
use crate::tile::abbreviated;

/// Marks an entry of a cluster's children that is a feature.
const POINT: u32 = 1 << 31;

/// What a zoom shows.
enum Shown<'a> {
    Point(u32),
    Cluster(usize, &'a NodeRecord),
}

/// The clusters and points that a tile should show, each cluster as its members make it.
pub(super) fn expected<D: AsRef<[u8]>>(
    scene: &Scene<'_, D>,
    columns: &Columns<'_, D>,
    tile: TileId,
    found: &mut Vec<Expected>,
    mut fault: impl FnMut(String, String),
) {
    let Some(hierarchy) = scene.clusters else { return };
    for shown in shown(hierarchy.forest(), scene.zoom) {
        match shown {
            Shown::Point(feature) => {
                let at = scene.layer.place(feature).and_then(|place| scene.point(place, tile));
                let Some((geometry, _)) = at else { continue };
                match columns.of(feature) {
                    Ok(values) => {
                        let seen = Seen::new(scene.id(feature), geometry, values);
                        found.push(Expected { seen, name: scene.name(feature), is_cut: false });
                    }
                    Err(what) => fault(scene.name(feature), what),
                }
            }
            Shown::Cluster(number, node) => {
                let id = node.id.get();
                let name = format!("with id {id}, a cluster");
                let Some(members) = Members::of(scene, hierarchy.forest(), node) else {
                    fault(name, "its members are no points of the layer".to_owned());
                    continue;
                };
                let Some((geometry, _)) = scene.point(members.middle(), tile) else { continue };
                let values = members.values(scene, columns, hierarchy, number, node);
                found.push(Expected { seen: Seen::new(id, geometry, values), name, is_cut: false });
            }
        }
    }
}

/// What a zoom shows of a forest, wherever it is.
fn shown<'a>(forest: ForestView<'a>, zoom: u8) -> Vec<Shown<'a>> {
    let mut shown = Vec::new();
    let mut waiting = vec![0];
    // In damaged bytes many may fall into one.
    let mut is_known = vec![false; forest.nodes.len()];
    while let Some(number) = waiting.pop() {
        let Some(node) = forest.nodes.get(number) else { continue };
        if std::mem::replace(&mut is_known[number], true) {
            continue;
        }
        if zoom < node.expansion_zoom {
            // The first is all points together, which are no cluster.
            if number != 0 {
                shown.push(Shown::Cluster(number, node));
            }
            continue;
        }
        let first = node.first_child.get() as usize;
        let children = forest.children.get(first..first.saturating_add(node.child_count.get() as usize));
        for child in children.unwrap_or(&[]).iter().map(|child| child.get()) {
            if child & POINT != 0 {
                shown.push(Shown::Point(child & !POINT));
            } else {
                waiting.push(child as usize);
            }
        }
    }
    shown
}

/// The points of a cluster.
struct Members {
    features: Vec<u32>,
    places: Vec<WorldPoint>,
}

impl Members {
    fn of<D: AsRef<[u8]>>(scene: &Scene<'_, D>, forest: ForestView<'_>, node: &NodeRecord) -> Option<Members> {
        let features: Vec<u32> = forest.members(node).iter().map(|member| member.get()).collect();
        let places = features.iter().map(|&feature| scene.layer.place(feature)).collect::<Option<Vec<_>>>()?;
        (!places.is_empty()).then_some(Members { features, places })
    }

    /// The mean of their places, halves up.
    fn middle(&self) -> WorldPoint {
        let count = self.places.len() as u64;
        let mean = |axis: fn(&WorldPoint) -> u32| {
            ((self.places.iter().map(|place| u64::from(axis(place))).sum::<u64>() + count / 2) / count) as u32
        };
        WorldPoint { x: mean(|place| place.x), y: mean(|place| place.y) }
    }

    /// West, south, east and north in degrees.
    fn bounds(&self) -> String {
        let (xs, ys) = (|| self.places.iter().map(|place| place.x), || self.places.iter().map(|place| place.y));
        let corner = |x: Option<u32>, y: Option<u32>| {
            let place = WorldPoint { x: x.unwrap_or_default(), y: y.unwrap_or_default() }.unproject();
            // Plus zero: what rounds to nothing has no sign.
            [place.lon, place.lat].map(|degrees| format!("{:.5}", (degrees * 1e5).round() / 1e5 + 0.0)).join(",")
        };
        format!("{},{}", corner(xs().min(), ys().max()), corner(xs().max(), ys().min()))
    }

    fn values<D: AsRef<[u8]>>(
        &self,
        scene: &Scene<'_, D>,
        columns: &Columns<'_, D>,
        hierarchy: &Hierarchy<'_>,
        number: usize,
        node: &NodeRecord,
    ) -> Vec<(String, Value)> {
        let count = self.features.len() as u32;
        let mut values: Vec<(String, Value)> = Vec::new();
        let mut put = |key: &str, value: Value| values.push((key.to_owned(), value));
        put(CLUSTER, Value::Flag(true));
        put(CLUSTER_ID, Value::Unsigned(node.id.get()));
        put(POINT_COUNT, Value::Unsigned(count.into()));
        put(POINT_COUNT_ABBREVIATED, Value::Text(abbreviated(count)));
        put(EXPANSION_ZOOM, Value::Unsigned(node.expansion_zoom.into()));
        if node.expansion_zoom > scene.layer.record().layer.zooms.max {
            put(LEAVES, Value::Flag(true));
        }
        put(BBOX, Value::Text(self.bounds()));
        let described = &scene.layer.record().layer;
        let Some(keys) = &scene.part.clusters else { return values };
        for count in &keys.counts {
            let category = described.clusters.as_ref().and_then(|clusters| clusters.categories.get(count.category));
            let Some(category) = category else { continue };
            let field = described.fields.iter().position(|field| field.name == category.field);
            let value = category.values.get(count.value).map(String::as_str);
            let is_of_value = |feature: &&u32| field.is_some_and(|field| scene.layer.text(field, **feature) == value);
            put(&count.key, Value::Unsigned(self.features.iter().filter(is_of_value).count() as u64));
        }
        for keys in &keys.figures {
            let stored = hierarchy.figures(keys.column).get(number);
            let Some(figures) = stored.map(|stored| self.figures(columns, keys.column, stored)) else { continue };
            for (key, what) in keys.main.iter().chain(&keys.others) {
                let decimals = keys.decimals(*what);
                if let Some(value) = what.of(&figures) {
                    put(key, shown_number(round(value, decimals), decimals));
                }
            }
        }
        values
    }

    /// What the members have in a column. The two sides of the mean, which other columns make, are taken as stored.
    fn figures<D: AsRef<[u8]>>(&self, columns: &Columns<'_, D>, column: ColumnId, stored: &NodeFigures) -> NodeFigures {
        let Some(column) = columns.figures.iter().find(|known| known.column == column) else { return *stored };
        let known: Vec<f64> = self.features.iter().filter_map(|&it| column.view.figure(it).value()).collect();
        let sum: f64 = known.iter().sum();
        // Whoever adds up in another order comes out a little elsewhere.
        let is_same = (sum - stored.sum.get()).abs() <= 1e-9 * known.iter().map(|value| value.abs()).sum::<f64>();
        NodeFigures {
            sum: if is_same { stored.sum } else { sum.into() },
            min: known.iter().copied().fold(f64::INFINITY, f64::min).into(),
            max: known.iter().copied().fold(f64::NEG_INFINITY, f64::max).into(),
            known: (known.len() as u32).into(),
            missing: ((self.features.len() - known.len()) as u32).into(),
            ..*stored
        }
    }
}

/// A number as tiles show figures: whole where it has no decimals.
fn shown_number(value: f64, decimals: u8) -> Value {
    let is_whole = decimals == 0 && (0.0..=9_007_199_254_740_992.0).contains(&value);
    if is_whole { Value::Unsigned(value as u64) } else { Value::Real(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_make_a_middle_and_a_box() {
        let places = [(1 << 31, 1 << 31), ((1 << 31) + 3, 1 << 31)].map(|(x, y)| WorldPoint { x, y });
        let members = Members { features: vec![4, 5], places: places.to_vec() };
        assert_eq!(members.middle(), WorldPoint { x: (1 << 31) + 2, y: 1 << 31 });
        assert_eq!(members.bounds(), "0.00000,0.00000,0.00000,0.00000");
        assert_eq!(shown_number(3.0, 0), Value::Unsigned(3));
        assert_eq!(shown_number(-3.0, 0), Value::Real(-3.0));
    }
}
