//! Heat maps of points.

use serde_json::{Value, json};

use super::expression::number;
use crate::gazetteer::WEIGHT;
use crate::portrayal::points::{Points, RAMP_STOPS};

/// The density in the middle of points that lie within the radius of a cluster, for each of them: about four of the
/// densest clusters would reach one. MapLibre takes a normal distribution whose third deviation is the radius.
const DENSITY: f64 = 4.0;

impl Points<'_> {
    /// What a point adds: those that it stands for, and the figure of each where a count was asked for, in means of it.
    pub(super) fn heat_weight(&self) -> Value {
        let points = json!(["coalesce", ["get", WEIGHT], 1]);
        let Some(series) = self.figures.as_ref().map(|figures| &figures.series) else { return points };
        let mean = series.summary.sum / f64::from(series.summary.with_value.max(1));
        let mean = if mean > 0.0 { mean } else { 1.0 };
        json!(["*", points, ["/", ["max", 0, ["coalesce", ["get", series.indicator.id], 0]], mean]])
    }

    /// So that the densest places of every zoom have the last colour.
    pub(super) fn heat_intensity(&self) -> Value {
        let mut expression = vec![json!("interpolate"), json!(["exponential", 2]), json!(["zoom"])];
        for (zoom, &largest) in self.sizes.largest.iter().enumerate() {
            let intensity = DENSITY / f64::from(largest.max(8));
            expression.extend([json!(zoom), json!((intensity * 1e6).round() / 1e6)]);
        }
        if expression.len() == 3 { json!(1) } else { Value::Array(expression) }
    }

    /// The colour of a density, from nothing.
    pub(super) fn heat_color(&self) -> Value {
        let clear = self.heat.first().map_or("rgba(255,255,255,0)".to_owned(), |first| format!("{first}00"));
        let mut ramp =
            vec![json!("interpolate"), json!(["linear"]), json!(["heatmap-density"]), json!(0), json!(clear)];
        ramp.extend(RAMP_STOPS.into_iter().zip(&self.heat).flat_map(|(stop, color)| [number(stop), json!(color)]));
        Value::Array(ramp)
    }
}
