//! The tiles of France, drawn from the atlas and checked one by one.

use std::collections::BTreeMap;
use std::path::PathBuf;

use maillage::catalog::Catalog;
use maillage::container::Mapping;
use maillage::gazetteer::{Layer, LayerKind};
use maillage::geo::TileId;
use maillage::query::select;
use maillage::tile::Scratch;

use crate::clients::assert_valid_for_geos;
use crate::common::{france, output};
use crate::edition::{Edition, asked};
use crate::sweep::{Findings, SweptLayer, Walk, sweep};
use crate::validator::{Geometry, Value, decode};

fn catalog() -> Catalog<Mapping> {
    Catalog::map(france()).expect("France opens").0
}

/// Draws a tile, with all that a request may ask for.
fn tile(catalog: &Catalog<Mapping>, layer: &str, zoom: u8, x: u32, y: u32) -> Option<Vec<u8>> {
    thread_local!(static SCRATCH: std::cell::RefCell<Scratch> = std::cell::RefCell::default());
    let request = asked(layer, &[("indicators", "*"), ("points", "all")]);
    let selection = select(catalog, &request).expect("the layer is there");
    let tile = TileId::new(zoom, x, y)?;
    let drawn = SCRATCH.with_borrow_mut(|scratch| Edition::of(catalog).draw(&selection, tile, scratch));
    assert_eq!(drawn.skipped, 0, "{layer}/{zoom}/{x}/{y}");
    (!drawn.bytes.is_empty()).then_some(drawn.bytes)
}

/// All layers, and of views what only they show, each at its zooms.
fn swept(catalog: &Catalog<Mapping>) -> Vec<SweptLayer> {
    let layers = catalog.layers().map(|layer| (&layer.name, layer.zooms));
    let of_views = catalog.views().iter().flat_map(|view| view.parts.iter().map(move |part| (view, part)));
    let hidden = of_views.filter(|(_, part)| catalog.layer(&part.layer).is_none());
    let swept = layers.chain(hidden.map(|(view, part)| (&view.name, part.zooms)));
    swept
        .map(|(name, zooms)| SweptLayer { name: name.clone(), zooms: zooms.min..=zooms.max, boxes: Vec::new() })
        .collect()
}

/// Every tile of zooms 0–8 and 2,000 random ones of each layer: no fault for the validator, no difference between
/// decoders, the same geometry from the reference encoder, valid for GEOS.
#[test]
fn no_tile_of_france_has_a_fault() {
    let catalog = catalog();
    let keep = kept_tiles("france");
    let walk = Walk { keep: Some(keep.clone()), ..Walk::default() };
    let draw = |layer: &str, zoom, x, y| tile(&catalog, layer, zoom, x, y);
    let findings = sweep(&draw, &swept(&catalog), &walk);
    println!("{findings}");
    assert!(findings.faults.is_empty(), "{findings}");
    every_feature_is_met(&catalog, &findings, 8);
    assert_valid_for_geos(&keep);
    let _ = std::fs::remove_dir_all(keep);
}

/// An empty folder for tiles.
fn kept_tiles(name: &str) -> PathBuf {
    let folder = output().join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("tests/output can be written");
    folder
}

fn every_feature_is_met(catalog: &Catalog<Mapping>, findings: &Findings, complete_to: u8) {
    let mut met = BTreeMap::new();
    for layer in catalog.layers() {
        for zoom in layer.zooms.min..=complete_to {
            let ids = findings.ids.get(&(layer.name.clone(), zoom)).map_or(0, std::collections::BTreeSet::len);
            assert_eq!(ids, layer.features as usize, "{} at zoom {zoom}", layer.name);
        }
        met.insert(layer.name.as_str(), layer.features);
    }
    // Label points are as many as the territories that they label.
    met.retain(|name, features| match name.strip_suffix("_labels") {
        Some(level) => {
            assert_eq!(catalog.layer(level).map(|(_, layer)| layer.features), Some(*features), "{name}");
            false
        }
        None => true,
    });
    let expected = [
        ("regions", 18),
        ("academies", 30),
        ("departements", 101),
        ("epci", 1255),
        ("communes", 34_875),
        ("lycees", 5031),
    ];
    assert_eq!(met, BTreeMap::from(expected));
}

