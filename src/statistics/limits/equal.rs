use super::useful::inside;

/// Limits that part the range of the figures into `count` classes of one width. Classes may be empty: that shows where
/// there is nothing. The limits are those of `numpy.linspace`.
pub(crate) fn limits(values: &[f64], count: usize) -> Vec<f64> {
    let least = values.first().copied().unwrap_or(0.0);
    let width = width(values, count);
    inside(values, (1..count).map(|class| least + class as f64 * width))
}

/// How wide each class is.
pub(crate) fn width(values: &[f64], count: usize) -> f64 {
    match (values.first(), values.last()) {
        (Some(least), Some(greatest)) => (greatest - least) / count.max(1) as f64,
        _ => 0.0,
    }
}
