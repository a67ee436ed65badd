use crate::gazetteer::Language;

/// What a style, or its legend, is asked for.
#[derive(Clone, Copy, Debug)]
pub struct StyleRequest<'a> {
    /// A layer or a view; without it, or as `auto`, the first view of areas, whose levels change with the zoom.
    pub name: Option<&'a str>,
    pub theme: ThemeRequest<'a>,
    /// The year of the figures; without it the latest of each layer.
    pub year: Option<&'a str>,
    /// Which features are shown, as for tiles. Classes and legend are those of all, so that maps compare.
    pub filter: Option<&'a str>,
    /// `?coverage=`: whether tiles give the share that computed figures rest on. They do where features are hatched by it.
    pub coverage: Option<&'a str>,
    pub classes: ClassRequest<'a>,
    pub language: Language,
    /// Public address of the server, without a slash at its end.
    pub base: &'a str,
}

/// What a style shows, by the ids of indicators.
#[derive(Clone, Copy, Debug)]
pub enum ThemeRequest<'a> {
    /// Colours by an indicator, by one of the layers' own without it; layers that have no figures stay plain.
    Usual(Option<&'a str>),
    /// Colours by an indicator.
    Choropleth(Option<&'a str>),
    /// Circles by a count.
    Symbols(Option<&'a str>),
    /// Colours by two indicators.
    Bivariate { x: Option<&'a str>, y: Option<&'a str> },
    /// Points, above the areas of the layer or view that is named.
    Points(PointsRequest<'a>),
}

/// What a map of points is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct PointsRequest<'a> {
    /// The layer of points; without it the first, one whose points are joined if there is any.
    pub layer: Option<&'a str>,
    /// `?mode=`: see [`super::PointMap`].
    pub map: Option<&'a str>,
    /// The indicator that colours them, or the count that weighs a heat map.
    pub indicator: Option<&'a str>,
    /// The field by whose values they are coloured and clusters are parted.
    pub by: Option<&'a str>,
}

/// How classes are asked for, as it stands in a URL. What is left out is usual.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClassRequest<'a> {
    /// `?method=`: see [`Method`].
    pub method: Option<&'a str>,
    /// `?n=`: how many classes at most.
    pub count: Option<&'a str>,
    /// `?breaks=`: the limits of `manual`, with commas.
    pub breaks: Option<&'a str>,
    /// `?weights=`: a count by which features weigh.
    pub weights: Option<&'a str>,
    pub palette: Option<&'a str>,
    /// `?round=false`: limits as the method gives them.
    pub round: Option<&'a str>,
    /// `?common=true`: one set of classes for all levels of a map.
    pub common: Option<&'a str>,
}

impl<'a> ThemeRequest<'a> {
    /// The indicators named, with commas; none where the layers' own will do.
    pub(super) fn named(self) -> Option<String> {
        match self {
            ThemeRequest::Usual(one) | ThemeRequest::Choropleth(one) | ThemeRequest::Symbols(one) => {
                one.map(str::to_owned)
            }
            ThemeRequest::Bivariate { x, y } => x.zip(y).map(|(x, y)| format!("{x},{y}")),
            ThemeRequest::Points(points) => points.indicator.map(str::to_owned),
        }
    }

    /// Whether the tiles that every map shares can do: those of circles and of two indicators have their own.
    pub(super) fn may_share(self) -> bool {
        matches!(self, ThemeRequest::Usual(_) | ThemeRequest::Choropleth(_))
    }
}
