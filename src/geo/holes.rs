//! Which shell holds a hole that touches none: one index of the edges of all shells, so that the cost follows the vertices.

use super::faces::Polygon;
use super::rows::row_bits;
use super::{Planar, double_area};

/// Gives every hole that touches no shell along an edge to the smallest polygon around it.
pub(super) fn place_holes<P: Planar>(polygons: &mut [Polygon<P>], holes: Vec<Vec<P>>) {
    if holes.is_empty() {
        return;
    }
    let areas: Vec<i128> = polygons.iter().map(|polygon| double_area(&polygon[0])).collect();
    let index = Shells::new(polygons.iter().map(|polygon| &polygon[0][..]));
    let around: Vec<Option<usize>> = holes.iter().map(|hole| index.smallest_around(hole, &areas)).collect();
    for (hole, around) in holes.into_iter().zip(around) {
        if let Some(number) = around {
            polygons[number].push(hole);
        }
    }
}

/// The edges of shells in horizontal bands: a place is compared with those of its own band only.
struct Shells {
    /// Bands are `1 << bits` cells high.
    bits: u32,
    low: i32,
    /// Where the edges of each band begin, and where those of the last end.
    starts: Vec<u32>,
    edges: Vec<Edge>,
}

/// An edge and the number of its shell.
#[derive(Clone, Copy)]
struct Edge {
    from: (i32, i32),
    to: (i32, i32),
    shell: u32,
}

impl Shells {
    fn new<'a, P: Planar + 'a>(shells: impl Iterator<Item = &'a [P]>) -> Shells {
        let edges_of = |(shell, ring): (u32, &'a [P])| {
            let next = ring.iter().cycle().skip(1);
            ring.iter().zip(next).map(move |(from, to)| Edge { from: from.xy(), to: to.xy(), shell })
        };
        let edges: Vec<Edge> = (0..).zip(shells).flat_map(edges_of).collect();
        let low = edges.iter().map(|edge| edge.from.1).min().unwrap_or(0);
        let high = edges.iter().map(|edge| edge.from.1).max().unwrap_or(0);
        let heights: u64 = edges.iter().map(|edge| u64::from(edge.from.1.abs_diff(edge.to.1))).sum();
        let usual = (heights / edges.len().max(1) as u64) as u32;
        let bits = row_bits(usual, high.abs_diff(low), edges.len());
        let mut index = Shells { bits, low, starts: Vec::new(), edges: Vec::new() };
        let bands = |edge: &Edge| index.band(edge.from.1.min(edge.to.1))..=index.band(edge.from.1.max(edge.to.1));
        let mut starts = vec![0u32; index.band(high) + 2];
        edges.iter().flat_map(bands).for_each(|band| starts[band + 1] += 1);
        for band in 1..starts.len() {
            starts[band] += starts[band - 1];
        }
        let mut next = starts.clone();
        let nothing = Edge { from: (0, 0), to: (0, 0), shell: 0 };
        let mut placed = vec![nothing; starts.last().map_or(0, |all| *all as usize)];
        for edge in &edges {
            for band in bands(edge) {
                placed[next[band] as usize] = *edge;
                next[band] += 1;
            }
        }
        (index.starts, index.edges) = (starts, placed);
        index
    }

    fn band(&self, y: i32) -> usize {
        (y.abs_diff(self.low) >> self.bits) as usize
    }

    /// The edges of the band in which a row lies.
    fn beside(&self, y: i32) -> &[Edge] {
        let band = if y < self.low { usize::MAX } else { self.band(y) };
        match (self.starts.get(band), self.starts.get(band.saturating_add(1))) {
            (Some(start), Some(end)) => &self.edges[*start as usize..*end as usize],
            _ => &[],
        }
    }

