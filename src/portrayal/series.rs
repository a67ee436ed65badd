use super::class_choice::ClassChoice;
use super::error::ClassError;
use super::scale::{Scale, Series};
use super::source::Portrayal;
use crate::catalog::text::{listed, shortened};
use crate::gazetteer::{Aggregation, ColumnId, Indicator, LayerId};
use crate::statistics::partial;

impl<'a, D: AsRef<[u8]>> Portrayal<'a, D> {
    /// The classes of an indicator, common to some of its columns: the only place where a map's limits are made.
    ///
    /// # Errors
    /// When weights are asked for that are no count.
    pub fn scale(self, columns: &[ColumnId], indicator: &Indicator, choice: &ClassChoice) -> Result<Scale, ClassError> {
        if let Some(weights) = &choice.weights {
            self.count("weights", weights)?;
        }
        let column = self.statistics().together(columns, choice.weights.as_deref());
        Ok(Scale::new(&column, indicator, choice))
    }

    /// An indicator that must be a count.
    pub(crate) fn count(self, what: &'static str, id: &str) -> Result<&'a Indicator, ClassError> {
        let indicator = self.catalog.known_indicator(id)?;
        let is_count = |indicator: &&Indicator| indicator.aggregation == Aggregation::Count;
        if is_count(&indicator) {
            return Ok(indicator);
        }
        let known = self.catalog.all_indicators().iter().filter(is_count).map(|indicator| indicator.id.as_str());
        Err(ClassError::NotACount { what, name: shortened(id), known: listed(known) })
    }

    /// An indicator in a year, or in its latest, for a layer that has figures of it.
    ///
    /// # Errors
    /// Says of which years or levels there are figures.
    pub fn series(self, layer: LayerId, indicator: &Indicator, year: Option<i32>) -> Result<Series<'a>, ClassError> {
        let catalog = self.catalog;
        let (name, level) = (|| indicator.id.clone(), || catalog.shown_name(layer).to_owned());
        let latest = catalog.latest_column(layer, &indicator.id).ok_or_else(|| {
            let known = listed(catalog.levels_of(&indicator.id).map(|layer| catalog.shown_name(layer)));
            ClassError::NoLevel { name: name(), level: level(), known }
        })?;
        let of_year = |year| {
            catalog.column(layer, &indicator.id, year).ok_or_else(|| {
                let mut years = catalog.years_of(layer, &indicator.id);
                years.sort_unstable();
                let known = years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                ClassError::NoFigures { name: name(), year, level: level(), known }
            })
        };
        let column = year.map_or(Ok(latest), of_year)?;
        let figures = catalog.figures(column);
        let (record, indicator) = (figures.record(), figures.indicator());
        let partial = partial(&figures, indicator.hatch_below);
        Ok(Series { column, indicator, year: record.year, summary: &record.summary, partial })
    }
}
