use rstar::primitives::Rectangle;
use rstar::{AABB, RTree};
use rustc_hash::FxHashMap;

use super::Mesh;
use crate::geo::WorldPoint;

impl Mesh {
    /// The mesh without its specks: parts of it that touch nothing else and whose box is smaller than `double_area / 2`
    /// cells of the world grid. An island goes into the sea, an enclave or a lake into what is around it, alike for
    /// all levels.
    ///
    /// A part in which some territory has more of its area than in any other stays: nothing is lost. `owners` tells
    /// which territories, of whatever level, a label stands for, as numbers that no two levels share.
    pub fn without_specks(&self, double_area: f64, owners: impl Fn(u32) -> Vec<u32>) -> Mesh {
        let parts = Parts::new(self);
        let kept = parts.kept(double_area, &parts.homes(self, owners));
        if kept.iter().all(|kept| *kept) {
            return self.clone();
        }
        let mut out = Mesh::default();
        for (arc, part) in self.arcs().zip(&parts.of) {
            if kept[*part as usize] {
                out.push(arc.points, arc.left, arc.right);
            }
        }
        out
    }
}

/// What of a mesh hangs together.
struct Parts {
    /// The part of each arc.
    of: Vec<u32>,
    /// West, north, east and south of each part.
    boxes: Vec<[u32; 4]>,
}

impl Parts {
    fn new(mesh: &Mesh) -> Parts {
        let mut root: Vec<u32> = (0..mesh.arcs().len() as u32).collect();
        let mut first_at: FxHashMap<WorldPoint, u32> = FxHashMap::default();
        for (number, arc) in mesh.arcs().enumerate() {
            for end in [arc.points[0], arc.points[arc.points.len() - 1]] {
                let other = *first_at.entry(end).or_insert(number as u32);
                let (one, other) = (find(&mut root, number as u32), find(&mut root, other));
                root[one.max(other) as usize] = one.min(other);
            }
        }
        let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
        let mut boxes: Vec<[u32; 4]> = Vec::new();
        let of = (mesh.arcs().enumerate())
            .map(|(number, arc)| {
                let part = *numbers.entry(find(&mut root, number as u32)).or_insert(boxes.len() as u32);
                if part as usize == boxes.len() {
                    boxes.push([u32::MAX, u32::MAX, 0, 0]);
                }
                let [west, north, east, south] = &mut boxes[part as usize];
                for point in arc.points {
                    (*west, *east) = ((*west).min(point.x), (*east).max(point.x));
                    (*north, *south) = ((*north).min(point.y), (*south).max(point.y));
                }
                part
            })
            .collect();
        Parts { of, boxes }
    }

    /// For each territory the part in which it has the most area.
    fn homes(&self, mesh: &Mesh, owners: impl Fn(u32) -> Vec<u32>) -> FxHashMap<u32, u32> {
        let mut areas: FxHashMap<(u32, u32), i128> = FxHashMap::default();
        for (arc, &part) in mesh.arcs().zip(&self.of) {
            let area: i128 = arc.points.windows(2).map(|pair| turn(pair[0], pair[1])).sum();
            owners(arc.left).into_iter().for_each(|owner| *areas.entry((owner, part)).or_default() += area);
            owners(arc.right).into_iter().for_each(|owner| *areas.entry((owner, part)).or_default() -= area);
        }
        let mut homes: FxHashMap<u32, (i128, u32)> = FxHashMap::default();
        for ((owner, part), area) in areas {
            let home = homes.entry(owner).or_insert((area, part));
            // The first of parts of one size, so that the same sources make the same map.
            if area > home.0 || (area == home.0 && part < home.1) {
                *home = (area, part);
            }
        }
        homes.into_iter().map(|(owner, (_, part))| (owner, part)).collect()
    }

    /// Which parts stay: homes, large ones, and those around a part that stays.
    fn kept(&self, double_area: f64, homes: &FxHashMap<u32, u32>) -> Vec<bool> {
        let size = |part: usize| {
            let [west, north, east, south] = self.boxes[part].map(f64::from);
            2.0 * (east - west) * (south - north)
        };
        let mut kept: Vec<bool> = (0..self.boxes.len()).map(|part| size(part) >= double_area).collect();
        homes.values().for_each(|&part| kept[part as usize] = true);
        let corners = |part: usize| {
            let [west, north, east, south] = self.boxes[part].map(f64::from);
            ([west, north], [east, south])
        };
        let rectangle = |part: usize| Rectangle::from_corners(corners(part).0, corners(part).1);
        let mut staying = RTree::bulk_load((0..kept.len()).filter(|&part| kept[part]).map(rectangle).collect());
        // From the smallest, so that what lies in a part is settled before the part is.
        let mut small: Vec<usize> = (0..kept.len()).filter(|&part| !kept[part]).collect();
        small.sort_by(|&one, &other| size(one).total_cmp(&size(other)).then(one.cmp(&other)));
        for part in small {
            let (low, high) = corners(part);
            if staying.locate_in_envelope(AABB::from_corners(low, high)).next().is_some() {
                kept[part] = true;
                staying.insert(rectangle(part));
            }
        }
        kept
    }
}

fn find(root: &mut [u32], start: u32) -> u32 {
    let mut at = start;
    while root[at as usize] != at {
        let above = root[at as usize];
        root[at as usize] = root[above as usize];
        at = above;
    }
    at
}

/// What an edge adds to twice the area of its left side.
fn turn(from: WorldPoint, to: WorldPoint) -> i128 {
    i128::from(from.x) * i128::from(to.y) - i128::from(to.x) * i128::from(from.y)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(mesh: &mut Mesh, west: u32, side: u32, left: u32, right: u32) {
        let (east, south) = (west + side, west + side);
        let corners = [(west, west), (east, west), (east, south), (west, south), (west, west)];
        mesh.push(&corners.map(|(x, y)| WorldPoint { x, y }), left, right);
    }

    fn labels(mesh: &Mesh) -> Vec<(u32, u32)> {
        mesh.arcs().map(|arc| (arc.left, arc.right)).collect()
    }

    #[test]
    fn what_is_small_and_nobodys_home_goes() {
        let mut mesh = Mesh::default();
        square(&mut mesh, 0, 100, 1, 0);
        square(&mut mesh, 10, 5, 2, 1); // an enclave that is all there is of 2
        square(&mut mesh, 30, 5, 0, 1); // a lake
        square(&mut mesh, 200, 5, 1, 0); // an island of 1
        let owners = |label: u32| if label == 0 { vec![] } else { vec![label] };
        assert_eq!(labels(&mesh.without_specks(2.0 * 26.0, owners)), [(1, 0), (2, 1)]);
        assert_eq!(labels(&mesh.without_specks(2.0 * 24.0, owners)).len(), 4);
    }

    #[test]
    fn what_is_around_a_home_stays() {
        let mut mesh = Mesh::default();
        square(&mut mesh, 0, 100, 1, 0);
        square(&mut mesh, 10, 9, 0, 1); // a lake
        square(&mut mesh, 12, 5, 2, 0); // an island in it, all there is of 2
        let owners = |label: u32| if label == 0 { vec![] } else { vec![label] };
        assert_eq!(labels(&mesh.without_specks(2.0 * 1000.0, owners)).len(), 3);
    }
}
