/// Radii of the circles of clusters.
///
/// The area of a circle is that of a small one, in which a number can be read, and more for every point: so much that
/// the largest cluster of a zoom has the largest circle. Clusters change at whole zooms, and so do the circles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CircleSizes {
    /// For each zoom from 0 how many points the largest cluster has.
    pub largest: Vec<u32>,
    /// Whether the number stands in a ring, which takes room.
    pub has_ring: bool,
}

/// Smallest and largest radius in pixels. Clusters are joined within 40 pixels, as a rule: larger circles would hide
/// their neighbours.
const RADII: [f64; 2] = [11.0, 27.0];

/// The same of rings, whose parts must be told apart.
const RING_RADII: [f64; 2] = [15.0, 30.0];

/// The number of points that has the largest circle, where no cluster has more: a pair is not large, however alone.
const LARGE: u32 = 30;

impl CircleSizes {
    /// The smallest radius and the largest, in pixels.
    pub fn radii(&self) -> [f64; 2] {
        if self.has_ring { RING_RADII } else { RADII }
    }

    /// The number of points that has the largest circle at a zoom.
    pub fn most(&self, zoom: u8) -> u32 {
        let known = self.largest.get(usize::from(zoom)).or(self.largest.last());
        known.copied().unwrap_or(LARGE).max(LARGE)
    }

    /// The radius of the circle of a number of points, in pixels.
    pub fn radius(&self, count: f64, zoom: u8) -> f64 {
        let [base, more] = self.area(zoom);
        (base + more * count.max(0.0)).sqrt()
    }

    /// Squares of radii: of none, and what each point adds to it.
    pub(in crate::portrayal) fn area(&self, zoom: u8) -> [f64; 2] {
        let [least, most] = self.radii().map(|radius| radius * radius);
        [least, (most - least) / f64::from(self.most(zoom))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_grow_with_counts_up_to_the_largest_of_the_zoom() {
        let sizes = CircleSizes { largest: vec![1000, 1000, 400, 3], has_ring: false };
        assert_eq!(sizes.radius(1000.0, 0), RADII[1]);
        assert_eq!(sizes.radius(400.0, 2), RADII[1]);
        assert_eq!(sizes.radius(0.0, 2), RADII[0]);
        assert_eq!(sizes.most(3), LARGE, "three are few, though no cluster has more");
        assert_eq!(sizes.most(9), sizes.most(3), "beyond the last zoom its tiles are shown");
        let area = |count: f64| sizes.radius(count, 1).powi(2);
        assert!((area(300.0) - area(200.0) - (area(200.0) - area(100.0))).abs() < 1e-9, "as much for each point");
    }
}
