use crate::gazetteer::{Figure, Summary, Whole};

/// Figures of one indicator in one year, for the features of one layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FigureColumn {
    pub indicator: String,
    pub year: i32,
    /// Digits after the decimal point.
    pub decimals: u8,
    /// For each feature its figure, or why there is none.
    pub values: Vec<Figure>,
    /// For each feature the share, 0 to 1, of what its figure is computed of that had a figure; empty where no figure of
    /// the column is computed, none for features whose figure is not.
    pub coverage: Vec<Option<f64>>,
    /// The figure of all features together.
    pub whole: Option<Whole>,
}

/// What a column holds. Figures are finite: the readers of tables refuse others.
pub fn summarise(values: &[Figure]) -> Summary {
    let mut known: Vec<f64> = values.iter().filter_map(|figure| figure.value()).collect();
    known.sort_by(f64::total_cmp);
    let last = known.len().saturating_sub(1);
    // Nearest rank: a percentile is a figure that some feature has.
    let percentile = |hundredth: usize| known.get((hundredth * last + 50) / 100).copied();
    let mut summary = Summary {
        with_value: known.len() as u32,
        missing: (values.len() - known.len()) as u32,
        min: known.first().copied().unwrap_or(0.0),
        max: known.last().copied().unwrap_or(0.0),
        sum: known.iter().sum(),
        percentiles: (0..=100).filter_map(percentile).collect(),
        ..Summary::default()
    };
    for reason in values.iter().filter_map(|figure| figure.reason()) {
        *summary.reasons.entry(reason).or_default() += 1;
    }
    summary
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Reason;

    #[test]
    fn missing_figures_are_counted_apart_from_zero() {
        let secret = Figure::Missing(Some(Reason::Secret));
        let summary = summarise(&[Some(0.0).into(), secret, None.into(), Some(4.0).into(), Some(2.0).into()]);
        assert_eq!((summary.with_value, summary.missing), (3, 2));
        assert_eq!(summary.reasons.iter().collect::<Vec<_>>(), [(&Reason::Secret, &1)]);
        assert_eq!((summary.min, summary.max, summary.sum), (0.0, 4.0, 6.0));
        assert_eq!(summary.percentiles.len(), 101);
        assert_eq!(summary.percentiles[50], 2.0);
        assert_eq!(summarise(&[None.into()]).percentiles, Vec::<f64>::new());
    }
}
