//! Borders as one topology, as `inspect --topology` tells it and as the complaints of a build do.

use std::collections::BTreeMap;
use std::path::Path;

use geo::{MultiPolygon, Polygon, polygon};
use maillage::catalog::Catalog;
use maillage::geo::{GridPoint, square_metres};
use maillage::ingest::{Complaints, FeatureSource, Surroundings, read_areas};
use maillage::mesh::{Rings, audit};
use serde_json::Value;

use crate::common::{france, program, project};
use crate::lilliput::{Lilliput, Told, flatgeobuf, map, square};

fn topology(folder: &Path, arguments: &[&str]) -> Told {
    Told::of(program().arg("inspect").arg(folder).arg("--topology").args(arguments))
}

/// What must be zero in every row.
const FAULTS: [&str; 7] =
    ["lost", "invalid_rings", "unmatched", "covered_twice", "other_gaps", "uncovered", "strange_edges"];

/// Checks that nothing is wrong anywhere, and gives the rows by layer and zoom.
#[track_caller]
fn sound(folder: &Path) -> BTreeMap<(String, u64), Value> {
    let rows = topology(folder, &["--json"]).done().json();
    let rows = rows.as_array().expect("a list").iter().map(|row| {
        for fault in FAULTS {
            assert!(row[fault].is_null() || row[fault].as_f64() == Some(0.0), "{fault}: {row}");
        }
        let layer = row["layer"].as_str().expect("a name").to_owned();
        ((layer, row["zoom"].as_u64().expect("a zoom")), row.clone())
    });
    rows.collect()
}

#[test]
fn a_small_country_is_one_planar_map_at_every_zoom() {
    let rows = sound(map());
    assert_eq!(rows.len(), 13 + 15);
    for ((layer, zoom), row) in rows {
        let (squares, finer) = (row["squares"].as_u64(), &row["strange_edges"]);
        // The speck is a square wherever it is drawn, and so is nothing else once a degree is a few pixels.
        let expected = if layer == "communes" { Some(1) } else { Some(0) };
        assert!(zoom < 2 || squares == expected, "{row}");
        assert_eq!(finer.is_null(), layer == "communes" || zoom < 2, "{row}");
        // The lake is a hole in one territory, and listed; from far away it is too small to see.
        assert_eq!(row["gaps_listed"].as_u64(), Some(u64::from(zoom > 0)), "{row}");
    }
    assert!(topology(map(), &[]).done().out.contains("listed gap: "));
}

#[test]
fn france_is_one_planar_map_at_every_zoom() {
    let rows = sound(france());
    assert_eq!(rows.len(), 2 * 11 + 3 * 15);
    for ((layer, zoom), row) in &rows {
        let squares = row["squares"].as_u64().expect("a number");
        assert!(squares <= if layer == "communes" { 100 } else { 1 }, "{row}");
        assert!(*zoom < 8 || row["gaps_listed"].as_u64() >= Some(2), "Llívia and a hole: {row}");
        assert!(*zoom < 11 || row["bays"].as_f64() == Some(0.0), "{row}");
    }
}

/// Two provinces of four communes of 0.1° that do not fit together: an overlap of some metres and one of kilometres,
/// and so two gaps.
fn untidy() -> Vec<u8> {
    let quarter = |west: f64, south: f64, east: f64, north: f64| -> Polygon<f64> {
        polygon![(x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north)]
    };
    let shapes = [
        ("001", quarter(0.0, 0.0, 0.100_03, 0.1)),
        ("002", quarter(0.1, 0.0, 0.2, 0.1)),
        ("003", quarter(0.0, 0.1, 0.12, 0.2)),
        ("004", quarter(0.1, 0.1, 0.2, 0.2)),
        // A frame of two around a gap of metres and one of kilometres.
        (
            "005",
            Polygon::new(
                vec![
                    (1.0, 0.0),
                    (1.3, 0.0),
                    (1.3, 0.1),
                    (1.2001, 0.1),
                    (1.2001, 0.0999),
                    (1.2, 0.0999),
                    (1.2, 0.1),
                    (1.15, 0.1),
                    (1.15, 0.05),
                    (1.1, 0.05),
                    (1.1, 0.1),
                    (1.0, 0.1),
                    (1.0, 0.0),
                ]
                .into(),
                vec![],
            ),
        ),
        ("006", quarter(1.0, 0.1, 1.3, 0.2)),
    ];
    let named = shapes.into_iter().map(|(code, shape)| ((code, code, "A"), MultiPolygon(vec![shape])));
    flatgeobuf(4326, named)
}

