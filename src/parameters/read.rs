use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::error::ParameterError;
use super::known::{Known, Parameter};
use super::spelling::instead;

/// Longest part of a text that an error repeats, in characters.
const MOST_REPEATED: usize = 60;

/// Reads pairs as the parameters that are known.
pub(super) fn read<P: DeserializeOwned, N: AsRef<str>, T: AsRef<str>>(
    known: &'static Known,
    pairs: &[(N, T)],
) -> Result<P, ParameterError> {
    let mut texts: Vec<(&'static Parameter, String)> = Vec::with_capacity(pairs.len());
    for (name, text) in pairs {
        let (name, text) = (name.as_ref(), text.as_ref());
        let parameter = known.find(name).ok_or_else(|| unknown(known, name))?;
        let is_list = parameter.kind.is_list();
        match texts.iter_mut().find(|(other, _)| std::ptr::eq(*other, parameter)) {
            Some((_, before)) if is_list => {
                before.push(',');
                before.push_str(text);
            }
            _ if text.is_empty() && !is_list => {}
            Some(_) => return Err(ParameterError::Twice { name: &parameter.name, instead: parameter.once() }),
            None => texts.push((parameter, text.to_owned())),
        }
    }
    let mut members = Map::new();
    for (parameter, text) in &texts {
        let value = parameter.kind.json(text).ok_or_else(|| unreadable(parameter, text))?;
        members.insert(parameter.name.clone(), value);
    }
    let missing: Vec<_> = known.iter().filter(|it| it.is_required && !members.contains_key(&it.name)).collect();
    if !missing.is_empty() {
        let names = missing.iter().map(|parameter| parameter.name.as_str()).collect();
        let example = missing.iter().map(|parameter| parameter.example()).collect::<Vec<_>>().join("&");
        return Err(ParameterError::Missing { names, example });
    }
    serde_json::from_value(Value::Object(members)).map_err(|error| ParameterError::Refused(error.to_string()))
}

fn unknown(known: &'static Known, name: &str) -> ParameterError {
    let known: Vec<&'static str> = known.iter().map(|parameter| parameter.name.as_str()).collect();
    ParameterError::Unknown { instead: instead(name, &known), name: shortened(name), known }
}

fn unreadable(parameter: &'static Parameter, text: &str) -> ParameterError {
    ParameterError::Unreadable { name: &parameter.name, expected: parameter.expected(), text: shortened(text) }
}

fn shortened(text: &str) -> String {
    let mut characters = text.chars();
    let mut short: String = characters.by_ref().take(MOST_REPEATED).collect();
    if characters.next().is_some() {
        short.push('…');
    }
    short
}
