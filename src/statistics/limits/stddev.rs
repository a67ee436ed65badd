use super::column::Column;
use super::useful::inside;

/// Limits one standard deviation apart around the mean: an even `count` has one on the mean, an odd one a class around
/// it. Those beyond the figures are left out, so that there may be fewer.
pub(crate) fn limits(column: &Column, count: usize) -> Vec<f64> {
    let (mean, deviation) = (column.mean(), column.deviation());
    let middle = count as f64 / 2.0;
    inside(column.values(), (1..count).map(|class| mean + (class as f64 - middle) * deviation))
}
