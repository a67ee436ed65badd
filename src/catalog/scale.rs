use super::Catalog;
use super::class_choice::{ClassChoice, ClassError};
use super::classes::{Column, Method, bounds, fit, limits};
use super::coverage::Partial;
use super::palette::{Palette, PaletteKind};
use super::select::{SelectError, listed, shortened};
use crate::gazetteer::{Aggregation, Indicator, Summary};

/// Limits and colours of classes. Styles, legends and the API of classes all take them from [`Catalog::scale`].
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
    pub indicator: &'a Indicator,
    pub year: i32,
    pub summary: &'a Summary,
    pub partial: Partial,
}

impl Scale {
    /// Parts a column as `choice` says.
    pub fn new(column: &Column, indicator: &Indicator, choice: &ClassChoice) -> Option<Scale> {
        let ClassChoice { method, count, ref manual, round, .. } = *choice;
        let found = limits(column, method, count, indicator.decimals, round, manual);
        // Deviations have the mean in their middle, figures of both signs zero.
        let middle = match (column.values().first(), column.values().last()) {
            (Some(_), Some(_)) if method == Method::StdDev => Some(column.mean()),
            (Some(&least), Some(&greatest)) if least < 0.0 && greatest > 0.0 => Some(0.0),
            _ => None,
        };
        let palette = choice.palette.or_else(|| Palette::usual(&indicator.aggregation, middle.is_some()))?;
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
        Some(Scale { method, fit: fit(column, &found.shown), limits: found.shown, raw: found.raw, colors, palette })
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

impl<D: AsRef<[u8]>> Catalog<D> {
    /// The classes of an indicator in a year, common to `layers`: the only place where a map's limits are made.
    ///
    /// # Errors
    /// When weights are asked for that are no count.
    pub fn scale(
        &self,
        layers: &[usize],
        indicator: &Indicator,
        year: i32,
        choice: &ClassChoice,
    ) -> Result<Scale, ClassError> {
        if let Some(weights) = &choice.weights {
            self.count("weights", weights)?;
        }
        let column = self.column_of(layers, &indicator.id, year, choice.weights.as_deref());
        let unknown = || ClassError::UnknownPalette { name: String::new() };
        Scale::new(&column, indicator, choice).ok_or_else(unknown)
    }

    /// An indicator that must be a count.
    pub(super) fn count(&self, what: &'static str, id: &str) -> Result<&Indicator, ClassError> {
        let is_count = |indicator: &&Indicator| indicator.aggregation == Aggregation::Count;
        self.known_indicator(id)?;
        self.indicator(id).filter(is_count).ok_or_else(|| {
            let known = self.all_indicators().iter().filter(is_count).map(|indicator| indicator.id.as_str());
            ClassError::NotACount { what, name: shortened(id), known: listed(known) }
        })
    }

    /// An indicator by its id, or which there are.
    pub fn known_indicator(&self, id: &str) -> Result<&Indicator, SelectError> {
        self.indicator(id).ok_or_else(|| {
            let known = self.all_indicators().iter().map(|indicator| indicator.id.as_str());
            SelectError::UnknownIndicator { name: shortened(id), known: listed(known) }
        })
    }

    /// An indicator in a year, or in its latest, for a layer that has figures of it.
    ///
    /// # Errors
    /// Says of which years or levels there are figures.
    pub fn series(&self, layer: usize, indicator: &'_ Indicator, year: Option<i32>) -> Result<Series<'_>, ClassError> {
        let level = |layer: usize| self.shown_name(layer).unwrap_or_default();
        let name = || indicator.id.clone();
        let latest = self.latest_year(layer, &indicator.id).ok_or_else(|| {
            let with_figures = (0..self.description().layers.len()).filter(|&layer| {
                self.figures_layer(layer) == layer && self.latest_year(layer, &indicator.id).is_some()
            });
            let known = listed(with_figures.map(level));
            ClassError::NoLevel { name: name(), level: level(layer).to_owned(), known }
        })?;
        let year = year.unwrap_or(latest);
        let found = self.indicator(&indicator.id).zip(self.summary(layer, &indicator.id, year));
        let (indicator, summary) = found.ok_or_else(|| {
            let years = indicator.years.iter().filter(|&&year| self.summary(layer, &indicator.id, year).is_some());
            let known = years.map(ToString::to_string).collect::<Vec<_>>().join(", ");
            ClassError::NoFigures { name: name(), year, level: level(layer).to_owned(), known }
        })?;
        Ok(Series { indicator, year, summary, partial: self.partial(layer, indicator, year) })
    }
}
