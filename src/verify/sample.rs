use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64;

use crate::geo::{EXTENT, GridBox, TileId};
use crate::tile::Drawn;

/// Tiles that are drawn for each that is chosen, so that a heavy one is among them.
const CANDIDATES: u64 = 12;

/// Numbers that look random and are the same every time, of one layer and zoom.
pub(super) struct Chance {
    pub(super) seed: u64,
    pub(super) drawn: u64,
}

impl Chance {
    /// A number below `bound`.
    fn below(&mut self, bound: u64) -> u64 {
        self.drawn += 1;
        xxh3_64(&[self.seed.to_le_bytes(), self.drawn.to_le_bytes()].concat()) % bound.max(1)
    }

    /// A number from `low` to `high`.
    fn between(&mut self, low: i32, high: i32) -> i32 {
        low.wrapping_add(self.below((i64::from(high) - i64::from(low)).max(0) as u64 + 1) as i32)
    }
}

/// Draws `count` tiles of a zoom, or as many as show something: the heaviest of some, one of middle weight, one at the end
/// of the layer, and others by chance. Where features are is told by their own boxes, so that no fault of the R-tree hides.
pub(super) fn tiles(
    boxes: &[Option<GridBox>],
    zoom: u8,
    count: usize,
    mut chance: Chance,
    mut draw: impl FnMut(TileId) -> Drawn,
) -> Vec<(TileId, Drawn)> {
    let known: Vec<&GridBox> = boxes.iter().flatten().collect();
    let (Some(first), true) = (known.first(), count > 0) else { return Vec::new() };
    let end = |of: fn(&GridBox) -> i32| known.iter().copied().max_by_key(|bounds| of(bounds)).unwrap_or(first);
    let ends = [
        tile(zoom, end(|bounds| -bounds.min.x).min.x, end(|bounds| -bounds.min.x).min.y),
        tile(zoom, end(|bounds| bounds.max.x).max.x, end(|bounds| bounds.max.x).max.y),
        tile(zoom, end(|bounds| -bounds.min.y).min.x, end(|bounds| -bounds.min.y).min.y),
        tile(zoom, end(|bounds| bounds.max.y).max.x, end(|bounds| bounds.max.y).max.y),
    ];
    let mut drawn: BTreeMap<TileId, Drawn> = ends.iter().flatten().map(|&tile| (tile, draw(tile))).collect();
    for _ in 0..CANDIDATES * count as u64 {
        let GridBox { min, max } = known[chance.below(known.len() as u64) as usize];
        if let Some(tile) = tile(zoom, chance.between(min.x, max.x), chance.between(min.y, max.y)) {
            drawn.entry(tile).or_insert_with(|| draw(tile));
        }
    }
    let mut by_weight: Vec<TileId> = drawn.keys().copied().collect();
    by_weight.sort_by_key(|tile| (std::cmp::Reverse(drawn[tile].bytes.len()), *tile));
    let mut chosen = vec![by_weight[0], by_weight[by_weight.len() / 2]];
    chosen.extend(ends[chance.below(4) as usize]);
    while !by_weight.is_empty() {
        chosen.push(by_weight.swap_remove(chance.below(by_weight.len() as u64) as usize));
    }
    let mut taken = Vec::new();
    for tile in chosen {
        if taken.len() < count
            && let Some(drawn) = drawn.remove(&tile)
        {
            taken.push((tile, drawn));
        }
    }
    taken
}

/// The tile of a point of the zoom's grid, or the nearest one on the map.
fn tile(zoom: u8, x: i32, y: i32) -> Option<TileId> {
    let last = (1i32 << zoom) - 1;
    let place = |value: i32| value.div_euclid(EXTENT).clamp(0, last) as u32;
    TileId::new(zoom, place(x), place(y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::GridPoint;

    fn chosen(boxes: &[Option<GridBox>], count: usize) -> Vec<TileId> {
        // Tiles in the north weigh more.
        let draw = |tile: TileId| Drawn { bytes: vec![0; 100 - tile.y() as usize], ..Drawn::default() };
        tiles(boxes, 3, count, Chance { seed: 7, drawn: 0 }, draw).into_iter().map(|(tile, _)| tile).collect()
    }

    #[test]
    fn a_sample_is_the_same_every_time_and_holds_the_heaviest() {
        let far = GridBox { min: GridPoint { x: 4096, y: 4096 }, max: GridPoint { x: 30_000, y: 30_000 } };
        let boxes = [None, Some(far)];
        let four = chosen(&boxes, 4);
        assert_eq!(four, chosen(&boxes, 4));
        assert_eq!(four.len(), 4);
        assert_eq!(four[0].y(), 1);
        let all = chosen(&boxes, 1000);
        assert_eq!(all.len(), 49, "every tile of the box");
        assert_eq!(chosen(&[None], 4), []);
        assert_eq!(chosen(&boxes, 0), []);
    }
}
