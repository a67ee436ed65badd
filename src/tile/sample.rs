use crate::atlas::LayerView;
use crate::filter::Matching;
use crate::query::PreparedPart;

/// Which features of a layer a tile shows: those that a filter lets through, and of these, where points are thinned, one
/// of so many along their curve.
#[derive(Clone, Copy)]
pub(super) struct Sample<'a> {
    matching: Option<&'a Matching>,
    stride: u32,
    /// How many features there are to show.
    features: u32,
}

impl<'a> Sample<'a> {
    pub(super) fn new<D: AsRef<[u8]>>(prepared: &'a PreparedPart<'_>, layer: &LayerView<'_, D>) -> Sample<'a> {
        let matching = prepared.matching.as_deref();
        let features = matching.map_or(layer.len() as u32, Matching::count);
        Sample { matching, stride: prepared.stride, features }
    }

    #[inline]
    pub(super) fn shows(&self, feature: u32) -> bool {
        let is_let_through = self.matching.is_none_or(|matching| matching.contains(feature));
        is_let_through && (self.stride == 1 || self.rank(feature).is_multiple_of(self.stride))
    }

    /// How many features one that is shown stands for: the last of them stands for what is left.
    pub(super) fn weight(&self, feature: u32) -> u32 {
        self.stride.min(self.features.saturating_sub(self.rank(feature)))
    }

    /// How many of the features to show come before one.
    fn rank(&self, feature: u32) -> u32 {
        self.matching.map_or(feature, |matching| matching.rank(feature))
    }
}
