//! Whether what a window leaves of a shape is what lies of it inside, polygons by the crate [`geo`].

use std::collections::BTreeSet;

use geo::{Area, BooleanOps, Euclidean, Length, MultiPolygon, Polygon, Rect};

use super::decode::Path;
use super::rules::{coordinate, line_string};
use crate::geo::{BUFFER, EXTENT};

const LOW: i32 = -BUFFER;
const HIGH: i32 = EXTENT + BUFFER;

/// What is wrong with the pieces that a window has left of polygons; all relative to the tile's corner.
///
/// The vertices inside are the same. The pieces cover what the crate leaves, but for what rounding the ends of cut edges
/// may move: half a cell along the window's edge, and less and less of it along the edge that is cut.
pub(super) fn of_polygons(uncut: &[Vec<Path>], pieces: &[Vec<Path>]) -> Option<String> {
    let near = uncut.iter().filter(|rings| rings.first().is_some_and(|shell| is_near(shell)));
    let near: Vec<Vec<&Path>> = near
        .map(|rings| rings.iter().enumerate().filter(|(n, ring)| *n == 0 || is_near(ring)).map(|it| it.1).collect())
        .collect();
    let rings = || near.iter().flatten().copied();
    if let Some(fault) = of_vertices(rings(), pieces.iter().flatten()) {
        return Some(fault);
    }
    let closed = |ring: &Path| ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)).collect::<Vec<_>>();
    let allowed: f64 = rings().flat_map(closed).map(|(from, to)| moved(from, to)).sum();
    let polygon = |rings: &[&Path]| {
        let mut rings = rings.iter().map(|ring| line_string(ring));
        Some(Polygon::new(rings.next()?, rings.collect()))
    };
    let uncut: MultiPolygon<f64> = near.iter().filter_map(|rings| polygon(rings)).collect();
    let pieces: MultiPolygon<f64> =
        pieces.iter().filter_map(|rings| polygon(&rings.iter().collect::<Vec<_>>())).collect();
    let clipped = uncut.intersection(&window());
    let apart = clipped.xor(&pieces).unsigned_area();
    (apart > allowed).then(|| {
        let areas = [&pieces, &clipped].map(|it| it.unsigned_area().round());
        format!(
            "its pieces cover {} cells and the crate geo leaves {}; they differ by {apart:.0}, where rounding explains \
             {allowed:.0}",
            areas[0], areas[1]
        )
    })
}

/// The same of lines: what is left is as long as what lies inside.
pub(super) fn of_lines(uncut: &[Path], pieces: &[Path]) -> Option<String> {
    let near = || uncut.iter().filter(|line| is_near(line));
    if let Some(fault) = of_vertices(near(), pieces.iter()) {
        return Some(fault);
    }
    let length = |line: &Path| -> f64 { line.windows(2).map(|pair| length_inside(pair[0], pair[1])).sum() };
    let [expected, found] = [near().map(length).sum::<f64>(), pieces.iter().map(length).sum()];
    let allowed = 1.0 + 2.0 * pieces.len() as f64;
    ((expected - found).abs() > allowed)
        .then(|| format!("its pieces are {found:.0} cells long, and {expected:.0} of it are inside"))
}

/// How much of an edge lies in the closed window (Liang and Barsky, 1984). The crate geo would count once what several
/// lines have.
fn length_inside(from: [i32; 2], to: [i32; 2]) -> f64 {
    let (mut enters, mut leaves) = (0.0f64, 1.0f64);
    for axis in 0..2 {
        let (start, step) = (f64::from(from[axis]), f64::from(to[axis]) - f64::from(from[axis]));
        let [low, high] = [LOW, HIGH].map(|end| f64::from(end) - start);
        if step == 0.0 && (low > 0.0 || high < 0.0) {
            return 0.0;
        } else if step != 0.0 {
            enters = enters.max((low / step).min(high / step));
            leaves = leaves.min((low / step).max(high / step));
        }
    }
    (leaves - enters).max(0.0) * Euclidean.length(&line_string(&[from, to]))
}

