use super::round::roundest;

/// Percentiles on either side of a quantile within which a rounder limit may be taken instead of it.
const TOLERANCE: usize = 2;

/// Limits that part figures into at most `count` classes of about as many features each.
///
/// A limit is the roundest number close to its quantile, so that a legend reads `5,000` instead of `4,973`. Where more
/// figures are equal than a class should hold, there are fewer limits; a constant column has none.
pub(crate) fn limits(values: &[f64], decimals: u8, count: usize) -> Vec<f64> {
    let figures = percentiles(values);
    let mut limits: Vec<f64> = Vec::new();
    let (Some(&least), Some(last)) = (figures.first(), figures.len().checked_sub(1)) else {
        return limits;
    };
    for class in 1..count {
        let place = last * class / count;
        let tied = figures[place] <= least;
        // Figures equal to the least fill the class: the next figure opens the second one.
        let place = if tied { figures.partition_point(|&figure| figure <= least) } else { place };
        let Some(&quantile) = figures.get(place) else { break };
        let floor = limits.last().copied().unwrap_or(least);
        if quantile <= floor {
            continue;
        }
        // Every number above the next smaller figure and up to the quantile parts the features alike.
        let smaller = figures.partition_point(|&figure| figure < quantile).checked_sub(1);
        let same = smaller.map_or(least, |place| figures[place]);
        let below = figures[place.saturating_sub(TOLERANCE)];
        let above = if tied { quantile } else { figures[(place + TOLERANCE).min(last)] };
        let lies_near = |number: f64| number > floor && (number > same || number >= below) && number <= above;
        limits.push(roundest(quantile, above - below.min(same), decimals, 1, lies_near));
    }
    limits
}

/// The 0th to the 100th percentile of ascending figures by the nearest rank: figures that some feature has.
fn percentiles(values: &[f64]) -> Vec<f64> {
    let Some(last) = values.len().checked_sub(1) else { return Vec::new() };
    (0..=100).filter_map(|hundredth| values.get((hundredth * last + 50) / 100).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(mut figures: Vec<f64>, decimals: u8, count: usize) -> Vec<f64> {
        figures.sort_by(f64::total_cmp);
        limits(&figures, decimals, count)
    }

    #[test]
    fn limits_are_round_numbers_near_the_quantiles() {
        let populations = (0..10_000).map(|rank| f64::from(rank) * 1.7 + 13.0).collect();
        assert_eq!(classes(populations, 0, 5), [3_500.0, 7_000.0, 10_000.0, 13_500.0]);
        let shares = (0..500).map(|rank| 20.0 + f64::from(rank) * 0.02).collect();
        assert_eq!(classes(shares, 1, 4), [22.5, 25.0, 27.5]);
    }

    #[test]
    fn a_constant_column_is_one_class() {
        assert!(classes(vec![12.0; 40], 0, 6).is_empty());
        assert!(classes(vec![0.0], 0, 6).is_empty());
        assert!(classes(Vec::new(), 0, 6).is_empty());
    }

    #[test]
    fn ties_make_fewer_classes_and_equal_least_figures_stay_together() {
        let mut figures = vec![0.0; 70];
        figures.extend((1..=30).map(f64::from));
        let limits = classes(figures, 0, 5);
        assert_eq!(limits[0], 1.0, "zeros are a class of their own: {limits:?}");
        assert!(limits.len() < 4, "{limits:?}");
        assert_eq!(classes([vec![3.0; 50], vec![8.0; 50]].concat(), 0, 6), [8.0]);
    }

    #[test]
    fn few_figures_are_parted_by_round_numbers_too() {
        let populations = [280_000, 360_000, 889_679, 2_900_000, 3_122_456, 5_060_000, 6_100_000, 12_400_000];
        let limits = classes(populations.map(f64::from).to_vec(), 0, 4);
        assert_eq!(limits, [800_000.0, 3_000_000.0, 5_000_000.0]);
    }

    #[test]
    fn figures_below_zero_are_parted_too() {
        let limits = classes((-500..=500).map(f64::from).collect(), 0, 4);
        assert_eq!(limits, [-250.0, 0.0, 250.0]);
    }
}
