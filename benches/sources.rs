//! Sources: the communes of France in every format, read by maillage and by GDAL; and positions of several coordinate
//! systems to degrees, beside PROJ. Needs GDAL, and the Python of `tests/run install`.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use maillage::ingest::{Complaints, Crs, FeatureSource, Projection, Surroundings, read_areas};

/// Formats: the end of the file name, and what GDAL has to be told.
const FORMATS: [(&str, &[&str]); 7] = [
    ("fgb", &["-f", "FlatGeobuf"]),
    ("gpkg", &["-f", "GPKG"]),
    ("shp", &["-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8"]),
    ("geojson", &["-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=9"]),
    ("geojsonl", &["-f", "GeoJSONSeq", "-lco", "COORDINATE_PRECISION=9"]),
    ("csv", &["-f", "CSV", "-lco", "GEOMETRY=AS_WKT"]),
    ("parquet", &[]),
];

/// Systems, and a box of positions in each: west, south, east, north.
const SYSTEMS: [(u32, [f64; 4]); 5] = [
    (3857, [-500_000.0, 5_000_000.0, 1_000_000.0, 6_600_000.0]),
    (2154, [100_000.0, 6_050_000.0, 1_240_000.0, 7_110_000.0]),
    (2975, [314_000.0, 7_634_000.0, 379_000.0, 7_692_000.0]),
    (3035, [3_200_000.0, 2_030_000.0, 4_290_000.0, 3_110_000.0]),
    (27572, [60_000.0, 1_620_000.0, 1_190_000.0, 2_670_000.0]),
];

/// Positions of each system.
const POSITIONS: usize = 1_000_000;

/// Turns of each contestant, of which the best counts.
const ROUNDS: usize = 3;

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-sources");
    fs::create_dir_all(&folder).expect("a folder can be made");
    print_formats(&folder);
    print_systems();
}

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn python() -> Command {
    Command::new(project("tests/.tools/venv/bin/python"))
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn best(mut work: impl FnMut()) -> f64 {
    let turn = |_| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64()
    };
    (0..ROUNDS).map(turn).fold(f64::INFINITY, f64::min)
}

/// The whole of France in Lambert-93: maillage reads, projects, cleans and checks; GDAL copies features into its memory.
fn print_formats(folder: &Path) {
    println!("{:>10} {:>8} {:>9} {:>8} {:>9} {:>8}", "format", "MB", "maillage", "MB/s", "ogr2ogr", "ratio");
    for (ending, arguments) in FORMATS {
        let file = format!("communes.{ending}");
        if !folder.join(&file).is_file() {
            write(folder, &file, arguments);
        }
        let megabytes = fs::metadata(folder.join(&file)).expect("it was written").len() as f64 / 1e6;
        let crs = Some(Crs::of_code(2154).expect("Lambert-93"));
        let source = FeatureSource { crs, ..FeatureSource::of(&file) };
        let around = Surroundings { folder, bounds: [-5.3, 41.2, 9.7, 51.2], close_below: 1e4, progress: &|_| () };
        let own = best(|| {
            let areas = read_areas(around, &source, &["code"], &mut Complaints::default());
            black_box(areas.expect("communes"));
        });
        // GDAL of Debian reads no Parquet.
        let peer = (ending != "parquet").then(|| {
            best(|| {
                let mut copy = Command::new("ogr2ogr");
                copy.args(["-f", "Memory", "nowhere"]).arg(folder.join(&file));
                if ending == "csv" {
                    copy.args(["-oo", "GEOM_POSSIBLE_NAMES=WKT"]);
                }
                run(&mut copy);
            })
        });
        let peer =
            peer.map_or(["–".to_owned(), "–".to_owned()], |it| [format!("{it:.2} s"), format!("{:.2}", own / it)]);
        println!("{ending:>10} {megabytes:>8.1} {own:>7.2} s {:>8.0} {:>9} {:>8}", megabytes / own, peer[0], peer[1]);
    }
}

fn write(folder: &Path, file: &str, arguments: &[&str]) {
    if arguments.is_empty() {
        let (from, to) = ("communes.geojson", file);
        run(python().arg(project("tests/formats.py")).args([from, to, "2154"]).current_dir(folder));
        return;
    }
    let mut convert = Command::new("ogr2ogr");
    convert.args(arguments).args(["-t_srs", "EPSG:2154", "-select", "code,nom"]);
    run(convert.arg(folder.join(file)).arg(project("data/france/communes.fgb")));
}

/// One thread, a million positions each, evenly spread.
fn print_systems() {
    println!("\n{:>10} {:>14} {:>14} {:>8}", "system", "maillage", "PROJ", "ratio");
    for (code, [west, south, east, north]) in SYSTEMS {
        let projection = Projection::new(Crs::of_code(code).expect("a system")).expect("a projection");
        let side = POSITIONS.isqrt();
        let at = |from: f64, to: f64, step: usize| from + (to - from) * step as f64 / side as f64;
        let own = best(|| {
            for row in 0..side {
                for column in 0..side {
                    black_box(projection.degrees([at(west, east, column), at(south, north, row)]));
                }
            }
        });
        let script = format!(
            "import time, numpy, pyproj\npyproj.network.set_network_enabled(False)\n\
             to = pyproj.Transformer.from_crs({code}, 4326, always_xy=True)\n\
             x, y = numpy.meshgrid(numpy.linspace({west}, {east}, {side}), numpy.linspace({south}, {north}, {side}))\n\
             x, y = x.ravel(), y.ravel()\nbest = 9e9\nfor turn in range({ROUNDS}):\n    start = time.perf_counter()\n    \
             to.transform(x, y)\n    best = min(best, time.perf_counter() - start)\nprint(best)\n"
        );
        let peer: f64 = run(python().args(["-c", &script])).trim().parse().expect("seconds");
        let each = |seconds: f64| format!("{:.0} ns/point", seconds / (side * side) as f64 * 1e9);
        println!("{:>10} {:>14} {:>14} {:>8.2}", format!("EPSG:{code}"), each(own), each(peer), own / peer);
    }
}
