use crate::gazetteer::Summary;

/// Percentiles on either side of a quantile within which a rounder limit may be taken instead of it.
const TOLERANCE: usize = 2;

/// The inner limits that part a column into at most `count` classes of about as many features each.
///
/// A limit belongs to the class above it. Each lies above the least figure and not above the greatest, so that no
/// class is empty; they are strictly increasing. A limit is the roundest number close to its quantile, so that a
/// legend reads `5,000` instead of `4,973`. Where more figures are equal than a class should hold, there are fewer
/// limits; a constant column has none.
pub fn classes(summary: &Summary, decimals: u8, count: usize) -> Vec<f64> {
    let figures = &summary.percentiles;
    let mut limits: Vec<f64> = Vec::new();
    let (Some(&least), Some(last)) = (figures.first(), figures.len().checked_sub(1)) else {
        return limits;
    };
    if figures.iter().any(|figure| !figure.is_finite()) {
        return limits;
    }
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
        limits.push(roundest(quantile, above - below.min(same), decimals, lies_near));
    }
    limits
}

/// The roundest number next to `quantile` that is `fit`, found within about `reach` of it; `quantile` if none is.
fn roundest(quantile: f64, reach: f64, decimals: u8, fit: impl Fn(f64) -> bool) -> f64 {
    let coarsest = quantile.abs().max(reach).log10().ceil() as i32;
    let exponents = (-i32::from(decimals)..=coarsest).rev();
    let multiples = exponents.flat_map(|exponent| [5, 2, 1].map(|factor| nearest_multiple(quantile, factor, exponent)));
    multiples.into_iter().find(|&number| fit(number)).unwrap_or(quantile)
}

/// The multiple of `factor` × 10^`exponent` nearest to `number`, free of the noise of binary fractions.
fn nearest_multiple(number: f64, factor: u32, exponent: i32) -> f64 {
    let factor = f64::from(factor);
    let power = 10f64.powi(exponent.abs());
    let rounded = if exponent < 0 {
        (number * power / factor).round() * factor / power
    } else {
        (number / power / factor).round() * factor * power
    };
    if rounded == 0.0 { 0.0 } else { rounded }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(mut figures: Vec<f64>) -> Summary {
        figures.sort_by(f64::total_cmp);
        let percentiles: Vec<f64> = (0..=100).map(|place| figures[place * (figures.len() - 1) / 100]).collect();
        Summary {
            with_value: figures.len() as u32,
            missing: 0,
            min: figures[0],
            max: figures[figures.len() - 1],
            sum: figures.iter().sum(),
            percentiles,
            ..Summary::default()
        }
    }

    #[test]
    fn limits_are_round_numbers_near_the_quantiles() {
        let populations = summary((0..10_000).map(|rank| f64::from(rank) * 1.7 + 13.0).collect());
        assert_eq!(classes(&populations, 0, 5), [3_500.0, 7_000.0, 10_000.0, 13_500.0]);
        let shares = summary((0..500).map(|rank| 20.0 + f64::from(rank) * 0.02).collect());
        assert_eq!(classes(&shares, 1, 4), [22.5, 25.0, 27.5]);
    }

    #[test]
    fn a_constant_column_is_one_class() {
        assert!(classes(&summary(vec![12.0; 40]), 0, 6).is_empty());
        assert!(classes(&summary(vec![0.0]), 0, 6).is_empty());
    }

    #[test]
    fn ties_make_fewer_classes_and_equal_least_figures_stay_together() {
        let mut figures = vec![0.0; 70];
        figures.extend((1..=30).map(f64::from));
        let limits = classes(&summary(figures), 0, 5);
        assert_eq!(limits[0], 1.0, "zeros are a class of their own: {limits:?}");
        assert!(limits.len() < 4, "{limits:?}");
        assert_eq!(classes(&summary([vec![3.0; 50], vec![8.0; 50]].concat()), 0, 6), [8.0]);
    }

    #[test]
    fn few_figures_are_parted_by_round_numbers_too() {
        let populations = [280_000, 360_000, 889_679, 2_900_000, 3_122_456, 5_060_000, 6_100_000, 12_400_000];
        let limits = classes(&summary(populations.map(f64::from).to_vec()), 0, 4);
        assert_eq!(limits, [350_000.0, 2_000_000.0, 5_000_000.0]);
    }

    #[test]
    fn figures_below_zero_are_parted_too() {
        let limits = classes(&summary((-500..=500).map(f64::from).collect()), 0, 4);
        assert_eq!(limits, [-250.0, 0.0, 250.0]);
    }

    #[test]
    fn limits_increase_and_leave_no_class_empty() {
        let columns = [
            (0..300).map(|rank| f64::from(rank * rank * rank)).collect::<Vec<f64>>(),
            (0..300).map(|rank| f64::from(rank / 97)).collect(),
            (0..300).map(|rank| (f64::from(rank) / 40.0).exp()).collect(),
            vec![0.1, 0.1, 0.2, 0.30000000000000004],
            vec![-1.0, -1.0, -1.0, 1e9],
        ];
        for column in columns {
            let summary = summary(column);
            for count in 0..=6 {
                let limits = classes(&summary, 1, count);
                assert!(limits.windows(2).all(|pair| pair[0] < pair[1]), "{limits:?}");
                assert!(limits.iter().all(|&limit| limit > summary.min && limit <= summary.max), "{limits:?}");
                assert!(limits.len() < count.max(1));
            }
        }
    }

    #[test]
    fn an_empty_column_has_no_limits() {
        let empty = Summary { missing: 3, ..Summary::default() };
        assert!(classes(&empty, 0, 6).is_empty());
    }
}
