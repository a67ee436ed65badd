//! The programs with which people open tiles: browsers, QGIS, GDAL; GEOS as a judge of shapes; and schemathesis as one
//! of the description of the routes.
//!
//! Each is a script of its own in `tests/`, which says what it checked. A program that is not installed is a
//! failure: `tests/run` installs them all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{Server, france, output, project, run, usa};
use crate::lilliput;
use crate::random::Random;
use crate::schools;
use crate::validator::encoder::{TestFeature, TestLayer};
use crate::validator::{DecodedFeature, Geometry, Rules, Value, decode, validate};

/// A tile of communes in the north of Bretagne and its neighbours: all their codes are plain numbers.
const PLACE: (u8, u32, u32) = (8, 126, 88);

fn place() -> String {
    let (zoom, x, y) = PLACE;
    format!("{zoom}/{x}/{y}")
}

fn script(name: &str) -> PathBuf {
    project().join("tests").join(name)
}

/// The Python of `tests/.tools`, which has shapely.
fn python() -> Command {
    let python = script(".tools/venv/bin/python");
    assert!(python.exists(), "{} is missing: tests/run makes it", python.display());
    Command::new(python)
}

fn text<'a>(feature: &'a DecodedFeature, key: &str) -> &'a str {
    match feature.attributes.iter().find(|(name, _)| name == key) {
        Some((_, Value::String(text))) => text,
        other => panic!("feature {:?}: {key} is {other:?}", feature.id),
    }
}

/// The features of the tile at `PLACE`, as the validator reads them.
fn communes(server: &Server) -> Vec<DecodedFeature> {
    let answer = server.get(&format!("/communes/{}", place()));
    assert_eq!(answer.status, 200);
    assert!(validate(&answer.body, &Rules::default()).is_empty());
    let mut layers = decode(&answer.body);
    assert_eq!(layers.len(), 1);
    layers.remove(0).features
}

/// Whether a feature must be seen in a picture of the tile: a good part of it lies inside.
fn is_visible(feature: &DecodedFeature) -> bool {
    let Geometry::Rings(rings) = &feature.geometry else { return false };
    rings.iter().any(|ring| {
        let within = ring.iter().all(|point| (0..=4096).contains(&point.x) && (0..=4096).contains(&point.y));
        let width = ring.iter().map(|point| point.x).max().zip(ring.iter().map(|point| point.x).min());
        let height = ring.iter().map(|point| point.y).max().zip(ring.iter().map(|point| point.y).min());
        let large = |range: Option<(i32, i32)>| range.is_some_and(|(high, low)| high - low >= 32);
        within && large(width) && large(height)
    })
}

#[test]
fn browsers_show_the_map() {
    assert!(
        script("browser/node_modules/playwright-core").exists(),
        "playwright-core is not installed: run npm ci in tests/browser, or tests/run"
    );
    let server = Server::start(france());
    println!("{}", run(Command::new("node").arg(script("browser.mjs")).arg(server.base())));
}

#[test]
fn qgis_draws_the_tiles() {
    let server = Server::start(france());
    // QGIS is given zooms by hand, for it reads no TileJSON: these.
    let description = server.get("/communes").json();
    assert_eq!((&description["minzoom"], &description["maxzoom"]), (&4.into(), &14.into()), "{description}");
    let communes = communes(&server);
    let codes = |visible: bool| -> Vec<&str> {
        communes.iter().filter(|feature| !visible || is_visible(feature)).map(|feature| text(feature, "code")).collect()
    };
    let expected = output().join("qgis-expected.json");
    let lists = serde_json::json!({ "all": codes(false), "visible": codes(true) });
    std::fs::write(&expected, lists.to_string()).expect("tests/output can be written");
    // Debian's QGIS belongs to Debian's Python.
    let mut qgis = Command::new("/usr/bin/python3");
    qgis.arg(script("qgis.py")).arg(server.base()).arg(place()).arg(expected).arg(output());
    println!("{}", run(&mut qgis));
}

