use rayon::prelude::*;

use super::WorldPoint;
use super::noding::{Grid, Pixel, cross};
use super::rows::row_bits;

/// The squares of the world grid in which two segments cross, each inside both: repeated where several meet.
/// Segments that touch at an end of one of them are none.
///
/// Segments are put into horizontal strips as high as they usually are, and each strip is swept from west to east.
pub(crate) fn crossings(segments: &[(WorldPoint, WorldPoint)]) -> Vec<Pixel> {
    let extents: Vec<Extent> = segments.iter().map(|&(from, to)| Extent::of(from, to)).collect();
    let low = extents.iter().map(|extent| extent.north).min().unwrap_or(0);
    let high = extents.iter().map(|extent| extent.south).max().unwrap_or(0);
    let bits = row_bits(usual_reach(segments).saturating_mul(2), high - low, segments.len());
    let mut entries: Vec<(u32, u32, u32)> = Vec::with_capacity(segments.len() * 2);
    for (number, extent) in extents.iter().enumerate() {
        entries.extend((extent.north >> bits..=extent.south >> bits).map(|row| (row, extent.west, number as u32)));
    }
    entries.par_sort_unstable();
    let strips: Vec<&[(u32, u32, u32)]> = entries.chunk_by(|one, other| one.0 == other.0).collect();
    let sweep = |strip: &&[(u32, u32, u32)]| {
        let mut found = Vec::new();
        for (place, &(row, _, one)) in strip.iter().enumerate() {
            let extent = extents[one as usize];
            for &(_, west, other) in strip[place + 1..].iter().take_while(|(_, west, _)| *west <= extent.east) {
                debug_assert!(west >= extent.west);
                let other_extent = extents[other as usize];
                // A pair that shares several strips is looked at in the first.
                let first = extent.north.max(other_extent.north);
                if first <= extent.south.min(other_extent.south) && first >> bits == row {
                    found.extend(crossing(segments[one as usize], segments[other as usize]));
                }
            }
        }
        found
    };
    strips.par_iter().flat_map_iter(sweep).collect()
}

/// The usual extent of a segment, in units of the world grid.
pub(crate) fn usual_reach(segments: &[(WorldPoint, WorldPoint)]) -> u32 {
    let total: u64 =
        segments.iter().map(|(from, to)| u64::from(from.x.abs_diff(to.x).max(from.y.abs_diff(to.y)))).sum();
    (total / segments.len().max(1) as u64) as u32
}

#[derive(Clone, Copy)]
struct Extent {
    west: u32,
    north: u32,
    east: u32,
    south: u32,
}

impl Extent {
    fn of(from: WorldPoint, to: WorldPoint) -> Extent {
        Extent { west: from.x.min(to.x), north: from.y.min(to.y), east: from.x.max(to.x), south: from.y.max(to.y) }
    }
}

/// The square of the world grid in which two segments cross, if they do at a point inside both.
fn crossing(one: (WorldPoint, WorldPoint), other: (WorldPoint, WorldPoint)) -> Option<Pixel> {
    let point = |at: WorldPoint| [i64::from(at.x), i64::from(at.y)];
    let ((a, b), (c, d)) = ((point(one.0), point(one.1)), (point(other.0), point(other.1)));
    let (at_c, at_d) = (cross(a, b, c), cross(a, b, d));
    if at_c.signum() * at_d.signum() >= 0 || cross(c, d, a).signum() * cross(c, d, b).signum() >= 0 {
        return None;
    }
    // From c to d the cross product goes evenly from `at_c` to `at_d`, and is zero on the line.
    let all = at_c - at_d;
    let along = |axis: usize| {
        let doubled = 2 * (i128::from(c[axis]) * all + i128::from(d[axis] - c[axis]) * at_c);
        Grid { bits: 1 }.pixel_of_ratio(doubled, all)
    };
    Some([along(0), along(1)])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn segment(from: [u32; 2], to: [u32; 2]) -> (WorldPoint, WorldPoint) {
        (WorldPoint { x: from[0], y: from[1] }, WorldPoint { x: to[0], y: to[1] })
    }

    #[test]
    fn crossings_are_rounded_and_touches_are_none() {
        let cross = [segment([0, 0], [5, 4]), segment([0, 4], [5, 0])];
        assert_eq!(crossings(&cross), [[3, 2]]);
        let largest = u32::MAX;
        let wide = [segment([0, 0], [largest, largest]), segment([0, largest], [largest, 0])];
        assert_eq!(crossings(&wide), [[1 << 31, 1 << 31]]);
        assert!(crossings(&[segment([0, 0], [4, 4]), segment([2, 2], [9, 2])]).is_empty());
        assert!(crossings(&[segment([0, 0], [4, 4]), segment([4, 4], [9, 2])]).is_empty());
        assert!(crossings(&[segment([0, 0], [4, 4]), segment([2, 2], [6, 6])]).is_empty());
    }

    proptest! {
        #[test]
        fn strips_miss_no_pair(
            points in prop::collection::vec((prop::array::uniform2(0..300u32), prop::array::uniform2(0..300u32)), 0..40),
        ) {
            let segments: Vec<_> = points.into_iter().map(|(from, to)| segment(from, to)).collect();
            let mut expected = Vec::new();
            for (place, one) in segments.iter().enumerate() {
                expected.extend(segments[place + 1..].iter().filter_map(|other| crossing(*one, *other)));
            }
            let mut found = crossings(&segments);
            found.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
