//! The whole way from borders to polygons, on random tessellations: jittered grids whose cells belong to random
//! territories, so that there are exclaves, enclaves, holes, islands, and places where territories touch in points.

use std::collections::{BTreeMap, BTreeSet};

use geo::Validation;
use proptest::prelude::*;

use super::snap::ZoomEdge;
use super::*;
use crate::geo::{Cutter, GridPoint, Pieces, Polygon, TileId, Window, WorldPoint, double_area, polygons_from_edges};

/// Cells along one side of a tessellation.
const SIDE: usize = 6;

/// A tessellation around a place near a corner of tiles, in units of `scale` cells of the world grid.
#[derive(Clone, Debug)]
struct Tessellation {
    /// For each cell its territory; 0 is the sea.
    owners: Vec<u32>,
    jitter: Vec<[u32; 2]>,
    /// For each edge between corners how far its middle is pulled, across and along.
    middles: Vec<[u32; 2]>,
    scale: u32,
}

const CORNERS: usize = SIDE + 1;

fn tessellations(scales: std::ops::Range<u32>) -> impl Strategy<Value = Tessellation> {
    let owners = prop::collection::vec(0..5u32, SIDE * SIDE);
    let jitter = prop::collection::vec(prop::array::uniform2(0..40u32), CORNERS * CORNERS);
    let middles = prop::collection::vec(prop::array::uniform2(0..40u32), 2 * CORNERS * CORNERS);
    (owners, jitter, middles, scales).prop_map(|(owners, jitter, middles, scale)| Tessellation {
        owners,
        jitter,
        middles,
        scale,
    })
}

impl Tessellation {
    fn corner(&self, column: usize, row: usize) -> GridPoint {
        let [x, y] = self.jitter[row * CORNERS + column];
        GridPoint { x: (column as u32 * 100 + x) as i32, y: (row as u32 * 100 + y) as i32 }
    }

    /// The corners around a cell, with a bent middle on each side, wound with positive area.
    fn outline(&self, column: usize, row: usize) -> Vec<GridPoint> {
        let middle = |which: usize, (c1, r1): (usize, usize), (c2, r2): (usize, usize)| {
            let (one, other) = (self.corner(c1, r1), self.corner(c2, r2));
            let [x, y] = self.middles[which].map(|it| it as i32 - 20);
            GridPoint { x: (one.x + other.x) / 2 + x / 2, y: (one.y + other.y) / 2 + y / 2 }
        };
        let horizontal = |row: usize| middle(row * CORNERS + column, (column, row), (column + 1, row));
        let vertical =
            |column: usize| middle(CORNERS * CORNERS + row * CORNERS + column, (column, row), (column, row + 1));
        vec![
            self.corner(column, row),
            horizontal(row),
            self.corner(column + 1, row),
            vertical(column + 1),
            self.corner(column + 1, row + 1),
            horizontal(row + 1),
            self.corner(column, row + 1),
            vertical(column),
        ]
    }

    /// The borders of territories 1, 2, …
    fn borders(&self) -> Vec<Border> {
        let mut edges: BTreeMap<u32, BTreeSet<(GridPoint, GridPoint)>> = BTreeMap::new();
        for (cell, &owner) in self.owners.iter().enumerate().filter(|(_, owner)| **owner > 0) {
            let outline = self.outline(cell % SIDE, cell / SIDE);
            let edges = edges.entry(owner).or_default();
            for (&from, &to) in outline.iter().zip(outline.iter().cycle().skip(1)) {
                if !edges.remove(&(to, from)) {
                    edges.insert((from, to));
                }
            }
        }
        // The middle of the tessellation lies on the corner of four tiles of every zoom from 1.
        let world = |value: i32| ((1i64 << 31) + (i64::from(value) - 350) * i64::from(self.scale)) as u32;
        let border = |owner: u32| {
            let polygons = polygons_from_edges(edges.get(&owner)?.iter().copied().collect(), |_| true);
            let ring =
                |ring: &Vec<GridPoint>| ring.iter().map(|it| WorldPoint { x: world(it.x), y: world(it.y) }).collect();
            Some(Border { rings: polygons.iter().flatten().map(ring).collect() })
        };
        (1..5).map(|owner| border(owner).unwrap_or_default()).collect()
    }

    fn coverage(&self) -> Coverage {
        Coverage::new(self.borders().iter(), 0.0)
    }

