use serde_json::Value;

use super::error::ClassError;
use super::legend::{Legend, Picture, svg};
use super::request::{StyleRequest, ThemeRequest};
use super::source::Portrayal;
use super::subject::ShownLayer;
use super::theme::Theme;
use crate::catalog::text::listed;
use crate::filter::canonical_filter;
use crate::query::SelectError;

impl<D: AsRef<[u8]>> Portrayal<'_, D> {
    /// The legends of a map as JSON: the same that its style has.
    ///
    /// # Errors
    /// As [`Portrayal::style`].
    pub fn legends(self, request: &StyleRequest<'_>) -> Result<Vec<Value>, ClassError> {
        let parts = self.subject(request)?.parts;
        let themes = self.themes(request, &parts)?;
        let legends = parts.iter().zip(&themes).map(|(part, theme)| legend(part, theme, request).json());
        Ok(legends.filter(|legend| !legend.is_null()).collect())
    }

    /// The legend of a map as a picture: of the layer seen at `zoom`, or of the first.
    ///
    /// # Errors
    /// As [`Portrayal::style`]; when no layer shows figures.
    pub fn picture(self, request: &StyleRequest<'_>, zoom: Option<f64>) -> Result<Picture, ClassError> {
        // It changes nothing here; one that the map would refuse is refused all the same.
        request.filter.map(canonical_filter).transpose().map_err(SelectError::from)?;
        let parts = self.subject(request)?.parts;
        let themes = self.themes(request, &parts)?;
        // Points without figures have a legend where the map is of them.
        let is_of_points = matches!(request.theme, ThemeRequest::Points(_));
        let has_legend = |theme: &Theme<'_>| match theme {
            Theme::Plain | Theme::Ground => false,
            Theme::Points(points) => is_of_points || points.figures.is_some(),
            _ => true,
        };
        let shown: Vec<_> = parts.iter().zip(&themes).filter(|(_, theme)| has_legend(theme)).collect();
        let begun = |zoom: f64| shown.iter().rfind(|(part, _)| f64::from(part.zooms.min) <= zoom);
        let none = || ClassError::NoIndicator {
            parameter: "indicator",
            known: listed(self.catalog.all_indicators().iter().map(|indicator| indicator.id.as_str())),
        };
        let (part, theme) = zoom.and_then(begun).or_else(|| shown.first()).ok_or_else(none)?;
        let usual = if let Theme::Symbols(symbols) = theme { symbols.zoom } else { 0.0 };
        svg(&legend(part, theme, request), zoom.unwrap_or(usual)).ok_or_else(none)
    }
}

fn legend<'a>(part: &ShownLayer<'a>, theme: &'a Theme<'a>, request: &StyleRequest<'_>) -> Legend<'a> {
    Legend { layer: part.layer, source_layer: part.name, zooms: part.zooms, language: request.language, theme }
}
