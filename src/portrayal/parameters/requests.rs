//! What each kind of map asks of its portrayal.

use super::{
    BivariateParameters, ChoroplethParameters, ClassesParameters, LayerStyleParameters, LegendParameters, MapKind,
    MapPlace, PointsChoice, PointsParameters, SymbolsParameters,
};
use crate::gazetteer::Language;
use crate::portrayal::request::{ClassRequest, PointsRequest, StyleRequest, ThemeRequest};
use crate::query::Chosen;

/// A request of which only the theme is known.
fn plain<'a>(theme: ThemeRequest<'a>, language: Language, base: &'a str) -> StyleRequest<'a> {
    let classes = ClassRequest::default();
    StyleRequest { name: None, theme, year: None, filter: None, coverage: false, classes, language, base }
}

impl<'a> StyleRequest<'a> {
    fn at(self, place: &'a MapPlace) -> StyleRequest<'a> {
        StyleRequest { name: place.level.as_deref(), year: place.time.year, ..self }
    }

    fn of(self, chosen: &'a Chosen) -> StyleRequest<'a> {
        StyleRequest { filter: chosen.filter.as_deref(), coverage: chosen.coverage, ..self }
    }
}

impl LayerStyleParameters {
    /// The style of the layer or view of a name.
    pub fn request<'a>(&'a self, name: &'a str, base: &'a str) -> StyleRequest<'a> {
        let theme = ThemeRequest::Usual(self.indicator.as_deref());
        let (parting, steps) = (Some(&self.parting), Some(&self.steps));
        StyleRequest {
            name: Some(name),
            year: self.time.year,
            classes: ClassRequest { parting, steps, common: self.common.common },
            ..plain(theme, self.language.lang, base).of(&self.chosen)
        }
    }
}

impl ChoroplethParameters {
    pub fn request<'a>(&'a self, base: &'a str) -> StyleRequest<'a> {
        let theme = ThemeRequest::Choropleth(self.indicator.as_deref());
        let (parting, steps) = (Some(&self.parting), Some(&self.steps));
        StyleRequest {
            classes: ClassRequest { parting, steps, common: self.common.common },
            ..plain(theme, self.language.lang, base).at(&self.place).of(&self.chosen)
        }
    }
}

impl SymbolsParameters {
    pub fn request<'a>(&'a self, base: &'a str) -> StyleRequest<'a> {
        let theme = ThemeRequest::Symbols(self.indicator.as_deref());
        StyleRequest {
            classes: ClassRequest { common: self.common.common, ..ClassRequest::default() },
            ..plain(theme, self.language.lang, base).at(&self.place).of(&self.chosen)
        }
    }
}

impl BivariateParameters {
    pub fn request<'a>(&'a self, base: &'a str) -> StyleRequest<'a> {
        let theme = ThemeRequest::Bivariate { x: self.x.as_deref(), y: self.y.as_deref() };
        StyleRequest {
            classes: ClassRequest { parting: Some(&self.parting), steps: None, common: self.common.common },
            ..plain(theme, self.language.lang, base).at(&self.place).of(&self.chosen)
        }
    }
}

impl PointsChoice {
    fn theme<'a>(&'a self, indicator: Option<&'a str>) -> ThemeRequest<'a> {
        let PointsChoice { layer, mode, by } = self;
        ThemeRequest::Points(PointsRequest { layer: layer.as_deref(), map: *mode, indicator, by: by.as_deref() })
    }
}

impl PointsParameters {
    pub fn request<'a>(&'a self, base: &'a str) -> StyleRequest<'a> {
        let theme = self.points.theme(self.indicator.as_deref());
        StyleRequest {
            classes: ClassRequest { parting: Some(&self.parting), steps: Some(&self.steps), common: false },
            ..plain(theme, self.language.lang, base).at(&self.place).of(&self.chosen)
        }
    }
}

impl LegendParameters {
    pub fn request<'a>(&'a self, base: &'a str) -> StyleRequest<'a> {
        let (parting, steps) = (Some(&self.parting), Some(&self.steps));
        StyleRequest {
            filter: self.map.filter.as_deref(),
            classes: ClassRequest { parting, steps, common: self.common.common },
            ..plain(self.theme(), self.language.lang, base).at(&self.place)
        }
    }

    fn theme(&self) -> ThemeRequest<'_> {
        let (indicator, x, y) = (self.indicator.as_deref(), self.x.as_deref(), self.y.as_deref());
        match self.kind {
            Some(MapKind::Choropleth) => ThemeRequest::Choropleth(indicator),
            Some(MapKind::Symbols) => ThemeRequest::Symbols(indicator),
            Some(MapKind::Bivariate) => ThemeRequest::Bivariate { x, y },
            Some(MapKind::Points) => self.points.theme(indicator),
            None if self.points.layer.is_some() => self.points.theme(indicator),
            None if indicator.is_none() && (x.is_some() || y.is_some()) => ThemeRequest::Bivariate { x, y },
            None => ThemeRequest::Choropleth(indicator),
        }
    }
}

impl ClassesParameters {
    /// The classes of an indicator, of the level named or else of `usual`.
    pub fn request<'a>(&'a self, indicator: &'a str, usual: Option<&'a str>, base: &'a str) -> StyleRequest<'a> {
        let theme = ThemeRequest::Choropleth(Some(indicator));
        let (parting, steps) = (Some(&self.parting), Some(&self.steps));
        StyleRequest {
            name: self.place.level.as_deref().or(usual),
            classes: ClassRequest { parting, steps, common: self.common.common },
            ..plain(theme, self.language.lang, base).at(&self.place)
        }
    }
}
