//! What a legend says: once as JSON, in styles and in the API of classes, and once as a picture.

mod draw;
mod draw_patterns;
mod draw_points;
mod points;
mod words;

pub use draw::{Picture, svg};
use serde_json::{Map, Value, json};
pub(crate) use words::{decimals_of, write_number};

use crate::catalog::text::members;
use crate::gazetteer::{Language, Layer, Reason, ZoomRange};
use crate::portrayal::choropleth::Choropleth;
use crate::portrayal::maplibre::number;
use crate::portrayal::palette::NO_DATA;
use crate::portrayal::scale::Series;
use crate::portrayal::sprites::Pattern;
use crate::portrayal::theme::{Bivariate, Symbols, Theme};
use crate::statistics::Hatch;

/// One legend: of a layer at its zooms.
pub struct Legend<'a> {
    pub layer: &'a Layer,
    /// Name of the layer in tiles.
    pub source_layer: &'a str,
    pub zooms: ZoomRange,
    pub language: Language,
    pub theme: &'a Theme<'a>,
}

/// A class as legends list it.
struct ClassEntry<'a> {
    from: f64,
    to: f64,
    color: &'a str,
    count: Option<usize>,
    /// How it is shown, and how it is read aloud.
    texts: [String; 2],
}

/// A circle as legends show it.
struct CircleEntry {
    value: f64,
    radius: f64,
    text: String,
}

impl Legend<'_> {
    /// The legend as JSON; null where a layer shows no figures.
    pub fn json(&self) -> Value {
        match self.theme {
            Theme::Plain | Theme::Ground => Value::Null,
            Theme::Choropleth(choropleth) => self.choropleth(choropleth),
            Theme::Symbols(symbols) => self.symbols(symbols),
            Theme::Bivariate(bivariate) => self.bivariate(bivariate),
            Theme::Points(points) => points.figures.as_ref().map_or(Value::Null, |figures| self.choropleth(figures)),
        }
    }

    fn choropleth(&self, choropleth: &Choropleth<'_>) -> Value {
        let mut legend = self.described("choropleth", &choropleth.series);
        legend.extend(classes_json(choropleth, self.language));
        Value::Object(legend)
    }

    fn symbols(&self, symbols: &Symbols<'_>) -> Value {
        let zoom = symbols.zoom;
        let circles = circles(symbols, zoom, self.language);
        let circle = |it: &CircleEntry| json!({ "value": it.value, "radius": hundredths(it.radius), "label": it.text });
        let mut legend = self.described("symbols", &symbols.series);
        legend.extend(members([("circles", circles.iter().map(circle).collect()), ("zoom", json!(zoom))]));
        Value::Object(legend)
    }

    fn bivariate(&self, bivariate: &Bivariate<'_>) -> Value {
        let (columns, rows) = (bivariate.x.scale.limits.len() + 1, bivariate.y.scale.limits.len() + 1);
        let colors: Vec<Vec<String>> =
            (0..columns).map(|x| (0..rows).map(|y| bivariate.color_of(x, y)).collect()).collect();
        let side = |part: &Choropleth<'_>| {
            let mut side = self.described("choropleth", &part.series);
            side.extend(classes_json(part, self.language));
            side
        };
        json!({
            "kind": "bivariate",
            "layer": self.source_layer,
            "layer_label": self.layer.label.get(self.language),
            "zooms": self.zooms,
            "x": side(&bivariate.x),
            "y": side(&bivariate.y),
            "colors": colors,
            "counts": bivariate.counts,
            "missing": bivariate.missing,
            "no_data_color": NO_DATA,
        })
    }

    /// What every legend of figures says.
    fn described(&self, kind: &str, series: &Series<'_>) -> Map<String, Value> {
        let Series { indicator, year, summary, partial, .. } = series;
        let source = indicator.source_of(*year);
        members([
            ("kind", json!(kind)),
            ("layer", json!(self.source_layer)),
            ("layer_label", json!(self.layer.label.get(self.language))),
            ("zooms", json!(self.zooms)),
            ("indicator", json!(indicator.id)),
            ("year", json!(year)),
            ("label", json!(indicator.label.get(self.language))),
            ("unit", json!(indicator.unit.as_ref().map(|unit| unit.get(self.language)))),
            ("decimals", json!(indicator.decimals)),
            ("source", json!(source.map(|source| &source.source))),
            ("licence", json!(source.map(|source| &source.licence))),
            ("with_value", json!(summary.with_value)),
            ("missing", json!(summary.missing)),
            ("reasons", json!(reasons(series, self.language))),
            ("partial", json!(partial.count)),
            ("hatch", json!(partial.hatch.map(|hatch| hatch_json(hatch, self.language)))),
            ("no_data_color", json!(NO_DATA)),
        ])
    }
}

