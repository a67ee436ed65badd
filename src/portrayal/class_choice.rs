use super::error::ClassError;
use super::palette::{MOST_CLASSES, Palette, USUAL_CLASSES};
use super::request::ClassRequest;
use crate::catalog::text::shortened;
use crate::statistics::Method;

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
