//! What a layer of a style shows of its figures, as MapLibre expressions.

use serde_json::{Value, json};

use super::expression::{by_zoom, number};
use crate::gazetteer::{COVERAGE, REASON, Reason};
use crate::portrayal::choropleth::Choropleth;
use crate::portrayal::palette::{NO_DATA, PLAIN};
use crate::portrayal::scale::Series;
use crate::portrayal::sprites::{PREFIX, Pattern};
use crate::portrayal::theme::{Bivariate, GROWING, GROWTH, Symbols, Theme};
use crate::statistics::Hatch;

impl Symbols<'_> {
    /// The radius as an expression. An exponential between two stops that are as far from each other as its base makes
    /// them is that exponential itself.
    pub(super) fn radius_expression(&self) -> Value {
        let key = &self.series.indicator.id;
        let mut expression = vec![json!("interpolate"), json!(["exponential", GROWTH]), json!(["zoom"])];
        for zoom in GROWING {
            let factor = self.factor * GROWTH.powf(zoom - self.zoom);
            let root = json!(["sqrt", ["max", 0, ["coalesce", ["get", key], 0]]]);
            expression.extend([number(zoom), json!(["*", factor, root])]);
        }
        Value::Array(expression)
    }
}

impl Choropleth<'_> {
    /// The colour of a feature: that of its class, or the no-data colour where the attribute is absent.
    pub(crate) fn color(&self) -> Value {
        let key = &self.series.indicator.id;
        if self.scale.colors.is_empty() {
            return json!(NO_DATA);
        }
        let by_class = self.by_class(|class| json!(self.scale.colors.get(class)));
        json!(["case", ["has", key], by_class, NO_DATA])
    }

    /// A value for each class.
    fn by_class(&self, value: impl Fn(usize) -> Value) -> Value {
        self.by_class_of(&json!(["get", self.series.indicator.id]), value)
    }

    /// A value for each class of a figure.
    pub(super) fn by_class_of(&self, figure: &Value, value: impl Fn(usize) -> Value) -> Value {
        if self.scale.limits.is_empty() {
            return value(0);
        }
        let mut step = vec![json!("step"), figure.clone(), value(0)];
        let others = self.scale.limits.iter().zip(1..);
        step.extend(others.flat_map(|(&limit, class)| [number(limit), value(class)]));
        Value::Array(step)
    }
}

impl Bivariate<'_> {
    fn color(&self) -> Value {
        let [x, y] = [&self.x, &self.y].map(|part| &part.series.indicator.id);
        if self.x.scale.colors.is_empty() || self.y.scale.colors.is_empty() {
            return json!(NO_DATA);
        }
        let by_class = self.x.by_class(|x| self.y.by_class(|y| json!(self.color_of(x, y))));
        json!(["case", ["all", ["has", x], ["has", y]], by_class, NO_DATA])
    }
}

impl Theme<'_> {
    /// The colour of an area.
    pub(crate) fn color(&self) -> Value {
        match self {
            Theme::Plain | Theme::Ground => json!(PLAIN),
            Theme::Choropleth(choropleth) => choropleth.color(),
            Theme::Symbols(symbols) => json!(["case", ["has", symbols.series.indicator.id], PLAIN, NO_DATA]),
            Theme::Bivariate(bivariate) => bivariate.color(),
            Theme::Points(points) => points.color(),
        }
    }

    /// Which features have a reason for not being coloured, and the pattern that tells it; nulls where none has.
    pub(crate) fn reasons(&self) -> (Value, Value) {
        let with_reasons = self.series().into_iter().filter(|series| !series.summary.reasons.is_empty());
        let keys: Vec<Value> = with_reasons.map(|series| json!(["get", reason_key(&series.indicator.id)])).collect();
        if keys.is_empty() {
            return (Value::Null, Value::Null);
        }
        let mut reason = vec![json!("coalesce")];
        reason.extend(keys);
        reason.push(json!(""));
        let reason = Value::Array(reason);
        let names = Reason::ALL.map(Reason::name);
        let filter = json!(["match", reason, names, true, false]);
        (filter, json!(["concat", PREFIX, reason]))
    }

    /// Whether areas are drawn with patterns.
    pub(super) fn has_patterns(&self) -> bool {
        !self.reasons().0.is_null() || !self.hatch().0.is_null()
    }

    /// Which features have a figure that rests on too few of its parts, and the pattern that tells it; nulls where none
    /// has, or the recipe asks for no hatch.
    pub(crate) fn hatch(&self) -> (Value, Value) {
        let too_few = |series: &Series<'_>| {
            let Hatch { below, .. } = series.partial.hatch?;
            let share = json!(["get", format!("{}{COVERAGE}", series.indicator.id)]);
            Some(json!(["<", ["coalesce", share, 1], below]))
        };
        let mut filters: Vec<Value> = self.series().into_iter().filter_map(too_few).collect();
        let filter = match filters.len() {
            0 => return (Value::Null, Value::Null),
            1 => filters.remove(0),
            _ => json!([[json!("any")].as_slice(), &filters].concat()),
        };
        (filter, json!(Pattern::Partial.name()))
    }
}

/// The attribute of a tile that tells why a figure is missing.
pub(crate) fn reason_key(indicator: &str) -> String {
    format!("{indicator}{REASON}")
}

/// The width of the white line around a circle.
pub(super) fn stroke_width() -> Value {
    by_zoom([(4.0, json!(0.4)), (12.0, json!(1.2))])
}
