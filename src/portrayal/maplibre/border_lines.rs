use serde_json::{Value, json};

use super::expression::{by_zoom, number, value_at};
use crate::gazetteer::Layer;
use crate::portrayal::look::{COAST, Look};

/// The lines that part territories: features of a layer of lines with `level`, `rank` and `coast`.
pub struct BorderLines<'a> {
    /// The levels whose borders are shown, the widest first and that of the part itself last.
    pub levels: Vec<BorderLevel<'a>>,
}

/// The borders of one level.
pub struct BorderLevel<'a> {
    pub name: &'a str,
    /// The level whose look they have: the level itself, or where a map does not show that, the next finer one that
    /// it shows.
    pub shown_as: &'a Layer,
}

impl<'a> BorderLines<'a> {
    /// The borders of `level`, and among them those of all wider ones of `levels`: the fewer territories a level has,
    /// the wider it is.
    pub(crate) fn of(
        level: &'a Layer,
        mut levels: Vec<&'a Layer>,
        is_shown: impl Fn(&Layer) -> bool,
    ) -> BorderLines<'a> {
        levels.sort_by_key(|other| (other.features, other.name != level.name));
        let mut shown_as = level;
        let finest_first = levels.into_iter().rev().skip_while(|other| other.name != level.name);
        let mut levels: Vec<BorderLevel<'a>> = finest_first
            .map(|other| {
                shown_as = if is_shown(other) { other } else { shown_as };
                BorderLevel { name: &other.name, shown_as }
            })
            .collect();
        levels.reverse();
        BorderLines { levels }
    }

    /// Lines of the levels shown: those of finer ones lie in the same tiles.
    pub(crate) fn filter(&self) -> Value {
        let names: Vec<&str> = self.levels.iter().map(|level| level.name).collect();
        json!(["match", ["get", "level"], names, true, false])
    }

    /// Wider levels are drawn above finer ones.
    pub(super) fn sort_key() -> Value {
        json!(["-", 0, ["get", "rank"]])
    }

    pub(crate) fn color(&self) -> Value {
        self.by_level(json!(COAST.color), |look| json!(look.border_color))
    }

    /// Widths at every zoom at which one of the looks has a stop: MapLibre wants the zoom outside, the level inside.
    pub(crate) fn width(&self) -> Value {
        let mut zooms: Vec<f64> = COAST.widths.iter().map(|stop| stop.0).collect();
        for (look, _) in self.looks() {
            zooms.extend(look.border_widths.iter().map(|stop| stop.0));
        }
        zooms.sort_by(f64::total_cmp);
        zooms.dedup();
        by_zoom(zooms.into_iter().map(|zoom| {
            let rounded = |width: f64| number((width * 100.0).round() / 100.0);
            let coast = rounded(value_at(&COAST.widths, zoom));
            (zoom, self.by_level(coast, |look| rounded(drawn_once(value_at(&look.border_widths, zoom)))))
        }))
    }

    /// One value for the coast, others by the look of the level.
    fn by_level(&self, coast: Value, value: impl Fn(&Look) -> Value) -> Value {
        let mut looks = self.looks();
        let Some((finest, _)) = looks.pop() else { return coast };
        let mut expression = vec![json!("match"), json!(["get", "level"])];
        for (look, names) in &looks {
            expression.extend([json!(names), value(look)]);
        }
        expression.push(value(finest));
        let inland = if looks.is_empty() { value(finest) } else { Value::Array(expression) };
        json!(["case", ["boolean", ["get", "coast"], false], coast, inland])
    }

    /// The looks of the levels, each with the names of its levels, the finest last.
    fn looks(&self) -> Vec<(&'static Look, Vec<&str>)> {
        let mut looks: Vec<(&'static Look, Vec<&str>)> = Vec::new();
        for level in &self.levels {
            let look = Look::of(level.shown_as);
            match looks.last_mut() {
                Some((last, names)) if std::ptr::eq(*last, look) => names.push(level.name),
                _ => looks.push((look, vec![level.name])),
            }
        }
        looks
    }
}

/// The width of a line that is as strong as two outlines of `width` above each other: one thinner than a pixel lets
/// shine through what lies below.
fn drawn_once(width: f64) -> f64 {
    if width < 1.0 { width * (2.0 - width) } else { width }
}