    /// The territories themselves, and pairs of them.
    fn groupings(coverage: &Coverage) -> [Grouping; 2] {
        let finest = Grouping::new(coverage.covers.iter().cloned());
        let coarser = Grouping::new(coverage.covers.iter().map(|cover| cover.iter().map(|it| it / 2).collect()));
        [finest, coarser]
    }
}

fn area_of(polygons: &[Polygon<GridPoint>]) -> i128 {
    polygons.iter().flatten().map(|ring| double_area(ring)).sum()
}

fn to_geo(polygons: &[Polygon<GridPoint>]) -> geo::MultiPolygon<f64> {
    let line = |ring: &Vec<GridPoint>| -> geo::LineString<f64> {
        ring.iter().map(|point| (f64::from(point.x), f64::from(point.y))).collect::<Vec<_>>().into()
    };
    let polygon =
        |polygon: &Polygon<GridPoint>| geo::Polygon::new(line(&polygon[0]), polygon[1..].iter().map(line).collect());
    polygons.iter().map(polygon).collect::<Vec<_>>().into()
}

fn fine(point: GridPoint) -> noding::FinePoint {
    [i64::from(point.x), i64::from(point.y)]
}

/// Whether two edges meet elsewhere than at ends of both.
fn meet_inside(one: &ZoomEdge, other: &ZoomEdge) -> bool {
    let (a, b, c, d) = (fine(one.from), fine(one.to), fine(other.from), fine(other.to));
    let side = |from, to, point| noding::cross(from, to, point).signum();
    let crosses = side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
    let holds = |from: noding::FinePoint, to: noding::FinePoint, point: noding::FinePoint| {
        point != from
            && point != to
            && side(from, to, point) == 0
            && (0..2).all(|axis| from[axis].min(to[axis]) <= point[axis] && point[axis] <= from[axis].max(to[axis]))
    };
    crosses || holds(a, b, c) || holds(a, b, d) || holds(c, d, a) || holds(c, d, b)
}

/// The four tiles around the middle of the world.
fn windows(zoom: u8) -> Vec<(Window, GridPoint)> {
    let middle = 1u32 << (zoom - 1);
    let tiles = [(1, 1), (0, 1), (1, 0), (0, 0)].map(|(x, y)| TileId::new(zoom, middle - x, middle - y).unwrap());
    tiles.map(|tile| (Window::of(tile), tile.corner())).to_vec()
}

/// What a window shows of polygons, as a tile draws it.
fn cut(polygons: &[Polygon<GridPoint>], (window, corner): &(Window, GridPoint)) -> Vec<Polygon<GridPoint>> {
    let (mut cutter, mut rings) = (Cutter::default(), Pieces::default());
    cutter.set_window(window, *corner);
    for polygon in polygons {
        cutter.begin_polygon();
        for (place, ring) in polygon.iter().enumerate() {
            cutter.begin_ring(ring[0].relative_to(*corner), place > 0);
            ring[1..].iter().for_each(|point| cutter.line_to(point.relative_to(*corner)));
            cutter.end_ring();
        }
        cutter.end_polygon(true, &mut rings).expect("sound polygons can be cut");
    }
    let mut pieces: Vec<Polygon<GridPoint>> = Vec::new();
    for ring in rings.iter() {
        let ring: Vec<GridPoint> = ring.iter().map(|point| GridPoint { x: point.x, y: point.y }).collect();
        match pieces.last_mut() {
            Some(piece) if double_area(&ring) < 0 => piece.push(ring),
            _ => pieces.push(vec![ring]),
        }
    }
    pieces
}

