use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde_json::json;

use super::problem::Problem;
use crate::parameters::{NoParameters, ParameterError, Parameters, pairs};

/// The parameters of a route. Asked with others, it refuses.
pub(super) struct Params<T>(pub(super) T);

/// That a route without parameters was asked with none.
pub(super) type Nothing = Params<NoParameters>;

/// What a request was asked with, where its path tells which parameters there are.
pub(super) struct Given(Vec<(String, String)>);

impl<S: Send + Sync, T: Parameters> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Params<T>, Problem> {
        Ok(Params(T::read_query(parts.uri.query().unwrap_or_default())?))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Given {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Given, Problem> {
        Ok(Given(pairs(parts.uri.query().unwrap_or_default())?))
    }
}

impl Given {
    pub(super) fn read<T: Parameters>(&self) -> Result<T, Problem> {
        Ok(T::read(&self.0)?)
    }
}

impl From<ParameterError> for Problem {
    fn from(error: ParameterError) -> Problem {
        let problem = Problem::bad_request(error.to_string());
        match error {
            // For programs what the sentence says.
            ParameterError::Unknown { name, instead, known } => {
                let problem = problem.with("parameter", json!(name)).with("parameters", json!(known));
                instead.map_or(problem.clone(), |instead| problem.with("instead", json!(instead)))
            }
            _ => problem,
        }
    }
}
