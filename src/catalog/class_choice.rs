use super::classes::Method;
use super::palette::{MOST_CLASSES, Palette, USUAL_CLASSES};
use super::points::PointMap;
use super::select::{SelectError, shortened};

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

/// How classes are made.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassChoice {
    pub method: Method,
    /// At most so many.
    pub count: usize,
    /// Ascending; the limits of [`Method::Manual`].
    pub manual: Vec<f64>,
    /// Id of an indicator, which may not be one.
    pub weights: Option<String>,
    pub palette: Option<&'static Palette>,
    pub round: bool,
    pub common: bool,
}

/// Classes or a map that cannot be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ClassError {
    #[error(transparent)]
    Select(#[from] SelectError),
    #[error("there is no method `{name}`; there are {}", Method::ALL.map(Method::name).join(", "))]
    UnknownMethod { name: String },
    #[error("`n={text}` is not a number of classes; write one from 2 to {MOST_CLASSES}")]
    Count { text: String },
    #[error("the method manual needs `breaks`: the limits between classes with commas, such as breaks=10,20,50")]
    NoBreaks,
    #[error("`breaks` go with the method manual, not with {method}; leave out one of them")]
    BreaksOfNone { method: &'static str },
    #[error("`breaks={text}` are no limits; write 1 to {} ascending numbers with commas, such as breaks=10,20.5,50", MOST_CLASSES - 1)]
    Breaks { text: String },
    #[error("there is no palette `{name}`; there are {}", Palette::all().iter().map(|it| it.id.as_str()).collect::<Vec<_>>().join(", "))]
    UnknownPalette { name: String },
    #[error("`{name}={text}` is neither true nor false")]
    NotAFlag { name: &'static str, text: String },
    #[error("weights change nothing in the method {method}; they go with quantile, jenks, stddev and headtail")]
    WeightsOfNone { method: &'static str },
    #[error("{what} take a count, and `{name}` is none; counts are {known}")]
    NotACount { what: &'static str, name: String, known: String },
    #[error("`{name}` has no figures of {year} for {level}; it has those of {known}")]
    NoFigures { name: String, year: i32, level: String, known: String },
    #[error("`{name}` has no figures for {level}; levels with figures are {known}")]
    NoLevel { name: String, level: String, known: String },
    #[error("say which indicator: {parameter}= one of {known}")]
    NoIndicator { parameter: &'static str, known: String },
    #[error("`{text}` is no zoom; write a number from 0 to 24")]
    NotAZoom { text: String },
    #[error("`{name}` is no layer of points; there are {known}")]
    NotPoints { name: String, known: String },
    #[error("this map has no layer of points")]
    NoPoints,
    #[error("`mode={text}` is unknown; a map of points shows {}", PointMap::ALL.map(PointMap::name).join(", "))]
    UnknownMode { text: String },
    #[error(
        "the points of `{layer}` are not joined to clusters; ask for another mode, or give the layer `clusters` in the recipe"
    )]
    NotJoined { layer: String },
    #[error(
        "the clusters of `{layer}` are not counted by `{field}`; they are by {known}, which `clusters = {{ by = […] }}` in the recipe says"
    )]
    UnknownCategory { field: String, layer: String, known: String },
    #[error("`by` and `indicator` would both colour the points; leave out one of them")]
    TwoColors,
    #[error("there is no legend of the kind `{name}`; there are choropleth, symbols, bivariate, points")]
    UnknownKind { name: String },
}

impl ClassRequest<'_> {
    /// Reads every part of the request.
    ///
    /// # Errors
    /// Says what cannot be read, and what could.
    pub fn read(&self) -> Result<ClassChoice, ClassError> {
        let given = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let breaks = given(self.breaks);
        let method = match given(self.method) {
            None if breaks.is_some() => Method::Manual,
            None => Method::default(),
            Some(name) => {
                Method::from_name(&name).ok_or_else(|| ClassError::UnknownMethod { name: shortened(&name) })?
            }
        };
        let manual = match (method, breaks) {
            (Method::Manual, None) => return Err(ClassError::NoBreaks),
            (Method::Manual, Some(text)) => {
                limits(&text).ok_or_else(|| ClassError::Breaks { text: shortened(&text) })?
            }
            (_, Some(_)) => return Err(ClassError::BreaksOfNone { method: method.name() }),
            (_, None) => Vec::new(),
        };
        let count = match given(self.count) {
            None => USUAL_CLASSES,
            Some(text) => {
                let count = text.parse().ok().filter(|count| (2..=MOST_CLASSES).contains(count));
                count.ok_or_else(|| ClassError::Count { text: shortened(&text) })?
            }
        };
        let palette = match given(self.palette) {
            None => None,
            Some(name) => {
                Some(Palette::find(&name).ok_or_else(|| ClassError::UnknownPalette { name: shortened(&name) })?)
            }
        };
        let weights = given(self.weights);
        if weights.is_some() && !method.takes_weights() {
            return Err(ClassError::WeightsOfNone { method: method.name() });
        }
        let (round, common) = (flag("round", self.round, true)?, flag("common", self.common, false)?);
        Ok(ClassChoice { method, count, manual, weights, palette, round, common })
    }
}

