//! What a build leaves in its folder.

use std::collections::BTreeSet;
use std::fs;

use super::{check_served, files, inspect, verify};
use crate::common::{france, program};
use crate::lilliput::{Lilliput, Told};

/// The layers and their features, but for those that only hold labels.
fn main_layers(inspected: &serde_json::Value) -> Vec<(&str, u64)> {
    let layers = inspected["layers"].as_array().expect("layers").iter();
    let counts =
        layers.map(|layer| (layer["name"].as_str().expect("a name"), layer["features"].as_u64().expect("a count")));
    counts.filter(|(name, _)| !name.ends_with("_labels")).collect()
}

/// The pair that a report names.
fn pair(report: &serde_json::Value) -> [String; 2] {
    ["atlas", "almanac"].map(|file| report[file]["file"].as_str().expect("a file name").to_owned())
}

#[test]
fn the_same_sources_give_the_same_bytes_and_names() {
    let (one, other) = (Lilliput::new(), Lilliput::new());
    let first = pair(&one.build(&["--json"]).done().json());
    let alone = Told::of(other.command(&["--json"]).env("RAYON_NUM_THREADS", "1")).done().json();
    assert_eq!(first, pair(&alone));
    assert_eq!(files(&one.out()), files(&other.out()));
    for file in files(&one.out()) {
        let [one, other] = [&one, &other].map(|country| fs::read(country.out().join(&file)).expect("a file"));
        assert!(one == other, "{file}");
    }
    let before = files(&one.out());
    let again = pair(&one.build(&["--json"]).done().json());
    assert_eq!((again, files(&one.out())), (first, before));
}

#[test]
fn other_sources_give_other_names_only_where_they_count() {
    let lilliput = Lilliput::new();
    let [atlas, almanac] = pair(&lilliput.build(&["--json"]).done().json());
    lilliput.replace("figures.csv", "1000", "1001");
    let [same_atlas, other_almanac] = pair(&lilliput.build(&["--json"]).done().json());
    assert_eq!(same_atlas, atlas, "figures are no part of the atlas");
    assert_ne!(other_almanac, almanac);
}

#[test]
fn the_pair_before_is_kept_until_the_next_publication() {
    let lilliput = Lilliput::new();
    let mut pairs: Vec<[String; 2]> = Vec::new();
    let pointer = "lilliput.json".to_owned();
    let expected = |pairs: &[[String; 2]]| -> BTreeSet<String> {
        pairs.iter().rev().take(2).flatten().cloned().chain([pointer.clone()]).collect()
    };
    for (before, name) in [("Beta", "Gamma"), ("Gamma", "Delta"), ("Delta", "Epsilon")] {
        pairs.push(pair(&lilliput.build(&["--json"]).done().json()));
        assert_eq!(files(&lilliput.out()), expected(&pairs));
        lilliput.build(&["--quiet"]).done();
        assert_eq!(files(&lilliput.out()), expected(&pairs), "the same again");
        check_served(&lilliput.out());
        lilliput.replace("provinces.csv", before, name);
        lilliput.replace("figures.csv", "1000", &format!("1000{}", pairs.len()));
    }
    assert_eq!(pairs.iter().flatten().collect::<BTreeSet<_>>().len(), 6, "all of them differ: {pairs:?}");
}

#[test]
fn files_of_others_are_left_alone() {
    let lilliput = Lilliput::new();
    lilliput.build(&["--quiet"]).done();
    let others = [
        "notes.txt",
        "lilliput-old.atlas",
        "lilliput-0123456789abcdef.txt",
        "other-0123456789abcdef.atlas",
        "lilliput-x-0123456789abcdef.almanac",
        ".maillage-notes",
    ];
    for name in others {
        fs::write(lilliput.out().join(name), "mine").expect("a file");
    }
    for stale in ["lilliput-0123456789abcdef.atlas", ".maillage-stale.tmp"] {
        fs::write(lilliput.out().join(stale), "of a build that was killed").expect("a file");
    }
    lilliput.replace("provinces.csv", "Beta", "Gamma");
    lilliput.build(&["--quiet"]).done();
    let left = files(&lilliput.out());
    assert!(others.iter().all(|name| left.contains(*name)), "{left:?}");
    assert_eq!(left.len(), 5 + others.len(), "{left:?}");
}

