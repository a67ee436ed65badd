//! Columns that are made of others: a share is found by its figures, not by its name.

use super::survey::Column;

/// What a column is: `per` times one column, divided by another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Share {
    /// Places of the columns among those that were asked about.
    pub(super) numerator: usize,
    pub(super) denominator: usize,
    pub(super) per: u32,
    /// Rows in which it was tried.
    pub(super) rows: usize,
}

/// Counts that are tried with each other.
const MOST: usize = 80;

/// What numerator / denominator is usually multiplied by.
const FACTORS: [u32; 5] = [100, 1, 1_000, 10_000, 100_000];

/// Rows that have to bear it out.
const FEWEST: usize = 8;

/// The two of `counts` that the column at hand is made of, if in every row of the sample.
pub(super) fn find(column: &Column, counts: &[&Column]) -> Option<Share> {
    let counts = &counts[..counts.len().min(MOST)];
    let half = 0.5 * 10f64.powi(-(column.decimals.min(9) as i32)) * 1.02;
    let differ = column.greatest > column.least;
    if !differ {
        return None;
    }
    for per in FACTORS {
        for (numerator, one) in counts.iter().enumerate() {
            for (denominator, other) in counts.iter().enumerate().filter(|(at, _)| *at != numerator) {
                if let Some(rows) = bears_out(column, one, other, per, half) {
                    return Some(Share { numerator, denominator, per, rows });
                }
            }
        }
    }
    None
}

/// Rows in which it holds; none where it does not in some, or in too few.
fn bears_out(column: &Column, numerator: &Column, denominator: &Column, per: u32, half: f64) -> Option<usize> {
    let mut rows = 0;
    for ((figure, above), below) in column.sample.iter().zip(&numerator.sample).zip(&denominator.sample) {
        let (Some(figure), Some(above), Some(below)) = (figure, above, below) else { continue };
        if *below == 0.0 {
            continue;
        }
        if (f64::from(per) * above / below - figure).abs() > half {
            return None;
        }
        rows += 1;
    }
    (rows >= FEWEST).then_some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, decimals: usize, numbers: &[f64]) -> Column {
        let sample = numbers.iter().map(|&number| Some(number)).collect();
        let (least, greatest) =
            numbers.iter().fold((f64::MAX, f64::MIN), |(low, high), &it| (low.min(it), high.max(it)));
        Column { name: name.to_owned(), decimals, sample, least, greatest, ..Column::default() }
    }

    #[test]
    fn a_share_is_found_by_its_figures() {
        let all: Vec<f64> = (1..=20).map(|n| f64::from(n) * 37.0).collect();
        let young: Vec<f64> = (1..=20).map(|n| f64::from(n * n)).collect();
        let vacant: Vec<f64> = (1..=20).map(|n| f64::from(n % 5)).collect();
        let share: Vec<f64> = young.iter().zip(&all).map(|(a, b)| (1000.0 * a / b).round() / 10.0).collect();
        let counts = [column("all", 0, &all), column("vacant", 0, &vacant), column("young", 0, &young)];
        let counts: Vec<&Column> = counts.iter().collect();
        let found = find(&column("x", 1, &share), &counts);
        assert_eq!(found, Some(Share { numerator: 2, denominator: 0, per: 100, rows: 20 }));
        let mut wrong = share;
        wrong[7] += 0.2;
        assert_eq!(find(&column("x", 1, &wrong), &counts), None);
    }
}
