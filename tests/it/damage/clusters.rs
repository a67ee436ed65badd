//! Clusters damaged by chance: tiles come out otherwise, nothing panics, nothing runs for ever.

use super::chance::damage;
use super::{Pair, draw_tiles, sections, tile_at, within_patience};
use crate::random::Random;

/// Kinds of the sections of clusters in an atlas: clusters, what they fall into, their points, their counts.
const CLUSTERS: [u16; 4] = [30, 31, 32, 33];
/// Kind of the section of what clusters' points have in a column, in an almanac.
const FIGURES: u16 = 16;

#[test]
fn clusters_damaged_by_chance_harm_nothing() {
    within_patience("clusters", || {
        let pair = Pair::read(crate::schools::map());
        let mut tiles = Vec::new();
        for zoom in 0..=8 {
            let ((_, west, north), (_, east, south)) = (tile_at(zoom, 0.0, 44.0), tile_at(zoom, 4.0, 40.0));
            tiles.extend((north..=south).flat_map(|y| (west..=east).map(move |x| (zoom, x, y))));
        }
        let whole = draw_tiles(&pair.open().expect("schools"), &tiles);
        let of = |bytes: &[u8], kinds: &[u16]| {
            let mut found = sections(bytes);
            found.retain(|section| kinds.contains(&section.kind) && section.length > 0);
            found
        };
        let (clusters, figures) = (of(&pair.atlas, &CLUSTERS), of(&pair.almanac, &[FIGURES]));
        assert!(clusters.len() == 4 && !figures.is_empty());
        let mut random = Random::new(23);
        let mut changed = 0;
        for _ in 0..1_000 {
            let mut damaged = pair.clone();
            if random.below(5) == 0 {
                let section = figures[random.below(figures.len() as u64) as usize];
                damage(&mut damaged.almanac, &section, &mut random);
            } else {
                let section = clusters[random.below(4) as usize];
                damage(&mut damaged.atlas, &section, &mut random);
            }
            let drawn = draw_tiles(&damaged.open().expect("these sections are not read to open"), &tiles);
            changed += u32::from(drawn != whole);
        }
        assert!(changed > 100, "{changed} rounds changed a tile");
    });
}
