//! What tiles weigh, as `inspect --tiles` tells it.

use std::path::Path;

use maillage::catalog::Catalog;
use maillage::geo::TileId;
use maillage::query::select;
use maillage::tile::Scratch;
use serde_json::Value;

use crate::common::{Server, france, program};
use crate::edition::{Edition, asked};
use crate::lilliput::{Lilliput, Told, map};

fn tiles(folder: &Path, arguments: &[&str]) -> Told {
    Told::of(program().arg("inspect").arg(folder).arg("--tiles").args(arguments))
}

/// The layers and their zooms, as JSON.
fn layers(folder: &Path, arguments: &[&str]) -> Vec<(String, Vec<Value>)> {
    let told = tiles(folder, &[arguments, &["--json"]].concat()).done().json();
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let name = |layer: &Value| layer["name"].as_str().expect("a name").to_owned();
    list(&told["layers"]).iter().map(|layer| (name(layer), list(&layer["zooms"]))).collect()
}

/// Draws every tile of a zoom, wherever it lies: those that are not empty, their features, and the largest in bytes.
fn every_tile(folder: &Path, name: &str, zoom: u8) -> (u64, u64, u64) {
    let catalog = Catalog::map(folder).expect("it opens").0;
    let selection = select(&catalog, &asked(name, &[])).expect("it is there");
    let mut scratch = Scratch::default();
    let (mut tiles, mut features, mut largest) = (0, 0, 0);
    for x in 0..1 << zoom {
        for y in 0..1 << zoom {
            let tile = TileId::new(zoom, x, y).expect("on the map");
            let drawn = Edition::of(&catalog).draw(&selection, tile, &mut scratch);
            tiles += u64::from(!drawn.bytes.is_empty());
            features += u64::from(drawn.features);
            largest = largest.max(drawn.bytes.len() as u64);
        }
    }
    (tiles, features, largest)
}

#[track_caller]
fn check_against_every_tile(folder: &Path, arguments: &[&str]) {
    for (name, zooms) in layers(folder, arguments) {
        for zoom in zooms {
            let number = |value: &Value| value.as_u64().expect("a number");
            let told = (number(&zoom["tiles"]), number(&zoom["features"]), number(&zoom["raw"]["largest"]));
            let expected = every_tile(folder, &name, zoom["zoom"].as_u64().expect("a zoom") as u8);
            assert_eq!(told, expected, "{name}: {zoom}");
            assert!(told.0 > 0 && told.1 > 0, "{name}: {zoom}");
        }
    }
}

#[test]
fn no_tile_with_a_feature_is_missing() {
    check_against_every_tile(map(), &["--zooms", "0-8"]);
    check_against_every_tile(map(), &["--zooms", "0-7", "--layer", "country", "--layer", "schools,communes"]);
    check_against_every_tile(france(), &["--zooms", "0-6"]);
    check_against_every_tile(france(), &["--zooms", "0-6", "--layer", "france"]);
}

/// A name stands in one tile of every zoom: as many as there are territories, down to the last zoom.
#[test]
fn every_label_of_france_is_met_once_at_every_zoom() {
    let labels = ["communes", "epci", "departements", "academies", "regions"].map(|level| format!("{level}_labels"));
    let arguments: Vec<&str> = labels.iter().flat_map(|name| ["--layer", name]).collect();
    let expected = [34_875, 1_255, 101, 30, 18];
    for ((name, zooms), count) in layers(france(), &arguments).into_iter().zip(expected) {
        assert_eq!(zooms.last().map(|zoom| &zoom["zoom"]), Some(&14.into()), "{name}");
        assert!(zooms.iter().all(|zoom| zoom["features"] == count), "{name}: {zooms:?}");
    }
}

/// Checks the largest tile of every zoom against what a server answers.
fn check_served(folder: &Path, arguments: &[&str], query: &str) {
    let server = Server::start(folder);
    for (name, zooms) in layers(folder, arguments) {
        for zoom in zooms {
            for (encoding, coding) in [("raw", "identity"), ("gzip", "gzip")] {
                let tile = zoom[encoding]["tile"].as_str().expect("a tile");
                let answer = server.get_with(&format!("/{name}/{tile}{query}"), &[("Accept-Encoding", coding)]);
                assert_eq!(answer.status, 200);
                assert_eq!(zoom[encoding]["largest"], answer.body.len(), "{name}/{tile}");
            }
        }
    }
}

