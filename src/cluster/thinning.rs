use rustc_hash::FxHashMap;

use crate::geo::WorldPoint;

/// Most points that a thinned tile holds, its buffer left aside.
pub const MOST_POINTS: u32 = 4096;

/// For each zoom from 0 to `highest`, of how many points along their curve one is shown: the least power of two that
/// leaves no tile more than [`MOST_POINTS`].
///
/// Every so many-th point of a space-filling curve is a sample in proportion: of any part of the map it leaves the same
/// share, up to one point for each time that the curve enters it. All tiles of a zoom leave the same share, so that a
/// dense city stays denser than the country around it. The powers nest: what a zoom shows, higher ones show too.
pub fn strides(places: &[WorldPoint], highest: u8) -> Vec<u32> {
    let mut found = Vec::with_capacity(usize::from(highest) + 1);
    let mut is_light = false;
    for zoom in 0..=highest {
        let mut stride = 1;
        // Tiles of higher zooms lie within those of lower ones: once no thinning is needed, none is above.
        if !is_light {
            while heaviest(places, zoom, stride) > MOST_POINTS {
                stride *= 2;
            }
            is_light = stride == 1;
        }
        found.push(stride);
    }
    found
}

/// Points of the tile that holds most, when one of `stride` is shown.
fn heaviest(places: &[WorldPoint], zoom: u8, stride: u32) -> u32 {
    let mut tiles: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for place in places.iter().step_by(stride as usize) {
        let along = |value: u32| (u64::from(value) >> (32 - zoom)) as u32;
        *tiles.entry((along(place.x), along(place.y))).or_default() += 1;
    }
    tiles.into_values().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_so_many_is_left_that_no_tile_holds_too_many() {
        // 20,000 points, a quarter of them in the western half of the world.
        let place = |number: u32| {
            let x = if number.is_multiple_of(4) { number * 1000 } else { (1 << 31) + number * 1000 };
            WorldPoint { x, y: 1 << 31 }
        };
        let places: Vec<WorldPoint> = (0..20_000).map(place).collect();
        let strides = strides(&places, 12);
        assert_eq!(strides[0], 8);
        assert_eq!(strides[1], 8);
        assert_eq!(strides[12], 1);
        assert!(strides.windows(2).all(|pair| pair[0] >= pair[1]), "{strides:?}");
    }
}