/// By id, how often a label is drawn at a zoom, and its attributes.
type Met = BTreeMap<u64, (u32, Vec<(String, Value)>)>;

/// The label points of a layer at each zoom up to `last`.
fn labels(catalog: &Catalog<Mapping>, layer: &Layer, last: u8) -> Vec<Met> {
    let first = layer.zooms.min;
    let side = 1_u32 << first;
    let mut places: Vec<(u32, u32)> = (0..side).flat_map(|y| (0..side).map(move |x| (x, y))).collect();
    let mut zooms = Vec::new();
    for zoom in first..=last {
        let mut met = Met::new();
        let mut filled = Vec::new();
        for (x, y) in places {
            let Some(tile) = tile(catalog, &layer.name, zoom, x, y) else { continue };
            for feature in decode(&tile).remove(0).features {
                let Geometry::Points(points) = &feature.geometry else { panic!("not a point") };
                assert!(points.iter().all(|at| (0..4096).contains(&at.x) && (0..4096).contains(&at.y)), "{points:?}");
                met.entry(feature.id.expect("an id")).or_insert((0, feature.attributes)).0 += 1;
            }
            filled.push((x, y));
        }
        zooms.push(met);
        // What is not in a tile is in none of the four below it: cells lie inside cells.
        places = (filled.iter())
            .flat_map(|&(x, y)| [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(right, down)| (2 * x + right, 2 * y + down)))
            .collect();
    }
    zooms
}

/// Two tiles that drew the same label would write the same name twice.
#[test]
fn every_label_is_in_one_tile_of_every_zoom_with_its_area_and_its_room() {
    let catalog = catalog();
    let mut sums = BTreeMap::new();
    for layer in catalog.layers().filter(|layer| layer.name.ends_with("_labels")) {
        let zooms = labels(&catalog, layer, 9);
        for (zoom, met) in (layer.zooms.min..).zip(&zooms) {
            assert_eq!(met.len(), layer.features as usize, "{} at zoom {zoom}", layer.name);
            assert!(met.values().all(|(times, _)| *times == 1), "{} at zoom {zoom}", layer.name);
        }
        let value = |zoom: usize, id: &u64, key: &str| match zooms[zoom][id].1.iter().find(|(name, _)| name == key) {
            Some((_, Value::Double(number))) => *number,
            Some((_, Value::UInt(number))) => *number as f64,
            other => panic!("{} {id} {key}: {other:?}", layer.name),
        };
        for id in zooms[0].keys() {
            assert_eq!(value(0, id, "area_km2"), value(1, id, "area_km2"));
            // Twice as many pixels a zoom further on, and the half pixel that was cut off.
            let spaces: Vec<f64> = (0..zooms.len()).map(|zoom| value(zoom, id, "space_px")).collect();
            assert!(spaces.windows(2).all(|pair| [0.0, 1.0].contains(&(pair[1] - 2.0 * pair[0]))), "{spaces:?}");
        }
        let sum: f64 = zooms[0].keys().map(|id| value(0, id, "area_km2")).sum();
        sums.insert(layer.name.clone(), sum);
    }
    let country = sums["regions_labels"];
    // The mainland and the overseas départements, by the Institut géographique national: 632,734 km².
    assert!((country / 632_734.0 - 1.0).abs() < 0.02, "{sums:?}");
    for level in ["communes_labels", "departements_labels", "academies_labels"] {
        assert!((sums[level] / country - 1.0).abs() < 1e-3, "{sums:?}");
    }
}

/// Every territory has a shape at every zoom of its layer, up to the last.
#[test]
fn every_zoom_holds_every_territory() {
    let catalog = catalog();
    for (id, _) in catalog.all_layers() {
        let layer = catalog.view(id);
        if layer.record().layer.kind == LayerKind::Lines {
            continue;
        }
        for zoom in layer.record().layer.zooms.iter() {
            let Some(shapes) = layer.zoom(zoom) else { continue };
            for feature in 0..layer.len() as u32 {
                let rings = shapes.shape(feature).expect("in its section").rings().expect("sound");
                assert!(!rings.is_empty() && !rings[0].1, "{} {feature} at zoom {zoom}", layer.record().layer.name);
            }
        }
    }
}
