//! The tiles of France, drawn from the atlas and checked one by one.

use std::collections::BTreeMap;
use std::path::PathBuf;

use maillage::catalog::{Catalog, Request};
use maillage::container::Mapping;
use maillage::geo::TileId;
use maillage::tile::{Scratch, draw};

use crate::clients::assert_valid_for_geos;
use crate::common::{france, output};
use crate::sweep::{Findings, SweptLayer, Walk, sweep};

fn catalog() -> Catalog<Mapping> {
    Catalog::map(france()).expect("France opens").0
}

/// Draws a tile, with all that a request may ask for.
fn tile(catalog: &Catalog<Mapping>, layer: &str, zoom: u8, x: u32, y: u32) -> Option<Vec<u8>> {
    thread_local!(static SCRATCH: std::cell::RefCell<Scratch> = std::cell::RefCell::default());
    let request = Request { layers: layer, indicators: Some("*"), years: None, fields: None };
    let selection = catalog.select(&request).expect("the layer is there");
    let tile = TileId::new(zoom, x, y)?;
    let drawn = SCRATCH.with_borrow_mut(|scratch| draw(catalog, &selection, tile, scratch));
    assert_eq!(drawn.skipped, 0, "{layer}/{zoom}/{x}/{y}");
    (!drawn.bytes.is_empty()).then_some(drawn.bytes)
}

fn swept(catalog: &Catalog<Mapping>, wanted: impl Fn(&str) -> bool) -> Vec<SweptLayer> {
    let layers = catalog.layers().filter(|layer| wanted(&layer.name));
    layers
        .map(|layer| SweptLayer {
            name: layer.name.clone(),
            zooms: layer.zooms.min..=layer.zooms.max,
            boxes: Vec::new(),
        })
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
    let findings = sweep(&draw, &swept(&catalog, |_| true), &walk);
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

/// Every territory has a shape at every zoom of its layer, up to the last.
#[test]
fn every_zoom_holds_every_territory() {
    let catalog = catalog();
    for number in 0..catalog.layers().count() {
        let layer = catalog.atlas().layer(number).expect("numbered by the catalogue");
        for zoom in layer.record().layer.zooms.iter() {
            let Some(shapes) = layer.zoom(zoom) else { continue };
            for feature in 0..layer.len() as u32 {
                let rings = shapes.shape(feature).expect("in its section").rings().expect("sound");
                assert!(!rings.is_empty() && !rings[0].1, "{} {feature} at zoom {zoom}", layer.record().layer.name);
            }
        }
    }
}
