use super::holes::place_holes;
use super::{Planar, SimpleRings, double_area};

/// A shell and its holes, open rings: the shell of positive area, the holes of negative.
pub type Polygon<P> = Vec<Vec<P>>;

/// Builds the polygons of an area from its border.
///
/// `edges` are the directed edges of the border, the area on their left (in the sense that makes exterior rings of
/// MVT positive), each once, meeting at their ends only, as many arriving at a point as leaving it.
///
/// At every point the walk takes the next edge of the same corner of the area, so that a walk runs around one
/// connected piece; where a walk comes back to a point it is split. So rings are simple, holes touch their shell
/// in single points at most, and pieces that touch in a point are polygons of their own: valid by the OGC's Simple
/// Features. Points on straight lines are dropped, but for those where rings touch and those that `keep` names.
pub fn polygons_from_edges<P: Planar>(mut edges: Vec<(P, P)>, keep: impl Fn(P) -> bool) -> Vec<Polygon<P>> {
    edges.sort_unstable();
    let mut used = vec![false; edges.len()];
    let mut polygons = Vec::new();
    let mut free_holes = Vec::new();
    let mut splitter = SimpleRings::default();
    let mut ring = Vec::new();
    for start in 0..edges.len() {
        if used[start] {
            continue;
        }
        walk(&edges, &mut used, start, &keep, &mut ring);
        let (mut shells, mut holes) = (Vec::new(), Vec::new());
        splitter.split(&ring, |simple| match double_area(simple) {
            0 => {}
            area if area > 0 => shells.push(simple.to_vec()),
            _ => holes.push(simple.to_vec()),
        });
        match shells.len() {
            1 => polygons.push(shells.into_iter().chain(holes).collect()),
            _ => {
                polygons.extend(shells.into_iter().map(|shell| vec![shell]));
                free_holes.extend(holes);
            }
        }
    }
    place_holes(&mut polygons, free_holes);
    polygons
}

/// Follows the border from edge `start` until it closes, leaving out points where it goes straight on.
fn walk<P: Planar>(edges: &[(P, P)], used: &mut [bool], start: usize, keep: &impl Fn(P) -> bool, ring: &mut Vec<P>) {
    ring.clear();
    let mut edge = start;
    while !std::mem::replace(&mut used[edge], true) {
        let (from, at) = edges[edge];
        let leaving = first_at(edges, at)..first_after(edges, at);
        if leaving.is_empty() {
            break;
        }
        let next = if leaving.len() == 1 {
            leaving.start
        } else {
            let candidates = leaving.clone().filter(|&candidate| !used[candidate] || candidate == start);
            match candidates.reduce(
                |best, other| {
                    if comes_first(at, from, edges[other].1, edges[best].1) { other } else { best }
                },
            ) {
                Some(next) => next,
                None => break,
            }
        };
        if leaving.len() > 1 || cross(from, at, edges[next].1) != 0 || keep(at) {
            ring.push(at);
        }
        edge = next;
    }
}

fn first_at<P: Planar>(edges: &[(P, P)], point: P) -> usize {
    edges.partition_point(|(from, _)| *from < point)
}

fn first_after<P: Planar>(edges: &[(P, P)], point: P) -> usize {
    edges.partition_point(|(from, _)| *from <= point)
}

/// Whether, turning clockwise around `at` from the direction back to `from`, `one` is met before `other`: in the
/// sense of positive areas, the area lies on that side of an arriving edge.
fn comes_first<P: Planar>(at: P, from: P, one: P, other: P) -> bool {
    let (half_one, half_other) = (second_half(at, from, one), second_half(at, from, other));
    if half_one == half_other { cross(at, one, other) < 0 } else { half_other }
}

/// Whether `to` lies in the second half turn clockwise from the direction `at` → `from`.
fn second_half<P: Planar>(at: P, from: P, to: P) -> bool {
    let turn = cross(at, from, to);
    turn > 0 || (turn == 0 && dot(at, from, to) > 0)
}

/// Cross product of the ways from `origin` to `one` and to `other`.
fn cross<P: Planar>(origin: P, one: P, other: P) -> i128 {
    let ((x1, y1), (x2, y2)) = (difference(origin, one), difference(origin, other));
    x1 * y2 - x2 * y1
}

fn dot<P: Planar>(origin: P, one: P, other: P) -> i128 {
    let ((x1, y1), (x2, y2)) = (difference(origin, one), difference(origin, other));
    x1 * x2 + y1 * y2
}

fn difference<P: Planar>(from: P, to: P) -> (i128, i128) {
    let ((x1, y1), (x2, y2)) = (from.xy(), to.xy());
    (i128::from(x2) - i128::from(x1), i128::from(y2) - i128::from(y1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::GridPoint;

    fn edges_of(rings: &[&[(i32, i32)]]) -> Vec<(GridPoint, GridPoint)> {
        let point = |&(x, y): &(i32, i32)| GridPoint { x, y };
        rings
            .iter()
            .flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)).map(|(from, to)| (point(from), point(to))))
            .collect()
    }

    #[test]
    fn a_hole_that_touches_its_shell_stays_a_hole() {
        let shell: &[(i32, i32)] = &[(0, 0), (4, 0), (8, 0), (8, 8), (0, 8)];
        let hole: &[(i32, i32)] = &[(4, 0), (2, 4), (6, 4)];
        let polygons = polygons_from_edges(edges_of(&[shell, hole]), |_| false);
        assert_eq!(polygons.len(), 1);
        assert_eq!(polygons[0].iter().map(Vec::len).collect::<Vec<_>>(), [5, 3]);
    }

    #[test]
    fn squares_that_touch_at_a_corner_are_two_polygons() {
        let polygons = polygons_from_edges(
            edges_of(&[&[(0, 0), (4, 0), (4, 4), (0, 4)], &[(4, 4), (8, 4), (8, 8), (4, 8)]]),
            |_| false,
        );
        assert_eq!(polygons.len(), 2);
    }

    #[test]
    fn an_island_in_a_lake_keeps_its_place() {
        let polygons = polygons_from_edges(
            edges_of(&[
                &[(0, 0), (20, 0), (20, 20), (0, 20)],
                &[(2, 2), (2, 18), (18, 18), (18, 2)],
                &[(4, 4), (16, 4), (16, 16), (4, 16)],
                &[(6, 6), (6, 8), (8, 8), (8, 6)],
            ]),
            |_| false,
        );
        let sizes: Vec<usize> = polygons.iter().map(Vec::len).collect();
        assert_eq!(sizes, [2, 2]);
    }

    #[test]
    fn points_on_straight_lines_go() {
        let polygons = polygons_from_edges(edges_of(&[&[(0, 0), (2, 0), (4, 0), (4, 4), (0, 4), (0, 2)]]), |_| false);
        assert_eq!(polygons[0][0].len(), 4);
        let middle = GridPoint { x: 2, y: 0 };
        let ring = &[(0, 0), (2, 0), (4, 0), (4, 4), (0, 4), (0, 2)];
        let kept = polygons_from_edges(edges_of(&[ring]), |point| point == middle);
        assert!(kept[0][0].len() == 5 && kept[0][0].contains(&middle));
    }
}
