//! How styles show a layer of points: circles of clusters and single points, donuts of categories, a sample of the
//! points, or a heat map.

mod color;
mod donut;
mod find;
mod heat;
mod layers;
mod shares;
mod sizes;

use super::theme::Choropleth;

pub use donut::{Donuts, MOST_SHARES};
pub(super) use heat::RAMP_STOPS;
pub(super) use layers::point_layers;
pub use shares::{Share, Shares};
pub use sizes::CircleSizes;

/// What a map makes of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointMap {
    /// Points near each other as circles whose area grows with their number.
    Clusters,
    /// One of so many.
    Thinned,
    /// How dense they are.
    Heatmap,
    /// Every point.
    All,
}

impl PointMap {
    pub const ALL: [PointMap; 4] = [PointMap::Clusters, PointMap::Thinned, PointMap::Heatmap, PointMap::All];

    /// The name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            PointMap::Clusters => "clusters",
            PointMap::Thinned => "thinned",
            PointMap::Heatmap => "heatmap",
            PointMap::All => "all",
        }
    }

    /// `?points=` of the tiles that it draws.
    pub(super) const fn tiles(self) -> super::PointMode {
        match self {
            PointMap::Clusters => super::PointMode::Clusters,
            PointMap::Thinned | PointMap::Heatmap => super::PointMode::Thinned,
            PointMap::All => super::PointMode::All,
        }
    }
}

/// What a style shows of a layer of points.
pub struct Points<'a> {
    pub map: PointMap,
    pub sizes: CircleSizes,
    /// The figures that colour them: a cluster has the class of the mean of its points.
    pub figures: Option<Choropleth<'a>>,
    /// The categories that colour them; those of a cluster are parts of a ring.
    pub shares: Option<Shares<'a>>,
    /// For each zoom of the layer of how many points a sample shows one.
    pub strides: Vec<u32>,
    /// Colours of a heat map, from few points to many.
    pub heat: Vec<&'static str>,
}

impl Points<'_> {
    /// The donuts that stand for clusters.
    pub(super) fn donuts(&self) -> Option<Donuts> {
        let shares = self.shares.as_ref().filter(|_| self.map == PointMap::Clusters)?;
        Some(shares.donuts())
    }
}
