//! Points joined to clusters: 65,000 and a million made-up schools, built and drawn, beside supercluster on the same
//! schools in the same run. Needs Node.js, npm and Linux's /proc; `-- 65000` takes other numbers.

#[path = "common/child.rs"]
mod child;
#[path = "common/drawing.rs"]
mod drawing;
#[path = "clusters/schools.rs"]
mod schools;
#[path = "common/timing.rs"]
mod timing;

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use drawing::Drawer;
use maillage::catalog::Catalog;
use maillage::cluster::{self, FiguresOf, Method};
use maillage::container::Mapping;
use maillage::gazetteer::{Figure, Rule, WeightYear, ZoomRange};
use maillage::geo::TileId;
use maillage::query::{Request, Selection, select};
use maillage::tile::tiles_near;
use schools::School;
use serde::Deserialize;

/// What the other contestant reports.
#[derive(Deserialize)]
struct Report {
    build_ms: f64,
    index_bytes: f64,
    resident_bytes: f64,
    tiles: Vec<PeerTile>,
}

#[derive(Deserialize)]
struct PeerTile {
    bytes: usize,
    features: usize,
    microseconds: f64,
}

/// The tile of a zoom that takes most bytes.
struct Heaviest {
    tile: TileId,
    bytes: usize,
    features: u32,
}

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-clusters");
    let peer = install_peer();
    let counts: Vec<usize> = std::env::args().skip(1).filter_map(|count| count.parse().ok()).collect();
    for count in if counts.is_empty() { vec![65_000, 1_000_000] } else { counts } {
        let schools = schools::schools(count);
        println!("\n{count} made-up schools");
        print_programs(&schools, &folder);
        let (catalog, _) = Catalog::map(&folder.join("clusters-out")).expect("the schools open");
        let request = Request::read("schools", &[("points", "clusters")]).expect("known parameters");
        let selection = select(&catalog, &request).expect("the layer of schools");
        let heaviest = heaviest(&catalog, &selection);
        let report = ask_peer(&peer, &schools, &folder, &heaviest);
        print_builds(&schools, &report);
        print_tiles(&catalog, &selection, &heaviest, &report);
        print_filters(&catalog);
    }
}

/// The whole program, with and without clusters: seconds, memory, bytes of both files.
fn print_programs(schools: &[School], folder: &Path) {
    println!("{:>24} {:>9} {:>12} {:>12} {:>10}", "maillage build", "seconds", "CPU seconds", "memory MB", "files MB");
    for (name, clusters) in [("points", false), ("clusters", true)] {
        let (sources, out) = (folder.join(name), folder.join(format!("{name}-out")));
        let _ = fs::remove_dir_all(&out);
        schools::write_sources(schools, &sources, clusters).expect("sources can be written");
        let mut build = Command::new(env!("CARGO_BIN_EXE_maillage"));
        build.arg("build").arg(sources.join("recipe.toml")).arg("--out").arg(&out).arg("--quiet");
        let usage = child::measure(&mut build);
        let bytes: u64 = fs::read_dir(&out)
            .expect("the folder of the map")
            .flatten()
            .filter_map(|file| file.metadata().ok())
            .map(|file| file.len())
            .sum();
        let megabytes = bytes as f64 / 1e6;
        let child::Usage { seconds, processor_seconds, peak_megabytes } = usage;
        println!("{name:>24} {seconds:>9.2} {processor_seconds:>12.2} {peak_megabytes:>12.0} {megabytes:>10.1}");
    }
}

/// The heaviest tile of each zoom.
fn heaviest(catalog: &Catalog<Mapping>, selection: &Selection) -> Vec<Heaviest> {
    let layer = catalog.view(selection.parts[0].layer);
    let mut drawer = Drawer::default();
    let mut of_zoom = |zoom: u8| {
        let drawn = tiles_near(&layer, zoom).into_iter().map(|tile| {
            let drawn = drawer.draw(catalog, selection, tile);
            Heaviest { tile, bytes: drawn.bytes.len(), features: drawn.features }
        });
        drawn.max_by_key(|it| it.bytes).expect("every zoom shows schools")
    };
    [0, 4, 6, 8, 10, 12, 13, 14].map(&mut of_zoom).into()
}

