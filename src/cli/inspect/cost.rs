use std::sync::atomic::{AtomicUsize, Ordering};

use crate::catalog::Catalog;
use crate::container::Mapping;
use crate::geo::TileId;
use crate::query::Prepared;
use crate::tile::{Compressors, Encoding, Scratch, draw};

/// What one tile weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TileCost {
    pub(super) tile: TileId,
    pub(super) features: u32,
    /// Damaged features that were left out.
    pub(super) skipped: u32,
    /// Bytes that are not compressed; none when nothing is there.
    pub(super) raw: usize,
    /// Bytes as a server answers them to a client that takes gzip.
    pub(super) gzip: usize,
}

/// What the tiles of a zoom weigh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ZoomCost {
    pub(super) zoom: u8,
    /// Tiles that are not empty.
    pub(super) tiles: usize,
    /// Features of all tiles: one that several tiles show counts in each.
    pub(super) features: u64,
    /// Damaged features that were left out, each in every tile that lacks it.
    pub(super) skipped: u64,
    pub(super) raw: Spread,
    pub(super) gzip: Spread,
}

/// Sizes in bytes of tiles that are not empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spread {
    /// The size in the middle, the lower one of two.
    pub(super) median: usize,
    /// The largest tile, the first of several, and its size; none where all are empty.
    pub(super) largest: Option<(TileId, usize)>,
}

/// Draws and compresses tiles of the zoom that `prepared` is of, on all cores. Calls `step` after each; the answer is in the order of `tiles`.
pub(super) fn weigh(
    catalog: &Catalog<Mapping>,
    prepared: &Prepared<'_>,
    tiles: &[TileId],
    step: impl Fn() + Sync,
) -> Vec<TileCost> {
    let next = AtomicUsize::new(0);
    let by_thread = rayon::broadcast(|_| {
        let mut drawer = Drawer::default();
        let mut costs = Vec::new();
        while let Some(&tile) = tiles.get(next.fetch_add(1, Ordering::Relaxed)) {
            costs.push(drawer.weigh(catalog, prepared, tile));
            step();
        }
        costs
    });
    let mut costs: Vec<TileCost> = by_thread.into_iter().flatten().collect();
    costs.sort_unstable_by_key(|cost| cost.tile);
    costs
}

/// The memory of a thread.
#[derive(Default)]
struct Drawer {
    scratch: Scratch,
    compressors: Compressors,
}

impl Drawer {
    fn weigh(&mut self, catalog: &Catalog<Mapping>, prepared: &Prepared<'_>, tile: TileId) -> TileCost {
        let drawn = draw(catalog, prepared, tile, &mut self.scratch);
        let raw = drawn.bytes.len();
        let gzip = if raw == 0 { None } else { self.compressors.compress(&drawn.bytes, Encoding::Gzip) };
        let gzip = gzip.map_or(raw, |compressed| compressed.len());
        TileCost { tile, features: drawn.features, skipped: drawn.skipped, raw, gzip }
    }
}

impl ZoomCost {
    /// Sums up the tiles of a zoom, in their order.
    pub(super) fn of(zoom: u8, tiles: &[TileCost]) -> ZoomCost {
        let filled: Vec<&TileCost> = tiles.iter().filter(|cost| cost.raw > 0).collect();
        ZoomCost {
            zoom,
            tiles: filled.len(),
            features: filled.iter().map(|cost| u64::from(cost.features)).sum(),
            skipped: tiles.iter().map(|cost| u64::from(cost.skipped)).sum(),
            raw: Spread::of(filled.iter().map(|cost| (cost.tile, cost.raw))),
            gzip: Spread::of(filled.iter().map(|cost| (cost.tile, cost.gzip))),
        }
    }
}

impl Spread {
    fn of(sizes: impl Iterator<Item = (TileId, usize)> + Clone) -> Spread {
        let largest = sizes.clone().reduce(|one, other| if other.1 > one.1 { other } else { one });
        let mut sizes: Vec<usize> = sizes.map(|(_, size)| size).collect();
        let middle = sizes.len().saturating_sub(1) / 2;
        let median = if sizes.is_empty() { 0 } else { *sizes.select_nth_unstable(middle).1 };
        Spread { median, largest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(x: u32, raw: usize, gzip: usize) -> TileCost {
        let tile = TileId::new(4, x, 0).unwrap();
        TileCost { tile, features: raw.min(3) as u32, skipped: u32::from(raw == 0), raw, gzip }
    }

    #[test]
    fn empty_tiles_count_for_nothing_but_their_damage() {
        let costs = [cost(0, 0, 0), cost(1, 900, 90), cost(2, 500, 95), cost(3, 900, 20), cost(4, 100, 10)];
        let zoom = ZoomCost::of(4, &costs);
        assert_eq!((zoom.tiles, zoom.features, zoom.skipped), (4, 12, 1));
        assert_eq!(zoom.raw, Spread { median: 500, largest: Some((costs[1].tile, 900)) });
        assert_eq!(zoom.gzip, Spread { median: 20, largest: Some((costs[2].tile, 95)) });
    }

    #[test]
    fn a_zoom_without_tiles_has_no_largest() {
        let zoom = ZoomCost::of(4, &[cost(0, 0, 0)]);
        assert_eq!((zoom.tiles, zoom.raw, zoom.gzip), (0, Spread::default(), Spread::default()));
    }
}
