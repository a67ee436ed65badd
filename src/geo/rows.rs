use rayon::prelude::*;

use super::noding::Pixel;

/// Distinct points of a grid in horizontal rows, sorted along each: a box of the size of a row meets few of them.
pub(crate) struct Rows {
    /// Rows are `1 << bits` grid units high.
    bits: u32,
    first_row: u32,
    /// Where each row begins among the points, and where the last one ends.
    starts: Vec<u32>,
    points: Vec<Pixel>,
}

impl Rows {
    /// `reach` is the usual extent of a box that will be asked for.
    pub(crate) fn new(mut points: Vec<Pixel>, reach: u32) -> Rows {
        let low = points.iter().map(|point| point[1]).min().unwrap_or(0);
        let high = points.iter().map(|point| point[1]).max().unwrap_or(0);
        let bits = row_bits(reach, high - low, points.len());
        points.par_sort_unstable_by_key(|&[x, y]| (y >> bits, x, y));
        points.dedup();
        let first_row = low >> bits;
        let mut starts = vec![0; ((high >> bits) - first_row) as usize + 2];
        for point in &points {
            starts[((point[1] >> bits) - first_row) as usize + 1] += 1;
        }
        for row in 1..starts.len() {
            starts[row] += starts[row - 1];
        }
        Rows { bits, first_row, starts, points }
    }

    /// These points and more.
    pub(crate) fn with(mut self, more: Vec<Pixel>) -> Rows {
        self.points.extend(more);
        Rows::new(self.points, 1 << self.bits)
    }

    /// Calls for every point of a box: west, north, east, south, all included.
    pub(crate) fn for_each_in(&self, [west, north, east, south]: [u32; 4], mut found: impl FnMut(Pixel)) {
        let last_row = self.first_row + self.starts.len() as u32 - 2;
        for row in (north >> self.bits).max(self.first_row)..=(south >> self.bits).min(last_row) {
            let place = (row - self.first_row) as usize;
            let points = &self.points[self.starts[place] as usize..self.starts[place + 1] as usize];
            let begin = points.partition_point(|point| point[0] < west);
            for &point in points[begin..].iter().take_while(|point| point[0] <= east) {
                if north <= point[1] && point[1] <= south {
                    found(point);
                }
            }
        }
    }
}

/// The height of rows, as a power of two: that of the usual box, with no more rows than a few for each point.
pub(crate) fn row_bits(reach: u32, extent: u32, points: usize) -> u32 {
    let most_rows = points.saturating_mul(4).clamp(16, 1 << 24) as u64;
    let wanted = reach.max(1).ilog2();
    (wanted..32).find(|bits| u64::from(extent >> bits) < most_rows).unwrap_or(31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_box_finds_what_lies_in_it(
            points in prop::collection::vec(prop::array::uniform2(0..200u32), 0..60),
            corner in prop::array::uniform2(0..200u32), size in prop::array::uniform2(0..90u32), reach in 0..300u32,
        ) {
            let [west, north, east, south] = [corner[0], corner[1], corner[0] + size[0], corner[1] + size[1]];
            let mut expected: Vec<Pixel> = points.iter().copied()
                .filter(|&[x, y]| west <= x && x <= east && north <= y && y <= south).collect();
            expected.sort_unstable();
            expected.dedup();
            let mut found = Vec::new();
            Rows::new(points, reach).for_each_in([west, north, east, south], |point| found.push(point));
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
