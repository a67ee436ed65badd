use crate::gazetteer::Summary;

/// Figures of one indicator in one year, for the features of one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureColumn {
    pub indicator: String,
    pub year: i32,
    /// Digits after the decimal point.
    pub decimals: u8,
    /// For each feature its figure, or none.
    pub values: Vec<Option<f64>>,
}

/// What a column holds. Figures are finite: the readers of tables refuse others.
pub fn summarise(values: &[Option<f64>]) -> Summary {
    let mut known: Vec<f64> = values.iter().flatten().copied().collect();
    known.sort_by(f64::total_cmp);
    let last = known.len().saturating_sub(1);
    // Nearest rank: a percentile is a figure that some feature has.
    let percentile = |hundredth: usize| known.get((hundredth * last + 50) / 100).copied();
    Summary {
        with_value: known.len() as u32,
        missing: (values.len() - known.len()) as u32,
        reasons: Default::default(),
        min: known.first().copied().unwrap_or(0.0),
        max: known.last().copied().unwrap_or(0.0),
        sum: known.iter().sum(),
        percentiles: (0..=100).filter_map(percentile).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_figures_are_counted_apart_from_zero() {
        let summary = summarise(&[Some(0.0), None, Some(4.0), Some(2.0)]);
        assert_eq!((summary.with_value, summary.missing), (3, 1));
        assert_eq!((summary.min, summary.max, summary.sum), (0.0, 4.0, 6.0));
        assert_eq!(summary.percentiles.len(), 101);
        assert_eq!(summary.percentiles[50], 2.0);
        assert_eq!(summarise(&[None]).percentiles, Vec::<f64>::new());
    }
}
