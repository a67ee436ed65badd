use std::sync::OnceLock;

use super::bits::Bits;

/// The features of a layer that a filter lets through.
#[derive(Debug)]
pub struct Matching {
    bits: Bits,
    /// For each word of the set how many features stand in those before it.
    before: Vec<u32>,
    count: u32,
    /// For each zoom from 0 up, of how many one is shown when they are thinned; made when it is first asked for.
    strides: OnceLock<Vec<u32>>,
}

impl Matching {
    pub(super) fn new(bits: Bits) -> Matching {
        let mut count = 0;
        let before = bits.words().iter().map(|word| {
            count += word.count_ones();
            count - word.count_ones()
        });
        Matching { before: before.collect(), bits, count, strides: OnceLock::new() }
    }

    #[inline]
    pub fn contains(&self, feature: u32) -> bool {
        self.bits.contains(feature)
    }

    /// Number of features.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The features, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.bits.iter()
    }

    /// How many of its features come before one, which need not be one of them.
    #[inline]
    pub fn rank(&self, feature: u32) -> u32 {
        let place = feature as usize / 64;
        let (Some(before), Some(word)) = (self.before.get(place), self.bits.words().get(place)) else {
            return self.count;
        };
        before + (word & ((1 << (feature % 64)) - 1)).count_ones()
    }

    /// As [`crate::cluster::strides`] makes them of the features' places.
    pub(crate) fn strides(&self, make: impl FnOnce() -> Vec<u32>) -> &[u32] {
        self.strides.get_or_init(make)
    }

    /// Memory that it takes.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Matching>() + size_of_val(self.bits.words()) + size_of_val(self.before.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_count_those_before() {
        let mut bits = Bits::none(200);
        [0, 3, 63, 64, 130, 199].into_iter().for_each(|feature| bits.insert(feature));
        let matching = Matching::new(bits);
        assert_eq!(matching.count(), 6);
        for feature in 0..=400 {
            let expected = matching.iter().filter(|&other| other < feature).count() as u32;
            assert_eq!(matching.rank(feature), expected, "{feature}");
        }
    }
}
