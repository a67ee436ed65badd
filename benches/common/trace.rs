//! What map users ask for: a seeded walk of pans and zooms over France.

use std::collections::BTreeSet;

use maillage::catalog::Catalog;
use maillage::container::Mapping;
use maillage::geo::TileId;

/// Steps of a user.
const STEPS: usize = 60;

/// Where they begin.
const TOWNS: u64 = 25;

/// Tiles of a walk, in the order in which they are asked for, each user's own map remembering what it has loaded.
///
/// A user begins at one of 25 communes at a zoom from 4 to 8, sees 4 × 3 tiles, and goes on by zooming in (1 step of
/// 3), zooming out (1 of 6) or moving one tile aside (1 of 2). Zooms 4 to 14.
pub(crate) fn tiles(catalog: &Catalog<Mapping>, length: usize) -> Vec<TileId> {
    let (id, layer) = catalog.layer("communes").expect("France has communes");
    let view = catalog.view(id);
    let shapes = view.zoom(14).expect("communes have shapes at zoom 14");
    let mut random = Random(1);
    let towns: Vec<u32> = (0..TOWNS).map(|_| random.below(u64::from(layer.features)) as u32).collect();
    let mut tiles = Vec::with_capacity(length + 1000);
    while tiles.len() < length {
        let feature = towns[random.below(TOWNS) as usize];
        let anchor = shapes.shape(feature).expect("a sound atlas").anchor();
        // In tiles of zoom 14, with a fraction.
        let mut middle = [f64::from(anchor.x) / 4096.0, f64::from(anchor.y) / 4096.0];
        let mut zoom = 4 + random.below(5) as u8;
        let mut seen = BTreeSet::new();
        for _ in 0..STEPS {
            look(zoom, middle, &mut seen, &mut tiles);
            match random.below(6) {
                0..2 => zoom = (zoom + 1).min(14),
                2 => zoom = zoom.saturating_sub(1).max(4),
                _ => {
                    let direction = if random.below(2) == 0 { 1.0 } else { -1.0 };
                    middle[random.below(2) as usize] += direction * f64::from(1 << (14 - zoom));
                }
            }
        }
    }
    tiles.truncate(length);
    tiles
}

/// Adds the tiles of a screen that the user has not seen.
fn look(zoom: u8, middle: [f64; 2], seen: &mut BTreeSet<TileId>, tiles: &mut Vec<TileId>) {
    let scale = f64::from(1 << (14 - zoom));
    let [x, y] = middle.map(|value| value / scale);
    for row in 0..3 {
        for column in 0..4 {
            let (x, y) = ((x - 1.5 + f64::from(column)).max(0.0), (y - 1.0 + f64::from(row)).max(0.0));
            if let Some(tile) = TileId::new(zoom, x as u32, y as u32)
                && seen.insert(tile)
            {
                tiles.push(tile);
            }
        }
    }
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }
}
