use proptest::prelude::*;

use super::*;

fn point(x: i32, y: i32) -> TilePoint {
    TilePoint { x, y }
}

fn line(points: &[(i32, i32)]) -> Vec<TilePoint> {
    points.iter().map(|&(x, y)| point(x, y)).collect()
}

const SIDE: i32 = 10;

/// Cuts lines at the window from (0, 0) to (10, 10).
fn cut(lines: &[Vec<TilePoint>]) -> Vec<Vec<TilePoint>> {
    let mut cutter = LineCutter::default();
    let window = Window { min: GridPoint::default(), max: GridPoint { x: SIDE, y: SIDE } };
    cutter.set_window(&window, GridPoint::default());
    let mut out = Pieces::default();
    for line in lines {
        cutter.begin_line(line[0]);
        line[1..].iter().for_each(|&point| cutter.line_to(point, &mut out));
        cutter.end_line(&mut out);
    }
    out.iter().map(<[TilePoint]>::to_vec).collect()
}

fn is_inside(at: &TilePoint) -> bool {
    (0..=SIDE).contains(&at.x) && (0..=SIDE).contains(&at.y)
}

#[test]
fn a_line_in_and_out_falls_into_pieces() {
    let crossing = line(&[(-5, 3), (4, 3), (4, 20), (6, 20), (6, 5), (8, 5)]);
    let pieces = cut(&[crossing]);
    assert_eq!(pieces, [line(&[(0, 3), (4, 3), (4, 10)]), line(&[(6, 10), (6, 5), (8, 5)])]);
}

#[test]
fn a_line_through_the_window_is_cut_on_both_sides() {
    assert_eq!(cut(&[line(&[(-10, -5), (30, 15)])]), [line(&[(0, 0), (10, 5)])]);
    assert_eq!(cut(&[line(&[(3, -7), (3, 99)])]), [line(&[(3, 0), (3, 10)])]);
}

#[test]
fn a_line_along_the_edge_stays_and_none_is_added_there() {
    assert_eq!(cut(&[line(&[(-5, 10), (15, 10)])]), [line(&[(0, 10), (10, 10)])]);
    // It leaves through one side and comes back through it: the edge between is not part of it.
    let pieces = cut(&[line(&[(5, 2), (12, 2), (12, 8), (5, 8)])]);
    assert_eq!(pieces, [line(&[(5, 2), (10, 2)]), line(&[(10, 8), (5, 8)])]);
}

#[test]
fn what_only_touches_is_dropped() {
    for touching in [
        line(&[(-3, 3), (3, -3)]),
        line(&[(-4, 5), (0, 5), (-4, 6)]),
        line(&[(10, 12), (10, 10), (12, 10)]),
        line(&[(-1, 4), (-9, 4)]),
    ] {
        assert_eq!(cut(&[touching]), [] as [Vec<TilePoint>; 0]);
    }
    // From inside it may touch the edge and go on.
    let touching = line(&[(5, 5), (10, 5), (5, 6)]);
    assert_eq!(cut(std::slice::from_ref(&touching)), [touching]);
}

#[test]
fn a_closed_line_is_not_parted_where_it_begins() {
    let begins_inside = line(&[(5, 5), (15, 5), (15, 8), (5, 8), (5, 5)]);
    assert_eq!(cut(&[begins_inside]), [line(&[(10, 8), (5, 8), (5, 5), (10, 5)])]);
    let inside = line(&[(1, 1), (2, 1), (2, 2), (1, 1)]);
    assert_eq!(cut(&[inside.clone(), inside.clone()]), [inside.clone(), inside]);
    // On the edge where it begins it is parted, for there it is outside.
    let on_the_edge = line(&[(10, 5), (15, 5), (15, 8), (10, 8), (10, 5)]);
    assert_eq!(cut(&[on_the_edge]), [line(&[(10, 8), (10, 5)])]);
}

/// The unit steps of a line whose segments are level, upright or slanted by 45°.
fn unit_points(line: &[TilePoint]) -> Vec<TilePoint> {
    let mut points = vec![line[0]];
    for pair in line.windows(2) {
        let (dx, dy) = (pair[1].x - pair[0].x, pair[1].y - pair[0].y);
        let steps = dx.abs().max(dy.abs());
        points.extend((1..=steps).map(|step| point(pair[0].x + dx.signum() * step, pair[0].y + dy.signum() * step)));
    }
    points
}

