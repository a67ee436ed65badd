use rustc_hash::FxHashMap;

use super::edges::Edges;
use super::faces::Faces;
use super::label_point;
use crate::geo::{GridBox, GridPoint, WorldPoint, double_area, polygons_from_edges};

/// The rings of one territory on the grid of a zoom.
pub type Rings = Vec<Vec<GridPoint>>;

/// What is wrong with the territories of a level at one zoom, in exact integer arithmetic over their finished shapes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    /// Rings with fewer than three points, without area, or that come to one of their points twice.
    pub invalid_rings: u32,
    /// Pairs of territories of which one has an edge that crosses the other's or runs through its vertex.
    pub unmatched: u32,
    /// Twice the area that several have, in cells of the zoom's grid.
    pub double_overlap: i128,
    /// The same piece by piece: who has it, as numbers, ascending, and twice its area.
    pub overlaps: Vec<(Vec<u32>, i128)>,
    /// Twice the area that all have together.
    pub double_area: i128,
    /// Ground that they enclose and none has.
    pub gaps: Vec<AuditedGap>,
}

/// Ground that territories enclose and none of them has.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditedGap {
    pub double_area: i128,
    /// Its box on the zoom's grid: west, north, east, south.
    pub bounds: [i32; 4],
    /// Places inside it: one far from its outline, and some on the way from there to its vertices.
    pub places: Vec<WorldPoint>,
}

/// Judges shapes that should be one planar map. They are taken apart into edges, noded, and put together to faces anew.
pub fn audit(territories: &[Rings], zoom: u8) -> Audit {
    let bits = 20 - u32::from(zoom);
    // The finest grid has the same points; its last column stands for the eastern edge of the map.
    let fine = |value: i32| u32::try_from(i64::from(value) << bits).unwrap_or(u32::MAX);
    let refined = |ring: &Vec<GridPoint>| -> Vec<WorldPoint> {
        ring.iter().map(|point| WorldPoint { x: fine(point.x), y: fine(point.y) }).collect()
    };
    let rings: Vec<(u32, Vec<WorldPoint>)> = (0u32..)
        .zip(territories)
        .flat_map(|(number, rings)| rings.iter().map(move |ring| (number, refined(ring))))
        .collect();
    let edges = Edges::new(rings.iter().map(|(number, ring)| (*number, &ring[..])));
    let faces = Faces::new(&edges);
    let mut audit = Audit {
        invalid_rings: territories.iter().flatten().filter(|ring| !is_simple(ring)).count() as u32,
        unmatched: edges.mended.len() as u32,
        ..Audit::default()
    };
    let mut outlines: FxHashMap<u32, Vec<(GridPoint, GridPoint)>> = FxHashMap::default();
    for face in 1..faces.covers.len() {
        let area = faces.double_areas[face] >> (2 * bits);
        match &faces.sets[faces.covers[face] as usize][..] {
            [] => drop(outlines.insert(face as u32, Vec::new())),
            [_] => audit.double_area += area,
            several => {
                (audit.double_area, audit.double_overlap) = (audit.double_area + area, audit.double_overlap + area);
                audit.overlaps.push((several.to_vec(), area));
            }
        }
    }
    let coarse = |point: WorldPoint| GridPoint { x: (point.x >> bits) as i32, y: (point.y >> bits) as i32 };
    for (half, face) in faces.of.iter().enumerate() {
        if let Some(outline) = outlines.get_mut(face) {
            let (from, to) = edges.ends[half / 2];
            outline.push(if half % 2 == 0 { (coarse(from), coarse(to)) } else { (coarse(to), coarse(from)) });
        }
    }
    audit.gaps = outlines.into_values().filter_map(|outline| AuditedGap::new(outline, zoom)).collect();
    audit.gaps.sort_by_key(|gap| gap.bounds);
    audit
}

