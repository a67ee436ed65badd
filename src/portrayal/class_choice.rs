use super::error::ClassError;
use super::palette::Palette;
use super::request::{ClassRequest, Parting, Steps};
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
        let Parting { method, weights, round } = self.parting.cloned().unwrap_or_default();
        let Steps { n: count, breaks, palette } = self.steps.cloned().unwrap_or_default();
        let method = method.unwrap_or(if breaks.is_empty() { Method::default() } else { Method::Manual });
        match (method, &breaks[..]) {
            (Method::Manual, []) if self.steps.is_none() => return Err(ClassError::ManualOfTwo),
            (Method::Manual, []) => return Err(ClassError::NoBreaks),
            (Method::Manual, breaks) if breaks.windows(2).any(|pair| pair[0] >= pair[1]) => {
                return Err(ClassError::Breaks {
                    text: breaks.iter().map(f64::to_string).collect::<Vec<_>>().join(","),
                });
            }
            (Method::Manual, _) | (_, []) => {}
            (_, _) => return Err(ClassError::BreaksOfNone { method: method.name() }),
        }
        let palette = match palette {
            None => None,
            Some(name) => {
                Some(Palette::find(&name).ok_or_else(|| ClassError::UnknownPalette { name: shortened(&name) })?)
            }
        };
        if weights.is_some() && !method.takes_weights() {
            return Err(ClassError::WeightsOfNone { method: method.name() });
        }
        Ok(ClassChoice { method, count, manual: breaks, weights, palette, round, common: self.common })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(parting: &Parting, steps: &Steps) -> Result<ClassChoice, ClassError> {
        ClassRequest { parting: Some(parting), steps: Some(steps), common: false }.read()
    }

    fn refused(method: Method, steps: &Steps) -> String {
        read(&Parting { method: Some(method), ..Parting::default() }, steps).unwrap_err().to_string()
    }

    fn with(breaks: &[f64]) -> Steps {
        Steps { breaks: breaks.to_vec(), ..Steps::default() }
    }

    #[test]
    fn what_is_left_out_is_usual() {
        let choice = ClassRequest::default().read().unwrap();
        assert_eq!((choice.method, choice.count, choice.round, choice.common), (Method::Rounded, 6, true, false));
        let choice = read(&Parting::default(), &with(&[-1.0, 2.5, 40.0])).unwrap();
        assert_eq!((choice.method, &choice.manual[..]), (Method::Manual, &[-1.0, 2.5, 40.0][..]));
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        assert!(refused(Method::Manual, &Steps::default()).contains("breaks=10,20,50"));
        assert!(refused(Method::Jenks, &with(&[5.0])).contains("not with jenks"));
        let palette = Steps { palette: Some("rainbow".to_owned()), ..Steps::default() };
        assert!(refused(Method::Jenks, &palette).contains("viridis"));
        let parting = Parting { method: Some(Method::Equal), weights: Some("population".to_owned()), round: true };
        assert!(read(&parting, &Steps::default()).unwrap_err().to_string().contains("quantile, jenks"));
        for breaks in [&[1.0, 1.0][..], &[2.0, 1.0], &[1.0, 2.5, -0.0]] {
            assert!(refused(Method::Manual, &with(breaks)).contains("ascending"), "{breaks:?}");
        }
        let manual = Parting { method: Some(Method::Manual), ..Parting::default() };
        let of_two = ClassRequest { parting: Some(&manual), steps: None, common: false };
        assert_eq!(of_two.read(), Err(ClassError::ManualOfTwo));
    }
}
