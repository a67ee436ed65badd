use rustc_hash::FxHashMap;

use crate::geo::{LonLat, WorldPoint};

/// What surrounds a territory: closed rings, open in memory (the last point is not the first). The territory lies
/// on their left in the sense that makes exterior rings of MVT positive.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Border {
    pub rings: Vec<Vec<WorldPoint>>,
}

impl Border {
    /// The border of a multipolygon in degrees, whatever way its rings are wound.
    pub fn from_degrees(shape: &geo::MultiPolygon<f64>) -> Border {
        let mut rings = Vec::new();
        for polygon in shape {
            rings.extend(ring_of(polygon.exterior(), true));
            rings.extend(polygon.interiors().iter().filter_map(|ring| ring_of(ring, false)));
        }
        Border { rings }
    }

    /// Smallest box on the world grid: west, north, east, south. None without rings.
    pub fn bounds(&self) -> Option<[u32; 4]> {
        self.rings.iter().flatten().fold(None, |found, point| {
            let [west, north, east, south] = found.unwrap_or([point.x, point.y, point.x, point.y]);
            Some([west.min(point.x), north.min(point.y), east.max(point.x), south.max(point.y)])
        })
    }

    /// Whether a point lies inside, or on the western or northern side of the border: the crossing number of the
    /// half-line to the west.
    pub fn holds(&self, point: WorldPoint) -> bool {
        let (x, y) = (i128::from(point.x), i128::from(point.y));
        let crosses = |from: WorldPoint, to: WorldPoint| {
            let ((x1, y1), (x2, y2)) = ((i128::from(from.x), i128::from(from.y)), (i128::from(to.x), i128::from(to.y)));
            let cross = (x1 - x) * (y2 - y) - (x2 - x) * (y1 - y);
            (y1 <= y) != (y2 <= y) && (cross < 0) == (y2 > y1)
        };
        let ring_crossings = |ring: &Vec<WorldPoint>| {
            ring.iter().zip(ring.iter().cycle().skip(1)).filter(|(a, b)| crosses(**a, **b)).count()
        };
        self.rings.iter().map(ring_crossings).sum::<usize>() % 2 == 1
    }

    /// Number of vertices.
    pub fn vertices(&self) -> usize {
        self.rings.iter().map(Vec::len).sum()
    }
}

/// Projects a ring and winds it: positive for a shell, negative for a hole. None when it has no area.
fn ring_of(line: &geo::LineString<f64>, shell: bool) -> Option<Vec<WorldPoint>> {
    let mut ring: Vec<WorldPoint> = line.coords().map(|at| LonLat { lon: at.x, lat: at.y }.project()).collect();
    ring.dedup();
    while ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    let area = double_world_area(&ring);
    if ring.len() < 3 || area == 0 {
        return None;
    }
    if (area > 0) != shell {
        ring.reverse();
    }
    Some(ring)
}

fn double_world_area(ring: &[WorldPoint]) -> i128 {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|(one, other)| i128::from(one.x) * i128::from(other.y) - i128::from(other.x) * i128::from(one.y))
        .sum()
}

type Edge = (WorldPoint, WorldPoint);

/// The border of several territories taken as one: an edge that runs once each way is inside and goes.
///
/// Where neighbours do not share their vertices, both edges stay and enclose a sliver, which
/// [`Border::at_zoom`] fills where they overlap and keeps as a hole where they leave a gap.
pub fn dissolve<'a>(members: impl IntoIterator<Item = &'a Border>) -> Border {
    let mut counts: FxHashMap<Edge, i32> = FxHashMap::default();
    for ring in members.into_iter().flat_map(|member| &member.rings) {
        for (&from, &to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            // One entry for both directions: positive when it runs from the smaller point more often.
            let (edge, step) = if from < to { ((from, to), 1) } else { ((to, from), -1) };
            *counts.entry(edge).or_insert(0) += step;
        }
    }
    let mut left: Vec<Edge> = Vec::new();
    for ((from, to), count) in counts {
        let edge = if count > 0 { (from, to) } else { (to, from) };
        left.extend(std::iter::repeat_n(edge, count.unsigned_abs() as usize));
    }
    left.sort_unstable();
    Border { rings: close_rings(&left) }
}

