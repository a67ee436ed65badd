use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::solver::{Precision, Solver, Strategy};
use i_overlay::i_float::int::point::IntPoint;
use i_overlay::vector::edge::{SUBJ_LEFT, SUBJ_RIGHT};

use super::Border;
use crate::geo::{BUFFER, EXTENT, GridPoint, Polygon, WorldPoint, crossing_at, polygons_from_edges};

/// A territory on the grid of one zoom.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoomShape {
    /// Valid polygons that touch in points at most.
    pub polygons: Vec<Polygon<GridPoint>>,
    /// Whether the territory was too small for the grid, and a square of one cell stands for it.
    pub is_stand_in: bool,
}

/// Rounds of noding until no edge crosses a window's edge between two points of the grid. Two do nearly always.
const MOST_ROUNDS: usize = 16;

impl Border {
    /// The shape of the territory on the grid of `zoom`. `anchor` is where a square stands for it when nothing of
    /// it is left.
    pub fn at_zoom(&self, zoom: u8, anchor: WorldPoint) -> ZoomShape {
        let rings = self.rings.iter().map(|ring| ring.iter().map(|point| point.on_grid(zoom)).collect());
        let polygons = clean(rings.collect());
        if polygons.is_empty() {
            return ZoomShape { polygons: vec![vec![one_cell(anchor.on_grid(zoom), zoom)]], is_stand_in: true };
        }
        ZoomShape { polygons, is_stand_in: false }
    }
}

/// The valid polygons inside snapped rings. Rings may touch, cross and overlap: what has more rings around it one
/// way than the other way is inside.
fn clean(mut rings: Vec<Vec<GridPoint>>) -> Vec<Polygon<GridPoint>> {
    for round in 0.. {
        let polygons = polygons_from_edges(resolve(rings.iter().map(|ring| with_window_points(ring))));
        if round == MOST_ROUNDS || polygons.iter().flatten().all(|ring| is_noded(ring)) {
            return polygons;
        }
        // Resolving a crossing moved an edge off the grid's points on some window's edge: once more.
        rings = polygons.into_iter().flatten().collect();
    }
    unreachable!("the loop above ends by returning")
}

/// The directed edges around the inside, meeting at their ends only.
fn resolve(rings: impl Iterator<Item = Vec<GridPoint>>) -> Vec<(GridPoint, GridPoint)> {
    let solver = Solver::with_strategy_and_precision(Strategy::Auto, Precision::ABSOLUTE);
    let mut overlay = Overlay::new_custom(64, IntOverlayOptions::keep_all_points(), solver);
    for ring in rings.filter(|ring| ring.len() > 2) {
        overlay.add_path_iter(ring.iter().map(|point| IntPoint::new(point.x, point.y)), ShapeType::Subject);
    }
    let point = |point: IntPoint| GridPoint { x: point.x, y: point.y };
    let edges = overlay.build_separate_vectors(FillRule::Positive);
    let directed =
        edges.into_iter().filter_map(|edge| match (edge.fill & SUBJ_LEFT != 0, edge.fill & SUBJ_RIGHT != 0) {
            (true, false) => Some((point(edge.a), point(edge.b))),
            (false, true) => Some((point(edge.b), point(edge.a))),
            _ => None,
        });
    directed.collect()
}

/// The ring without repeated points, with a point wherever it crosses a line that can be a window's edge.
fn with_window_points(ring: &[GridPoint]) -> Vec<GridPoint> {
    let mut out = Vec::with_capacity(ring.len() + ring.len() / 4);
    let mut crossings = Vec::new();
    for (&from, &to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        if from == to {
            continue;
        }
        out.push(from);
        window_crossings(from, to, &mut crossings);
        out.extend_from_slice(&crossings);
    }
    out.dedup();
    while out.len() > 1 && out.first() == out.last() {
        out.pop();
    }
    out
}

/// Points where an edge crosses windows' edges, rounded, in order: the same for both directions of the edge.
fn window_crossings(from: GridPoint, to: GridPoint, out: &mut Vec<GridPoint>) {
    out.clear();
    let (start, end) = if from < to { (from, to) } else { (to, from) };
    for x in window_lines(start.x, end.x) {
        out.push(GridPoint { x, y: crossing_at(x, start.x, start.y, end.x, end.y) });
    }
    for y in window_lines(start.y, end.y) {
        out.push(GridPoint { x: crossing_at(y, start.y, start.x, end.y, end.x), y });
    }
    if out.len() > 1 {
        let distance = |point: &GridPoint| {
            (i64::from(point.x) - i64::from(start.x)).abs() + (i64::from(point.y) - i64::from(start.y)).abs()
        };
        out.sort_unstable_by_key(distance);
    }
    if from > to {
        out.reverse();
    }
}

