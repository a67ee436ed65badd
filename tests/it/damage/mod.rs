//! Files that are not what was written: refused in a sentence, or drawn as far as they hold together.

mod chance;
mod clusters;
mod headers;
mod inspected;
mod lines;
mod sections;
mod served;
mod verified;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use maillage::almanac::Almanac;
use maillage::atlas::Atlas;
use maillage::catalog::Catalog;
use maillage::geo::TileId;
use maillage::query::select;
use maillage::tile::Scratch;

use crate::common::project;
use crate::edition::{Edition, asked};
use crate::lilliput::{Lilliput, Told};

/// The two files of a map.
#[derive(Clone)]
struct Pair {
    atlas: Vec<u8>,
    almanac: Vec<u8>,
}

impl Pair {
    /// Reads what a folder publishes.
    fn read(folder: &Path) -> Pair {
        let [atlas, almanac] = paths(folder).map(|path| fs::read(path).expect("a file of the map"));
        Pair { atlas, almanac }
    }

    /// The catalogue of these bytes, or why there is none.
    fn open(&self) -> Result<Catalog<Vec<u8>>, String> {
        let atlas = Atlas::open(self.atlas.clone()).map_err(|error| format!("atlas: {error}"))?;
        let almanac = Almanac::open(self.almanac.clone()).map_err(|error| format!("almanac: {error}"))?;
        Catalog::new(atlas, almanac).map_err(|error| format!("pair: {error}"))
    }

    /// Whether opening or verifying tells that something is wrong.
    fn is_refused(&self) -> bool {
        match self.open() {
            Ok(catalog) => catalog.atlas().verify().is_err() || catalog.almanac().verify().is_err(),
            Err(_) => true,
        }
    }
}

/// Where the atlas and the almanac lie that a folder publishes.
fn paths(folder: &Path) -> [PathBuf; 2] {
    let pointer = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let pointer =
        pointer.into_iter().find(|path| path.extension().is_some_and(|it| it == "json")).expect("a publication");
    let published: serde_json::Value =
        serde_json::from_slice(&fs::read(pointer).expect("the publication")).expect("JSON");
    ["atlas", "almanac"].map(|file| folder.join(published[file].as_str().expect("a file name")))
}

fn lilliput() -> &'static Pair {
    static PAIR: OnceLock<Pair> = OnceLock::new();
    PAIR.get_or_init(|| Pair::read(crate::lilliput::map()))
}

const DEPARTEMENTS: &str = r####"name = "departements"
title = { fr = "Départements", en = "Departments" }
attribution = "© IGN"
bounds = [-5.3, 41.2, 9.7, 51.2]

[[level]]
name = "departements"
label = { fr = "Départements", en = "Departments" }
source = "departements.fgb"
key = "code"
title = "nom"
fields = { chef_lieu = "chef_lieu" }
id = "#[0-9AB]|97#"
zooms = [3, 8]

[[level]]
name = "regions"
label = { fr = "Régions", en = "Regions" }
dissolve = { from = "departements", by = "region" }
id = "##"
zooms = [3, 8]
"####;

/// Real shapes, with long borders: the départements of France.
fn departements() -> &'static Pair {
    static PAIR: OnceLock<Pair> = OnceLock::new();
    PAIR.get_or_init(|| {
        let country = Lilliput::new();
        country.write("recipe.toml", DEPARTEMENTS);
        let source = project().join("data/france/expected/departements.fgb");
        country.write("departements.fgb", fs::read(source).expect("the expected shapes"));
        let built: Told = country.build(&["--quiet"]);
        built.done();
        Pair::read(&country.out())
    })
}

/// A section of a file, as its table has it: see the documentation of the room `container`.
#[derive(Clone, Copy, Debug)]
struct Section {
    kind: u16,
    layer: u16,
    offset: usize,
    length: usize,
}