#[test]
fn gdal_reads_the_tiles() {
    let server = Server::start(france());
    let communes = communes(&server);
    let mut gdal = Command::new(script("gdal.sh"));
    gdal.arg(format!("{}/communes/{}.mvt", server.base(), place()));
    gdal.arg("communes").arg(communes.len().to_string()).arg("code").arg(text(&communes[0], "code"));
    println!("{}", run(&mut gdal));
}

/// Random shapes, most of them wrong: the validator must find a fault exactly where GEOS does.
#[test]
fn the_validator_agrees_with_geos() {
    let mut random = Random::new(20);
    let features: Vec<TestFeature> = (1..=30_000).filter_map(|id| random_polygon(id, &mut random)).collect();
    assert!(features.len() > 20_000);
    let tile = TestLayer::new("random", features).tile();

    let faults = validate(&tile, &Rules::default());
    let mut own: Vec<u64> = faults.iter().filter_map(|fault| fault.id).collect();
    own.dedup();
    let kinds: BTreeMap<&str, usize> = faults.iter().fold(BTreeMap::new(), |mut kinds, fault| {
        *kinds.entry(fault.sentence).or_default() += 1;
        kinds
    });
    assert!(kinds.len() >= 11, "the shapes are too much alike: {kinds:#?}");
    let folder = output().join("random");
    std::fs::create_dir_all(&folder).expect("tests/output can be written");
    std::fs::write(folder.join("0.mvt"), tile).expect("tests/output can be written");
    let found = geos(&folder);

    let only = |these: &[u64], those: &[u64]| -> Vec<u64> {
        these.iter().filter(|id| those.binary_search(id).is_err()).copied().collect()
    };
    assert!(found.len() > 1000, "only {} of the shapes are wrong", found.len());
    assert_eq!((only(&own, &found), only(&found, &own)), (vec![], vec![]), "only ours, only GEOS's");
}

/// Fails if GEOS finds a feature that is not valid in the tiles of a folder.
#[track_caller]
pub(crate) fn assert_valid_for_geos(folder: &Path) {
    println!("{}", run(python().arg(script("geos.py")).arg(folder)));
}

/// The ids of the features that GEOS does not find valid.
fn geos(folder: &Path) -> Vec<u64> {
    let output = python().arg(script("geos.py")).arg(folder).output().expect("Python can be started");
    let written = String::from_utf8_lossy(&output.stdout);
    assert!(written.contains(" passed, "), "{written}{}", String::from_utf8_lossy(&output.stderr));
    let id = |line: &str| line.split_once("(id ")?.1.split_once(')')?.0.parse().ok();
    written.lines().filter_map(id).collect()
}

/// One to three small rings on a coarse grid, wound by what they are meant to be. None if one has no area: what
/// GEOS makes of those is another matter.
fn random_polygon(id: u64, random: &mut Random) -> Option<TestFeature> {
    let side = 4 + random.below(6);
    let count = 1 + random.below(3);
    let mut rings = Vec::new();
    for number in 0..count {
        let is_hole = number > 0 && random.below(3) > 0;
        let mut ring: Vec<(i32, i32)> = if number == 0 && count > 1 && random.below(2) == 0 {
            vec![(0, 0), (side as i32, 0), (side as i32, side as i32), (0, side as i32)]
        } else {
            let corners = 3 + random.below(3);
            (0..corners).map(|_| (random.below(side) as i32, random.below(side) as i32)).collect()
        };
        ring.dedup();
        if ring.first() == ring.last() {
            ring.pop();
        }
        let area: i32 = (0..ring.len())
            .map(|index| (ring[index], ring[(index + 1) % ring.len()]))
            .map(|(from, to)| from.0 * to.1 - from.1 * to.0)
            .sum();
        if ring.len() < 3 || area == 0 {
            return None;
        }
        if (area < 0) != is_hole {
            ring.reverse();
        }
        rings.push(ring);
    }
    let rings: Vec<&[(i32, i32)]> = rings.iter().map(Vec::as_slice).collect();
    Some(TestFeature::polygon(id, &rings))
}

