use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

use crate::ingest::spelling::{listed, near_miss};

/// A recipe that cannot be used: what is wrong, where in its text, and what is allowed there.
///
/// All that is wrong is told at once: the faults after the first are `related` diagnostics.
#[derive(Debug)]
pub struct RecipeError(Box<Report>);

#[derive(Debug)]
struct Report {
    fault: Fault,
    text: Option<NamedSource<Arc<str>>>,
    related: Vec<RecipeError>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) help: Option<String>,
    /// Bytes of the text.
    pub(super) place: Option<Range<usize>>,
}

impl RecipeError {
    /// A fault of the file as a whole.
    pub(super) fn without_text(message: String, help: &str) -> RecipeError {
        let fault = Fault { message, help: Some(help.to_owned()), place: None };
        RecipeError(Box::new(Report { fault, text: None, related: Vec::new() }))
    }

    /// All faults of a text; `first` is there because an error has at least one.
    pub(super) fn new(name: &str, text: &str, first: Fault, others: Vec<Fault>) -> RecipeError {
        let source = NamedSource::new(name, Arc::from(text)).with_language("toml");
        let report = |fault, related| RecipeError(Box::new(Report { fault, text: Some(source.clone()), related }));
        let related = others.into_iter().map(|fault| report(fault, Vec::new())).collect();
        report(first, related)
    }

    /// What the TOML reader has to say, in the words of a recipe.
    pub(super) fn from_toml(name: &str, text: &str, error: &toml::de::Error) -> RecipeError {
        let place = error.span();
        let message = error.message().trim_end();
        let fault = match message.split_once(", expected ") {
            Some((what, allowed)) if what.starts_with("unknown ") => Fault {
                message: what.replace("unknown field", "unknown key").replace("unknown variant", "unknown value"),
                help: Some(allowed_help(what, allowed)),
                place,
            },
            _ => Fault {
                message: message.replace("missing field", "missing key"),
                help: Some("the recipe's schema, data/recipe.schema.json, describes every key".to_owned()),
                place,
            },
        };
        RecipeError::new(name, text, fault, Vec::new())
    }

    /// The text at fault, empty where the file as a whole is.
    pub fn offending_text(&self) -> &str {
        let Some(source) = &self.0.text else { return "" };
        self.0.fault.place.clone().and_then(|place| source.inner().get(place)).unwrap_or_default()
    }
}

/// From ``one of `a`, `b` `` or `` `a` or `b` `` to a sentence that begins with the likely one.
fn allowed_help(what: &str, allowed: &str) -> String {
    let quoted = |text: &str| -> Vec<String> { text.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let names = quoted(allowed);
    let wrong = quoted(what).concat();
    allowed_names(&wrong, names.iter().map(String::as_str))
}

/// What may stand in the place of `wrong`.
pub(super) fn allowed_names<'a>(wrong: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    let hint = near_miss(wrong, names.clone()).map_or(String::new(), |near| format!("did you mean `{near}`? "));
    format!("{hint}allowed here: {}", listed(names))
}

impl fmt::Display for RecipeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.fault.message)
    }
}

impl std::error::Error for RecipeError {}

impl Diagnostic for RecipeError {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.0.fault.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.0.text.as_ref().map(|text| text as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let place = self.0.fault.place.clone()?;
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(Some("here".to_owned()), place))))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        let related = &self.0.related;
        (!related.is_empty()).then(|| Box::new(related.iter().map(|error| error as &dyn Diagnostic)) as Box<_>)
    }
}
