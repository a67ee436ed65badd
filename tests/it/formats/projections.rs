//! Coordinate systems against PROJ itself.

use std::collections::BTreeMap;

use maillage::geo::LonLat;
use maillage::ingest::{Crs, Projection};

use super::python;
use crate::common::{project, run};

/// Those that France publishes in, and whole Europe.
const FRANCE: [u16; 33] = [
    4326, 4171, 4258, 3857, 2154, 9794, 3942, 3943, 3944, 3945, 3946, 3947, 3948, 3949, 3950, 27561, 27562, 27563,
    27571, 27572, 27573, 5490, 4559, 2972, 2975, 4471, 4467, 3163, 3034, 3035, 32620, 32740, 25831,
];

/// One of so many of the others is compared in every run of the tests; `MAILLAGE_STRIDE=1` compares all.
const STRIDE: usize = 25;

/// Places agree to a millimetre; at the ends of Europe LAEA does to two.
fn allowed(code: u16) -> f64 {
    if code == 3035 { 0.002 } else { 0.001 }
}

/// The systems of France, and some or all of the others.
fn codes() -> Vec<u16> {
    let stride = std::env::var("MAILLAGE_STRIDE").ok().and_then(|text| text.parse().ok()).unwrap_or(STRIDE);
    let others = Crs::all().map(Crs::code).filter(|code| !FRANCE.contains(code)).step_by(stride);
    FRANCE.into_iter().chain(others).collect()
}

#[test]
fn places_are_those_of_proj_to_a_millimetre() {
    let codes = codes();
    let mut command = python();
    command.arg(project().join("tests/projections.py")).args(codes.iter().map(ToString::to_string));
    let mut worst: BTreeMap<u16, f64> = BTreeMap::new();
    for line in run(&mut command).lines() {
        let cells: Vec<&str> = line.split(',').collect();
        let numbers: Vec<f64> = cells[1..].iter().map(|cell| cell.parse().expect("a number")).collect();
        let [x, y, lon, lat] = numbers[..] else { panic!("{line}") };
        let code: u16 = cells[0].parse().expect("a code");
        // Where PROJ itself has no place there is nothing to compare.
        if !(lon.abs() <= 180.0 && lat.abs() <= 90.0 && x.abs() <= 1e8 && y.abs() <= 1e8) {
            continue;
        }
        let crs = Crs::of_code(code.into()).expect("a system that is known");
        let place = Projection::new(crs).and_then(|projection| projection.degrees([x, y]));
        let place = place.unwrap_or_else(|| panic!("EPSG:{code} has no {x}, {y}"));
        let error = place.distance(LonLat { lon, lat });
        let so_far = worst.entry(code).or_default();
        *so_far = so_far.max(error);
    }
    assert_eq!(worst.len(), codes.len());
    let wrong: Vec<_> = worst.iter().filter(|(code, error)| **error > allowed(**code)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    for (code, error) in worst.iter().filter(|(code, _)| FRANCE.contains(code)) {
        println!("EPSG:{code:<6} {:.4} mm at most from PROJ", error * 1e3);
    }
    let largest = worst.values().copied().fold(0.0, f64::max);
    println!("{} of {} systems compared, largest difference {:.3} mm", worst.len(), Crs::all().count(), largest * 1e3);
}

/// A description without a code gives the system that it means, one that puts everything at the same place, or none: never
/// another one.
#[test]
fn descriptions_give_the_system_they_mean_or_none() {
    let codes = codes();
    let script = |name: &str| {
        let mut command = python();
        command.arg(project().join("tests").join(name)).args(codes.iter().map(ToString::to_string));
        run(&mut command)
    };
    let mut places: BTreeMap<u16, Vec<[f64; 2]>> = BTreeMap::new();
    for line in script("projections.py").lines() {
        let cells: Vec<&str> = line.split(',').collect();
        let [x, y] = [1, 2].map(|cell| cells[cell].parse::<f64>().expect("a number"));
        places.entry(cells[0].parse().expect("a code")).or_default().push([x, y]);
    }
    let mut found = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in script("descriptions.py").lines() {
        let cells: Vec<&str> = line.splitn(3, '\t').collect();
        let [code, dialect, text] = cells[..] else { panic!("{line}") };
        let code: u16 = code.parse().expect("a code");
        let read = match dialect {
            "PROJJSON" => Crs::of_projjson(&serde_json::from_str(text).expect("JSON")),
            _ => Crs::of_wkt(text),
        };
        let (known, all) = found.entry((FRANCE.contains(&code), dialect.to_owned())).or_insert((0, 0));
        *all += 1;
        let Ok(read) = read else {
            continue;
        };
        *known += 1;
        let error = difference(code, read, &places[&code]);
        if error > SAME {
            wrong.push(format!("EPSG:{code} in {dialect} is read as {read}, {error} m away"));
        }
    }
    println!("known of all, by whether of France and by dialect: {found:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Metres within which datums of today are taken for one another.
const SAME: f64 = 2.5;

/// How far two systems put the same numbers from each other, in metres; infinity where only one has a place.
fn difference(one: u16, other: Crs, positions: &[[f64; 2]]) -> f64 {
    let one = Projection::new(Crs::of_code(one.into()).expect("a system that is known")).expect("a projection");
    let other = Projection::new(other).expect("a projection");
    let distance = |position: &[f64; 2]| match (one.degrees(*position), other.degrees(*position)) {
        (Some(one), Some(other)) => one.distance(other),
        (None, None) => 0.0,
        _ => f64::INFINITY,
    };
    positions.iter().map(distance).fold(0.0, f64::max)
}