#[test]
fn published_files_are_for_everybody_to_read() {
    use std::os::unix::fs::PermissionsExt;
    let lilliput = Lilliput::new();
    lilliput.build(&["--quiet"]).done();
    for file in files(&lilliput.out()) {
        let mode = fs::metadata(lilliput.out().join(&file)).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o644, "{file}");
    }
}

#[test]
fn inspect_tells_what_the_tiny_country_holds() {
    let lilliput = Lilliput::new();
    lilliput.build(&["--quiet"]).done();
    let told = inspect(&lilliput.out());
    let features: Vec<u64> = main_layers(&told).into_iter().map(|(_, features)| features).collect();
    // Communes, régions, schools, borders of both levels, borders of régions alone.
    assert_eq!(features, [6, 2, 3, 3, 9]);
    let communes = &told["layers"][0];
    let zooms = communes["per_zoom"].as_array().expect("zooms");
    assert_eq!(zooms.len(), 13);
    // Around 8, Enclave 4, Twofold 8, Lakeside 8, Plain 4, Speck 4.
    for zoom in zooms {
        assert_eq!(
            (&zoom["vertices"], &zoom["stand_ins"], &zoom["broken"]),
            (&36.into(), &1.into(), &0.into()),
            "{zoom}"
        );
    }
    for file in ["atlas", "almanac"] {
        let path = lilliput.out().join(told[file]["file"].as_str().expect("a name"));
        assert_eq!(told[file]["bytes"], fs::metadata(path).expect("a file").len());
    }
    let words = Told::of(program().arg("inspect").arg(lilliput.out())).done().out;
    for part in ["communes: 6 polygons, zooms 2 to 14", "schools: 3 points", "view country", "part_young"] {
        assert!(words.contains(part), "no {part} in {words}");
    }
    let by_file = Told::of(program().arg("inspect").arg(lilliput.out().join("lilliput.json"))).done().out;
    assert_eq!(by_file, words);
}

#[test]
fn inspect_tells_what_france_holds() {
    let told = inspect(france());
    let expected = [
        ("communes", 34_875),
        ("epci", 1_255),
        ("departements", 101),
        ("academies", 30),
        ("regions", 18),
        ("lycees", 5_031),
        ("borders_0_5", 287),
        ("borders_6_7", 4_004),
        ("borders_8_14", 103_656),
    ];
    assert_eq!(main_layers(&told), expected);
    for layer in told["layers"].as_array().expect("layers") {
        let vertices: Vec<u64> = (layer["per_zoom"].as_array().expect("zooms").iter())
            .map(|zoom| {
                assert_eq!(zoom["broken"], 0);
                zoom["vertices"].as_u64().expect("a number")
            })
            .collect();
        assert!(vertices.is_sorted(), "finer zooms have more vertices: {} {vertices:?}", layer["name"]);
        // Label points show the figures of the territories that they label; borders have none.
        let Some(figures) = layer["figures"].as_array() else {
            let name = layer["name"].as_str().expect("a name");
            assert!(name.ends_with("_labels") || name.starts_with("borders_"), "{layer}");
            continue;
        };
        let latest = figures.iter().find(|column| column["indicator"] == "population" && column["year"] == 2023);
        if let Some(column) = latest.filter(|_| layer["name"] != "epci" && layer["name"] != "epci_labels") {
            assert_eq!(column["summary"]["sum"].as_f64(), Some(68_350_798.0), "{}", layer["name"]);
        }
    }
    assert_eq!(told["indicators"].as_array().map(Vec::len), Some(14));
    let told = verify(france()).done().out;
    assert!(told.starts_with("france: every one of ") && told.trim_end().ends_with("is as it was written"), "{told}");
}
