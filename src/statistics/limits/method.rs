use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a column is parted into classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Round limits near the quantiles: what a map shows when no method is asked for.
    #[default]
    Rounded,
    /// As many features in each class.
    Quantile,
    /// Classes as wide as each other.
    Equal,
    /// The least differences inside classes.
    Jenks,
    /// Standard deviations around the mean.
    StdDev,
    /// The mean, then the mean of what lies above it, and so on.
    HeadTail,
    /// What the request says.
    Manual,
}

impl Method {
    /// Every method.
    pub const ALL: [Method; 7] = [
        Method::Rounded,
        Method::Quantile,
        Method::Equal,
        Method::Jenks,
        Method::StdDev,
        Method::HeadTail,
        Method::Manual,
    ];

    /// The stable name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Method::Rounded => "rounded",
            Method::Quantile => "quantile",
            Method::Equal => "equal",
            Method::Jenks => "jenks",
            Method::StdDev => "stddev",
            Method::HeadTail => "headtail",
            Method::Manual => "manual",
        }
    }

    /// Whether weights change its limits.
    pub const fn takes_weights(self) -> bool {
        matches!(self, Method::Quantile | Method::Jenks | Method::StdDev | Method::HeadTail)
    }
}
