use super::class_choice::ClassChoice;
use super::palette::{Palette, PaletteKind, Usual};
use crate::gazetteer::{ColumnId, Indicator, Summary};
use crate::statistics::{Column, Method, Partial, bounds, fit, limits};

/// Limits and colours of classes. Styles, legends and the API of classes all take them from [`super::Portrayal::scale`].
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    pub method: Method,
    /// Inner limits; each belongs to the class above it.
    pub limits: Vec<f64>,
    /// As the method gives them, before they were rounded.
    pub raw: Vec<f64>,
    /// One more than there are limits; none where there are no figures.
    pub colors: Vec<&'static str>,
    pub palette: &'static Palette,
    /// How much of the variance lies between the classes, 0 to 1.
    pub fit: Option<f64>,
}

/// An indicator in a year for a layer.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    pub column: ColumnId,
    pub indicator: &'a Indicator,
    pub year: i32,
    pub summary: &'a Summary,
    pub partial: Partial,
}

impl Scale {
    /// Parts a column as `choice` says.
    pub fn new(column: &Column, indicator: &Indicator, choice: &ClassChoice) -> Scale {
        let ClassChoice { method, count, ref manual, round, .. } = *choice;
        let found = limits(column, method, count, indicator.decimals, round, manual);
        // Deviations have the mean in their middle, figures of both signs zero.
        let middle = match (column.values().first(), column.values().last()) {
            (Some(_), Some(_)) if method == Method::StdDev => Some(column.mean()),
            (Some(&least), Some(&greatest)) if least < 0.0 && greatest > 0.0 => Some(0.0),
            _ => None,
        };
        let palette =
            choice.palette.unwrap_or_else(|| Palette::usual(Usual::of(&indicator.aggregation, middle.is_some())));
        let count = found.shown.len() + 1;
        let colors = match middle {
            Some(middle) if palette.kind == PaletteKind::Diverging => {
                let close = |limit: f64| (limit - middle).abs() <= 1e-9 * middle.abs();
                // The limit that stands for the middle may have been rounded away from it.
                let on = found.raw.iter().position(|&limit| limit == middle || close(limit));
                let below = on.map_or_else(|| found.shown.partition_point(|&limit| limit <= middle), |place| place + 1);
                let at = usize::from(on.is_none());
                palette.around(below, at, count - below - at)
            }
            _ => palette.ramp(count),
        };
        let is_empty = column.values().is_empty() && found.shown.is_empty();
        let colors = if is_empty { Vec::new() } else { colors.iter().map(String::as_str).collect() };
        Scale { method, fit: fit(column, &found.shown), limits: found.shown, raw: found.raw, colors, palette }
    }

    /// How many figures of a column each class holds.
    pub fn counts(&self, column: &Column) -> Vec<usize> {
        let counts = bounds(column.values(), &self.limits).windows(2).map(|pair| pair[1] - pair[0]).collect();
        if self.colors.is_empty() { Vec::new() } else { counts }
    }

    /// Whether rounding changed a limit.
    pub fn is_rounded(&self) -> bool {
        self.method == Method::Rounded || self.limits != self.raw
    }
}
