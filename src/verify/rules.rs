//! What MVT 2.1 demands of a layer (sections 4.1 to 4.3) beyond what a decoder refuses.

use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::{Coord, LineString, Polygon};

use super::decode::{Geometry, Path, Seen, SeenLayer};
use crate::gazetteer::LayerKind;
use crate::geo::{BUFFER, EXTENT};

/// What is wrong with a layer as such.
pub(super) fn of_layer(layer: &SeenLayer, name: &str) -> Option<String> {
    if layer.name != name {
        Some(format!("the tile calls the layer `{}`", layer.name))
    } else if layer.version != 2 {
        Some(format!("the layer is of version {}; it should be 2", layer.version))
    } else if layer.extent != EXTENT as u32 {
        Some(format!("the layer has an extent of {}; it should be {EXTENT}", layer.extent))
    } else {
        None
    }
}

/// What is wrong with a feature as such.
pub(super) fn of_feature(seen: &Seen, kind: LayerKind) -> Option<String> {
    let is_of_kind = match seen.geometry {
        Geometry::Points(_) => kind == LayerKind::Points,
        Geometry::Lines(_) => kind == LayerKind::Lines,
        Geometry::Polygons(_) => kind == LayerKind::Polygons,
    };
    if !is_of_kind {
        return Some("its geometry is of another type than the layer".to_owned());
    }
    let window = -BUFFER..=EXTENT + BUFFER;
    if let Some([x, y]) = seen.geometry.points().find(|point| !point.iter().all(|value| window.contains(value))) {
        return Some(format!("its point {x} {y} lies outside the window of the tile"));
    }
    if let Some(pair) = seen.values.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Some(format!("it has the attribute `{}` twice", pair[0].0));
    }
    match &seen.geometry {
        Geometry::Points(points) if points.len() != 1 => Some(format!("it has {} points", points.len())),
        Geometry::Points(_) => None,
        Geometry::Lines(lines) => lines.iter().find_map(|line| of_line(line)),
        Geometry::Polygons(polygons) => polygons.iter().find_map(|rings| of_polygon(rings)),
    }
}

fn of_line(line: &[[i32; 2]]) -> Option<String> {
    let repeated = line.windows(2).find(|pair| pair[0] == pair[1]);
    match repeated {
        Some(pair) => Some(format!("a line stands still at {} {}", pair[0][0], pair[0][1])),
        None if line.len() < 2 => Some("a line has one point".to_owned()),
        None => None,
    }
}

fn of_polygon(rings: &[Path]) -> Option<String> {
    let ring_fault = |(number, ring): (usize, &Path)| {
        let [x, y] = ring.first().copied().unwrap_or_default();
        let area = double_area(ring);
        let closed = ring.iter().zip(ring.iter().cycle().skip(1));
        if ring.len() < 3 {
            Some(format!("the ring at {x} {y} has fewer than three points"))
        } else if area == 0 {
            Some(format!("the ring at {x} {y} has no area"))
        } else if (area > 0) != (number == 0) {
            Some(format!("the ring at {x} {y} is wound the wrong way"))
        } else if closed.into_iter().any(|(one, other)| one == other) {
            Some(format!("the ring at {x} {y} has a point twice in a row"))
        } else {
            None
        }
    };
    if let Some(fault) = rings.iter().enumerate().find_map(ring_fault) {
        return Some(fault);
    }
    let (shell, holes) = rings.split_first()?;
    let shell = Polygon::new(line_string(shell), Vec::new());
    let is_outside = |[x, y]: &[i32; 2]| shell.coordinate_position(&coordinate(*x, *y)) == CoordPos::Outside;
    let [x, y] = holes.iter().flatten().find(|point| is_outside(point))?;
    Some(format!("the point {x} {y} of a hole lies outside its shell"))
}

/// Twice the area of an open ring by the surveyor's formula, positive for shells.
pub(super) fn double_area(ring: &[[i32; 2]]) -> i64 {
    let product = |one: i32, other: i32| i64::from(one) * i64::from(other);
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(one, next)| product(one[0], next[1]) - product(next[0], one[1])).sum()
}

pub(super) fn coordinate(x: i32, y: i32) -> Coord<f64> {
    Coord { x: x.into(), y: y.into() }
}

pub(super) fn line_string(path: &[[i32; 2]]) -> LineString<f64> {
    path.iter().map(|&[x, y]| coordinate(x, y)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polygon(rings: &[&[[i32; 2]]]) -> Option<String> {
        let rings = rings.iter().map(|ring| ring.to_vec()).collect();
        of_feature(&Seen::new(1, Geometry::Polygons(vec![rings]), Vec::new()), LayerKind::Polygons)
    }

    #[test]
    fn rules_of_polygons_are_kept_or_told() {
        let shell = [[0, 0], [100, 0], [100, 100], [0, 100]];
        let hole = [[20, 20], [20, 60], [60, 60], [60, 20]];
        assert_eq!(polygon(&[&shell, &hole]), None);
        let turned: Vec<[i32; 2]> = shell.iter().rev().copied().collect();
        assert_eq!(polygon(&[&turned]).unwrap(), "the ring at 0 100 is wound the wrong way");
        assert_eq!(polygon(&[&[[0, 0], [9, 9], [4, 4]]]).unwrap(), "the ring at 0 0 has no area");
        let away = hole.map(|[x, y]| [x + 50, y]);
        assert_eq!(polygon(&[&shell, &away]).unwrap(), "the point 110 60 of a hole lies outside its shell");
        let far = shell.map(|[x, y]| [x + 4100, y]);
        assert_eq!(polygon(&[&far]).unwrap(), "its point 4200 0 lies outside the window of the tile");
        let twice = [[0, 0], [100, 0], [100, 0], [100, 100]];
        assert_eq!(polygon(&[&twice]).unwrap(), "the ring at 0 0 has a point twice in a row");
    }

    #[test]
    fn rules_of_lines_and_points_are_kept_or_told() {
        let told = |geometry, kind| of_feature(&Seen::new(1, geometry, Vec::new()), kind);
        assert_eq!(told(Geometry::Lines(vec![vec![[1, 1], [2, 2], [1, 1]]]), LayerKind::Lines), None);
        let still = told(Geometry::Lines(vec![vec![[1, 1], [2, 2], [2, 2]]]), LayerKind::Lines);
        assert_eq!(still.unwrap(), "a line stands still at 2 2");
        let other = told(Geometry::Points(vec![[1, 1]]), LayerKind::Lines);
        assert_eq!(other.unwrap(), "its geometry is of another type than the layer");
        assert_eq!(told(Geometry::Points(vec![[1, 1], [2, 1]]), LayerKind::Points).unwrap(), "it has 2 points");
    }
}
