//! Ids: which layer, field, column or feature of one opened map is meant.
//!
//! A lookup by name gives an id, everything else takes it: what an id stands for exists. An id is good for the map that
//! gave it, and lives no longer than that. In debug builds it carries the stamp of its map, and lookups panic when it is
//! another's; in release builds an id is its numbers and nothing else.

/// What tells the ids of one map from those of another. Takes no room in release builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct MapStamp {
    #[cfg(debug_assertions)]
    hash: u64,
}

impl MapStamp {
    /// The stamp of a map whose files have this hash.
    pub(crate) const fn new(hash: u64) -> MapStamp {
        let _ = hash;
        MapStamp {
            #[cfg(debug_assertions)]
            hash,
        }
    }
}

/// A layer of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LayerId {
    number: u32,
    stamp: MapStamp,
}

/// A field of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId {
    layer: LayerId,
    number: u32,
}

/// A column of figures: an indicator in a year, for a layer that has figures of its own. Label points show the columns of
/// the territories that they label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnId {
    layer: LayerId,
    number: u32,
}

/// A feature of a layer, such as a territory or a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeatureId {
    pub layer: LayerId,
    pub number: u32,
}

impl LayerId {
    /// The layer of a number in the description of the map's atlas, which has it.
    pub(crate) const fn new(number: usize, stamp: MapStamp) -> LayerId {
        LayerId { number: number as u32, stamp }
    }

    /// Its number in the description of the atlas.
    ///
    /// # Panics
    /// In debug builds, when it is a layer of another map.
    #[inline]
    pub(crate) fn number(self, stamp: MapStamp) -> usize {
        debug_assert!(self.stamp == stamp, "an id of one map was looked up in another");
        self.number as usize
    }

    /// A field of the layer by its number, which the layer has.
    pub(crate) const fn field(self, number: usize) -> FieldId {
        FieldId { layer: self, number: number as u32 }
    }

    /// A column of the layer by its number in the description of the almanac, which has it.
    pub(crate) const fn column(self, number: usize) -> ColumnId {
        ColumnId { layer: self, number: number as u32 }
    }

    /// A feature of the layer.
    #[inline]
    pub const fn feature(self, number: u32) -> FeatureId {
        FeatureId { layer: self, number }
    }
}

impl FieldId {
    pub const fn layer(self) -> LayerId {
        self.layer
    }

    /// Its number among the fields of the layer.
    #[inline]
    pub const fn number(self) -> usize {
        self.number as usize
    }
}

impl ColumnId {
    /// The layer whose figures they are.
    pub const fn layer(self) -> LayerId {
        self.layer
    }

    /// Its number among the columns of the layer.
    #[inline]
    pub(crate) const fn number(self) -> usize {
        self.number as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_take_no_room_in_release_builds() {
        let sizes = [size_of::<MapStamp>(), size_of::<LayerId>(), size_of::<FieldId>(), size_of::<ColumnId>()];
        if cfg!(debug_assertions) {
            assert!(sizes.iter().all(|&size| size >= size_of::<u64>()), "{sizes:?}");
        } else {
            assert_eq!(sizes, [0, 4, 8, 8]);
            assert_eq!(size_of::<FeatureId>(), 8);
        }
    }

    #[test]
    fn a_number_is_told_to_its_own_map_only() {
        let (own, other) = (MapStamp::new(1), MapStamp::new(2));
        let layer = LayerId::new(3, own);
        assert_eq!(layer.number(own), 3);
        let foreign = std::panic::catch_unwind(|| layer.number(other));
        assert_eq!(foreign.is_err(), cfg!(debug_assertions));
    }

    #[test]
    fn ids_are_in_the_order_of_their_numbers() {
        let [first, second] = [0, 1].map(|number| LayerId::new(number, MapStamp::new(0)));
        assert!(first.feature(9) < second.feature(0) && second.feature(0) < second.feature(1));
        assert!(first.column(1) < second.column(0) && first.field(0) < first.field(1));
    }
}
