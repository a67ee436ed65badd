//! Themes of the layers of a map, found in the catalogue.

use super::choropleth::Choropleth;
use super::class_choice::ClassChoice;
use super::error::ClassError;
use super::look::Look;
use super::request::{StyleRequest, ThemeRequest};
use super::scale::Series;
use super::source::Portrayal;
use super::subject::ShownLayer;
use super::theme::{Bivariate, SIDE, Symbols, Theme};
use crate::catalog::text::listed;
use crate::gazetteer::{ColumnId, Indicator, LayerKind};
use crate::query::years;

/// Radius in pixels of a circle that few are larger than, those of the 99th percentile, and the largest of all, at the
/// zoom from which a level can be read well.
const LARGE_RADIUS: f64 = 40.0;
const LARGEST_RADIUS: f64 = 120.0;

impl<'a, D: AsRef<[u8]>> Portrayal<'a, D> {
    /// What each layer of a map shows.
    ///
    /// # Errors
    /// Names what is unknown; says of which levels and years there are figures when no layer has any.
    pub(super) fn themes(
        self,
        request: &StyleRequest<'_>,
        parts: &[ShownLayer<'a>],
    ) -> Result<Vec<Theme<'a>>, ClassError> {
        let choice = request.classes.read()?;
        let year = request.year;
        years(self.catalog, &year.into_iter().collect())?;
        match request.theme {
            ThemeRequest::Usual(asked) => {
                let indicator = match asked {
                    Some(id) => Some(self.catalog.known_indicator(id)?),
                    None => self.usual_indicator(parts),
                };
                let Some(indicator) = indicator else { return Ok(parts.iter().map(|part| self.plain(part)).collect()) };
                // Who asks for a map of a layer gets one, with or without figures.
                let series = parts.iter().map(|part| self.series(part.id, indicator, year).ok()).collect();
                self.choropleths(parts, series, &choice)
            }
            ThemeRequest::Choropleth(id) => {
                let series = self.all_series(parts, self.asked("indicator", id)?, year)?;
                self.choropleths(parts, series, &choice)
            }
            ThemeRequest::Symbols(id) => {
                let indicator = self.count("circles", &self.asked("indicator", id)?.id)?;
                let series = self.all_series(parts, indicator, year)?;
                Ok(self.symbols(parts, series, &choice))
            }
            ThemeRequest::Bivariate { x, y } => {
                let x = self.all_series(parts, self.asked("x", x)?, year)?;
                let y = self.all_series(parts, self.asked("y", y)?, year)?;
                self.bivariates(parts, x, y, choice)
            }
            ThemeRequest::Points(request) => {
                let theme = |part: &ShownLayer<'a>| match part.layer.kind {
                    LayerKind::Points => Ok(Theme::Points(self.points_map(part, &request, year, &choice)?)),
                    _ => Ok(Theme::Ground),
                };
                parts.iter().map(theme).collect()
            }
        }
    }

    /// What a layer shows without figures.
    fn plain(self, part: &ShownLayer<'a>) -> Theme<'a> {
        self.joined_points(part, None).map_or(Theme::Plain, Theme::Points)
    }

    /// An indicator that must be named, and one only.
    fn asked(self, parameter: &'static str, id: Option<&str>) -> Result<&'a Indicator, ClassError> {
        let Some(id) = id else {
            let known = listed(self.catalog.all_indicators().iter().map(|indicator| indicator.id.as_str()));
            return Err(ClassError::NoIndicator { parameter, known });
        };
        Ok(self.catalog.known_indicator(id)?)
    }

    /// The series of each layer that has figures; an error when none has.
    fn all_series(
        self,
        parts: &[ShownLayer<'a>],
        indicator: &Indicator,
        year: Option<i32>,
    ) -> Result<Vec<Option<Series<'a>>>, ClassError> {
        let (mut series, mut first_error) = (Vec::with_capacity(parts.len()), None);
        for part in parts {
            match self.series(part.id, indicator, year) {
                Ok(found) => series.push(Some(found)),
                Err(error) => {
                    series.push(None);
                    first_error.get_or_insert(error);
                }
            }
        }
        match first_error {
            Some(error) if series.iter().all(Option::is_none) => Err(error),
            _ => Ok(series),
        }
    }

    fn choropleths(
        self,
        parts: &[ShownLayer<'a>],
        series: Vec<Option<Series<'a>>>,
        choice: &ClassChoice,
    ) -> Result<Vec<Theme<'a>>, ClassError> {
        let columns = columns_of(&series);
        let theme = |(part, series): (&ShownLayer<'a>, Option<Series<'a>>)| {
            let Some(series) = series else { return Ok(self.plain(part)) };
            let choropleth = self.choropleth(series, choice, &columns)?;
            Ok(match part.layer.clusters {
                Some(_) => self.joined_points(part, Some(choropleth)).map_or(Theme::Plain, Theme::Points),
                None => Theme::Choropleth(choropleth),
            })
        };
        parts.iter().zip(series).map(theme).collect()
    }

    /// The classes of one layer: of its own column, or those that all `columns` have in common.
    pub(crate) fn choropleth(
        self,
        series: Series<'a>,
        choice: &ClassChoice,
        columns: &[ColumnId],
    ) -> Result<Choropleth<'a>, ClassError> {
        let own = [series.column];
        let scale = self.scale(if choice.common { columns } else { &own }, series.indicator, choice)?;
        let counts = scale.counts(&self.statistics().ascending(series.column));
        Ok(Choropleth { series, scale, counts })
    }

    /// Circles of the counts of each layer, or of all by one measure.
    fn symbols(
        self,
        parts: &[ShownLayer<'a>],
        series: Vec<Option<Series<'a>>>,
        choice: &ClassChoice,
    ) -> Vec<Theme<'a>> {
        let factor = |series: &Series<'_>| {
            let max = series.summary.max;
            let large = series.summary.percentiles.get(99).copied().filter(|&large| large > 0.0).unwrap_or(max);
            if max > 0.0 { (LARGE_RADIUS / large.sqrt()).min(LARGEST_RADIUS / max.sqrt()) } else { 0.0 }
        };
        let common = series.iter().flatten().map(factor).filter(|&factor| factor > 0.0).fold(f64::INFINITY, f64::min);
        let theme = |(part, series): (&ShownLayer<'a>, Option<Series<'a>>)| {
            let Some(series) = series else { return self.plain(part) };
            let factor = if choice.common && common.is_finite() { common } else { factor(&series) };
            let zoom = match part.layer.kind {
                LayerKind::Polygons => Look::of(part.layer).labels_from,
                _ => f64::from(part.zooms.min),
            };
            Theme::Symbols(Symbols { series, factor, zoom })
        };
        parts.iter().zip(series).map(theme).collect()
    }

    fn bivariates(
        self,
        parts: &[ShownLayer<'a>],
        xs: Vec<Option<Series<'a>>>,
        ys: Vec<Option<Series<'a>>>,
        choice: ClassChoice,
    ) -> Result<Vec<Theme<'a>>, ClassError> {
        let choice = ClassChoice { count: SIDE, ..choice };
        let (columns_x, columns_y) = (columns_of(&xs), columns_of(&ys));
        let mut themes = Vec::new();
        for (part, both) in parts.iter().zip(xs.into_iter().zip(ys)) {
            themes.push(match both {
                (Some(x), Some(y)) => {
                    let x = self.choropleth(x, &choice, &columns_x)?;
                    let y = self.choropleth(y, &choice, &columns_y)?;
                    let (counts, missing) = self.counts_of_both(&x, &y);
                    Theme::Bivariate(Bivariate { x, y, counts, missing })
                }
                _ => self.plain(part),
            });
        }
        Ok(themes)
    }

    /// How many features each class of y has in each class of x, and how many lack one of the two.
    fn counts_of_both(self, x: &Choropleth<'_>, y: &Choropleth<'_>) -> (Vec<Vec<usize>>, usize) {
        let mut counts = vec![vec![0; y.scale.limits.len() + 1]; x.scale.limits.len() + 1];
        let class = |part: &Choropleth<'_>, figure: f64| part.scale.limits.partition_point(|&limit| limit <= figure);
        let mut missing = 0;
        let [of_x, of_y] = [x, y].map(|side| self.catalog.figures_in(side.series.column));
        for both in of_x.zip(of_y) {
            let place = match both {
                (Some(one), Some(other)) => counts.get_mut(class(x, one)).and_then(|row| row.get_mut(class(y, other))),
                _ => None,
            };
            match place {
                Some(count) => *count += 1,
                None => missing += 1,
            }
        }
        (counts, missing)
    }
}

/// The columns that layers show, of those that have figures.
fn columns_of(series: &[Option<Series<'_>>]) -> Vec<ColumnId> {
    series.iter().flatten().map(|series| series.column).collect()
}
