//! What a layer of a style shows of its figures, as plain data.

use super::choropleth::Choropleth;
use super::points::Points;
use super::scale::Series;

/// What a layer shows.
#[derive(Default)]
pub enum Theme<'a> {
    /// Itself.
    #[default]
    Plain,
    /// Itself, beneath something else that the legend is of.
    Ground,
    Choropleth(Choropleth<'a>),
    Symbols(Symbols<'a>),
    Bivariate(Bivariate<'a>),
    Points(Points<'a>),
}

/// The counts that the areas of circles show.
pub struct Symbols<'a> {
    pub series: Series<'a>,
    /// A circle has a radius of so many pixels times the root of its count, at `zoom`.
    pub factor: f64,
    pub zoom: f64,
}

/// Two indicators that colour a layer together.
pub struct Bivariate<'a> {
    pub x: Choropleth<'a>,
    pub y: Choropleth<'a>,
    /// Features of each class of y, in each class of x.
    pub counts: Vec<Vec<usize>>,
    /// Features without one of the two.
    pub missing: usize,
}

/// What the radius of a circle grows by with every zoom: its area doubles while the ground grows fourfold.
pub(super) const GROWTH: f64 = std::f64::consts::SQRT_2;

/// Zooms between which circles grow.
pub(super) const GROWING: [f64; 2] = [0.0, 18.0];

impl Symbols<'_> {
    /// The radius of the circle of a count.
    pub fn radius(&self, count: f64, zoom: f64) -> f64 {
        self.factor * GROWTH.powf(zoom.clamp(GROWING[0], GROWING[1]) - self.zoom) * count.max(0.0).sqrt()
    }
}

impl Bivariate<'_> {
    /// The colour of a class of x and one of y.
    pub fn color_of(&self, x: usize, y: usize) -> String {
        mixed(third(x, self.x.scale.limits.len() + 1), third(y, self.y.scale.limits.len() + 1))
    }
}

/// Classes that each side of a bivariate map has at most.
pub const SIDE: usize = 3;

/// Which of three colours a class has: the outer ones where there are two.
fn third(class: usize, count: usize) -> usize {
    if count == 2 { class.min(1) * 2 } else { class.min(SIDE - 1) }
}

/// The ramps of x and y, from the light corner that they share. A colour of the matrix is the product of one of each,
/// as if one were printed above the other; products and ramps are close to the scheme that Joshua Stevens proposed
/// 2015 in "Bivariate choropleth maps: a how-to guide".
const X_RAMP: [[u32; 3]; SIDE] = [[0xe8, 0xe8, 0xe8], [0xac, 0xe4, 0xe4], [0x5a, 0xc8, 0xc8]];
const Y_RAMP: [[u32; 3]; SIDE] = [[0xe8, 0xe8, 0xe8], [0xdf, 0xb0, 0xd6], [0xbe, 0x64, 0xac]];

fn mixed(x: usize, y: usize) -> String {
    let corner = X_RAMP[0];
    let channel = |place: usize| (X_RAMP[x][place] * Y_RAMP[y][place] + corner[place] / 2) / corner[place];
    format!("#{:02x}{:02x}{:02x}", channel(0), channel(1), channel(2))
}

impl Theme<'_> {
    /// The figures shown, in order.
    pub(super) fn series(&self) -> Vec<&Series<'_>> {
        match self {
            Theme::Plain | Theme::Ground => Vec::new(),
            Theme::Choropleth(choropleth) => vec![&choropleth.series],
            Theme::Symbols(symbols) => vec![&symbols.series],
            Theme::Bivariate(bivariate) => vec![&bivariate.x.series, &bivariate.y.series],
            Theme::Points(points) => points.figures.iter().map(|figures| &figures.series).collect(),
        }
    }

    /// The points that are shown, where they are.
    pub(crate) fn points(&self) -> Option<&Points<'_>> {
        if let Theme::Points(points) = self { Some(points) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_of_two_are_products_from_a_light_corner() {
        assert_eq!([mixed(0, 0), mixed(2, 0), mixed(0, 2)], ["#e8e8e8", "#5ac8c8", "#be64ac"]);
        assert_eq!(mixed(2, 2), "#4a5694", "0x5a × 0xbe / 0xe8 and so on");
        let all: std::collections::BTreeSet<String> = (0..9).map(|place| mixed(place % 3, place / 3)).collect();
        assert_eq!(all.len(), 9);
        assert_eq!([third(0, 1), third(1, 2), third(1, 3), third(2, 3)], [0, 2, 1, 2]);
    }
}
