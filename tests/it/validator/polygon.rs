//! The rings of one polygon feature: winding, simplicity, nesting, and an interior in one piece.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Point;
use super::contacts::{self, Contacts};
use super::planar::{doubled_area, is_inside};
use super::report::Report;

/// Beyond this no product of differences is sure to fit; such coordinates have been reported already.
const SANE: std::ops::Range<i32> = -(1 << 28)..1 << 28;

pub(crate) fn check(rings: &[Vec<Point>], report: &mut Report) {
    if rings.iter().flatten().any(|point| !SANE.contains(&point.x) || !SANE.contains(&point.y)) {
        return;
    }
    let rings: Vec<Vec<Point>> = rings.iter().map(|ring| without_repetitions(ring)).collect();
    let areas: Vec<i64> = rings.iter().map(|ring| doubled_area(ring)).collect();
    if areas.contains(&0) {
        report.add("a ring has no area", position(&areas, |area| area == 0));
        return;
    }
    if areas[0] < 0 {
        report.add("the first ring is wound like a hole", format_args!("twice its area is {}", areas[0]));
        return;
    }
    let contacts = contacts::find(&rings);
    for (sentence, point) in &contacts.conflicts {
        report.add_once(sentence, format_args!("near ({}, {})", point.x, point.y));
    }
    if !contacts.conflicts.is_empty() {
        // What is inside what is a question only where no ring crosses another or itself.
        return;
    }
    if let Some(touch) = contacts.touches.iter().find(|touch| touch.crosses(&rings)) {
        let point = touch.point;
        report.add("two rings of the feature cross in a vertex", format_args!("at ({}, {})", point.x, point.y));
        return;
    }
    check_nesting(&rings, &areas, &contacts, report);
    check_interiors(&areas, &contacts, report);
}

fn without_repetitions(ring: &[Point]) -> Vec<Point> {
    let mut points = ring.to_vec();
    points.dedup();
    while points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    points
}

fn position(areas: &[i64], wanted: impl Fn(i64) -> bool) -> String {
    let found = areas.iter().position(|&area| wanted(area));
    format!("ring {} of {}", found.unwrap_or_default(), areas.len())
}

/// For every ring the number of its exterior ring, which is its own for an exterior ring.
fn shells(areas: &[i64]) -> Vec<usize> {
    let mut current = 0;
    let shell_of = |(ring, &area): (usize, &i64)| {
        if area > 0 {
            current = ring;
        }
        current
    };
    areas.iter().enumerate().map(shell_of).collect()
}

fn check_nesting(rings: &[Vec<Point>], areas: &[i64], contacts: &Contacts, report: &mut Report) {
    if rings.len() == 1 {
        return;
    }
    let shell_of = shells(areas);
    let containers = containers(rings, contacts);
    for (ring, containers) in containers.iter().enumerate() {
        let at = format_args!("ring {ring} at ({}, {})", rings[ring][0].x, rings[ring][0].y).to_string();
        let shell = shell_of[ring];
        if ring != shell {
            if !containers.contains(&shell) {
                report.add_once("a hole is not inside its exterior ring", &at);
            }
            if containers.iter().any(|&other| other != shell && shell_of[other] == shell) {
                report.add_once("a hole is inside another hole of its polygon", &at);
            }
            continue;
        }
        for &other in containers.iter().filter(|&&other| shell_of[other] == other) {
            // An island in the other polygon's lake is no part of that polygon.
            let in_a_lake = containers.iter().any(|&hole| hole != other && shell_of[hole] == other);
            if !in_a_lake {
                report.add_once("a polygon of the feature lies inside another one", &at);
            }
        }
    }
}

/// For every ring the rings that it lies inside of.
fn containers(rings: &[Vec<Point>], contacts: &Contacts) -> Vec<Vec<usize>> {
    let mut touching = FxHashMap::default();
    for touch in &contacts.touches {
        touching.entry((touch.first.ring, touch.second.ring)).or_insert(touch);
    }
    let boxes: Vec<(Point, Point)> = rings.iter().map(|ring| bounds(ring)).collect();
    let contains = |outer: usize, inner: usize| {
        let ((outer_low, outer_high), (low, high)) = (boxes[outer], boxes[inner]);
        if outer_low.x > low.x || outer_low.y > low.y || outer_high.x < high.x || outer_high.y < high.y {
            return false;
        }
        match touching.get(&(outer.min(inner), outer.max(inner))) {
            Some(touch) if outer < inner => touch.second_is_inside(rings),
            Some(touch) => touch.first_is_inside(rings),
            // Rings that do not touch are inside with every point or with none.
            None => is_inside(rings[inner][0], &rings[outer]),
        }
    };
    (0..rings.len())
        .map(|inner| (0..rings.len()).filter(|&outer| outer != inner && contains(outer, inner)).collect())
        .collect()
}

fn bounds(ring: &[Point]) -> (Point, Point) {
    ring.iter().fold((ring[0], ring[0]), |(low, high), point| {
        (
            Point { x: low.x.min(point.x), y: low.y.min(point.y) },
            Point { x: high.x.max(point.x), y: high.y.max(point.y) },
        )
    })
}

/// Rings of one polygon that touch in a circle, as beads on a closed string, cut its interior apart.
fn check_interiors(areas: &[i64], contacts: &Contacts, report: &mut Report) {
    let shell_of = shells(areas);
    // Rings, and the points at which rings of one polygon touch, joined into trees.
    let mut parents: Vec<usize> = (0..areas.len()).collect();
    let mut nodes = FxHashMap::default();
    let mut joined = FxHashSet::default();
    for touch in &contacts.touches {
        let polygon = shell_of[touch.first.ring];
        if polygon != shell_of[touch.second.ring] {
            continue;
        }
        let node = *nodes.entry((polygon, touch.point)).or_insert_with(|| {
            parents.push(parents.len());
            parents.len() - 1
        });
        for ring in [touch.first.ring, touch.second.ring] {
            if !joined.insert((ring, node)) {
                continue;
            }
            let (ring_root, node_root) = (root(&parents, ring), root(&parents, node));
            if ring_root == node_root {
                let point = touch.point;
                report.add_once(
                    "the interior of a polygon is cut apart by touching rings",
                    format_args!("at ({}, {})", point.x, point.y),
                );
            }
            parents[ring_root] = node_root;
        }
    }
}

fn root(parents: &[usize], mut node: usize) -> usize {
    while parents[node] != node {
        node = parents[node];
    }
    node
}
