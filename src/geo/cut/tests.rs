use geo::{Contains, Validation};
use proptest::prelude::*;

use super::*;
use crate::geo::polygons_from_edges;

fn point(x: i32, y: i32) -> TilePoint {
    TilePoint { x, y }
}

fn cutter(low: (i32, i32), high: (i32, i32)) -> Cutter {
    let mut cutter = Cutter::default();
    let window = Window { min: GridPoint { x: low.0, y: low.1 }, max: GridPoint { x: high.0, y: high.1 } };
    cutter.set_window(&window, GridPoint::default());
    cutter
}

/// Cuts polygons of shells and holes and returns the rings.
fn cut(cutter: &mut Cutter, polygons: &[Vec<Vec<TilePoint>>]) -> Vec<Vec<TilePoint>> {
    let mut out = Pieces::default();
    for polygon in polygons {
        cutter.begin_polygon();
        for (number, ring) in polygon.iter().enumerate() {
            cutter.begin_ring(ring[0], number > 0);
            ring[1..].iter().for_each(|&point| cutter.line_to(point));
            cutter.end_ring();
        }
        cutter.end_polygon(true, &mut out).unwrap();
    }
    out.iter().map(<[TilePoint]>::to_vec).collect()
}

fn ring(points: &[(i32, i32)]) -> Vec<TilePoint> {
    points.iter().map(|&(x, y)| point(x, y)).collect()
}

#[test]
fn a_comb_falls_into_its_teeth() {
    let comb = ring(&[(-10, -10), (14, -10), (14, 5), (9, 5), (9, -5), (6, -5), (6, 5), (1, 5), (1, -5), (-10, -5)]);
    let rings = cut(&mut cutter((0, 0), (20, 20)), &[vec![comb]]);
    assert_eq!(rings.len(), 2);
    assert!(rings.iter().all(|ring| ring.len() == 4));
}

#[test]
fn a_window_inside_the_shell_becomes_a_rectangle_around_its_holes() {
    let shell = ring(&[(-50, -50), (50, -50), (50, 50), (-50, 50)]);
    let hole = ring(&[(3, 3), (3, 6), (6, 6), (6, 3)]);
    let rings = cut(&mut cutter((0, 0), (10, 10)), &[vec![shell.clone(), hole.clone()]]);
    assert_eq!(rings, [ring(&[(0, 0), (10, 0), (10, 10), (0, 10)]), hole]);
    let around = ring(&[(-20, -20), (-20, 20), (20, 20), (20, -20)]);
    assert!(cut(&mut cutter((0, 0), (10, 10)), &[vec![shell, around]]).is_empty());
}

#[test]
fn a_shape_that_only_touches_the_edge_is_gone() {
    for touching in [
        ring(&[(-5, 2), (0, 2), (0, 6), (-5, 6)]),
        ring(&[(-5, -5), (0, 0), (-9, 0)]),
        ring(&[(10, 4), (15, 2), (15, 6)]),
    ] {
        assert!(cut(&mut cutter((0, 0), (10, 10)), &[vec![touching]]).is_empty());
    }
}

#[test]
fn a_hole_that_touches_the_edge_from_inside_stays_a_hole() {
    let shell = ring(&[(-50, -50), (50, -50), (50, 50), (-50, 50)]);
    let hole = ring(&[(0, 5), (4, 8), (4, 2)]);
    let rings = cut(&mut cutter((0, 0), (10, 10)), &[vec![shell, hole]]);
    assert_eq!(rings.len(), 2);
    assert_eq!(double_area_of(&rings[0]), 200);
    assert_eq!(double_area_of(&rings[1]), -24);
}

fn double_area_of(ring: &[TilePoint]) -> i128 {
    crate::geo::double_area(ring)
}

/// Cells of a field, each of two triangles that may be filled; a cell is four units wide, so that its diagonals
/// cross every whole line at a whole point.
const SIDE: i32 = 10;
const CELL: i32 = 4;

fn triangles(cell_x: i32, cell_y: i32) -> [Vec<TilePoint>; 2] {
    let (x, y) = (cell_x * CELL, cell_y * CELL);
    [ring(&[(x, y), (x + CELL, y), (x, y + CELL)]), ring(&[(x + CELL, y), (x + CELL, y + CELL), (x, y + CELL)])]
}

