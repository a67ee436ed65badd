//! What `inspect --clusters` tells.

use std::path::Path;

use serde_json::Value;

use crate::common::{france, program};
use crate::lilliput::{Told, map};
use crate::schools;

fn clusters(folder: &Path, arguments: &[&str]) -> Told {
    Told::of(program().arg("inspect").arg(folder).arg("--clusters").args(arguments))
}

fn zooms(told: &Told) -> Vec<Value> {
    told.json()[0]["zooms"].as_array().expect("zooms").clone()
}

#[test]
fn every_zoom_holds_every_point_once() {
    for (folder, points) in [(france(), 5_031), (schools::map(), 2_500)] {
        let zooms = zooms(&clusters(folder, &["--json"]).done());
        assert_eq!(zooms.len(), 15);
        for zoom in &zooms {
            assert_eq!(
                (&zoom["points"], &zoom["in_none_or_several"]),
                (&Value::from(points), &Value::from(0)),
                "{zoom}"
            );
        }
        // The closer, the more is shown apart.
        let shown: Vec<u64> = zooms.iter().filter_map(|zoom| zoom["shown"].as_u64()).collect();
        assert!(shown.is_sorted() && shown[0] < shown[14], "{shown:?}");
        // At the highest zoom only those at one place are together.
        assert_eq!(zooms[14]["clusters"], zooms[14]["of_one_place"]);
    }
}

#[test]
fn a_table_is_for_people() {
    let table = clusters(schools::map(), &[]).done().out;
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!((lines[0], lines.len()), ("ecoles, 2,500 points", 17), "{table}");
    assert!(lines[2..].iter().all(|line| line.ends_with(" 2,500")), "{table}");
}

#[test]
fn a_map_without_clusters_says_how_to_get_them() {
    clusters(map(), &[]).refused(&["no layer of this map joins its points", "clusters = { radius = 40 }"]);
}