    /// The smallest shell around a ring that crosses none. Its vertices are asked, then the middles of its edges: where one
    /// lies on a shell it tells nothing of that shell, and the next is asked.
    fn smallest_around<P: Planar>(&self, ring: &[P], areas: &[i128]) -> Option<usize> {
        let wide = |point: &P| (i64::from(point.xy().0), i64::from(point.xy().1));
        let vertices = ring.iter().map(|point| (2 * wide(point).0, 2 * wide(point).1));
        let middles = ring.iter().zip(ring.iter().cycle().skip(1)).map(|(one, other)| {
            let ((x1, y1), (x2, y2)) = (wide(one), wide(other));
            (x1 + x2, y1 + y2)
        });
        let mut around: Vec<u32> = Vec::new();
        // Shells on which all places so far have lain; none before the first.
        let mut open: Option<Vec<u32>> = None;
        for at in vertices.chain(middles) {
            let (inside, on) = self.judge(at);
            match &mut open {
                None => {
                    around = inside;
                    open = Some(on);
                }
                Some(open) => {
                    around.extend(inside.iter().filter(|shell| open.contains(shell)));
                    open.retain(|shell| on.contains(shell));
                }
            }
            if open.as_ref().is_some_and(Vec::is_empty) {
                break;
            }
        }
        around.into_iter().map(|shell| shell as usize).min_by_key(|&shell| (areas[shell], shell))
    }

    /// The shells within which a place lies, given in halves of a cell, and those on which it lies: by the crossings of the
    /// half-line to the left.
    fn judge(&self, (x, y): (i64, i64)) -> (Vec<u32>, Vec<u32>) {
        let (mut crossed, mut on) = (Vec::new(), Vec::new());
        for edge in self.beside(y.div_euclid(2) as i32) {
            let relative =
                |point: (i32, i32)| (2 * i128::from(point.0) - i128::from(x), 2 * i128::from(point.1) - i128::from(y));
            let ((x1, y1), (x2, y2)) = (relative(edge.from), relative(edge.to));
            let cross = x1 * y2 - x2 * y1;
            if cross == 0 && x1 * x2 <= 0 && y1 * y2 <= 0 {
                on.push(edge.shell);
            }
            if (y1 <= 0) != (y2 <= 0) && (cross < 0) == (y2 > y1) {
                crossed.push(edge.shell);
            }
        }
        on.sort_unstable();
        on.dedup();
        crossed.sort_unstable();
        let is_odd = |shell: &[u32]| shell.len() % 2 == 1 && !on.contains(&shell[0]);
        let inside = crossed.chunk_by(|one, other| one == other).filter(|shell| is_odd(shell)).map(|shell| shell[0]);
        (inside.collect(), on)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geo::{GridPoint, lies_inside};

    /// Squares in squares and beside each other, by halving: shells, and holes within them that may touch them in corners.
    fn nest(
        x: i32,
        y: i32,
        side: i32,
        turns: &mut impl Iterator<Item = u8>,
        out: &mut (Vec<Vec<GridPoint>>, Vec<Vec<GridPoint>>),
    ) {
        let ring = |(x, y): (i32, i32), side: i32| {
            [(x, y), (x + side, y), (x + side, y + side), (x, y + side)].map(|(x, y)| GridPoint { x, y }).to_vec()
        };
        let diamond = |side: i32| {
            let half = side / 2;
            [(x + half, y), (x + side, y + half), (x + half, y + side), (x, y + half)]
                .map(|(x, y)| GridPoint { x, y })
                .to_vec()
        };
        let Some(turn) = turns.next().filter(|_| side > 7) else { return };
        match turn % 5 {
            0 => out.0.push(ring((x, y), side)),
            // A hole that touches what is around it in four points.
            1 => out.1.push(diamond(side)),
            2 => out.1.push(ring((x + 1, y + 1), side - 2)),
            _ => {}
        }
        if turn % 7 < 3 {
            nest(x + 1, y + 1, side - 2, turns, out);
        } else {
            let half = side / 2 - 1;
            for (dx, dy) in [(1, 1), (half + 2, 1), (1, half + 2), (half + 2, half + 2)] {
                nest(x + dx, y + dy, half - 1, turns, out);
            }
        }
    }

    proptest! {
        #[test]
        fn holes_go_where_a_test_of_every_shell_puts_them(turns in prop::collection::vec(any::<u8>(), 1..200)) {
            let mut rings = (Vec::new(), Vec::new());
            nest(-900, -700, 4096, &mut turns.into_iter().cycle().take(400), &mut rings);
            let (shells, holes) = rings;
            let mut polygons: Vec<Polygon<GridPoint>> = shells.iter().map(|shell| vec![shell.clone()]).collect();
            let mut expected = polygons.clone();
            for hole in &holes {
                let around = (0..shells.len()).filter(|&number| lies_inside(hole, &shells[number]));
                if let Some(number) = around.min_by_key(|&number| double_area(&shells[number])) {
                    expected[number].push(hole.clone());
                }
            }
            place_holes(&mut polygons, holes);
            prop_assert_eq!(polygons, expected);
        }
    }
}