/// The lines 4096 k ± 64 strictly between two coordinates: every edge of every window lies on one of them.
fn window_lines(one: i32, other: i32) -> impl Iterator<Item = i32> {
    let (low, high) = (one.min(other), one.max(other));
    let first = (low - BUFFER).div_euclid(EXTENT);
    let last = (high + BUFFER).div_euclid(EXTENT);
    (first..=last)
        .flat_map(|tile| [tile * EXTENT - BUFFER, tile * EXTENT + BUFFER])
        .filter(move |&line| low < line && line < high)
}

/// Whether every edge crosses windows' edges at points of the grid.
fn is_noded(ring: &[GridPoint]) -> bool {
    ring.iter().zip(ring.iter().cycle().skip(1)).all(|(from, to)| {
        let (dx, dy) = (i64::from(to.x) - i64::from(from.x), i64::from(to.y) - i64::from(from.y));
        let whole = |line: i32, start: i32, run: i64, rise: i64| (i64::from(line - start) * rise) % run == 0;
        window_lines(from.x, to.x).all(|x| whole(x, from.x, dx, dy))
            && window_lines(from.y, to.y).all(|y| whole(y, from.y, dy, dx))
    })
}

/// The cell at a point, moved inside the world where it would reach out.
fn one_cell(at: GridPoint, zoom: u8) -> Vec<GridPoint> {
    let GridPoint { x, y } = at.on_map(zoom);
    [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)].map(|(x, y)| GridPoint { x, y }).to_vec()
}

#[cfg(test)]
mod tests {
    use geo::Validation;
    use proptest::prelude::*;

    use super::*;
    use crate::geo::double_area;

    fn ring(points: &[(i32, i32)]) -> Vec<GridPoint> {
        points.iter().map(|&(x, y)| GridPoint { x, y }).collect()
    }

    fn to_geo(polygons: &[Polygon<GridPoint>]) -> geo::MultiPolygon<f64> {
        let line = |ring: &Vec<GridPoint>| -> geo::LineString<f64> {
            ring.iter().map(|point| (f64::from(point.x), f64::from(point.y))).collect::<Vec<_>>().into()
        };
        polygons
            .iter()
            .map(|polygon| geo::Polygon::new(line(&polygon[0]), polygon[1..].iter().map(line).collect()))
            .collect::<Vec<_>>()
            .into()
    }

    #[test]
    fn what_is_wound_forward_is_inside() {
        let polygons = clean(vec![ring(&[(100, 100), (200, 100), (200, 200), (100, 200)])]);
        assert_eq!(polygons.len(), 1);
        assert_eq!(double_area(&polygons[0][0]), 20_000);
        assert!(clean(vec![ring(&[(100, 100), (100, 200), (200, 200), (200, 100)])]).is_empty());
    }

    #[test]
    fn overlaps_merge_and_gaps_stay() {
        let one = ring(&[(100, 100), (210, 100), (210, 200), (100, 200)]);
        let other = ring(&[(200, 100), (300, 100), (300, 200), (200, 200)]);
        let hole = ring(&[(120, 120), (120, 130), (130, 130), (130, 120)]);
        let polygons = clean(vec![one, other, hole]);
        assert_eq!(polygons.iter().map(Vec::len).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn a_flat_ring_becomes_a_cell_at_the_anchor() {
        let border = Border {
            rings: vec![vec![WorldPoint { x: 5, y: 5 }, WorldPoint { x: 9, y: 5 }, WorldPoint { x: 7, y: 6 }]],
        };
        let shape = border.at_zoom(0, WorldPoint { x: u32::MAX, y: 0 });
        assert!(shape.is_stand_in);
        assert_eq!(shape.polygons, [vec![ring(&[(4095, 0), (4096, 0), (4096, 1), (4095, 1)])]]);
    }

    #[test]
    fn window_lines_are_where_windows_end() {
        assert_eq!(window_lines(-100, 100).collect::<Vec<_>>(), [-64, 64]);
        assert_eq!(window_lines(4200, 4000).collect::<Vec<_>>(), [4032, 4160]);
        assert_eq!(window_lines(64, 4032).count(), 0);
    }

    proptest! {
        #[test]
        fn any_rings_come_out_valid_and_noded(
            rings in prop::collection::vec(prop::collection::vec((3900..4300i32, -180..180i32), 3..40), 1..5),
        ) {
            let polygons = clean(rings.iter().map(|points| ring(points)).collect());
            let shape = to_geo(&polygons);
            prop_assert!(shape.is_valid(), "{:?}", shape.validation_errors());
            prop_assert!(polygons.iter().flatten().all(|ring| is_noded(ring)));
        }

        #[test]
        fn long_thin_rings_come_out_valid_and_noded(
            rings in prop::collection::vec(prop::collection::vec((0..40_000i32, 0..60i32), 3..12), 1..4),
        ) {
            let polygons = clean(rings.iter().map(|points| ring(points)).collect());
            let shape = to_geo(&polygons);
            prop_assert!(shape.is_valid(), "{:?}", shape.validation_errors());
            prop_assert!(polygons.iter().flatten().all(|ring| is_noded(ring)));
        }
    }
}
