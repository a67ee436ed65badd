//! Classes of a column of figures: where one colour of a map ends and the next begins.
//!
//! A method gives inner *limits*, and a limit belongs to the class above it, as in MapLibre's `step`. All are pure
//! functions over ascending figures and, where a method can use them, weights. Limits strictly increase and lie above
//! the least figure and not above the greatest, so that the two outer classes are never empty; only `manual` limits
//! are what somebody wrote.
//!
//! | method | limits | source |
//! |---|---|---|
//! | `rounded` | round numbers within two hundredths of the features around each quantile | own |
//! | `quantile` | classes of as many features (or of as much weight) | Hyndman & Fan 1996, type 7 |
//! | `equal` | classes as wide as each other | |
//! | `jenks` | the least sum of squared deviations from the means of the classes, exactly | Wang & Song 2011 |
//! | `stddev` | standard deviations around the mean | |
//! | `headtail` | the mean, then the mean of what lies above it, and so on | Jiang 2013 |
//! | `manual` | what the request says | |

mod column;
mod equal;
mod head_tail;
mod jenks;
mod method;
mod quantile;
mod round;
mod rounded;
mod stddev;
mod useful;

#[cfg(test)]
mod tests;

pub use column::Column;
pub use method::Method;
pub(crate) use quantile::quantile;

/// Limits as the method gives them, and as people read them.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    pub raw: Vec<f64>,
    /// As many. With rounding the roundest numbers that leave every figure in the class that it has by `raw`.
    pub shown: Vec<f64>,
}

/// The inner limits of at most `count` classes; `manual` are those of [`Method::Manual`], ascending.
///
/// `decimals` are those of the figures: no limit is rounded to more. Without figures there are no limits, but manual
/// ones stay.
pub fn limits(column: &Column, method: Method, count: usize, decimals: u8, round: bool, manual: &[f64]) -> Limits {
    let (values, weights) = (column.values(), column.weights());
    let mut reach = f64::INFINITY;
    let raw = match method {
        Method::Rounded => rounded::limits(values, decimals, count),
        Method::Quantile => quantile::limits(values, weights, count),
        Method::Equal => {
            reach = equal::width(values, count) * ROUNDING_OF_WIDTHS;
            equal::limits(values, count)
        }
        Method::Jenks => jenks::limits(values, weights, count),
        Method::StdDev => {
            reach = column.deviation() * ROUNDING_OF_WIDTHS;
            stddev::limits(column, count)
        }
        Method::HeadTail => head_tail::limits(values, weights, count),
        Method::Manual => manual.to_vec(),
    };
    let is_final = !round || matches!(method, Method::Manual | Method::Rounded);
    let shown = if is_final { raw.clone() } else { round::same_classes(values, &raw, decimals, reach) };
    Limits { raw, shown }
}

/// How far a limit that stands for a width may be rounded, as a part of that width: further, and classes would no
/// longer be seen to be as wide as each other.
const ROUNDING_OF_WIDTHS: f64 = 0.05;

/// Where each class begins in ascending `values`, and the end of the last: one more than there are classes.
pub fn bounds(values: &[f64], limits: &[f64]) -> Vec<usize> {
    let inner = limits.iter().map(|&limit| values.partition_point(|&value| value < limit));
    std::iter::once(0).chain(inner).chain(std::iter::once(values.len())).collect()
}

/// The part of the variance that lies between classes and not inside them, 0 to 1 ("goodness of variance fit",
/// Jenks & Caspall 1971); none where there is no variance.
pub fn fit(column: &Column, limits: &[f64]) -> Option<f64> {
    let values = column.values();
    let squares = |values: &[f64]| {
        let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
        values.iter().map(|value| (value - mean).powi(2)).sum::<f64>()
    };
    let whole = squares(values);
    let inside: f64 =
        bounds(values, limits).windows(2).filter_map(|pair| values.get(pair[0]..pair[1])).map(squares).sum();
    (whole > 0.0).then(|| (1.0 - inside / whole).clamp(0.0, 1.0))
}
