use rustc_hash::FxHashSet;

use super::LayerView;
use super::rtree::WorldBox;
use super::shape::Shape;
use crate::geo::GridPoint;

/// An edge of a ring, in the direction of the ring.
type Edge = (GridPoint, GridPoint);

impl<D: AsRef<[u8]>> LayerView<'_, D> {
    /// The features that share a piece of border with one, not only a corner, ascending.
    ///
    /// All shapes of a level come from one mesh: neighbours have the very same edges, in opposite directions. So what
    /// is compared is edges at the highest zoom of the layer, and nothing is a matter of distance.
    pub fn neighbours(&self, feature: u32) -> Vec<u32> {
        let highest = self.record().layer.zooms.max;
        let Some(zoom) = self.zoom(highest) else { return Vec::new() };
        let Some(own) = zoom.shape(feature) else { return Vec::new() };
        let own_edges: FxHashSet<Edge> = edges(&own).into_iter().collect();
        let bounds = around(&own, highest, self.displacement(highest));
        let mut found = Vec::new();
        // All shapes together cost no more than this, unless the file is damaged.
        let mut patience = zoom.cost();
        self.search(&bounds, |candidate| {
            let Some(other) = zoom.shape(candidate).filter(|other| other.cost() <= patience) else { return };
            patience -= other.cost();
            let shares = || edges(&other).iter().any(|&(from, to)| own_edges.contains(&(to, from)));
            if candidate != feature && shares() {
                found.push(candidate);
            }
        });
        found.sort_unstable();
        found
    }
}

/// Every edge of a shape; none of a damaged one.
fn edges(shape: &Shape<'_>) -> Vec<Edge> {
    let rings = shape.rings().unwrap_or_default();
    let mut edges = Vec::with_capacity(rings.iter().map(|(ring, _)| ring.len()).sum());
    for (ring, _) in &rings {
        let next = ring.iter().cycle().skip(1);
        edges.extend(ring.iter().copied().zip(next.copied()));
    }
    edges
}

/// The box of a shape on the world grid, grown by what its zoom may have moved of it and its neighbours.
fn around(shape: &Shape<'_>, zoom: u8, displacement: u32) -> WorldBox {
    let cell = f64::from(1u32 << (20 - zoom));
    let reach = (f64::from(displacement) + 1.0) * cell;
    let bounds = shape.bounds();
    let corner = |point: GridPoint, away: f64| [point.x, point.y].map(|value| f64::from(value) * cell + away);
    WorldBox { min: corner(bounds.min, -reach), max: corner(bounds.max, reach) }
}
