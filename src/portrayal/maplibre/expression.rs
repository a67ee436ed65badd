//! Pieces of MapLibre expressions.

use serde_json::{Value, json};

/// What changes with the zoom, linearly between stops of zoom and value.
pub(crate) fn by_zoom(stops: impl IntoIterator<Item = (f64, Value)>) -> Value {
    let mut expression = vec![json!("interpolate"), json!(["linear"]), json!(["zoom"])];
    expression.extend(stops.into_iter().flat_map(|(zoom, value)| [number(zoom), value]));
    Value::Array(expression)
}

/// Stops of numbers as [`by_zoom`] takes them.
pub(crate) fn numbers(stops: &[(f64, f64)]) -> impl Iterator<Item = (f64, Value)> {
    stops.iter().map(|&(zoom, value)| (zoom, number(value)))
}

/// The number at a zoom, as MapLibre finds it: linear between stops, constant before the first and after the last.
pub(super) fn value_at(stops: &[(f64, f64)], zoom: f64) -> f64 {
    let next = stops.partition_point(|stop| stop.0 <= zoom);
    match (next.checked_sub(1).and_then(|place| stops.get(place)), stops.get(next)) {
        (Some(before), Some(after)) => before.1 + (after.1 - before.1) * (zoom - before.0) / (after.0 - before.0),
        (Some(only), None) | (None, Some(only)) => only.1,
        (None, None) => 0.0,
    }
}

/// Whole numbers are written without a point.
pub(crate) fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 1e15 { json!(value as i64) } else { json!(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_between_stops_are_linear() {
        let stops = [(4.0, 1.0), (8.0, 3.0), (12.0, 3.5)];
        assert_eq!(
            [0.0, 4.0, 5.0, 8.0, 10.0, 12.0, 18.0].map(|zoom| value_at(&stops, zoom)),
            [1.0, 1.0, 1.5, 3.0, 3.25, 3.5, 3.5]
        );
        let expression = json!(["interpolate", ["linear"], ["zoom"], 4, 1, 8, 3, 12, 3.5]);
        assert_eq!(by_zoom(numbers(&stops)), expression);
    }
}
