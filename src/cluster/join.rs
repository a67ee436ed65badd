use xxhash_rust::xxh3::xxh3_64;

use super::POINT;
use super::forest::{Draft, Forest, Sketch};
use super::rows::Rows;
use crate::gazetteer::{Clustering, ZoomRange};
use crate::geo::WorldPoint;

/// A point to be clustered.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Number of its feature, below 2³¹.
    pub feature: u32,
    pub place: WorldPoint,
    /// A number mixed from its code, from which the ids of its clusters are made.
    pub key: u64,
}

impl Member {
    /// A point of a code. The build and filters make members alike, so that a cluster has one id.
    pub fn new(feature: u32, place: WorldPoint, code: &str) -> Member {
        Member { feature, place, key: xxh3_64(code.as_bytes()) }
    }
}

/// How points are joined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Method {
    /// Within how many CSS pixels points are joined, at every zoom; a tile has 512 of them.
    pub radius: f64,
    /// Zooms at which neighbours are joined. Above them only points at one place are.
    pub zooms: ZoomRange,
    /// The highest zoom that shows points.
    pub highest: u8,
}

impl Method {
    /// How the points of a layer with these zooms are joined.
    pub fn of(clustering: &Clustering, zooms: ZoomRange) -> Method {
        Method {
            radius: f64::from(clustering.radius),
            zooms: ZoomRange { min: zooms.min, max: clustering.max_zoom },
            highest: zooms.max,
        }
    }
}

/// What is shown at a zoom: a point or a cluster.
#[derive(Clone, Copy)]
pub(super) struct Active {
    /// Sums of its members' coordinates: exact, whatever the order in which members joined.
    pub(super) sum: [u64; 2],
    pub(super) count: u32,
    pub(super) entry: u32,
}

impl Active {
    fn place(&self) -> [f64; 2] {
        self.sum.map(|sum| sum as f64 / f64::from(self.count))
    }
}

/// Joins points, from the highest zoom to the lowest.
pub fn build(members: &[Member], method: &Method) -> Forest {
    let mut sketch = Sketch::default();
    let mut active = join_places(members, method, &mut sketch);
    for zoom in method.zooms.iter().rev() {
        active = join(&active, method, zoom, &mut sketch);
    }
    sketch.finish(members, &active, method)
}

/// Joins points at one place. What comes of it follows a space-filling curve.
fn join_places(members: &[Member], method: &Method, sketch: &mut Sketch) -> Vec<Active> {
    let mut order: Vec<(u64, u64, u32)> =
        (0..).zip(members).map(|(number, member)| (interleave(member.place), member.key, number)).collect();
    order.sort_unstable();
    let mut active = Vec::with_capacity(order.len());
    for group in order.chunk_by(|one, other| one.0 == other.0) {
        let place = members[group[0].2 as usize].place;
        let count = group.len() as u32;
        let entry = match group {
            [only] => POINT | only.2,
            _ => sketch.add(Draft::of_one_place(method.highest + 1), group.iter().map(|it| POINT | it.2)),
        };
        let sum = [place.x, place.y].map(|value| u64::from(value) * u64::from(count));
        active.push(Active { sum, count, entry });
    }
    active
}

/// Joins what lies within the radius at a zoom.
fn join(active: &[Active], method: &Method, zoom: u8, sketch: &mut Sketch) -> Vec<Active> {
    // In cells of the world grid.
    let radius = method.radius * (1u64 << 23) as f64 / f64::from(1u32 << zoom);
    let rows = Rows::new(radius, active.iter().map(Active::place));
    let mut order: Vec<u32> = (0..active.len() as u32).collect();
    order.sort_by_key(|&number| std::cmp::Reverse(active[number as usize].count));
    let mut is_taken = vec![false; active.len()];
    let mut joined = Vec::with_capacity(active.len());
    let mut group: Vec<u32> = Vec::new();
    for seed in order {
        if std::mem::replace(&mut is_taken[seed as usize], true) {
            continue;
        }
        group.clear();
        group.push(seed);
        rows.near(seed, active[seed as usize].place(), |other| {
            if !std::mem::replace(&mut is_taken[other as usize], true) {
                group.push(other);
            }
        });
        let mut cluster = active[seed as usize];
        if group.len() > 1 {
            let parts = group.iter().map(|&number| active[number as usize]);
            cluster = parts.clone().skip(1).fold(cluster, |so_far, part| Active {
                sum: [so_far.sum[0] + part.sum[0], so_far.sum[1] + part.sum[1]],
                count: so_far.count + part.count,
                ..so_far
            });
            cluster.entry = sketch.add(Draft::falling_apart_at(zoom + 1, method.highest), parts.map(|part| part.entry));
        }
        joined.push(cluster);
    }
    joined
}

/// The bits of both coordinates in turns: points near each other on the map are near each other in that order (G. M.
/// Morton 1966), and those of one place are equal.
fn interleave(place: WorldPoint) -> u64 {
    let spread = |value: u32| {
        [(16, 0x0000_FFFF_0000_FFFF), (8, 0x00FF_00FF_00FF_00FF), (4, 0x0F0F_0F0F_0F0F_0F0F)]
            .into_iter()
            .chain([(2, 0x3333_3333_3333_3333), (1, 0x5555_5555_5555_5555)])
            .fold(u64::from(value), |bits, (shift, mask)| (bits | bits << shift) & mask)
    };
    spread(place.x) | spread(place.y) << 1
}
