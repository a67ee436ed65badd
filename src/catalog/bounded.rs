use std::hash::Hash;

use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};

/// Part of a cache that is kept for what was asked for more than once. The rest is room for what is new: left small, as
/// for many small entries, it would never keep a large one long enough to be asked for again.
const PROVEN: f64 = 0.5;

const MOST_SHARDS: u64 = 64;

/// What entries of a cache weigh, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weights {
    /// All of them, at most.
    pub(crate) all: u64,
    /// Most of them: tells for how many room is made.
    pub(crate) typical: u64,
    /// The largest that it is worth to keep.
    pub(crate) largest: u64,
}

/// A cache of so many bytes, of which a single entry may be a good part.
pub(crate) fn bounded<K, V, W>(weights: Weights, weighter: W) -> Cache<K, V, W>
where
    K: Eq + Hash,
    V: Clone,
    W: Weighter<K, V> + Clone,
{
    let Weights { all, typical, largest } = weights;
    // Shards, so that those who ask at once seldom meet; but each with room for a few of the largest.
    let shards = (all / (4 * largest)).clamp(1, MOST_SHARDS);
    let options = OptionsBuilder::new()
        .shards(shards as usize)
        .hot_allocation(PROVEN)
        .estimated_items_capacity((all / typical) as usize + 1)
        .weight_capacity(all)
        .build()
        .expect("both capacities are given");
    Cache::with_options(options, weighter, DefaultHashBuilder::default(), DefaultLifecycle::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone)]
    struct Itself;

    impl Weighter<u32, u64> for Itself {
        fn weight(&self, _key: &u32, weight: &u64) -> u64 {
            *weight
        }
    }

    /// A few large entries are asked for twice, then others, and so on: the second time nothing is made anew.
    #[test]
    fn what_is_new_and_large_is_there_when_it_is_asked_for_again() {
        let cache = bounded(Weights { all: 256, typical: 1, largest: 64 }, Itself);
        let mut made = 0;
        for round in 0..20 {
            for _ in 0..2 {
                for (piece, weight) in [(0, 26), (1, 5), (2, 18)] {
                    let make = || {
                        made += 1;
                        Ok::<u64, std::convert::Infallible>(weight)
                    };
                    let _ = cache.get_or_insert_with(&(3 * round + piece), make);
                }
            }
            assert!(cache.weight() <= 256);
        }
        assert_eq!(made, 60);
    }
}