/// Ascending finite numbers with commas between them.
fn limits(text: &str) -> Option<Vec<f64>> {
    let limits: Vec<f64> = text.split(',').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    let is_sound = limits.iter().all(|limit| limit.is_finite()) && limits.windows(2).all(|pair| pair[0] < pair[1]);
    (is_sound && limits.len() < MOST_CLASSES).then_some(limits)
}

fn flag(name: &'static str, text: Option<&str>, usual: bool) -> Result<bool, ClassError> {
    match text.map(str::trim) {
        None | Some("") => Ok(usual),
        Some("true" | "1") => Ok(true),
        Some("false" | "0") => Ok(false),
        Some(text) => Err(ClassError::NotAFlag { name, text: shortened(text) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(request: ClassRequest<'_>) -> String {
        request.read().unwrap_err().to_string()
    }

    #[test]
    fn what_is_left_out_is_usual() {
        let choice = ClassRequest::default().read().unwrap();
        assert_eq!((choice.method, choice.count, choice.round, choice.common), (Method::Rounded, 6, true, false));
        let request = ClassRequest { breaks: Some("1, 2.5,-0"), ..ClassRequest::default() };
        assert!(refused(request).contains("ascending"));
        let request = ClassRequest { breaks: Some("-1,2.5,40"), ..ClassRequest::default() };
        assert_eq!(request.read().unwrap().manual, [-1.0, 2.5, 40.0]);
    }

    #[test]
    fn refusals_say_what_there_is() {
        let of = |method| ClassRequest { method: Some(method), ..ClassRequest::default() };
        assert!(refused(of("kmeans")).contains("quantile, equal, jenks, stddev, headtail, manual"));
        assert!(refused(of("manual")).contains("breaks=10,20,50"));
        assert!(refused(ClassRequest { breaks: Some("5"), ..of("jenks") }).contains("not with jenks"));
        assert!(refused(ClassRequest { weights: Some("population"), ..of("equal") }).contains("quantile, jenks"));
        for count in ["1", "10", "five", "-3", "6.0"] {
            assert!(refused(ClassRequest { count: Some(count), ..of("jenks") }).contains("2 to 9"), "{count}");
        }
        assert!(refused(ClassRequest { palette: Some("rainbow"), ..of("jenks") }).contains("viridis"));
        assert!(refused(ClassRequest { round: Some("perhaps"), ..of("jenks") }).contains("round=perhaps"));
        for breaks in ["a", "1,1", "2,1", "inf", "1,2,3,4,5,6,7,8,9", ","] {
            assert!(refused(ClassRequest { breaks: Some(breaks), ..of("manual") }).contains("ascending"), "{breaks}");
        }
    }
}
