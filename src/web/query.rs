use axum::extract::{FromRequestParts, Query};
use axum::http::Uri;
use axum::http::request::Parts;

use super::Problem;
use crate::gazetteer::Language;
use crate::query::Request;

/// The parameters of a request that some route knows. Others are ignored, so that they cannot fill the cache; of one
/// that is repeated the values are taken together.
#[derive(Clone, Default)]
pub(super) struct Parameters {
    pub(super) indicators: Option<String>,
    pub(super) year: Option<String>,
    pub(super) fields: Option<String>,
    pub(super) evolution: Option<String>,
    pub(super) points: Option<String>,
    pub(super) filter: Option<String>,
    pub(super) coverage: Option<String>,
    pub(super) lang: Option<String>,
    pub(super) version: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Parameters, Problem> {
        let mut parameters = Parameters::default();
        for (name, value) in pairs(&parts.uri)? {
            let place = match name.as_str() {
                "filter" => {
                    set_filter(&mut parameters.filter, value)?;
                    continue;
                }
                "indicators" => &mut parameters.indicators,
                "year" => &mut parameters.year,
                "fields" => &mut parameters.fields,
                "evolution" => &mut parameters.evolution,
                "points" => &mut parameters.points,
                "coverage" => &mut parameters.coverage,
                "lang" => &mut parameters.lang,
                "v" => &mut parameters.version,
                _ => continue,
            };
            join(place, value);
        }
        Ok(parameters)
    }
}

/// The parameters of a query, decoded, in its order.
pub(super) fn pairs(uri: &Uri) -> Result<Vec<(String, String)>, Problem> {
    let Some(query) = uri.query().filter(|query| !query.is_empty()) else { return Ok(Vec::new()) };
    if query.len() > MOST_BYTES {
        return Err(Problem::bad_request(format!("the query is longer than {MOST_BYTES} bytes")));
    }
    let Query(pairs) =
        Query::try_from_uri(uri).map_err(|error| Problem::bad_request(format!("the query cannot be read: {error}")))?;
    Ok(pairs)
}

/// Puts a value where one of its name may be already: values of one name are a list with commas.
pub(super) fn join(place: &mut Option<String>, value: String) {
    match place {
        Some(before) => {
            before.push(',');
            before.push_str(&value);
        }
        None => *place = Some(value),
    }
}

/// Takes a filter, which is no list: of several it could not be told how they go together.
pub(super) fn set_filter(place: &mut Option<String>, value: String) -> Result<(), Problem> {
    if place.is_some() && !value.is_empty() {
        return Err(Problem::bad_request("`filter` is given twice; write one, with AND or OR between its parts"));
    }
    if !value.is_empty() {
        *place = Some(value);
    }
    Ok(())
}

/// Longest query that is read: the longest filter with every byte of it in percent takes 6,000.
const MOST_BYTES: usize = 8192;

impl Parameters {
    /// What a tile or TileJSON is asked for.
    pub(super) fn request<'a>(&'a self, layers: &'a str) -> Request<'a> {
        Request {
            layers,
            indicators: self.indicators.as_deref(),
            years: self.year.as_deref(),
            fields: self.fields.as_deref(),
            evolution: self.evolution.as_deref(),
            points: self.points.as_deref(),
            filter: self.filter.as_deref(),
            coverage: self.coverage.as_deref(),
        }
    }

    /// The language asked for, French without.
    pub(super) fn language(&self) -> Language {
        self.lang.as_deref().and_then(Language::from_tag).unwrap_or_default()
    }
}