/// Our tiles of communes weigh less than what GEOS makes of the same coverage, and have none of its faults.
#[test]
fn tiles_are_lighter_than_those_of_geos_and_without_its_faults() {
    let server = Server::start(france());
    let folder = output().join("coverage");
    let source = project().join("data/france/communes.fgb");
    let mut comparison = python();
    comparison.arg(script("coverage.py")).arg(source).arg(folder).arg("--fetch").arg(server.base()).arg("--check");
    println!("{}", run(&mut comparison));
}

/// Our classes are those of other programs, on three columns of France.
#[test]
fn classes_are_those_of_jenkspy_and_numpy() {
    let server = Server::start(france());
    let folder = project().join("data/france/indicators");
    println!("{}", run(python().arg(script("classes.py")).arg(server.base()).arg(folder)));
}

/// Every style that the server makes is what the style specification of MapLibre says.
#[test]
fn styles_are_valid_for_maplibre() {
    let server = Server::start(france());
    println!("{}", run(Command::new("node").arg(script("styles.mjs")).arg(server.base())));
}

/// Maps of points in the colours of figures and of categories are, too: the lycées of France have neither.
#[test]
fn styles_of_points_are_valid_for_maplibre() {
    let server = Server::start(schools::map());
    let maps =
        ["mode=clusters", "by=type", "indicator=ips&lang=en", "indicator=eleves", "mode=heatmap&indicator=eleves"];
    let more =
        ["mode=thinned&by=type&palette=PuOr", "mode=all&indicator=ips&level=none&method=jenks", "level=communes"];
    let paths = maps.iter().chain(&more).map(|query| format!("points.json?{query}"));
    println!("{}", run(Command::new("node").arg(script("styles.mjs")).arg(server.base()).args(paths)));
}

/// Clusters are drawn, and lead to what they are made of.
#[test]
fn browsers_show_clusters() {
    let server = Server::start(schools::map());
    println!("{}", run(Command::new("node").arg(script("points.mjs")).arg(server.base())));
}

/// A figure that rests on too few of its parts is hatched, and legend, popup and table say it.
#[test]
fn browsers_mark_partial_figures() {
    let country = crate::http::coverage::country("hatch_below = 0.5\n");
    let server = Server::start(&country.out());
    let styles = ["choropleth.json", "symbols.json"].map(|kind| format!("{kind}?indicator=population&level=provinces"));
    println!("{}", run(Command::new("node").arg(script("styles.mjs")).arg(server.base()).args(styles)));
    let beta = ["population", "provinces", "2.4", "42.3", "33"];
    println!("{}", run(Command::new("node").arg(script("partial.mjs")).arg(server.base()).args(beta)));
}

/// France and the United States in one server: the page that leads to them, and both maps below their prefixes.
#[test]
fn browsers_show_several_maps_of_one_server() {
    let server = Server::start_with(france(), &[&format!("us={}", usa().display())]);
    println!("{}", run(Command::new("node").arg(script("several.mjs")).arg(server.base())));
}

/// Thousands of requests made of the description of the routes, right ones and wrong ones: every answer is one that is
/// described, of the form that is described.
#[test]
fn schemathesis_finds_nothing() {
    let program = script(".tools/venv/bin/schemathesis");
    assert!(program.exists(), "{} is missing: tests/run makes it", program.display());
    let token = ["--reload-token", "known to nobody"];
    let other = format!("other={}", lilliput::map().display());
    for arguments in [&token[..], &[token[0], token[1], &other]] {
        let server = Server::start_with(lilliput::map(), arguments);
        let mut schemathesis = Command::new(&program);
        schemathesis.current_dir(output()).arg("--config-file").arg(script("schemathesis.toml")).arg("--no-color");
        schemathesis.arg("run").arg(format!("{}/openapi.json", server.base()));
        println!("{}", run(&mut schemathesis));
    }
}
