use schemars::JsonSchema;
use serde::Deserialize;

use super::placed::Placed;
use crate::gazetteer::{Better, Bilingual, WeightYear};

/// A statistical indicator.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IndicatorForm {
    /// Name in URLs and key in tiles: ASCII letters, digits and `_`.
    pub(super) id: Placed<String>,
    pub(super) label: Bilingual,
    /// What is counted, and how.
    pub(super) description: Option<Bilingual>,
    pub(super) unit: Option<Bilingual>,
    /// Whether more or less of it is better; left out where that is not for a map to say.
    pub(super) better: Option<Better>,
    /// Maps hatch territories whose figure rests on less than this share of its parts, such as 0.8; 1 hatches every
    /// partial figure. No hatch when left out.
    #[schemars(range(max = 1), extend("exclusiveMinimum" = 0))]
    pub(super) hatch_below: Option<Placed<f64>>,
    /// How figures of coarser levels come about.
    pub(super) kind: IndicatorKind,
    /// Count above the line of a share or a mean.
    pub(super) numerator: Option<Placed<String>>,
    /// Count below the line of a share or a mean.
    pub(super) denominator: Option<Placed<String>>,
    /// What numerator / denominator is multiplied by: 100 for a share and 1 for a mean when left out.
    #[schemars(range(min = 1))]
    pub(super) per: Option<Placed<u32>>,
    /// Count by which figures are weighted, where numerator and denominator are not known; 1 for a plain mean, in which
    /// every point, or every territory of the finest level, counts the same.
    pub(super) weight: Option<Placed<WeightForm>>,
    /// Which year's weights serve where those of the figures' own year are not known: `same` (none) or `latest`.
    pub(super) weight_year: Option<Placed<WeightYear>>,
    /// Digits after the decimal point, 0 to 9. When left out, as many as the figures of its tables have; where they have
    /// none, 0 for a count or a class, and 2 for what is computed.
    #[schemars(range(max = 9))]
    pub(super) decimals: Option<Placed<u8>>,
}

/// By what figures are weighted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "the id of a count, or 1 for a plain mean")]
pub(super) enum WeightForm {
    /// Id of a count.
    By(String),
    /// Every figure weighs the same.
    Plain(#[schemars(range(min = 1, max = 1))] u8),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum IndicatorKind {
    /// Figures add up.
    Count,
    /// A part of a whole in percent, recomputed at every coarser level of its parts or weighted.
    Share,
    /// A mean, recomputed in the same way.
    Mean,
    /// A figure on a scale of its own, weighted at coarser levels.
    Index,
    /// The number of a class: coarser levels have what tables give for them.
    Class,
}

/// An indicator that counts the points of a layer in the territories that hold them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TallyForm {
    /// A count, which no table gives for that year.
    pub(super) indicator: Placed<String>,
    /// Layer of points with `within`.
    pub(super) points: Placed<String>,
    /// Reference year of the points.
    pub(super) year: Placed<i32>,
    /// Who publishes the points.
    pub(super) source: String,
    pub(super) licence: String,
}

/// A table that leads from former codes to today's: figures in former codes are added, recomputed of their parts, or
/// not comparable.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PassageForm {
    /// Delimited text, one passage a line; a territory that was split has one for each of its parts.
    pub(super) file: Placed<String>,
    /// Level whose codes it leads to.
    pub(super) level: Placed<String>,
    /// Column of the former code.
    pub(super) from: String,
    /// Column of today's code.
    pub(super) to: String,
    /// Column of the last year in whose codes tables have the former territory.
    pub(super) last_year: String,
}