#[test]
fn small_faults_of_a_source_are_closed_and_large_ones_listed() {
    let country = Lilliput::new();
    country.write("communes.fgb", untidy());
    let report = country.build(&["--json"]).done().json();
    let of_kind = |kind: &str| -> Vec<String> {
        let complaints = report["complaints"]["records"].as_array().expect("a list").iter();
        let of_kind = complaints.filter(|complaint| complaint["kind"] == kind);
        of_kind.map(|complaint| complaint["detail"].as_str().expect("a text").to_owned()).collect()
    };
    // 3.34 m by 11,057 m; 2,226 m by 11,057 m.
    let closed = of_kind("overlap_closed");
    assert!(closed.len() == 1 && closed[0].starts_with("001, 002 have the same ground: 36"), "{closed:?}");
    let left = of_kind("overlap_left");
    assert!(left.len() == 1 && left[0].starts_with("003, 004 have the same ground: 24"), "{left:?}");
    let closed = of_kind("gap_closed");
    assert!(closed.len() == 1 && closed[0].contains("between 005, 006: 12"), "{closed:?}");
    let left = of_kind("gap_left");
    assert!(left.len() == 1 && left[0].contains("between 005, 006: 30"), "{left:?}");
    assert!(!of_kind("unmatched_edge").is_empty());
    // Faults that the build reported are not faults of the map.
    let told = topology(&country.out(), &[]).done();
    assert!(told.out.contains("listed overlap: 24") && told.out.contains("of 003, 004"), "{told:?}");
    let rows = sound(&country.out());
    assert!(rows.values().any(|row| row["overlaps_listed"].as_f64() > Some(0.0)), "{rows:?}");

    // What the recipe calls small is closed, and then nothing is wrong.
    country.replace("recipe.toml", "[[points]]", "[mesh]\nclose_below = 10_000_000\n\n[[points]]");
    country.write(
        "communes.fgb",
        flatgeobuf(
            4326,
            [
                (("001", "One", "A"), MultiPolygon(vec![square(0.0, 0.0, 0.1)])),
                (("002", "Two", "B"), MultiPolygon(vec![square(0.09, 0.0, 0.05)])),
            ],
        ),
    );
    country.build(&["--quiet", "--accept-loss"]).done();
    sound(&country.out());
}

/// The rings of each territory, by code.
pub(crate) type Shapes = BTreeMap<String, Rings>;

/// The shapes of a layer at its highest zoom.
fn drawn(folder: &Path, name: &str) -> (u8, Shapes) {
    let catalog = Catalog::map(folder).expect("it opens").0;
    let (_, layer) = catalog.layer(name).expect("it is there");
    (layer.zooms.max, drawn_at(folder, name, layer.zooms.max))
}

/// The shapes of a layer at a zoom.
pub(crate) fn drawn_at(folder: &Path, name: &str, zoom: u8) -> Shapes {
    let catalog = Catalog::map(folder).expect("it opens").0;
    let id = catalog.layer(name).expect("it is there").0;
    let layer = catalog.view(id);
    let view = layer.zoom(zoom).expect("it is drawn");
    let codes = layer.column(0).expect("codes");
    let territories = codes.iter().enumerate().map(|(feature, code)| {
        let value = catalog.atlas().value(code.get() - 1).expect("a code");
        // The last bytes of the value are those of the text: a length of one byte stands before them.
        let start = value.iter().rposition(|byte| *byte < 0x20).expect("a length") + 1;
        let rings = view.shape(feature as u32).expect("a shape").rings().expect("it is sound");
        let code = String::from_utf8_lossy(&value[start..]).into_owned();
        (code, rings.into_iter().map(|(ring, _)| ring).collect())
    });
    territories.collect()
}

/// Départements put together from communes are those that were put together elsewhere, but for the gaps and overlaps
/// that are told, and those that the comparison leaves open.
#[test]
fn dissolved_departements_are_those_expected() {
    let (zoom, ours) = drawn(france(), "departements");
    let mut complaints = Complaints::default();
    let folder = project().join("data/france");
    let around =
        Surroundings { folder: &folder, bounds: [-5.3, 41.2, 9.7, 51.2], close_below: 50_000.0, progress: &|_| () };
    let source = FeatureSource::of("expected/departements.fgb");
    let areas = read_areas(around, &source, &["code"], &mut complaints).expect("it can be read");
    assert_eq!((areas.len(), ours.len()), (101, 101));
    let mut differences = Vec::new();
    for area in areas {
        let code = area.values[0].clone().expect("a code");
        let border = area.border;
        let snapped = |ring: &Vec<maillage::geo::WorldPoint>| -> Vec<GridPoint> {
            let mut ring: Vec<GridPoint> = ring.iter().map(|point| point.on_grid(zoom)).collect();
            ring.dedup();
            ring
        };
        let expected: Rings = border.rings.iter().map(snapped).collect();
        let found = audit(&[expected, ours[&code].clone()], zoom);
        let cells = found.double_area - found.double_overlap;
        let metres = square_metres(cells << (2 * (20 - zoom)), border.rings[0][0]);
        differences.push((metres.round() as u64, code));
    }
    differences.sort_unstable();
    differences.reverse();
    let listed: Vec<String> = differences
        .iter()
        .filter(|(metres, _)| *metres > 100)
        .map(|(metres, code)| format!("{code}: {metres} m²"))
        .collect();
    println!("symmetric difference per département: {}", listed.join(", "));
    let total: u64 = differences.iter().map(|(metres, _)| metres).sum();
    println!("of all: {total} m²");
    assert!(total < 1_000_000, "{listed:?}");
}
