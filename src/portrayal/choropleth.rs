use super::scale::{Scale, Series};

/// The figures that colour a layer.
pub struct Choropleth<'a> {
    pub series: Series<'a>,
    pub scale: Scale,
    /// Features of each class.
    pub counts: Vec<usize>,
}