/// Everything that must hold of the borders of one zoom.
fn check(borders: &ZoomBorders<'_>, shown: &[usize], zoom: u8) -> Result<(), TestCaseError> {
    let edges = &borders.edges.0;
    for (place, one) in edges.iter().enumerate() {
        for other in &edges[place + 1..] {
            prop_assert!(!meet_inside(one, other), "{one:?} meets {other:?} at zoom {zoom}");
        }
    }
    for &level in shown {
        let polygons = borders.edges.polygons(&borders.groupings[level], 4);
        for polygons in &polygons {
            let shape = to_geo(polygons);
            prop_assert!(shape.is_valid(), "{:?} at zoom {zoom}", shape.validation_errors());
        }
        // The areas of all come to that of what none of them has on the other side.
        let covered: i128 = polygons.iter().map(|polygons| area_of(polygons)).sum();
        let coast = edges.iter().filter_map(|edge| match (edge.left, edge.right) {
            (_, 0) => Some((edge.from, edge.to)),
            (0, _) => Some((edge.to, edge.from)),
            _ => None,
        });
        let vertices: BTreeSet<GridPoint> = polygons.iter().flatten().flatten().flatten().copied().collect();
        let whole = polygons_from_edges(coast.collect(), |point| vertices.contains(&point));
        prop_assert_eq!(covered, area_of(&whole));
        // And so in every tile, where all are cut apart and rounded.
        for window in windows(zoom) {
            let pieces: Vec<Vec<Polygon<GridPoint>>> = polygons.iter().map(|polygons| cut(polygons, &window)).collect();
            for pieces in &pieces {
                let shape = to_geo(pieces);
                prop_assert!(shape.is_valid(), "{:?} at zoom {zoom}", shape.validation_errors());
            }
            let covered: i128 = pieces.iter().map(|pieces| area_of(pieces)).sum();
            prop_assert_eq!(
                covered,
                area_of(&cut(&whole, &window)),
                "zoom {} {:?} {:?} {:?} {:?} {:?}",
                zoom,
                window,
                polygons,
                pieces,
                whole,
                cut(&whole, &window)
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_zoom_is_one_planar_map(tessellation in tessellations(1..5_000), tolerance in 0.0..3.0f64) {
        let coverage = tessellation.coverage();
        let groupings = Tessellation::groupings(&coverage);
        let mut cascade = Cascade::new(&coverage.mesh, &groupings, tolerance);
        for zoom in (4..=18).rev() {
            let shown: &[usize] = if zoom > 8 { &[0, 1] } else { &[1] };
            check(&cascade.at(zoom, shown), shown, zoom)?;
        }
    }

    #[test]
    fn nothing_is_at_fault_where_neighbours_share_vertices(tessellation in tessellations(1..5_000)) {
        let coverage = tessellation.coverage();
        prop_assert!(coverage.unmatched.is_empty());
        prop_assert!(coverage.faults.iter().all(|fault| fault.kind == FaultKind::Gap));
        let area = |border: &Border| -> i128 {
            let turn = |ring: &Vec<WorldPoint>| -> i128 {
                ring.iter().zip(ring.iter().cycle().skip(1))
                    .map(|(one, other)| i128::from(one.x) * i128::from(other.y) - i128::from(other.x) * i128::from(one.y))
                    .sum()
            };
            border.rings.iter().map(turn).sum()
        };
        let mut left: Vec<i128> = tessellation.borders().iter().map(area).collect();
        for arc in coverage.mesh.arcs() {
            let turn: i128 = arc.points.windows(2)
                .map(|pair| i128::from(pair[0].x) * i128::from(pair[1].y) - i128::from(pair[1].x) * i128::from(pair[0].y))
                .sum();
            coverage.covers[arc.left as usize].iter().for_each(|&it| left[it as usize] -= turn);
            coverage.covers[arc.right as usize].iter().for_each(|&it| left[it as usize] += turn);
        }
        prop_assert_eq!(left, vec![0; 4]);
    }

    #[test]
    fn thinner_borders_cross_nothing_and_lose_nobody(tessellation in tessellations(100..101), tolerance in 0.0..9_000.0f64) {
        let coverage = tessellation.coverage();
        let mesh = coverage.mesh.simplified(tolerance);
        let edge = |pair: &[WorldPoint]| {
            // The tessellation spans less than a hundred thousand cells around the middle of the world.
            let point = |at: WorldPoint| GridPoint { x: (i64::from(at.x) - (1 << 31)) as i32, y: (i64::from(at.y) - (1 << 31)) as i32 };
            ZoomEdge { from: point(pair[0]), to: point(pair[1]), left: 0, right: 0 }
        };
        let edges: Vec<ZoomEdge> = mesh.arcs().flat_map(|arc| arc.points.windows(2).map(edge).collect::<Vec<_>>()).collect();
        for (place, one) in edges.iter().enumerate() {
            for other in &edges[place + 1..] {
                prop_assert!(!meet_inside(one, other), "{one:?} meets {other:?}");
                prop_assert!((one.from, one.to) != (other.from, other.to) && (one.from, one.to) != (other.to, other.from));
            }
        }
        prop_assert_eq!(mesh.arcs().len(), coverage.mesh.arcs().len());
        let ends = |mesh: &Mesh| -> Vec<_> { mesh.arcs().map(|arc| (arc.points[0], arc.points[arc.points.len() - 1], arc.left, arc.right)).collect() };
        prop_assert_eq!(ends(&mesh), ends(&coverage.mesh));
    }
}
