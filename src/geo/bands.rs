use super::rows::row_bits;
use super::{WorldPoint, is_crossed_westwards};

/// The edges of a ring in horizontal bands, so that a place is compared with those of its own band only: for rings that
/// many places are asked about.
pub(crate) struct Bands {
    /// Bands are `1 << bits` units of the world grid high.
    bits: u32,
    first: u32,
    /// Where the edges of each band begin, and where those of the last end.
    starts: Vec<u32>,
    edges: Vec<[WorldPoint; 2]>,
}

impl Bands {
    pub(crate) fn new(ring: &[WorldPoint]) -> Bands {
        let edges = || ring.iter().zip(ring.iter().cycle().skip(1)).map(|(from, to)| [*from, *to]);
        let low = ring.iter().map(|point| point.y).min().unwrap_or(0);
        let high = ring.iter().map(|point| point.y).max().unwrap_or(0);
        let heights: u64 = edges().map(|[from, to]| u64::from(from.y.abs_diff(to.y))).sum();
        let usual = (heights / ring.len().max(1) as u64) as u32;
        let bits = row_bits(usual, high - low, ring.len());
        let first = low >> bits;
        let of = |[from, to]: [WorldPoint; 2]| {
            let (north, south) = (from.y.min(to.y) >> bits, from.y.max(to.y) >> bits);
            (north - first) as usize..=(south - first) as usize
        };
        let mut starts = vec![0; ((high >> bits) - first) as usize + 2];
        edges().flat_map(of).for_each(|band| starts[band + 1] += 1);
        for band in 1..starts.len() {
            starts[band] += starts[band - 1];
        }
        let mut next = starts.clone();
        let mut placed = vec![[WorldPoint { x: 0, y: 0 }; 2]; starts.last().map_or(0, |all| *all as usize)];
        for edge in edges() {
            for band in of(edge) {
                placed[next[band] as usize] = edge;
                next[band] += 1;
            }
        }
        Bands { bits, first, starts, edges: placed }
    }

    /// Whether a point lies inside, or on the western or northern side of the ring: the crossing number of the half-line
    /// to the west.
    pub(crate) fn holds(&self, point: WorldPoint) -> bool {
        self.beside(point).iter().filter(|[from, to]| is_crossed_westwards(point, *from, *to)).count() % 2 == 1
    }

    /// Whether it is one of the points of the ring.
    pub(crate) fn has(&self, point: WorldPoint) -> bool {
        self.beside(point).iter().any(|[from, _]| *from == point)
    }

    /// The edges of the band in which a place lies.
    fn beside(&self, point: WorldPoint) -> &[[WorldPoint; 2]] {
        let band = (point.y >> self.bits).checked_sub(self.first).map_or(usize::MAX, |band| band as usize);
        match (self.starts.get(band), self.starts.get(band.saturating_add(1))) {
            (Some(start), Some(end)) => &self.edges[*start as usize..*end as usize],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bands_hold_what_the_ring_holds(
            ring in prop::collection::vec(prop::array::uniform2(0..60u32), 0..40), scale in 1..70_000_000u32,
            place in prop::array::uniform2(0..60u32),
        ) {
            let scaled = |[x, y]: [u32; 2]| WorldPoint { x: x * scale, y: y * scale };
            let ring: Vec<WorldPoint> = ring.into_iter().map(scaled).collect();
            let (bands, place) = (Bands::new(&ring), scaled(place));
            prop_assert_eq!(bands.has(place), ring.contains(&place));
            let edges = ring.iter().zip(ring.iter().cycle().skip(1));
            let crossed = edges.filter(|(from, to)| is_crossed_westwards(place, **from, **to)).count();
            prop_assert_eq!(bands.holds(place), crossed % 2 == 1);
        }
    }
}
