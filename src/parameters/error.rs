use super::pairs::MOST_BYTES;

/// Parameters that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    #[error("the query is longer than {MOST_BYTES} bytes")]
    TooLong,
    #[error("{}", unknown(.name, *.instead, .known))]
    Unknown {
        name: String,
        /// What may be meant.
        instead: Option<&'static str>,
        /// What there is, in order.
        known: Vec<&'static str>,
    },
    #[error("`{name}` is {expected}, not `{text}`")]
    Unreadable { name: &'static str, expected: String, text: String },
    #[error("`{name}` is given twice; {instead}")]
    Twice { name: &'static str, instead: &'static str },
    #[error("{}", missing(.names, .example))]
    Missing {
        names: Vec<&'static str>,
        /// A query that has them.
        example: String,
    },
    /// Why several values, or parts of one, do not go together.
    #[error("{0}")]
    Refused(String),
}

fn missing(names: &[&str], example: &str) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("`{}` {verb} needed, as in {example}", names.join("` and `"))
}

fn unknown(name: &str, instead: Option<&str>, known: &[&str]) -> String {
    if known.is_empty() {
        return format!("there is no parameter `{name}` here; this address takes none");
    }
    let instead = match (instead, name) {
        (Some(instead), _) => format!("did you mean `{instead}`? "),
        (None, "format" | "f" | "outputFormat") => {
            "the ending of the path says the format, such as .csv or .geojson. ".to_owned()
        }
        (None, _) => String::new(),
    };
    let joint = if instead.is_empty() { "the" } else { "The" };
    format!("there is no parameter `{name}` here; {instead}{joint} parameters are {}", known.join(", "))
}
