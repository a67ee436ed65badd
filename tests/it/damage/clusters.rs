//! Clusters damaged by chance: tiles come out otherwise, nothing panics, nothing runs for ever.

use maillage::catalog::Catalog;
use maillage::geo::LonLat;
use maillage::records::{Among, PageRequest, PointParameters};

use super::chance::damage;
use super::{Pair, draw_tiles, sections, tile_at, within_patience};
use crate::edition::Edition;
use crate::random::Random;
use crate::schools::pages::request;

/// Kinds of the sections of clusters in an atlas: clusters, what they fall into, their points, their counts.
const CLUSTERS: [u16; 4] = [30, 31, 32, 33];
/// Kind of the section of what clusters' points have in a column, in an almanac.
const FIGURES: u16 = 16;

/// Asks for the points of a cluster, and for those near a place.
fn list(catalog: &Catalog<Vec<u8>>, random: &mut Random) {
    let (id, _) = catalog.layer("ecoles").expect("the layer is there");
    let forest = catalog.view(id).clusters().unwrap_or_default();
    let node = forest.nodes.get(random.below(forest.nodes.len() as u64 + 1) as usize);
    let id = node.map_or(1, |node| node.id.get());
    let at = LonLat { lon: random.below(40) as f64 / 10.0, lat: 42.0 };
    for among in [Among::Cluster { id, after: None }, Among::Near { at, within: 50_000.0 }] {
        let points = PointParameters::default();
        let asked = PageRequest { limit: 20, ..request(among, &points) };
        let _ = Edition::of(catalog).records().page(&asked, str::to_owned);
    }
}

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
            let catalog = damaged.open().expect("these sections are not read to open");
            list(&catalog, &mut random);
            let drawn = draw_tiles(&catalog, &tiles);
            changed += u32::from(drawn != whole);
        }
        assert!(changed > 100, "{changed} rounds changed a tile");
    });
}
