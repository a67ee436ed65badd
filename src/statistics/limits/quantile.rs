use super::useful::without_empty;

/// Limits at the quantiles 1/count, 2/count and so on.
///
/// Without weights they lie linearly between the two figures next to the rank, as numpy, R and spreadsheets have it
/// (Hyndman & Fan 1996, "Sample quantiles in statistical packages", type 7). With weights a limit is the least figure
/// up to which so much of the weight lies. Where equal figures fill a class, there are fewer limits.
pub(crate) fn limits(values: &[f64], weights: Option<&[f64]>, count: usize) -> Vec<f64> {
    let parts = (1..count).map(|class| class as f64 / count as f64);
    match weights {
        None => without_empty(values, parts.filter_map(|part| quantile(values, part))),
        Some(weights) => {
            let total: f64 = weights.iter().sum();
            without_empty(values, parts.filter_map(|part| weighted(values, weights, part * total)))
        }
    }
}

/// The figure at a part, 0 to 1, of ascending figures.
pub(crate) fn quantile(values: &[f64], part: f64) -> Option<f64> {
    let rank = values.len().checked_sub(1)? as f64 * part;
    let low = rank.floor();
    let lower = *values.get(low as usize)?;
    let upper = *values.get(low as usize + 1).unwrap_or(&lower);
    Some(lower + (upper - lower) * (rank - low))
}

/// The figure after the first that closes a class of the weight `target`.
fn weighted(values: &[f64], weights: &[f64], target: f64) -> Option<f64> {
    let mut running = 0.0;
    let reached = weights.iter().position(|weight| {
        running += weight;
        // The sum of thousands of weights is not exact to the last digit.
        running >= target * (1.0 - 1e-12)
    })?;
    let last = *values.get(reached)?;
    values.get(values.partition_point(|&value| value <= last)).copied()
}
