//! Which of the limits that a method finds are kept.

/// Leaves out limits that would make a class empty.
pub(super) fn without_empty(values: &[f64], limits: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut kept = Vec::new();
    let mut before = 0;
    for limit in limits {
        let place = values.partition_point(|&value| value < limit);
        if place > before && place < values.len() {
            kept.push(limit);
            before = place;
        }
    }
    kept
}

/// Leaves out limits outside the figures and repeated ones; classes between others may be empty.
pub(super) fn inside(values: &[f64], limits: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let (Some(&least), Some(&greatest)) = (values.first(), values.last()) else { return Vec::new() };
    let mut kept: Vec<f64> = Vec::new();
    for limit in limits {
        if limit > kept.last().copied().unwrap_or(least) && limit <= greatest {
            kept.push(limit);
        }
    }
    kept
}