/// Classes, colours and how they were made: the same in a legend and in the answer of the API.
fn classes_json(choropleth: &Choropleth<'_>, language: Language) -> Map<String, Value> {
    let Choropleth { series, scale, .. } = choropleth;
    let entries = entries(choropleth, language);
    let class = |entry: &ClassEntry<'_>| {
        json!({
            "from": number(entry.from),
            "to": number(entry.to),
            "color": entry.color,
            "count": entry.count,
            "label": entry.texts[0],
            "read": entry.texts[1],
        })
    };
    members([
        ("decimals", json!(decimals_of(&scale.limits, series.indicator.decimals))),
        ("method", json!(scale.method.name())),
        ("limits", json!(scale.limits.iter().copied().map(number).collect::<Vec<Value>>())),
        ("raw_limits", json!(scale.raw.iter().copied().map(number).collect::<Vec<Value>>())),
        ("rounded", json!(scale.is_rounded())),
        ("fit", json!(scale.fit)),
        ("palette", json!(scale.palette.id)),
        ("colour_blind_safe", json!(scale.palette.colour_blind_safe)),
        ("classes", json!(entries.iter().map(class).collect::<Vec<Value>>())),
    ])
}

fn entries<'a>(choropleth: &'a Choropleth<'_>, language: Language) -> Vec<ClassEntry<'a>> {
    let Choropleth { series, scale, counts } = choropleth;
    let limits = &scale.limits;
    let decimals = decimals_of(limits, series.indicator.decimals);
    // Limits that somebody wrote may lie beyond the figures.
    let first = limits.first().copied().map_or(series.summary.min, |limit| limit.min(series.summary.min));
    let last = limits.last().copied().map_or(series.summary.max, |limit| limit.max(series.summary.max));
    let starts = std::iter::once(first).chain(limits.iter().copied());
    let ends = limits.iter().copied().chain(std::iter::once(last));
    let ranges = starts.zip(ends).zip(&scale.colors).enumerate();
    ranges
        .map(|(place, ((from, to), &color))| ClassEntry {
            from,
            to,
            color,
            count: counts.get(place).copied(),
            texts: words::class(place, scale.colors.len(), from, to, decimals, language),
        })
        .collect()
}

/// Three circles of round counts, the largest first; fewer where the greatest count is small. They have the size that
/// they have on the map at `zoom`, so the largest may count less than the largest there.
fn circles(symbols: &Symbols<'_>, zoom: f64, language: Language) -> Vec<CircleEntry> {
    let of_one = symbols.radius(1.0, zoom);
    let seen = if of_one > 0.0 { (LARGEST_CIRCLE / of_one).powi(2) } else { f64::INFINITY };
    let mut values: Vec<f64> = Vec::new();
    for part in [1.0, 4.0, 20.0] {
        let value = round_below(symbols.series.summary.max.min(seen) / part);
        if value >= 1.0 && values.last().is_none_or(|&last| value < last) {
            values.push(value);
        }
    }
    let entry =
        |value| CircleEntry { value, radius: symbols.radius(value, zoom), text: write_number(value, 0, language) };
    values.into_iter().map(entry).collect()
}

/// Largest radius of a circle in a legend, in pixels.
const LARGEST_CIRCLE: f64 = 62.0;

/// The largest of 1, 2, 5, 10, 20 and so on that is not above `number`; zero where that is below one.
fn round_below(number: f64) -> f64 {
    if !number.is_finite() || number < 1.0 {
        return 0.0;
    }
    let power = 10f64.powi(number.log10().floor() as i32);
    [10.0, 5.0, 2.0, 1.0].into_iter().map(|factor| factor * power).find(|&it| it <= number).unwrap_or(1.0)
}

/// Why figures are missing: each reason that some feature has.
fn reasons(series: &Series<'_>, language: Language) -> Vec<Value> {
    let known = Reason::ALL.into_iter().filter_map(|reason| Some((reason, *series.summary.reasons.get(&reason)?)));
    known
        .map(|(reason, count)| {
            let pattern = Pattern::Missing(reason).name();
            json!({ "reason": reason, "label": reason.label().get(language), "pattern": pattern, "count": count })
        })
        .collect()
}

/// Which figures are hatched since they rest on too few of their parts.
fn hatch_json(Hatch { below, count }: Hatch, language: Language) -> Value {
    let (label, pattern) = (words::partial(below, language), Pattern::Partial.name());
    json!({ "below": below, "label": label, "pattern": pattern, "count": count })
}

fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_have_round_counts() {
        let numbers = [2_113_705.0, 999.0, 1.0, 0.4, f64::NAN, 20.0];
        assert_eq!(numbers.map(round_below), [2_000_000.0, 500.0, 1.0, 0.0, 0.0, 20.0]);
    }
}
