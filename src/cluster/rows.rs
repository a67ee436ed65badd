use std::ops::Range;

/// Finds what lies within a radius: points sorted into rows as high as the radius, and by x within a row.
pub(super) struct Rows {
    radius: f64,
    /// By row, then by x: x, y and the number of the point.
    points: Vec<(f64, f64, u32)>,
    /// Number of each row that has points, and where it starts among them; ascending.
    rows: Vec<(u32, u32)>,
    /// For each point its place among the rows.
    row_of: Vec<u32>,
}

impl Rows {
    /// Sorts points, none of which has a negative coordinate.
    pub(super) fn new(radius: f64, places: impl ExactSizeIterator<Item = [f64; 2]>) -> Rows {
        let count = places.len();
        let mut keyed: Vec<(u64, f64, u32)> = Vec::with_capacity(count);
        for (number, [x, y]) in places.enumerate() {
            let row = (y / radius) as u64;
            // Whole cells are enough to sort by: what is compared in the end are the places themselves.
            keyed.push((row << 32 | x as u64, y, number as u32));
        }
        keyed.sort_unstable_by_key(|&(key, _, number)| (key, number));
        let mut found = Rows { radius, points: Vec::with_capacity(count), rows: Vec::new(), row_of: vec![0; count] };
        for (key, y, number) in keyed {
            let row = (key >> 32) as u32;
            if found.rows.last().is_none_or(|(last, _)| *last != row) {
                found.rows.push((row, found.points.len() as u32));
            }
            found.row_of[number as usize] = found.rows.len() as u32 - 1;
            found.points.push(((key & u64::from(u32::MAX)) as f64, y, number));
        }
        found
    }

    /// Calls `found` with each point within the radius of `[x, y]`, which is the point of that number, itself among
    /// them. Coordinates count in whole cells from west to east, as the points were sorted.
    pub(super) fn near(&self, number: u32, [x, y]: [f64; 2], mut found: impl FnMut(u32)) {
        let x = x.floor();
        let own = self.row_of[number as usize] as usize;
        let row = self.rows[own].0;
        for at in own.saturating_sub(1)..=(own + 1).min(self.rows.len() - 1) {
            if self.rows[at].0.abs_diff(row) > 1 {
                continue;
            }
            let points = &self.points[self.range(at)];
            let start = points.partition_point(|point| point.0 < x - self.radius);
            for &(other_x, other_y, other) in &points[start..] {
                if other_x > x + self.radius {
                    break;
                }
                let (dx, dy) = (other_x - x, other_y - y);
                if dx * dx + dy * dy <= self.radius * self.radius {
                    found(other);
                }
            }
        }
    }

    fn range(&self, row: usize) -> Range<usize> {
        let end = self.rows.get(row + 1).map_or(self.points.len(), |(_, start)| *start as usize);
        self.rows[row].1 as usize..end
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn finds_what_a_scan_finds(
            places in proptest::collection::vec((0u32..1000, 0u32..1000), 1..80),
            radius in 1.0f64..400.0,
        ) {
            let places: Vec<[f64; 2]> = places.iter().map(|&(x, y)| [f64::from(x), f64::from(y)]).collect();
            let rows = Rows::new(radius, places.iter().copied());
            for (number, &[x, y]) in places.iter().enumerate() {
                let mut found = Vec::new();
                rows.near(number as u32, [x, y], |other| found.push(other));
                found.sort_unstable();
                let near = |other: &[f64; 2]| (other[0] - x).powi(2) + (other[1] - y).powi(2) <= radius * radius;
                let expected: Vec<u32> =
                    (0..places.len() as u32).filter(|&other| near(&places[other as usize])).collect();
                prop_assert_eq!(found, expected);
            }
        }
    }
}
