use proptest::prelude::*;

use super::*;
use crate::geo::polygons_from_edges;

fn ring(points: &[(i32, i32)]) -> Vec<GridPoint> {
    points.iter().map(|&(x, y)| GridPoint { x, y }).collect()
}

/// Cells of the world grid to a cell of the grid of zoom 14.
const CELL: f64 = 64.0;

#[track_caller]
fn check(polygons: &[Polygon<GridPoint>], expected: (f64, f64), radius: f64) {
    let found = label_point(polygons, 14).unwrap();
    let (x, y) = (f64::from(found.place.x) / CELL, f64::from(found.place.y) / CELL);
    assert!((x - expected.0).hypot(y - expected.1) < 0.15 * radius, "{x}, {y}");
    assert!((0.98..=1.001).contains(&(found.radius / CELL / radius)), "{}", found.radius / CELL);
}

#[test]
fn poles_of_plain_shapes() {
    let square = ring(&[(100, 100), (200, 100), (200, 200), (100, 200)]);
    check(&[vec![square.clone()]], (150.0, 150.0), 50.0);
    check(&[vec![ring(&[(0, 0), (400, 0), (400, 300)])]], (300.0, 100.0), 100.0);
    // An L: in its corner.
    let corner = ring(&[(0, 0), (300, 0), (300, 100), (100, 100), (100, 300), (0, 300)]);
    check(&[vec![corner]], (58.6, 58.6), 58.6);
    // A hole in the middle of a square: in one of the corners that it leaves.
    let hole = ring(&[(140, 140), (140, 160), (160, 160), (160, 140)]);
    let found = label_point(&[vec![square, hole]], 14).unwrap();
    assert!((found.radius / CELL - 23.43).abs() < 0.25, "{}", found.radius / CELL);
}

#[test]
fn the_largest_polygon_is_named_and_the_first_of_equals() {
    let square = |x: i32, side: i32| vec![ring(&[(x, 0), (x + side, 0), (x + side, side), (x, side)])];
    let pond = ring(&[(110, 10), (110, 190), (290, 190), (290, 10)]);
    let mut hollow = square(100, 200);
    hollow.push(pond);
    // The hollow one has 7,600 cells, the plain ones 8,100.
    check(&[square(0, 50), hollow, square(400, 90), square(600, 90)], (445.0, 45.0), 45.0);
}

#[test]
fn next_to_nothing_has_a_point_inside_too() {
    let thin = [
        ring(&[(0, 0), (4000, 1), (3999, 1)]),
        ring(&[(5, 5), (6, 5), (6, 6)]),
        ring(&[(0, 0), (4000, 3999), (4000, 4000)]),
        ring(&[(0, 0), (1000, 1), (2000, 0), (1000, 2)]),
    ];
    for zoom in [0, 14, 18] {
        for shape in &thin {
            let mut polygon = vec![shape.clone()];
            if double_area(shape) < 0 {
                polygon[0].reverse();
            }
            let found = label_point(std::slice::from_ref(&polygon), zoom).unwrap();
            assert!(holds(&polygon, found.place, zoom) && found.radius > 0.0, "{shape:?} {found:?}");
        }
    }
    assert_eq!(label_point(&[], 14), None);
}

#[test]
fn a_comb_ends() {
    let teeth =
        (0..1000).flat_map(|tooth| [(4 * tooth, 4000), (4 * tooth + 2, 4000), (4 * tooth + 2, 0), (4 * tooth + 4, 0)]);
    let comb: Vec<(i32, i32)> = [(4000, 4002), (0, 4002)].into_iter().chain(teeth).collect();
    let mut comb = ring(&comb);
    if double_area(&comb) < 0 {
        comb.reverse();
    }
    assert!(label_point(&[vec![comb]], 12).is_some_and(|found| found.radius > 0.0));
}

/// The distance of a point of the world grid from the nearest edge, the plain way.
fn distance(polygon: &Polygon<GridPoint>, at: (f64, f64), cell: f64) -> f64 {
    let edges = polygon.iter().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)));
    let scaled = |point: &GridPoint| (f64::from(point.x) * cell - at.0, f64::from(point.y) * cell - at.1);
    let squared = edges.map(|(from, to)| {
        let ((x1, y1), (x2, y2)) = (scaled(from), scaled(to));
        let (dx, dy) = (x2 - x1, y2 - y1);
        let part = (-(x1 * dx + y1 * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
        (x1 + part * dx).hypot(y1 + part * dy)
    });
    squared.fold(f64::INFINITY, f64::min)
}

proptest! {
    #[test]
    fn the_pole_is_inside_and_hardly_any_point_is_farther_from_the_border(
        filled in prop::collection::vec(prop::bool::weighted(0.7), 64),
        zoom in prop::sample::select(vec![3u8, 14, 18]),
    ) {
        // Cells of a field that are filled; a third of its grid's steps is not whole, so that middles are on no edge.
        let mut edges = std::collections::BTreeSet::new();
        for (number, _) in filled.iter().enumerate().filter(|(_, filled)| **filled) {
            let (x, y) = ((number as i32 % 8) * 7, (number as i32 / 8) * 7);
            let square = ring(&[(x, y), (x + 7, y), (x + 7, y + 7), (x, y + 7)]);
            for (&from, &to) in square.iter().zip(square.iter().cycle().skip(1)) {
                if !edges.remove(&(to, from)) {
                    edges.insert((from, to));
                }
            }
        }
        let polygons = polygons_from_edges(edges.into_iter().collect(), |_| false);
        prop_assume!(!polygons.is_empty());
        let found = label_point(&polygons, zoom).unwrap();
        let home: Vec<_> = polygons.iter().filter(|polygon| holds(polygon, found.place, zoom)).collect();
        prop_assert_eq!(home.len(), 1);
        let area = |polygon: &Polygon<GridPoint>| polygon.iter().map(|ring| double_area(ring)).sum::<i128>();
        prop_assert!(polygons.iter().all(|polygon| area(polygon) <= area(home[0])));
        let cell = f64::from(1u32 << (20 - zoom));
        let exact = distance(home[0], (found.place.x.into(), found.place.y.into()), cell);
        prop_assert!((exact - found.radius).abs() < 1e-6 * exact);
        // Every point of a raster of thirds of a unit.
        for x in 0..168 {
            for y in 0..168 {
                if point_in_ring((x, y), 3, &home[0][0]) == Some(true)
                    && home[0][1..].iter().all(|hole| point_in_ring((x, y), 3, hole) == Some(false))
                {
                    let at = (x as f64 / 3.0 * cell, y as f64 / 3.0 * cell);
                    prop_assert!(distance(home[0], at, cell) <= 1.012 * found.radius + cell);
                }
            }
        }
        prop_assert_eq!(label_point(&polygons, zoom), Some(found));
    }
}
