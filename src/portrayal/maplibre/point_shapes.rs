//! Circles and donuts of clusters, as MapLibre expressions.

use serde_json::{Value, json};

use crate::gazetteer::{CLUSTER, POINT_COUNT};
use crate::portrayal::palette::NO_DATA;
use crate::portrayal::points::{CircleSizes, PointMap, Points, Shares};
use crate::portrayal::sprites::{Donuts, PARTS};

impl Points<'_> {
    /// The donuts that stand for clusters.
    pub(crate) fn donuts(&self) -> Option<Donuts> {
        let shares = self.shares.as_ref().filter(|_| self.map == PointMap::Clusters)?;
        Some(shares.donuts())
    }
}

impl Shares<'_> {
    /// The donuts that show its parts.
    pub(crate) fn donuts(&self) -> Donuts {
        Donuts { palette: self.palette, shares: self.shown.len(), has_others: self.others > 0 }
    }

    /// The colour of a single point.
    pub(crate) fn color(&self) -> Value {
        if self.shown.is_empty() {
            return json!(NO_DATA);
        }
        let mut color = vec![json!("match"), json!(["get", self.category.field])];
        color.extend(self.shown.iter().flat_map(|share| [json!(share.value), json!(share.color)]));
        color.push(json!(NO_DATA));
        Value::Array(color)
    }

    /// The name of the donut of a cluster: where its parts end, in eighths of the whole. The last goes on to the top.
    pub(crate) fn donut(&self) -> Value {
        let mut name = vec![json!("concat"), json!("donut")];
        let mut sum: Vec<Value> = vec![json!("+")];
        for share in self.shown.iter().take(self.donuts().ends()) {
            sum.push(json!(["coalesce", ["get", self.category.key(share.value)], 0]));
            let so_far = if sum.len() == 2 { sum[1].clone() } else { Value::Array(sum.clone()) };
            let end = json!(["round", ["/", ["*", PARTS, so_far], ["max", 1, ["get", POINT_COUNT]]]]);
            name.extend([json!("-"), end]);
        }
        Value::Array(name)
    }

    /// Whether a feature is a single point.
    pub(super) fn is_single() -> Value {
        json!(["!", ["has", CLUSTER]])
    }
}

impl CircleSizes {
    /// The radius as an expression, times `factor` and `more` pixels.
    pub(super) fn expression(&self, factor: f64, more: f64) -> Value {
        self.by_zoom(factor, more, |radius| radius)
    }

    /// The same of clusters, and `single` of single points.
    pub(super) fn expression_or(&self, factor: f64, single: f64) -> Value {
        self.by_zoom(factor, 0.0, |radius| json!(["case", ["has", CLUSTER], radius, single]))
    }

    fn by_zoom(&self, factor: f64, more: f64, made_of: impl Fn(Value) -> Value) -> Value {
        let radius = |zoom: u8| {
            let [base, each] = self.area(zoom);
            let square = json!(["+", base, ["*", round(each), ["get", POINT_COUNT]]]);
            let radius = json!(["sqrt", square]);
            let radius = if factor == 1.0 { radius } else { json!(["*", round(factor), radius]) };
            made_of(if more == 0.0 { radius } else { json!(["+", more, radius]) })
        };
        let mut expression = vec![json!("step"), json!(["zoom"]), radius(0)];
        for zoom in 1..self.largest.len() as u8 {
            if self.most(zoom) != self.most(zoom - 1) {
                expression.extend([json!(zoom), radius(zoom)]);
            }
        }
        if expression.len() == 3 { radius(0) } else { Value::Array(expression) }
    }
}

/// Six digits: more would only make styles longer.
fn round(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_step_where_the_largest_is_another() {
        let sizes = CircleSizes { largest: vec![1000, 1000, 400, 3], has_ring: false };
        let expression = sizes.expression(1.0, 0.0);
        let zooms: Vec<_> = expression.as_array().unwrap()[3..].iter().step_by(2).collect();
        assert_eq!(zooms, [&json!(2), &json!(3)], "a step where the largest is another: {expression}");
        assert_eq!(expression[2], json!(["sqrt", ["+", 121.0, ["*", 0.608, ["get", "point_count"]]]]));
    }
}
