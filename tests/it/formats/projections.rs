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

/// One of so many of the others is compared in every run of the tests.
const STRIDE: usize = 25;

/// Places agree to a millimetre; at the ends of Europe LAEA does to two.
fn allowed(code: u16) -> f64 {
    if code == 3035 { 0.002 } else { 0.001 }
}

#[test]
fn places_are_those_of_proj_to_a_millimetre() {
    let mut codes: Vec<u16> = FRANCE.to_vec();
    codes.extend(Crs::all().map(Crs::code).filter(|code| !FRANCE.contains(code)).step_by(STRIDE));
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
    let largest = worst.values().copied().fold(0.0, f64::max);
    println!("{} of {} systems compared, largest difference {:.3} mm", worst.len(), Crs::all().count(), largest * 1e3);
}