/// The stretches of unit steps inside the window; the last and the first are one where the line closes between them.
fn expected(line: &[TilePoint]) -> Vec<Vec<TilePoint>> {
    let points = unit_points(line);
    let mut stretches: Vec<Vec<TilePoint>> = vec![Vec::new()];
    for pair in points.windows(2) {
        let stretch = stretches.last_mut().unwrap();
        if !pair.iter().all(is_inside) {
            stretches.push(Vec::new());
        } else if stretch.is_empty() {
            stretch.extend_from_slice(pair);
        } else {
            stretch.push(pair[1]);
        }
    }
    let closes = points.first() == points.last() && stretches.len() > 1;
    if closes && !stretches[0].is_empty() && stretches.last().is_some_and(|last| !last.is_empty()) {
        let head = stretches.remove(0);
        stretches.last_mut().unwrap().extend_from_slice(&head[1..]);
    }
    stretches.retain(|stretch| !stretch.is_empty());
    stretches
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_left_is_exactly_what_lies_in_the_window(
        start in (-6..16i32, -6..16i32),
        steps in prop::collection::vec((0..8usize, 1..9i32), 1..30),
        closes in prop::bool::ANY,
    ) {
        const WAYS: [(i32, i32); 8] = [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)];
        let mut points = vec![point(start.0, start.1)];
        for (way, length) in steps {
            let (at, (dx, dy)) = (points[points.len() - 1], WAYS[way]);
            points.push(point(at.x + dx * length, at.y + dy * length));
        }
        if closes {
            let corner = point(points[0].x, points[points.len() - 1].y);
            points.extend([corner, points[0]]);
            points.dedup();
        }
        let mut found: Vec<Vec<TilePoint>> = cut(std::slice::from_ref(&points)).iter().map(|it| unit_points(it)).collect();
        let mut expected = expected(&points);
        found.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn pieces_of_any_lines_are_sound_and_near_them(
        points in prop::collection::vec((-40..50i32, -40..50i32), 2..40),
    ) {
        let points = line(&points);
        let pieces = cut(std::slice::from_ref(&points));
        for piece in &pieces {
            prop_assert!(piece.len() > 1 && piece.iter().all(is_inside), "{:?}", piece);
            prop_assert!(piece.windows(2).all(|pair| pair[0] != pair[1]));
            // Rounded crossings are half a cell away at most; in between it is no worse.
            for pair in piece.windows(2) {
                let middle = [f64::midpoint(pair[0].x.into(), pair[1].x.into()), f64::midpoint(pair[0].y.into(), pair[1].y.into())];
                prop_assert!(points.windows(2).any(|segment| distance(middle, segment) < 0.51), "{:?}", pair);
            }
        }
        // The same from the other end, wherever the line does not close.
        if points.first() != points.last() {
            let mut reversed: Vec<TilePoint> = points;
            reversed.reverse();
            let mut back = cut(&[reversed]);
            back.iter_mut().for_each(|piece| piece.reverse());
            back.sort_unstable();
            let mut forth = pieces;
            forth.sort_unstable();
            prop_assert_eq!(forth, back);
        }
    }

    #[test]
    fn stretches_away_from_the_window_may_be_skipped(
        points in prop::collection::vec((-40..50i32, -40..50i32), 2..40),
        run in 1..6usize,
    ) {
        let points = line(&points);
        let mut cutter = LineCutter::default();
        let window = Window { min: GridPoint::default(), max: GridPoint { x: SIDE, y: SIDE } };
        cutter.set_window(&window, GridPoint::default());
        let mut out = Pieces::default();
        cutter.begin_line(points[0]);
        for first in (0..points.len() - 1).step_by(run) {
            let stretch = &points[first..=(first + run).min(points.len() - 1)];
            let on_grid = |at: &TilePoint| GridPoint { x: at.x, y: at.y };
            let bounds = crate::geo::GridBox::around(stretch.iter().map(on_grid)).unwrap();
            if window.touches(&bounds) {
                stretch[1..].iter().for_each(|&point| cutter.line_to(point, &mut out));
            } else {
                cutter.skip_to(stretch[stretch.len() - 1], &mut out);
            }
        }
        cutter.end_line(&mut out);
        prop_assert_eq!(out.iter().map(<[TilePoint]>::to_vec).collect::<Vec<_>>(), cut(&[points]));
    }

    #[test]
    fn any_points_whatever_end_without_a_panic(
        far in prop::collection::vec((any::<i32>(), any::<i32>(), 0..6u8), 1..30),
        near in prop::collection::vec((-20..30i32, -20..30i32, 0..6u8), 1..40),
    ) {
        let mut cutter = LineCutter::default();
        let window = Window { min: GridPoint::default(), max: GridPoint { x: SIDE, y: SIDE } };
        cutter.set_window(&window, GridPoint::default());
        let mut out = Pieces::default();
        for (x, y, what) in far.iter().chain(&near).chain(&far) {
            match what {
                0 => cutter.begin_line(point(*x, *y)),
                1 => cutter.end_line(&mut out),
                2 => cutter.skip_to(point(*x, *y), &mut out),
                _ => cutter.line_to(point(*x, *y), &mut out),
            }
        }
        cutter.end_line(&mut out);
        prop_assert!(out.iter().flatten().all(is_inside));
    }
}

/// The distance of a point from a segment.
fn distance([x, y]: [f64; 2], segment: &[TilePoint]) -> f64 {
    let [from, to] = [segment[0], segment[1]].map(|end| [f64::from(end.x), f64::from(end.y)]);
    let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
    let squared = dx * dx + dy * dy;
    let part = if squared > 0.0 { (((x - from[0]) * dx + (y - from[1]) * dy) / squared).clamp(0.0, 1.0) } else { 0.0 };
    (x - from[0] - part * dx).hypot(y - from[1] - part * dy)
}
