use super::class_choice::ClassChoice;
use super::error::ClassError;
use super::scale::{Scale, Series};
use super::source::Portrayal;
use crate::catalog::text::{listed, shortened};
use crate::gazetteer::{Aggregation, Indicator};
use crate::statistics::partial;

impl<'a, D: AsRef<[u8]>> Portrayal<'a, D> {
    /// The classes of an indicator in a year, common to `layers`: the only place where a map's limits are made.
    ///
    /// # Errors
    /// When weights are asked for that are no count.
    pub fn scale(
        self,
        layers: &[usize],
        indicator: &Indicator,
        year: i32,
        choice: &ClassChoice,
    ) -> Result<Scale, ClassError> {
        if let Some(weights) = &choice.weights {
            self.count("weights", weights)?;
        }
        let column = self.statistics().column_of(layers, &indicator.id, year, choice.weights.as_deref());
        let unknown = || ClassError::UnknownPalette { name: String::new() };
        Scale::new(&column, indicator, choice).ok_or_else(unknown)
    }

    /// An indicator that must be a count.
    pub(crate) fn count(self, what: &'static str, id: &str) -> Result<&'a Indicator, ClassError> {
        let is_count = |indicator: &&Indicator| indicator.aggregation == Aggregation::Count;
        self.catalog.known_indicator(id)?;
        self.catalog.indicator(id).filter(is_count).ok_or_else(|| {
            let known = self.catalog.all_indicators().iter().filter(is_count).map(|indicator| indicator.id.as_str());
            ClassError::NotACount { what, name: shortened(id), known: listed(known) }
        })
    }

    /// An indicator in a year, or in its latest, for a layer that has figures of it.
    ///
    /// # Errors
    /// Says of which years or levels there are figures.
    pub fn series(self, layer: usize, indicator: &Indicator, year: Option<i32>) -> Result<Series<'a>, ClassError> {
        let level = |layer: usize| self.catalog.shown_name(layer).unwrap_or_default();
        let name = || indicator.id.clone();
        let latest = self.catalog.latest_year(layer, &indicator.id).ok_or_else(|| {
            let with_figures = (0..self.catalog.description().layers.len()).filter(|&layer| {
                self.catalog.figures_layer(layer) == layer && self.catalog.latest_year(layer, &indicator.id).is_some()
            });
            let known = listed(with_figures.map(level));
            ClassError::NoLevel { name: name(), level: level(layer).to_owned(), known }
        })?;
        let year = year.unwrap_or(latest);
        let found = self.catalog.indicator(&indicator.id).zip(self.catalog.summary(layer, &indicator.id, year));
        let (indicator, summary) = found.ok_or_else(|| {
            let years =
                indicator.years.iter().filter(|&&year| self.catalog.summary(layer, &indicator.id, year).is_some());
            let known = years.map(ToString::to_string).collect::<Vec<_>>().join(", ");
            ClassError::NoFigures { name: name(), year, level: level(layer).to_owned(), known }
        })?;
        Ok(Series { indicator, year, summary, partial: partial(self.catalog, layer, indicator, year) })
    }
}
