//! Colours of clusters and of single points, as MapLibre expressions.

use serde_json::{Value, json};

use crate::gazetteer::{Aggregation, CLUSTER};
use crate::portrayal::choropleth::Choropleth;
use crate::portrayal::palette::{NO_DATA, POINT};
use crate::portrayal::points::Points;

/// Text on light and on dark colours.
const DARK: &str = "#16202d";
const LIGHT: &str = "#ffffff";

/// The line around a circle whose colour is a class, which may be nearly white.
const EDGE: &str = "#3d4957";

impl Points<'_> {
    /// The colour of a circle.
    pub(crate) fn color(&self) -> Value {
        match (&self.figures, &self.shares) {
            (Some(figures), _) => figures.of_points(NO_DATA, str::to_owned),
            (None, Some(shares)) => shares.color(),
            (None, None) => json!(POINT),
        }
    }

    /// The colour of a number that stands in a circle.
    pub(super) fn text_color(&self) -> Value {
        match &self.figures {
            Some(figures) => figures.of_points(text_on(NO_DATA), |color| text_on(color).to_owned()),
            None => json!(text_on(POINT)),
        }
    }

    /// The colour and the width of the line around a circle.
    pub(crate) fn edge(&self) -> (&'static str, f64) {
        if self.figures.is_some() || self.shares.is_some() { (EDGE, 1.0) } else { (LIGHT, 1.6) }
    }

    /// The colour of the second line around points at one place.
    pub(super) fn ring_color(&self) -> &'static str {
        if self.figures.is_some() || self.shares.is_some() { EDGE } else { POINT }
    }
}

impl Choropleth<'_> {
    /// What is made of the colour of a point's class, or of that of the mean of a cluster; `without` where no figure is
    /// known. A cluster has the sum of a count beside its mean.
    fn of_points(&self, without: &str, made_of: impl Fn(&str) -> String) -> Value {
        let indicator = self.series.indicator;
        let key = &indicator.id;
        if self.scale.colors.is_empty() {
            return json!(without);
        }
        let figure = match indicator.aggregation {
            Aggregation::Count => json!(["case", ["has", CLUSTER], ["get", format!("{key}_mean")], ["get", key]]),
            _ => json!(["get", key]),
        };
        let by_class =
            self.by_class_of(&figure, |class| json!(self.scale.colors.get(class).map(|color| made_of(color))));
        json!(["case", ["has", key], by_class, without])
    }
}

/// The colour of text that is read best on a colour.
fn text_on(color: &str) -> &'static str {
    let ground = luminance(color);
    let contrast = |text: &str| {
        let (one, other) = (luminance(text) + 0.05, ground + 0.05);
        if one > other { one / other } else { other / one }
    };
    if contrast(LIGHT) >= contrast(DARK) { LIGHT } else { DARK }
}

/// Relative luminance of a colour such as `#c2185b`, as WCAG 2.2 has it.
fn luminance(color: &str) -> f64 {
    let channel = |place: usize| {
        let digits = color.get(place..place + 2).unwrap_or("00");
        let value = f64::from(u8::from_str_radix(digits, 16).unwrap_or(0)) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_light_on_dark_and_dark_on_light() {
        assert_eq!([POINT, "#ffffd4", "#253494", NO_DATA].map(text_on), [LIGHT, DARK, LIGHT, DARK]);
        assert!((luminance("#ffffff") - 1.0).abs() < 1e-9 && luminance("#000000") == 0.0);
    }
}
