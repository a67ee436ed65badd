/// From the numbers of values in a dictionary to their places in one layer of one tile.
///
/// A table as long as the dictionary, never cleared: a number counts only under the stamp of the layer being drawn.
#[derive(Default)]
pub(super) struct Renumber {
    places: Vec<(u32, u32)>,
    stamp: u32,
}

impl Renumber {
    /// Starts a layer over a dictionary of so many values.
    pub(super) fn begin(&mut self, values: u32) {
        if self.places.len() < values as usize {
            self.places.resize(values as usize, (0, 0));
        }
        self.stamp = self.stamp.wrapping_add(1);
        if self.stamp == 0 {
            self.places.fill((0, 0));
            self.stamp = 1;
        }
    }

    /// The place of a value; `add` gives it one when it is new. None for a number outside the dictionary, or when
    /// `add` finds no such value.
    #[inline]
    pub(super) fn place(&mut self, value: u32, add: impl FnOnce() -> Option<u32>) -> Option<u32> {
        let (stamp, place) = self.places.get_mut(value as usize)?;
        if *stamp != self.stamp {
            *place = add()?;
            *stamp = self.stamp;
        }
        Some(*place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_hold_for_one_layer() {
        let mut renumber = Renumber::default();
        renumber.begin(3);
        assert_eq!(renumber.place(2, || Some(0)), Some(0));
        assert_eq!(renumber.place(2, || panic!("known")), Some(0));
        assert_eq!(renumber.place(3, || panic!("outside")), None);
        assert_eq!(renumber.place(1, || None), None);
        renumber.begin(5);
        assert_eq!(renumber.place(2, || Some(7)), Some(7));
        assert_eq!(renumber.place(4, || Some(8)), Some(8));
        renumber.stamp = u32::MAX;
        renumber.begin(5);
        assert_eq!(renumber.place(4, || Some(9)), Some(9));
    }
}