fn number(bytes: &[u8], offset: usize, length: usize) -> u64 {
    bytes[offset..offset + length].iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Where the section table begins.
fn table(bytes: &[u8]) -> usize {
    number(bytes, 24, 8) as usize
}

fn sections(bytes: &[u8]) -> Vec<Section> {
    let entries = (0..number(bytes, 12, 4) as usize).map(|row| table(bytes) + row * 32);
    let section = |entry| Section {
        kind: number(bytes, entry, 2) as u16,
        layer: number(bytes, entry + 2, 2) as u16,
        offset: number(bytes, entry + 8, 8) as usize,
        length: number(bytes, entry + 16, 8) as usize,
    };
    let mut sections: Vec<Section> = entries.map(section).collect();
    // The table goes by layer, part and kind; sections lie as they were written.
    sections.sort_by_key(|section| section.offset);
    sections
}

/// What was drawn of all tiles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    features: u64,
    skipped: u64,
    bytes: u64,
}

/// Draws all layers and views with all they have on tiles.
fn draw_tiles(catalog: &Catalog<Vec<u8>>, tiles: &[(u8, u32, u32)]) -> Sum {
    let views = catalog.views().iter().map(|view| view.name.as_str());
    let names: Vec<&str> = catalog.layers().map(|layer| layer.name.as_str()).chain(views).collect();
    let layers = catalog.description().layers.iter().map(|record| &record.layer);
    let fields: Vec<&str> = layers.flat_map(|layer| &layer.fields).map(|field| field.name.as_str()).collect();
    let (layers, fields) = (names.join(","), fields.join(","));
    let request = asked(&layers, &[("indicators", "*"), ("fields", &fields)]);
    // A damaged description may offer what cannot be asked for.
    let Ok(selection) = select(catalog, &request) else { return Sum::default() };
    let mut scratch = Scratch::default();
    let mut sum = Sum::default();
    for &(zoom, x, y) in tiles {
        let Some(tile) = TileId::new(zoom, x, y) else { continue };
        let drawn = Edition::of(catalog).draw(&selection, tile, &mut scratch);
        sum.features += u64::from(drawn.features);
        sum.skipped += u64::from(drawn.skipped);
        sum.bytes += drawn.bytes.len() as u64;
    }
    sum
}

/// The tile of a place in degrees.
fn tile_at(zoom: u8, longitude: f64, latitude: f64) -> (u8, u32, u32) {
    let side = f64::from(1_u32 << zoom);
    let latitude = latitude.to_radians();
    let x = (longitude + 180.0) / 360.0 * side;
    let y = (1.0 - (latitude.tan() + 1.0 / latitude.cos()).ln() / std::f64::consts::PI) / 2.0 * side;
    (zoom, x as u32, y as u32)
}

/// Tiles that show all of Lilliput, and at high zooms its corners.
fn lilliput_tiles() -> Vec<(u8, u32, u32)> {
    let mut tiles = Vec::new();
    for zoom in 0..=6 {
        let ((_, west, north), (_, east, south)) = (tile_at(zoom, -0.1, 44.1), tile_at(zoom, 8.1, 39.9));
        tiles.extend((north..=south).flat_map(|y| (west..=east).map(move |x| (zoom, x, y))));
    }
    for zoom in 7..=14 {
        let places = [(0.2, 40.2), (0.5, 40.5), (2.0, 42.0), (0.8, 43.2), (6.5, 40.0), (8.000_001, 44.000_001)];
        tiles.extend(places.map(|(longitude, latitude)| tile_at(zoom, longitude, latitude)));
    }
    tiles
}

/// Tiles of mainland France.
fn departements_tiles(zooms: std::ops::RangeInclusive<u8>) -> Vec<(u8, u32, u32)> {
    let mut tiles = Vec::new();
    for zoom in zooms {
        let ((_, west, north), (_, east, south)) = (tile_at(zoom, -5.2, 51.1), tile_at(zoom, 9.6, 41.3));
        tiles.extend((north..=south).flat_map(|y| (west..=east).map(move |x| (zoom, x, y))));
    }
    tiles
}

/// Does some work on a thread of its own, and fails where it panics or does not end.
fn within_patience(name: &str, work: impl FnOnce() + Send + 'static) {
    let (done, ended) = channel();
    let thread = std::thread::spawn(move || {
        work();
        // Whoever waits may have given up.
        let _ = done.send(());
    });
    match ended.recv_timeout(Duration::from_secs(300)) {
        Err(RecvTimeoutError::Timeout) => panic!("{name}: it does not end"),
        _ => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
    }
}
