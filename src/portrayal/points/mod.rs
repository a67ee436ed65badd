//! How maps show a layer of points: circles of clusters and single points, donuts of categories, a sample of the
//! points, or a heat map.

mod find;
mod kind;
mod shares;
mod sizes;

pub use kind::PointMap;
pub(super) use shares::donut_colors;
pub use shares::{MOST_SHARES, Share, Shares};
pub use sizes::CircleSizes;

use super::choropleth::Choropleth;

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

/// Where each further colour of a heat map begins, of the density of the densest places: most places are far from it.
pub(super) const RAMP_STOPS: [f64; 5] = [0.04, 0.14, 0.32, 0.6, 1.0];