/// Joins sorted edges to closed rings. At every point as many edges leave as arrive, since that held for the
/// rings they come from and every edge struck out was one of each; so every walk closes.
fn close_rings(edges: &[Edge]) -> Vec<Vec<WorldPoint>> {
    let mut used = vec![false; edges.len()];
    // For each point, the first of its leaving edges that is not used up.
    let mut fresh: FxHashMap<WorldPoint, usize> = FxHashMap::default();
    let mut rings = Vec::new();
    for start in 0..edges.len() {
        let mut ring = Vec::new();
        let mut edge = start;
        while !used[edge] {
            used[edge] = true;
            let (from, to) = edges[edge];
            ring.push(from);
            let next = fresh.entry(to).or_insert_with(|| edges.partition_point(|(from, _)| *from < to));
            while used.get(*next) == Some(&true) && edges[*next].0 == to {
                *next += 1;
            }
            if edges.get(*next).is_none_or(|(from, _)| *from != to) {
                break;
            }
            edge = *next;
        }
        if ring.len() > 2 {
            rings.push(ring);
        }
    }
    rings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn border(points: &[(u32, u32)]) -> Border {
        Border { rings: vec![points.iter().map(|&(x, y)| WorldPoint { x, y }).collect()] }
    }

    #[test]
    fn shared_edges_go_and_the_outline_stays() {
        let left = border(&[(0, 0), (4, 0), (4, 4), (0, 4)]);
        let right = border(&[(4, 0), (8, 0), (8, 4), (4, 4)]);
        let both = dissolve([&left, &right]);
        assert_eq!(both.rings.len(), 1);
        assert_eq!(both.rings[0].len(), 6);
        assert_eq!(double_world_area(&both.rings[0]), 64);
    }

    #[test]
    fn a_border_tells_what_it_holds() {
        let around = [(0, 0), (9, 0), (9, 9), (0, 9)];
        let hole = [(3, 3), (3, 6), (6, 6), (6, 3)];
        let border = Border { rings: [border(&around).rings, border(&hole).rings].concat() };
        let holds = |x, y| border.holds(WorldPoint { x, y });
        assert!(holds(1, 1) && holds(8, 4) && holds(2, 5));
        assert!(!holds(4, 4) && !holds(10, 4) && !holds(4, 20));
    }

    #[test]
    fn an_enclave_outside_the_group_becomes_a_hole() {
        let around = Border {
            rings: [border(&[(0, 0), (9, 0), (9, 9), (0, 9)]).rings, border(&[(3, 3), (3, 6), (6, 6), (6, 3)]).rings]
                .concat(),
        };
        let beside = border(&[(9, 0), (12, 0), (12, 9), (9, 9)]);
        let both = dissolve([&around, &beside]);
        let areas: Vec<i128> = both.rings.iter().map(|ring| double_world_area(ring)).collect();
        assert_eq!(areas.len(), 2);
        assert_eq!(areas.iter().sum::<i128>(), 2 * (12 * 9 - 9));
        let enclave = border(&[(3, 3), (6, 3), (6, 6), (3, 6)]);
        assert_eq!(dissolve([&around, &beside, &enclave]).rings.len(), 1);
    }

    #[test]
    fn rings_are_wound_whatever_the_source_does() {
        let corners = vec![(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0)];
        let square = geo::Polygon::new(geo::LineString::from(corners), vec![]);
        let mut turned = square.clone();
        turned.exterior_mut(|ring| ring.0.reverse());
        for polygon in [square, turned] {
            let border = Border::from_degrees(&geo::MultiPolygon::new(vec![polygon]));
            assert!(double_world_area(&border.rings[0]) > 0);
        }
    }
}