/// The polygons of a field of filled triangles: the edges that belong to one filled triangle only are its border.
fn field(filled: &[bool]) -> Vec<Vec<Vec<TilePoint>>> {
    let mut edges = std::collections::BTreeSet::new();
    for number in (0..filled.len()).filter(|&number| filled[number]) {
        let (cell, half) = (number as i32 / 2, number % 2);
        let triangle = &triangles(cell % SIDE, cell / SIDE)[half];
        for (&from, &to) in triangle.iter().zip(triangle.iter().cycle().skip(1)) {
            if !edges.remove(&(to, from)) {
                edges.insert((from, to));
            }
        }
    }
    polygons_from_edges(edges.into_iter().collect(), |_| false)
}

fn to_geo(rings: &[Vec<TilePoint>]) -> geo::MultiPolygon<f64> {
    let mut polygons: Vec<geo::Polygon<f64>> = Vec::new();
    for ring in rings {
        let line: geo::LineString<f64> =
            ring.iter().map(|point| (f64::from(point.x), f64::from(point.y))).collect::<Vec<_>>().into();
        if double_area_of(ring) > 0 {
            polygons.push(geo::Polygon::new(line, vec![]));
        } else {
            polygons.last_mut().expect("a shell comes first").interiors_push(line);
        }
    }
    geo::MultiPolygon::new(polygons)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Fields are full of what goes wrong at a window: borders along its edge, corners on it, points where pieces
    /// touch, holes in pieces in holes.
    #[test]
    fn pieces_are_valid_and_cover_exactly_what_lies_in_the_window(
        filled in prop::collection::vec(prop::bool::weighted(0.6), (SIDE * SIDE * 2) as usize),
        low in (0..14, 0..14),
        size in (3..26, 3..26),
    ) {
        let high = (low.0 + size.0, low.1 + size.1);
        let whole = field(&filled);
        for polygon in &whole {
            prop_assert!(to_geo(polygon).is_valid(), "{polygon:?}");
        }
        let rings = cut(&mut cutter(low, high), &whole);
        let pieces = to_geo(&rings);
        prop_assert!(pieces.is_valid(), "{:?}", pieces.validation_errors());
        for x in low.0..high.0 {
            for y in low.1..high.1 {
                // Two points of every unit cell, one on each side of where a diagonal may cut it.
                for (half, offset) in [(0, 0.3), (1, 0.7)] {
                    let (inner_x, inner_y) = (x % CELL, y % CELL);
                    let beyond = inner_x + inner_y + half >= CELL;
                    let cell = ((y / CELL) * SIDE + x / CELL) as usize;
                    let covered = x / CELL < SIDE && y / CELL < SIDE && filled[cell * 2 + usize::from(beyond)];
                    let at = geo::Point::new(f64::from(x) + offset, f64::from(y) + offset);
                    prop_assert_eq!(pieces.contains(&at), covered, "at {:?}", at);
                }
            }
        }
        let inside = |point: &TilePoint| {
            low.0 <= point.x && point.x <= high.0 && low.1 <= point.y && point.y <= high.1
        };
        prop_assert!(rings.iter().flatten().all(inside));
    }

    #[test]
    fn any_rings_whatever_end_without_a_panic(
        rings in prop::collection::vec(
            prop::collection::vec((any::<i32>(), any::<i32>()), 1..20), 1..6),
        near in prop::collection::vec((-20..20i32, -20..20i32), 1..40),
    ) {
        let mut cutter = cutter((-9, -9), (9, 9));
        let mut out = Pieces::default();
        cutter.begin_polygon();
        for (number, points) in rings.iter().chain([&near]).enumerate() {
            cutter.begin_ring(point(points[0].0, points[0].1), number > 0);
            points[1..].iter().for_each(|&(x, y)| cutter.line_to(point(x, y)));
            cutter.end_ring();
        }
        let _ = cutter.end_polygon(true, &mut out);
        // A ring that breaks off, as a damaged stream does, and a polygon that begins without one.
        cutter.begin_polygon();
        cutter.begin_ring(point(near[0].0, near[0].1), false);
        near.iter().for_each(|&(x, y)| cutter.line_to(point(x, y)));
        cutter.begin_polygon();
        near.iter().for_each(|&(x, y)| cutter.line_to(point(x, y)));
        cutter.end_ring();
        let _ = cutter.end_polygon(true, &mut out);
        let in_window = out.iter().flatten().all(|point| point.x.abs() <= 9 && point.y.abs() <= 9);
        prop_assert!(in_window);
    }
}