impl AuditedGap {
    fn new(outline: Vec<(GridPoint, GridPoint)>, zoom: u8) -> Option<AuditedGap> {
        let bounds = GridBox::around(outline.iter().map(|(from, _)| *from))?;
        let polygons = polygons_from_edges(outline, |_| false);
        let inside = label_point(&polygons, zoom)?.place;
        let middle = |corner: WorldPoint| WorldPoint { x: inside.x.midpoint(corner.x), y: inside.y.midpoint(corner.y) };
        let bits = 20 - u32::from(zoom);
        let corners = polygons.iter().filter_map(|polygon| polygon.first()).flatten();
        let ways =
            corners.map(|corner| middle(WorldPoint { x: (corner.x as u32) << bits, y: (corner.y as u32) << bits }));
        Some(AuditedGap {
            double_area: polygons.iter().flatten().map(|ring| double_area(ring)).sum(),
            bounds: [bounds.min.x, bounds.min.y, bounds.max.x, bounds.max.y],
            places: std::iter::once(inside).chain(ways).collect(),
        })
    }
}

fn is_simple(ring: &[GridPoint]) -> bool {
    let mut points = ring.to_vec();
    points.sort_unstable();
    ring.len() > 2 && double_area(ring) != 0 && points.windows(2).all(|pair| pair[0] != pair[1])
}

/// How many edges of `coarse` do not run along edges of `fine`, whose vertices may divide them.
pub fn strange_edges(coarse: &[Rings], fine: &[Rings]) -> u32 {
    let mut ways: FxHashMap<GridPoint, Vec<GridPoint>> = FxHashMap::default();
    for ring in fine.iter().flatten() {
        for (&from, &to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            ways.entry(from).or_default().push(to);
            ways.entry(to).or_default().push(from);
        }
    }
    let runs_along = |from: GridPoint, to: GridPoint| {
        let mut at = from;
        while at != to {
            let next = ways.get(&at).and_then(|ways| ways.iter().find(|next| lies_between(at, **next, to)));
            match next {
                Some(&next) => at = next,
                None => return false,
            }
        }
        true
    };
    let edges = coarse.iter().flatten().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)));
    edges.filter(|(from, to)| !runs_along(**from, **to)).count() as u32
}

/// Whether `at` lies on the way from `from` to `to`, the end included.
fn lies_between(from: GridPoint, at: GridPoint, to: GridPoint) -> bool {
    let way = |end: GridPoint| (i64::from(end.x) - i64::from(from.x), i64::from(end.y) - i64::from(from.y));
    let ((x1, y1), (x2, y2)) = (way(at), way(to));
    x1 * y2 == x2 * y1 && x1 * x2 + y1 * y2 > 0 && x1.abs() <= x2.abs() && y1.abs() <= y2.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[(i32, i32)]) -> Vec<GridPoint> {
        points.iter().map(|&(x, y)| GridPoint { x, y }).collect()
    }

    fn square(west: i32, north: i32, side: i32) -> Rings {
        let (east, south) = (west + side, north + side);
        vec![ring(&[(west, north), (east, north), (east, south), (west, south)])]
    }

    #[test]
    fn neighbours_that_fit_have_no_faults() {
        let found = audit(&[square(0, 0, 8), square(8, 0, 8), square(0, 8, 8)], 4);
        assert_eq!(found, Audit { double_area: 2 * 3 * 64, ..Audit::default() });
    }

    #[test]
    fn overlaps_gaps_and_vertices_on_edges_are_found() {
        let mut around = square(0, 0, 20);
        around.push(ring(&[(5, 5), (5, 9), (9, 9), (9, 5)]));
        let found = audit(&[around, square(18, 4, 8), vec![ring(&[(30, 30), (32, 32), (30, 30)])]], 10);
        let inside = GridPoint { x: 7, y: 7 };
        assert_eq!(found.gaps.len(), 1);
        let gap = &found.gaps[0];
        assert_eq!((gap.double_area, gap.bounds, gap.places[0].on_grid(10)), (32, [5, 5, 9, 9], inside));
        assert_eq!((found.double_overlap, found.invalid_rings), (2 * 2 * 8, 1));
        assert_eq!(found.unmatched, 2);
        assert_eq!(audit(&[square(0, 0, 8), square(8, 4, 8)], 3).unmatched, 2, "vertices inside edges");
    }

    #[test]
    fn coarse_edges_must_run_along_fine_ones() {
        let fine = [square(0, 0, 4), square(4, 0, 4)];
        let coarse = vec![ring(&[(0, 0), (8, 0), (8, 4), (0, 4)])];
        assert_eq!(strange_edges(&[coarse], &fine), 0);
        let other = vec![ring(&[(0, 0), (8, 0), (8, 5), (0, 4)])];
        assert_eq!(strange_edges(&[other], &fine), 2);
    }
}
