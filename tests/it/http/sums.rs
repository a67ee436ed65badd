//! Every territory is in every zoom, with its figure: tiles are walked from zoom to zoom and added up.

use std::collections::BTreeMap;

use super::{by_code, layers};
use crate::common::{Server, france, project};

/// All codes of a layer at each zoom up to `last`, with the population where there is one.
///
/// A tile below an empty one is empty, since the buffer of a tile lies in the tile above and its buffer.
fn walk(server: &Server, layer: &str, first: u8, last: u8) -> Vec<BTreeMap<String, Option<f64>>> {
    let side = 1_u32 << first;
    let mut tiles: Vec<(u32, u32)> = (0..side).flat_map(|y| (0..side).map(move |x| (x, y))).collect();
    let mut zooms = Vec::new();
    for zoom in first..=last {
        let mut codes: BTreeMap<String, Option<f64>> = BTreeMap::new();
        let mut filled = Vec::new();
        for (x, y) in tiles {
            let answer = server.get(&format!("/{layer}/{zoom}/{x}/{y}?fields=code&points=all"));
            if answer.status == 204 {
                continue;
            }
            for (code, attributes) in by_code(&layers(&answer)[0]) {
                let population = attributes.get("population").map(super::Attribute::number);
                let before = codes.insert(code.clone(), population);
                assert!(before.is_none_or(|before| before == population), "{layer} {code} at zoom {zoom}: two figures");
            }
            filled.push((x, y));
        }
        zooms.push(codes);
        tiles = filled
            .iter()
            .flat_map(|&(x, y)| [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(i, j)| (2 * x + i, 2 * y + j)))
            .collect();
    }
    zooms
}

/// The population of 2023 by département, from the table of communes.
fn departements() -> BTreeMap<String, f64> {
    let path = project().join("data/france/indicators/population_2023.csv");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(path).expect("a table");
    let mut sums = BTreeMap::new();
    for row in reader.records() {
        let row = row.expect("a row");
        let length = if row[0].starts_with("97") { 3 } else { 2 };
        let figure: f64 = if row[1].is_empty() { 0.0 } else { row[1].parse().expect("a number") };
        *sums.entry(row[0][..length].to_owned()).or_default() += figure;
    }
    sums
}

const EVERYBODY: f64 = 68_350_798.0;

#[test]
fn every_commune_is_counted_at_every_zoom() {
    let server = Server::start(france());
    for (zoom, codes) in (4..).zip(walk(&server, "communes", 4, 7)) {
        assert_eq!(codes.len(), 34_875, "zoom {zoom}");
        let sum: f64 = codes.values().flatten().sum();
        assert_eq!(sum, EVERYBODY, "zoom {zoom}");
    }
}

#[test]
fn every_intermunicipality_is_counted_at_every_zoom() {
    let server = Server::start(france());
    let zooms = walk(&server, "epci", 4, 8);
    for (zoom, codes) in (4..).zip(&zooms) {
        assert_eq!(codes.len(), 1_255, "zoom {zoom}");
    }
    let sum: f64 = zooms[0].values().flatten().sum();
    // Four island communes belong to none.
    assert!(sum < EVERYBODY && sum > EVERYBODY - 20_000.0, "{sum}");
}

#[test]
fn the_departements_add_up_their_communes() {
    let server = Server::start(france());
    let expected = departements();
    for (zoom, codes) in (0..).zip(walk(&server, "departements", 0, 8)) {
        let found: BTreeMap<String, f64> = codes.into_iter().filter_map(|(code, sum)| Some((code, sum?))).collect();
        assert_eq!(found.len(), 101, "zoom {zoom}");
        assert_eq!(found, expected, "zoom {zoom}");
    }
}

#[test]
fn academies_and_regions_count_everybody() {
    let server = Server::start(france());
    for (layer, count) in [("academies", 30), ("regions", 18)] {
        for (zoom, codes) in (0..).zip(walk(&server, layer, 0, 8)) {
            assert_eq!(codes.len(), count, "{layer}, zoom {zoom}");
            assert_eq!(codes.values().flatten().sum::<f64>(), EVERYBODY, "{layer}, zoom {zoom}");
        }
    }
}

#[test]
fn every_lycee_is_there_at_every_zoom() {
    let server = Server::start(france());
    for (zoom, codes) in (0..).zip(walk(&server, "lycees", 0, 9)) {
        assert_eq!(codes.len(), 5_031, "zoom {zoom}");
    }
}
