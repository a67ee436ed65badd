use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::snap::{ZoomEdge, ZoomEdges};
use super::{Cells, Grouping};
use crate::geo::{EXTENT, GridPoint, Polygon, polygons_from_edges};

impl ZoomEdges {
    /// The polygons of each of `count` groups, valid, on the grid of the zoom; none for those that are gone.
    ///
    /// All come from the one arrangement, so that they neither overlap nor leave gaps, and neighbours share every
    /// vertex: points where three of them meet stay even on straight lines.
    pub fn polygons(&self, grouping: &Grouping, count: usize) -> Vec<Vec<Polygon<GridPoint>>> {
        let between = |edge: &&ZoomEdge| grouping.set_of(edge.left) != grouping.set_of(edge.right);
        let edges: Vec<&ZoomEdge> = self.0.iter().filter(between).collect();
        let junctions = junctions(edges.iter().flat_map(|edge| [edge.from, edge.to]));
        let mut directed: Vec<(u32, GridPoint, GridPoint)> = Vec::with_capacity(2 * edges.len());
        for edge in edges {
            let (left, right) = (grouping.territories(edge.left), grouping.territories(edge.right));
            let only = |these: &[u32], those: &[u32]| -> Vec<u32> {
                these.iter().copied().filter(|group| !those.contains(group)).collect()
            };
            directed.extend(only(left, right).into_iter().map(|group| (group, edge.from, edge.to)));
            directed.extend(only(right, left).into_iter().map(|group| (group, edge.to, edge.from)));
        }
        directed.par_sort_unstable();
        let mut polygons = vec![Vec::new(); count];
        let by_group: Vec<&[(u32, GridPoint, GridPoint)]> = directed.chunk_by(|one, other| one.0 == other.0).collect();
        let assembled: Vec<(usize, Vec<Polygon<GridPoint>>)> = (by_group.par_iter())
            .map(|edges| {
                let own = edges.iter().map(|&(_, from, to)| (from, to)).collect();
                (edges[0].0 as usize, polygons_from_edges(own, |point| junctions.contains(&point)))
            })
            .collect();
        for (group, made) in assembled {
            polygons[group] = made;
        }
        polygons
    }

    /// The borders between cells as lines, each run once, from junction to junction or closed. Each with the numbers
    /// of the cells on its left, the smaller, and on its right.
    ///
    /// Left is the side on which a ring of positive area has its inside: the right-hand side of who walks along the
    /// line on a map, where y grows southwards. Along the antimeridian, where sources end, there is no border.
    pub fn lines(&self, cells: &Cells, zoom: u8) -> Vec<((u32, u32), Vec<GridPoint>)> {
        let mut directed: Vec<((u32, u32), GridPoint, GridPoint)> = Vec::new();
        let is_seam =
            |edge: &&ZoomEdge| edge.from.x == edge.to.x && (edge.from.x == 0 || edge.from.x == EXTENT << zoom);
        for edge in self.0.iter().filter(|edge| !is_seam(edge)) {
            let (left, right) = (cells.of(edge.left), cells.of(edge.right));
            match left.cmp(&right) {
                std::cmp::Ordering::Less => directed.push(((left, right), edge.from, edge.to)),
                std::cmp::Ordering::Greater => directed.push(((right, left), edge.to, edge.from)),
                std::cmp::Ordering::Equal => {}
            }
        }
        directed.par_sort_unstable();
        let junctions = junctions(directed.iter().flat_map(|(_, from, to)| [*from, *to]));
        let by_pair: Vec<_> = directed.chunk_by(|one, other| one.0 == other.0).collect();
        let lines = |edges: &&[((u32, u32), GridPoint, GridPoint)]| {
            let pair = edges[0].0;
            runs(edges, &junctions).into_iter().map(move |line| (pair, line))
        };
        by_pair.par_iter().flat_map_iter(lines).collect()
    }
}

/// Points in which three or more edges meet, from both ends of all edges.
fn junctions(ends: impl Iterator<Item = GridPoint>) -> FxHashSet<GridPoint> {
    let mut ends: Vec<GridPoint> = ends.collect();
    ends.par_sort_unstable();
    ends.chunk_by(|one, other| one == other).filter(|same| same.len() > 2).map(|same| same[0]).collect()
}

/// Joins the edges of one pair, sorted by where they begin, to lines, without points on straight ways.
fn runs(edges: &[((u32, u32), GridPoint, GridPoint)], junctions: &FxHashSet<GridPoint>) -> Vec<Vec<GridPoint>> {
    let mut used = vec![false; edges.len()];
    let leaving = |point: GridPoint| {
        let place = edges.partition_point(|(_, from, _)| *from < point);
        edges.get(place).filter(|(_, from, _)| *from == point).map(|_| place)
    };
    let mut lines = Vec::new();
    let mut follow = |start: usize| {
        let mut line = vec![edges[start].1];
        let mut next = Some(start);
        while let Some(edge) = next.filter(|&edge| !std::mem::replace(&mut used[edge], true)) {
            let to = edges[edge].2;
            if let [.., before, at] = line[..]
                && is_straight(before, at, to)
            {
                line.pop();
            }
            line.push(to);
            next = if junctions.contains(&to) { None } else { leaving(to) };
        }
        if line.len() > 1 {
            lines.push(line);
        }
    };
    (0..edges.len()).filter(|&edge| junctions.contains(&edges[edge].1)).for_each(&mut follow);
    (0..edges.len()).for_each(follow);
    lines
}

fn is_straight(before: GridPoint, at: GridPoint, after: GridPoint) -> bool {
    let difference = |from: i32, to: i32| i64::from(to) - i64::from(from);
    difference(before.x, at.x) * difference(at.y, after.y) == difference(before.y, at.y) * difference(at.x, after.x)
}
