//! Parameters of requests, each route's declared once, as a struct that serde and schemars derive for.
//!
//! The struct's JSON schema says which names there are and what their texts may be. By it [`Parameters::read`] makes JSON
//! of the pairs of a query, and serde makes the struct of the JSON, numbers in flattened groups included. The other way,
//! [`Parameters::query`] writes the one canonical query of a struct, which stands in links, templates, tags and keys of
//! caches. The description of the routes is the same schema once more.
//!
//! An empty value is as if the parameter were left out; of a list it is the empty list. A list may be given in several
//! pieces; anything else once. Names that the struct does not have are refused, but for those in [`is_ignored`].

mod error;
mod ignored;
mod kind;
mod known;
mod pairs;
mod read;
mod refer;
mod schema;
mod spelling;
#[cfg(test)]
mod tests;
mod write;

pub use error::ParameterError;
pub use ignored::{KEY, is_ignored};
pub use known::{Known, Parameter};
pub use pairs::{has_ignored, pairs};
pub use refer::{FieldName, IndicatorId, LayerName, LevelName, MapName, PointLayerName, Year};
pub use write::behind_mark;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a route is asked with.
pub trait Parameters: Serialize + DeserializeOwned + JsonSchema {
    /// The parameters that there are.
    fn known() -> &'static Known;

    /// Reads the pairs of a query, as [`pairs`] gives them.
    ///
    /// # Errors
    /// Names the parameter that is unknown, missing, repeated or cannot be read, and what there is.
    fn read<N: AsRef<str>, T: AsRef<str>>(pairs: &[(N, T)]) -> Result<Self, ParameterError> {
        read::read(Self::known(), pairs)
    }

    /// Reads a query as it stands behind the `?` of an address.
    ///
    /// # Errors
    /// As [`Parameters::read`].
    fn read_query(query: &str) -> Result<Self, ParameterError> {
        Self::read(&pairs(query)?)
    }

    /// The canonical query, without its `?`: by ascending name, percent-encoded, without what has its default.
    fn query(&self) -> String {
        write::query(Self::known(), self)
    }
}

/// Makes structs the [`Parameters`] of routes.
macro_rules! routes {
    ($($name:ty),+ $(,)?) => {$(
        impl $crate::parameters::Parameters for $name {
            fn known() -> &'static $crate::parameters::Known {
                static KNOWN: std::sync::LazyLock<$crate::parameters::Known> =
                    std::sync::LazyLock::new($crate::parameters::Known::of::<$name>);
                &KNOWN
            }
        }
    )+};
}
pub(crate) use routes;

/// The parameters of a route that takes none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize, JsonSchema)]
pub struct NoParameters {}

routes!(NoParameters);
