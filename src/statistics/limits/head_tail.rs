use super::column::mean;
use super::useful::without_empty;

/// A head larger than this part of its figures ends the parting: they are no longer more small ones than large ones.
const LARGEST_HEAD: f64 = 0.4;

/// Limits at the mean, at the mean of the figures above it, and so on, for figures of which far more are small than
/// large (Jiang 2013, "Head/tail breaks: a new classification scheme for data with a heavy-tailed distribution", The
/// Professional Geographer 65(3)). The first is always made; others as long as the head holds at most 40 % of the
/// figures that were parted last, and `count` allows.
pub(crate) fn limits(values: &[f64], weights: Option<&[f64]>, count: usize) -> Vec<f64> {
    let mut found = Vec::new();
    let mut start = 0;
    while found.len() + 1 < count {
        let (Some(rest), by) = (values.get(start..), weights.and_then(|weights| weights.get(start..))) else { break };
        let limit = mean(rest, by);
        let tail = rest.partition_point(|&value| value < limit);
        if tail == 0 || tail == rest.len() {
            break;
        }
        found.push(limit);
        start += tail;
        if (rest.len() - tail) as f64 > LARGEST_HEAD * rest.len() as f64 {
            break;
        }
    }
    without_empty(values, found)
}