#[test]
fn the_largest_tile_weighs_what_a_server_answers() {
    check_served(map(), &[], "");
    check_served(france(), &["--zooms", "4-8"], "");
    let chosen = ["--zooms", "6", "--layer", "communes", "--layer", "france", "--indicators", "*"];
    check_served(
        france(),
        &[&chosen[..], &["--year", "2021", "--fields", "code"]].concat(),
        "?indicators=*&year=2021&fields=code",
    );
}

/// Lilliput with a budget for its communes and one for its schools.
fn budgeted(communes: u32, schools: u32) -> Lilliput {
    let lilliput = Lilliput::new();
    lilliput.replace("recipe.toml", "id = \"###\"\n", &format!("id = \"###\"\nbudget = {communes}\n"));
    lilliput.replace("recipe.toml", "id = \"@#\"\n", &format!("id = \"@#\"\nbudget = {schools}\n"));
    lilliput.build(&["--quiet"]).done();
    lilliput
}

#[test]
fn tiles_keep_to_their_budgets_or_are_told() {
    let wide = budgeted(5_000, 5_000);
    let told = tiles(&wide.out(), &["--budget"]).done().out;
    assert!(told.contains("communes, budget 5,000 bytes") && !told.contains("over budget"), "{told}");

    let narrow = budgeted(10, 5_000);
    let told = tiles(&narrow.out(), &["--budget", "--zooms", "2-5"]);
    assert!(told.out.contains("! 2 tiles over budget"), "{}", told.out);
    let told = told.refused(&["tiles over budget", "communes/2/2/1: ", "over 10"]);
    assert!(!told.sentence.contains("communes_labels") && !told.sentence.contains("more"), "{}", told.sentence);
    tiles(&narrow.out(), &["--zooms", "2-5"]).done();
    tiles(&narrow.out(), &["--budget", "--layer", "schools", "--layer", "country"]).done();

    let told = tiles(&narrow.out(), &["--budget", "--layer", "communes"]).refused(&["and ", " more"]);
    assert_eq!(told.sentence.matches("communes/").count(), 20, "{}", told.sentence);
    let json = tiles(&narrow.out(), &["--budget", "--json", "--layer", "communes"]);
    let layer = &json.json()["layers"][0];
    json.refused(&["over budget"]);
    let of_zooms: u64 = (layer["zooms"].as_array().expect("zooms").iter())
        .map(|zoom| {
            assert_eq!(zoom["over_budget"], zoom["tiles"], "none is as light as 10 bytes");
            zoom["over_budget"].as_u64().expect("a count")
        })
        .sum();
    assert_eq!((&layer["budget"], &layer["over_budget"]), (&10.into(), &of_zooms.into()));
    let worst = &layer["most_over_budget"][0];
    assert_eq!(worst["over"].as_u64().map(|over| over + 10), worst["bytes"].as_u64());

    let told = tiles(map(), &["--budget"]).done().out;
    assert!(told.contains("nothing that was drawn has a budget"), "{told}");

    let points = budgeted(5_000, 10);
    tiles(&points.out(), &["--budget"]).refused(&["schools/"]);
}

#[test]
fn a_budget_is_told_where_layers_are_described() {
    let lilliput = budgeted(700, 10);
    let described = Server::start(&lilliput.out()).get("/catalog").json();
    let budgets: Vec<(&str, Option<u64>)> = (described["layers"].as_array().expect("layers").iter())
        .map(|layer| (layer["name"].as_str().expect("a name"), layer["budget"].as_u64()))
        .collect();
    let labels = ["communes_labels", "provinces_labels"].map(|name| (name, None));
    assert_eq!(budgets[..3], [("communes", Some(700)), ("provinces", None), ("schools", Some(10))]);
    assert_eq!(budgets[3..], labels);
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    tiles(map(), &["--layer", "comunes"]).refused(&["there is no layer or view `comunes`", "provinces"]);
    tiles(map(), &["--indicators", "joy"]).refused(&["there is no indicator `joy`"]);
    tiles(map(), &["--layer", "communes", "--zooms", "0-1"]).refused(&["nothing that was asked for", "zooms 0 to 1"]);
    for wrong in [&["--tiles", "--zooms", "8-4"][..], &["--tiles", "--zooms", "all"], &["--zooms", "4"], &["--budget"]]
    {
        let told = Told::of(program().arg("inspect").arg(map()).args(wrong));
        assert_eq!(told.code, Some(2), "{told:?}");
    }
}
