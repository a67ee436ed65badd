/// A set of features.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bits {
    words: Vec<u64>,
    /// Number of features that there are: no bit beyond is set.
    features: u32,
}

impl Bits {
    pub(crate) fn none(features: u32) -> Bits {
        Bits { words: vec![0; features.div_ceil(64) as usize], features }
    }

    pub(crate) fn all(features: u32) -> Bits {
        let mut words = vec![u64::MAX; features.div_ceil(64) as usize];
        if let Some(last) = words.last_mut()
            && !features.is_multiple_of(64)
        {
            *last = (1 << (features % 64)) - 1;
        }
        Bits { words, features }
    }

    pub(crate) fn features(&self) -> u32 {
        self.features
    }

    pub(crate) fn words(&self) -> &[u64] {
        &self.words
    }

    pub(crate) fn insert(&mut self, feature: u32) {
        if let Some(word) = self.words.get_mut(feature as usize / 64) {
            *word |= 1 << (feature % 64);
        }
    }

    #[inline]
    pub(crate) fn contains(&self, feature: u32) -> bool {
        self.words.get(feature as usize / 64).is_some_and(|word| word >> (feature % 64) & 1 == 1)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        (0..).zip(&self.words).flat_map(|(place, &word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                left &= left.wrapping_sub(1);
                (bit < 64).then_some(place * 64 + bit)
            })
        })
    }

    /// Those that are in the other set too.
    pub(crate) fn and(mut self, other: &Bits) -> Bits {
        self.words.iter_mut().zip(&other.words).for_each(|(one, other)| *one &= other);
        self
    }

    pub(crate) fn or(mut self, other: &Bits) -> Bits {
        self.words.iter_mut().zip(&other.words).for_each(|(one, other)| *one |= other);
        self
    }

    /// Those that are not in the other set.
    pub(crate) fn without(mut self, other: &Bits) -> Bits {
        self.words.iter_mut().zip(&other.words).for_each(|(one, other)| *one &= !other);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_any_length_hold_what_was_put_in() {
        for features in [0, 1, 63, 64, 65, 200] {
            let all = Bits::all(features);
            assert_eq!(all.iter().collect::<Vec<u32>>(), (0..features).collect::<Vec<u32>>());
            let mut thirds = Bits::none(features);
            (0..features).step_by(3).for_each(|feature| thirds.insert(feature));
            assert_eq!(thirds.iter().count() as u32, features.div_ceil(3));
            let others = all.clone().without(&thirds);
            assert!(others.iter().all(|feature| feature % 3 != 0 && !thirds.contains(feature)));
            assert_eq!(others.clone().or(&thirds), all);
            assert_eq!(others.and(&thirds), Bits::none(features));
        }
    }
}
