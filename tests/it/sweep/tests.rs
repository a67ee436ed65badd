//! Walks over a map of two square territories.

use std::path::Path;

use super::*;
use crate::validator::encoder::{TestFeature, TestLayer};

/// Square territories on the grid of zoom 14, as left, top, right and bottom.
const TERRITORIES: [[i64; 4]; 2] =
    [[33_000_000, 22_000_000, 33_900_000, 22_700_000], [33_900_000, 22_000_000, 34_000_000, 22_700_000]];

fn draw(zoom: u8, x: u32, y: u32, backwards: bool) -> Option<Vec<u8>> {
    let scale = 1 << (14 - zoom);
    let cut = |value: i64, tile: u32| (value.div_euclid(scale) - i64::from(tile) * 4096).clamp(-64, 4160) as i32;
    let mut features = Vec::new();
    for (id, [left, top, right, bottom]) in (1..).zip(TERRITORIES) {
        let (left, right, top, bottom) = (cut(left, x), cut(right, x), cut(top, y), cut(bottom, y));
        if left < right && top < bottom {
            let mut ring = [(left, top), (right, top), (right, bottom), (left, bottom)];
            if backwards {
                ring.reverse();
            }
            features.push(TestFeature::polygon(id, &[&ring]));
        }
    }
    (!features.is_empty()).then(|| TestLayer::new("communes", features).tile())
}

fn layers(boxes: &[[f64; 4]]) -> [SweptLayer; 1] {
    [SweptLayer { name: "communes".to_owned(), zooms: 2..=14, boxes: boxes.to_vec() }]
}

const WALK: Walk =
    Walk { complete_to: 7, random: 50, seed: 3, rules: Rules { extent: 4096, buffer: 64 }, compare: true, keep: None };

#[test]
fn every_tile_is_visited() {
    let findings = sweep(&|_, zoom, x, y| draw(zoom, x, y, false), &layers(&[]), &WALK);
    assert!(findings.faults.is_empty(), "{findings}");
    let filled = |zoom: u8| {
        let side = 1_u32 << zoom;
        (0..side)
            .flat_map(|y| (0..side).map(move |x| (x, y)))
            .filter(|&(x, y)| draw(zoom, x, y, false).is_some())
            .count()
    };
    let expected: usize = (2..=7).map(filled).sum();
    assert_eq!(findings.tiles, expected as u64 + 50);
    for zoom in 2..=7 {
        assert_eq!(findings.ids[&("communes".to_owned(), zoom)].len(), 2, "zoom {zoom}");
    }
}

#[test]
fn boxes_spare_empty_tiles_and_lose_none() {
    let everywhere = sweep(&|_, zoom, x, y| draw(zoom, x, y, false), &layers(&[]), &WALK);
    let bounds = [[-3.0, 50.1, 1.9, 52.6], [1.8, 50.1, 2.4, 52.6]];
    let bounded = sweep(&|_, zoom, x, y| draw(zoom, x, y, false), &layers(&bounds), &WALK);
    assert_eq!((bounded.tiles, bounded.features), (everywhere.tiles, everywhere.features));
    assert!(bounded.empty_tiles < everywhere.empty_tiles);
    let outside = sweep(&|_, zoom, x, y| draw(zoom, x, y, false), &layers(&[[120.0, -50.0, 130.0, -40.0]]), &WALK);
    assert_eq!((outside.tiles, outside.features), (0, 0));
}

#[test]
fn faults_are_counted_with_their_places() {
    let findings = sweep(&|_, zoom, x, y| draw(zoom, x, y, zoom == 5), &layers(&[]), &WALK);
    assert_eq!(findings.faults.len(), 1, "{findings}");
    let (count, places) = &findings.faults["the first ring is wound like a hole"];
    let decoded = |x, y| draw(5, x, y, true).map_or(0, |tile| decode(&tile)[0].features.len() as u64);
    assert_eq!(*count, (0..32).flat_map(|y| (0..32).map(move |x| decoded(x, y))).sum::<u64>());
    assert!(places[0].starts_with("communes/5/"), "{places:?}");
    assert!(findings.to_string().contains("the first ring is wound like a hole"));
}

#[test]
fn tiles_are_kept_for_geos() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kept");
    let walk = Walk { keep: Some(folder.clone()), ..WALK };
    sweep(&|_, zoom, x, y| draw(zoom, x, y, false), &layers(&[]), &walk);
    assert!(folder.join("communes/2/1/1.mvt").exists());
    crate::clients::assert_valid_for_geos(&folder);
}

#[test]
fn a_walk_is_repeatable() {
    let once = || sweep(&|_, zoom, x, y| draw(zoom, x, y, false), &layers(&[]), &WALK).to_string();
    assert_eq!(once(), once());
}
