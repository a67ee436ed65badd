//! What a layer of a style shows of its figures, as MapLibre expressions.

use serde_json::{Value, json};

use super::coverage::Hatch;
use super::expression::{by_zoom, number};
use super::palette::{NO_DATA, PLAIN};
use super::pattern::Pattern;
use super::points::Points;
use super::scale::{Scale, Series};
use crate::gazetteer::{COVERAGE, REASON, Reason};

/// What a layer shows.
#[derive(Default)]
pub enum Theme<'a> {
    /// Itself.
    #[default]
    Plain,
    /// Itself, beneath something else that the legend is of.
    Ground,
    Choropleth(Choropleth<'a>),
    Symbols(Symbols<'a>),
    Bivariate(Bivariate<'a>),
    Points(Points<'a>),
}

/// The figures that colour a layer.
pub struct Choropleth<'a> {
    pub series: Series<'a>,
    pub scale: Scale,
    /// Features of each class.
    pub counts: Vec<usize>,
}

/// The counts that the areas of circles show.
pub struct Symbols<'a> {
    pub series: Series<'a>,
    /// A circle has a radius of so many pixels times the root of its count, at `zoom`.
    pub factor: f64,
    pub zoom: f64,
}

/// Two indicators that colour a layer together.
pub struct Bivariate<'a> {
    pub x: Choropleth<'a>,
    pub y: Choropleth<'a>,
    /// Features of each class of y, in each class of x.
    pub counts: Vec<Vec<usize>>,
    /// Features without one of the two.
    pub missing: usize,
}

/// What the radius of a circle grows by with every zoom: its area doubles while the ground grows fourfold.
const GROWTH: f64 = std::f64::consts::SQRT_2;

/// Zooms between which circles grow.
const GROWING: [f64; 2] = [0.0, 18.0];

impl Symbols<'_> {
    /// The radius of the circle of a count.
    pub fn radius(&self, count: f64, zoom: f64) -> f64 {
        self.factor * GROWTH.powf(zoom.clamp(GROWING[0], GROWING[1]) - self.zoom) * count.max(0.0).sqrt()
    }

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
    pub(super) fn color(&self) -> Value {
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
    /// The colour of a class of x and one of y.
    pub fn color_of(&self, x: usize, y: usize) -> String {
        mixed(third(x, self.x.scale.limits.len() + 1), third(y, self.y.scale.limits.len() + 1))
    }

    fn color(&self) -> Value {
        let [x, y] = [&self.x, &self.y].map(|part| &part.series.indicator.id);
        if self.x.scale.colors.is_empty() || self.y.scale.colors.is_empty() {
            return json!(NO_DATA);
        }
        let by_class = self.x.by_class(|x| self.y.by_class(|y| json!(self.color_of(x, y))));
        json!(["case", ["all", ["has", x], ["has", y]], by_class, NO_DATA])
    }
}

/// Classes that each side of a bivariate map has at most.
pub const SIDE: usize = 3;

/// Which of three colours a class has: the outer ones where there are two.
fn third(class: usize, count: usize) -> usize {
    if count == 2 { class.min(1) * 2 } else { class.min(SIDE - 1) }
}

/// The ramps of x and y, from the light corner that they share. A colour of the matrix is the product of one of each,
/// as if one were printed above the other; products and ramps are close to the scheme that Joshua Stevens proposed
/// 2015 in "Bivariate choropleth maps: a how-to guide".
const X_RAMP: [[u32; 3]; SIDE] = [[0xe8, 0xe8, 0xe8], [0xac, 0xe4, 0xe4], [0x5a, 0xc8, 0xc8]];
const Y_RAMP: [[u32; 3]; SIDE] = [[0xe8, 0xe8, 0xe8], [0xdf, 0xb0, 0xd6], [0xbe, 0x64, 0xac]];

fn mixed(x: usize, y: usize) -> String {
    let corner = X_RAMP[0];
    let channel = |place: usize| (X_RAMP[x][place] * Y_RAMP[y][place] + corner[place] / 2) / corner[place];
    format!("#{:02x}{:02x}{:02x}", channel(0), channel(1), channel(2))
}

impl Theme<'_> {
    /// The colour of an area.
    pub(super) fn color(&self) -> Value {
        match self {
            Theme::Plain | Theme::Ground => json!(PLAIN),
            Theme::Choropleth(choropleth) => choropleth.color(),
            Theme::Symbols(symbols) => json!(["case", ["has", symbols.series.indicator.id], PLAIN, NO_DATA]),
            Theme::Bivariate(bivariate) => bivariate.color(),
            Theme::Points(points) => points.color(),
        }
    }

    /// The figures shown, in order.
    pub(super) fn series(&self) -> Vec<&Series<'_>> {
        match self {
            Theme::Plain | Theme::Ground => Vec::new(),
            Theme::Choropleth(choropleth) => vec![&choropleth.series],
            Theme::Symbols(symbols) => vec![&symbols.series],
            Theme::Bivariate(bivariate) => vec![&bivariate.x.series, &bivariate.y.series],
            Theme::Points(points) => points.figures.iter().map(|figures| &figures.series).collect(),
        }
    }

    /// The points that are shown, where they are.
    pub(super) fn points(&self) -> Option<&Points<'_>> {
        if let Theme::Points(points) = self { Some(points) } else { None }
    }

    /// Which features have a reason for not being coloured, and the pattern that tells it; nulls where none has.
    pub(super) fn reasons(&self) -> (Value, Value) {
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
        (filter, json!(["concat", super::pattern::PREFIX, reason]))
    }

    /// Whether areas are drawn with patterns.
    pub(super) fn has_patterns(&self) -> bool {
        !self.reasons().0.is_null() || !self.hatch().0.is_null()
    }

    /// Which features have a figure that rests on too few of its parts, and the pattern that tells it; nulls where none
    /// has, or the recipe asks for no hatch.
    pub(super) fn hatch(&self) -> (Value, Value) {
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
pub(super) fn reason_key(indicator: &str) -> String {
    format!("{indicator}{REASON}")
}

/// The width of the white line around a circle.
pub(super) fn stroke_width() -> Value {
    by_zoom([(4.0, json!(0.4)), (12.0, json!(1.2))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_of_two_are_products_from_a_light_corner() {
        assert_eq!([mixed(0, 0), mixed(2, 0), mixed(0, 2)], ["#e8e8e8", "#5ac8c8", "#be64ac"]);
        assert_eq!(mixed(2, 2), "#4a5694", "0x5a × 0xbe / 0xe8 and so on");
        let all: std::collections::BTreeSet<String> = (0..9).map(|place| mixed(place % 3, place / 3)).collect();
        assert_eq!(all.len(), 9);
        assert_eq!([third(0, 1), third(1, 2), third(1, 3), third(2, 3)], [0, 2, 1, 2]);
    }
}
