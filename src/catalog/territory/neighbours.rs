use rustc_hash::FxHashSet;

use super::Territory;
use crate::atlas::Shape;
use crate::atlas::rtree::WorldBox;
use crate::catalog::Catalog;
use crate::geo::GridPoint;

/// An edge of a ring, in the direction of the ring.
type Edge = (GridPoint, GridPoint);

impl<D: AsRef<[u8]>> Catalog<D> {
    /// The territories of the same level that share a piece of border with one, not only a corner, by
    /// ascending code.
    ///
    /// All shapes of a level come from one mesh: neighbours have the very same edges, in opposite directions. So what
    /// is compared is edges at the highest zoom of the layer, and nothing is a matter of distance.
    pub fn neighbours(&self, territory: Territory) -> Vec<Territory> {
        let Territory { layer, feature } = territory;
        let Some(view) = self.atlas().layer(layer) else { return Vec::new() };
        let highest = view.record().layer.zooms.max;
        let Some(zoom) = view.zoom(highest) else { return Vec::new() };
        let Some(own) = zoom.shape(feature) else { return Vec::new() };
        let edges: FxHashSet<Edge> = edges(&own).into_iter().collect();
        let bounds = around(&own, highest, view.displacement(highest));
        let mut found = Vec::new();
        // All shapes together cost no more than this, unless the file is damaged.
        let mut patience = zoom.cost();
        view.search(&bounds, |candidate| {
            let Some(other) = zoom.shape(candidate).filter(|other| other.cost() <= patience) else { return };
            patience -= other.cost();
            let shares = || self::edges(&other).iter().any(|&(from, to)| edges.contains(&(to, from)));
            if candidate != feature && shares() {
                found.push(Territory { layer, feature: candidate });
            }
        });
        found.sort_by_key(|&neighbour| self.code_and_name(neighbour).0);
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