/// Whether the vertices inside the window are the same.
fn of_vertices<'a>(uncut: impl Iterator<Item = &'a Path>, pieces: impl Iterator<Item = &'a Path>) -> Option<String> {
    fn inside<'a>(paths: impl Iterator<Item = &'a Path>) -> BTreeSet<[i32; 2]> {
        paths.flatten().copied().filter(|point| point.iter().all(|value| (LOW + 1..HIGH).contains(value))).collect()
    }
    let (uncut, pieces) = (inside(uncut), inside(pieces));
    if let Some([x, y]) = uncut.difference(&pieces).next() {
        return Some(format!("its vertex {x} {y} is in no piece"));
    }
    let [x, y] = pieces.difference(&uncut).next()?;
    Some(format!("its pieces have a vertex {x} {y} that the shape does not have"))
}

fn window() -> MultiPolygon<f64> {
    MultiPolygon(vec![Rect::new(coordinate(LOW, LOW), coordinate(HIGH, HIGH)).to_polygon()])
}

/// Whether the box of a path touches the window.
fn is_near(path: &[[i32; 2]]) -> bool {
    (0..2).all(|axis| {
        let values = || path.iter().map(|point| point[axis]);
        values().min().is_some_and(|least| least <= HIGH) && values().max().is_some_and(|most| most >= LOW)
    })
}

/// The area by which rounding may move an edge that the window cuts: half a cell at both ends, over its length inside.
fn moved(from: [i32; 2], to: [i32; 2]) -> f64 {
    let is_inside = |point: [i32; 2]| point.iter().all(|value| (LOW..=HIGH).contains(value));
    let is_beyond = (0..2).any(|axis| from[axis].max(to[axis]) < LOW || from[axis].min(to[axis]) > HIGH);
    if is_beyond || (is_inside(from) && is_inside(to)) {
        return 0.0;
    }
    let length = Euclidean.length(&line_string(&[from, to]));
    1.0 + length.min(f64::from(HIGH - LOW) * std::f64::consts::SQRT_2) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(low: i32, high: i32) -> Path {
        vec![[low, low], [high, low], [high, high], [low, high]]
    }

    #[test]
    fn pieces_of_polygons_are_judged() {
        let hole: Path = square(100, 200).into_iter().rev().collect();
        let uncut = [vec![square(-1000, 1000), hole.clone()]];
        assert_eq!(of_polygons(&uncut, &[vec![square(LOW, 1000), hole.clone()]]), None);
        let missing = of_polygons(&uncut, &[vec![square(LOW, 1000)]]).unwrap();
        assert_eq!(missing, "its vertex 100 100 is in no piece");
        let more = of_polygons(&uncut, &[vec![square(LOW, 1000), hole.clone()], vec![square(2000, 2100)]]).unwrap();
        assert_eq!(more, "its pieces have a vertex 2000 2000 that the shape does not have");
        // The right vertices inside, and yet a part of the window's edge is lost.
        let bent: Path = vec![[LOW, 500], [1000, LOW], [1000, 1000], [LOW, 1000]];
        assert!(of_polygons(&uncut, &[vec![bent, hole]]).unwrap().contains("the crate geo leaves"));
        assert!(of_polygons(&[vec![square(-1000, 9000)]], &[]).unwrap().contains("differ by"), "nothing of the inside");
        assert_eq!(of_polygons(&[vec![square(-1000, 9000)]], &[vec![square(LOW, HIGH)]]), None);
        assert_eq!(of_polygons(&[vec![square(-1000, -900)]], &[]), None);
    }

    #[test]
    fn pieces_of_lines_are_judged() {
        let uncut = [vec![[-500, 7], [500, 7], [500, 9000]]];
        assert_eq!(of_lines(&uncut, &[vec![[LOW, 7], [500, 7], [500, HIGH]]]), None);
        let short = of_lines(&uncut, &[vec![[LOW, 7], [500, 7]]]).unwrap();
        assert_eq!(short, "its pieces are 564 cells long, and 4717 of it are inside");
        let edge = [vec![[LOW, 0], [LOW, 100]]];
        assert_eq!(of_lines(&edge, &edge), None, "what runs along the edge is shown");
    }
}