/// The forest alone, with what is told of its clusters.
fn print_builds(schools: &[School], report: &Report) {
    let members = schools::members(schools);
    let method = Method { radius: 40.0, zooms: ZoomRange { min: 0, max: 13 }, highest: 14 };
    let mut times = [Vec::new(), Vec::new()];
    let mut bytes = 0;
    for _ in 0..if schools.len() > 200_000 { 3 } else { 7 } {
        let start = Instant::now();
        let forest = cluster::build(&members, &method);
        times[0].push(start.elapsed().as_secs_f64() * 1000.0);
        let index = |feature: u32| Figure::Known(f64::from(schools[feature as usize].index) / 10.0);
        let pupils = |feature: u32| Figure::Known(f64::from(schools[feature as usize].pupils));
        let rule = Rule::Weighted { weight: "pupils", year: WeightYear::Same };
        let figure: FiguresOf<'_> = Box::new(index);
        let beside: [Option<FiguresOf<'_>>; 2] = [Some(Box::new(pupils)), None];
        let figures = cluster::figures_by_rule(forest.view(), rule, &figure, Some(beside));
        let kind = |feature: u32| Some(schools[feature as usize].kind as usize);
        let counts = cluster::count_by(forest.view(), schools::KINDS.len(), kind);
        times[1].push(start.elapsed().as_secs_f64() * 1000.0);
        bytes = forest.bytes() + size_of_val(&*figures) + size_of_val(&*counts);
        black_box((figures, counts));
    }
    let [forest, all] = times.map(median);
    println!("{:>24} {:>9} {:>12}", "clusters alone", "ms", "MB");
    println!("{:>24} {forest:>9.1}", "forest");
    println!("{:>24} {all:>9.1} {:>12.1}", "and counts, figures", bytes as f64 / 1e6);
    let Report { build_ms, index_bytes, resident_bytes, .. } = report;
    println!("{:>24} {build_ms:>9.1} {:>12.1}", "supercluster", index_bytes / 1e6);
    println!(
        "{:>24} {:>9.1} {:>12.1} (resident, all of Node.js: {:.0} MB)",
        "ratio",
        build_ms / all,
        index_bytes / bytes as f64,
        resident_bytes / 1e6
    );
}

fn print_tiles(catalog: &Catalog<Mapping>, selection: &Selection, heaviest: &[Heaviest], report: &Report) {
    println!(
        "{:>24} {:>9} {:>9} {:>9} | {:>9} {:>9} {:>12} | {:>7}",
        "heaviest tile", "features", "bytes", "µs", "features", "bytes", "supercluster", "ratio"
    );
    let mut drawer = Drawer::default();
    for (Heaviest { tile, bytes, features }, peer) in heaviest.iter().zip(&report.tiles) {
        let mut work = || {
            black_box(drawer.draw(catalog, selection, *tile));
        };
        let time = timing::race(&mut [&mut work])[0] / 1000.0;
        let name = format!("{}/{}/{}", tile.zoom(), tile.x(), tile.y());
        println!(
            "{name:>24} {features:>9} {bytes:>9} {time:>9.1} | {:>9} {:>9} {:>12.1} | {:>7.1}",
            peer.features,
            peer.bytes,
            peer.microseconds,
            peer.microseconds / time
        );
    }
}

/// The first tile of a filter that nobody has asked for: it is evaluated, what it leaves is joined, figures are summed.
fn print_filters(catalog: &Catalog<Mapping>) {
    println!("{:>40} {:>9} {:>9} {:>9}", "a new filter, its first tile and the next", "left", "ms", "ms");
    let mut drawer = Drawer::default();
    let tile = TileId::new(6, 32, 22).expect("a tile of the map");
    for what in ["type = 'école'", "type IN ('école', 'collège', 'lycée')", "index < 70"] {
        let mut times = [Vec::new(), Vec::new()];
        let mut left = 0;
        for round in 0..7 {
            // Each round asks for something new that leaves the same.
            let filter = format!("{what} AND pupils > -{}", round + 1);
            let request = Request::read("schools", &[("filter", &filter)]).expect("known parameters");
            for times in &mut times {
                let start = Instant::now();
                let selection = select(catalog, &request).expect("a filter");
                black_box(drawer.draw(catalog, &selection, tile));
                times.push(start.elapsed().as_secs_f64() * 1000.0);
                let filter = selection.parts[0].filter.as_ref().expect("the filter");
                left = drawer.caches.filters.matching(catalog, filter).count();
            }
        }
        let [first, next] = times.map(median);
        println!("{what:>40} {left:>9} {first:>9.2} {next:>9.2}");
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Fetches supercluster when it is not there, and returns the script that runs it.
fn install_peer() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/clusters");
    if !folder.join("node_modules/supercluster").exists() {
        let status = Command::new("npm").args(["ci", "--loglevel=error"]).current_dir(&folder).status();
        assert!(status.is_ok_and(|status| status.success()), "npm cannot install supercluster");
    }
    folder.join("supercluster.mjs")
}

fn ask_peer(script: &Path, schools: &[School], folder: &Path, heaviest: &[Heaviest]) -> Report {
    let numbers = folder.join("schools.bin");
    schools::write_numbers(schools, &numbers).expect("numbers can be written");
    let tiles = heaviest.iter().map(|it| format!("{}/{}/{}", it.tile.zoom(), it.tile.x(), it.tile.y()));
    let output = Command::new("node").arg("--expose-gc").arg(script).arg(&numbers).args(tiles).output();
    let output = output.expect("node can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the report is JSON")
}
