//! Several layers behind one name: far ones of few borders, near ones of all.

use std::collections::BTreeMap;

use maillage::almanac::{self, Almanac};
use maillage::atlas::Atlas;
use maillage::catalog::Catalog;
use maillage::gazetteer::{Language, View};
use maillage::portrayal::{ClassRequest, StyleRequest, ThemeRequest};
use maillage::query::{Request, SelectError, select, tilejson};
use serde_json::json;

use super::lines::{Lines, borders, features};
use super::{Desk, drawn, open, presentation};
use crate::common::{Server, program, run};
use crate::edition::{Edition, asked};
use crate::validator::{Rules, Value, decode, validate};

/// Two features to zoom 3, all from 4 on, which also say whether they are coasts.
fn desk(near: [u8; 2]) -> Desk {
    let (mut desk, features) = (Desk::new(), features());
    Lines { name: "near", zooms: near, features: &features, first_id: 1, flag: Some("coast") }.write(&mut desk);
    Lines { name: "far", zooms: [0, 3], features: &features[..2], first_id: 901, flag: None }.write(&mut desk);
    desk
}

fn view() -> View {
    borders(&[("far", [0, 3]), ("near", [4, 6])])
}

fn catalog() -> Catalog<Vec<u8>> {
    open(desk([4, 6]).finish(vec![view()], &[], &[]))
}

/// A tile on the western side of the large square, which both layers have.
fn place(zoom: u8) -> (u8, u32, u32) {
    (zoom, (100 << zoom) >> 12, (1 << zoom) / 2)
}

fn of_borders(pairs: &[(&str, &str)]) -> Request {
    asked("borders", pairs)
}

#[test]
fn each_zoom_shows_its_layer_under_the_common_name() {
    let catalog = catalog();
    for zoom in 0..=6u8 {
        let layers = drawn(&catalog, &of_borders(&[]), place(zoom));
        assert_eq!(layers.iter().map(|layer| layer.name.as_str()).collect::<Vec<_>>(), ["borders"], "zoom {zoom}");
        let is_far = layers[0].features.iter().all(|feature| feature.id > Some(900));
        assert_eq!(is_far, zoom < 4, "zoom {zoom}");
        let keys: Vec<&str> = layers[0].features[0].attributes.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, if zoom < 4 { &["code", "rank"][..] } else { &["code", "rank", "coast"] });
    }
    let chosen = of_borders(&[("fields", "coast,rank")]);
    let attributes = |zoom: u8| drawn(&catalog, &chosen, place(zoom))[0].features[0].attributes.clone();
    assert_eq!(attributes(1), [("rank".to_owned(), Value::UInt(0))]);
    assert!(
        matches!(&attributes(4)[..], [(rank, Value::UInt(_)), (coast, Value::Bool(_))] if rank == "rank" && coast == "coast")
    );
}

#[test]
fn tilejson_has_one_entry_with_all_zooms_and_fields() {
    let catalog = catalog();
    let json = |request: &Request| {
        let selection = select(&catalog, request).expect("it is there");
        tilejson(&catalog, &selection, "http://host", Language::English)
    };
    let all = json(&of_borders(&[]));
    assert_eq!((&all["minzoom"], &all["maxzoom"]), (&json!(0), &json!(6)));
    let expected = json!([{
        "id": "borders",
        "description": "near",
        "fields": { "code": "String", "rank": "Number", "coast": "Boolean" },
        "minzoom": 0,
        "maxzoom": 6,
        "geometry_type": "line",
    }]);
    assert_eq!(all["vector_layers"], expected);
    let chosen = json(&of_borders(&[("fields", "coast")]));
    assert_eq!(chosen["vector_layers"][0]["fields"], json!({ "coast": "Boolean" }));
    let unknown = select(&catalog, &of_borders(&[("fields", "colour")]));
    assert!(matches!(unknown, Err(SelectError::UnknownField { known, .. }) if known == "coast, code, rank"));
}

#[test]
fn the_layers_behind_the_name_are_in_no_listing() {
    let catalog = catalog();
    assert_eq!(catalog.layers().count(), 0);
    assert!(catalog.layer("near").is_none() && catalog.layer("borders").is_none());
    for name in ["near", "far"] {
        let refused = select(&catalog, &asked(name, &[]));
        assert!(matches!(refused, Err(SelectError::UnknownLayer { known, .. }) if known == "borders"), "{name}");
    }
    assert_eq!(catalog.shown_view(&catalog.views()[0]).parts, borders(&[("borders", [0, 6])]).parts);
    // Once, twice, in any order: a tile has one layer of a name.
    let selection = select(&catalog, &asked("borders,borders", &[])).expect("it is there");
    assert_eq!((selection.names.len(), selection.parts.len()), (1, 2));
}

#[test]
fn a_style_draws_them_as_one() {
    let catalog = catalog();
    let request = StyleRequest {
        name: Some("borders"),
        theme: ThemeRequest::Usual(None),
        year: None,
        filter: None,
        coverage: false,
        classes: ClassRequest::default(),
        language: Language::English,
        base: "http://host",
    };
    let style = Edition::of(&catalog).portrayal().style(&request).expect("it is there");
    let layers: Vec<_> = style["layers"].as_array().expect("layers").iter().skip(1).collect();
    assert_eq!(layers.len(), 1);
    assert_eq!((&layers[0]["type"], &layers[0]["source-layer"]), (&json!("line"), &json!("borders")));
    assert!(layers[0]["minzoom"].is_null() && layers[0]["maxzoom"].is_null());
    assert_eq!(style["sources"]["maillage"]["promoteId"], json!({ "borders": "code" }));
    assert_eq!(style["metadata"]["maillage:plain"][0]["zooms"], json!([0, 6]));
}

#[test]
fn views_show_layers_at_no_zoom_beyond_their_own() {
    let view = borders(&[("far", [0, 6]), ("near", [0, 6])]);
    let catalog = open(desk([4, 6]).finish(vec![view], &[], &[]));
    let selection = select(&catalog, &of_borders(&[])).expect("it is there");
    let zooms: Vec<[u8; 2]> = selection.parts.iter().map(|part| part.zooms.into()).collect();
    assert_eq!(zooms, [[4, 6], [0, 3]]);
    for zoom in 0..=6 {
        assert_eq!(drawn(&catalog, &of_borders(&[]), place(zoom)).len(), 1);
    }
}

#[test]
fn two_layers_of_one_name_at_one_zoom_are_refused() {
    let (folder, atlas) = desk([3, 6]).finish_atlas().expect("it can be written");
    let refused = Atlas::map(&atlas.temporary_path()).expect("it can be read").expect_err("refused").to_string();
    assert!(refused.contains("layers of one name at one zoom"), "{refused}");
    drop(folder);
}

#[test]
fn views_at_zooms_that_cannot_be_are_refused() {
    for zooms in [[3, 1], [0, 23]] {
        let [_, almanac] = desk([4, 6]).finish(vec![borders(&[("far", zooms)])], &[], &[]);
        let refused = Almanac::open(almanac).expect_err("refused").to_string();
        assert!(refused.contains("zooms that cannot be"), "{refused}");
    }
}

#[test]
fn an_almanac_presents_every_layer_of_its_atlas() {
    let (folder, atlas) = desk([4, 6]).finish_atlas().expect("it can be written");
    let atlas = Atlas::map(&atlas.temporary_path()).expect("it can be read").expect("a sound atlas");
    let mut presentation = presentation(atlas.description(), Vec::new(), &BTreeMap::new());
    presentation.layers.pop();
    let made = almanac::write(folder.path(), &atlas, presentation, Vec::new(), &[], Vec::new()).expect("an almanac");
    let made = Almanac::map(&made.temporary_path()).expect("it can be read").expect("a sound almanac");
    let refused = Catalog::new(atlas, made).expect_err("refused").to_string();
    assert!(refused.contains("presents 1 layers and the atlas has 2"), "{refused}");
}

#[test]
fn a_server_offers_the_name_and_the_program_tells_what_is_behind_it() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    desk([4, 6]).publish(folder.path(), vec![view()]);
    let server = Server::start(folder.path());
    let catalogue = server.get("/catalog").json();
    assert_eq!(catalogue["layers"], json!([]));
    assert_eq!(catalogue["views"][0]["name"], "borders");
    assert_eq!(catalogue["views"][0]["parts"], json!([{ "layer": "borders", "zooms": [0, 6] }]));
    assert_eq!(server.get("/borders").json()["vector_layers"][0]["geometry_type"], "line");
    assert_eq!(server.get("/near").status, 404);
    let style = server.get("/styles/borders.json");
    assert_eq!(
        (style.status, style.json()["sources"]["maillage"]["url"].clone()),
        (200, json!(format!("{}/borders", server.base())))
    );
    for place in [2, 3, 4, 6].map(place).map(|(zoom, x, y)| format!("{zoom}/{x}/{y}")) {
        let answer = server.get(&format!("/borders/{place}"));
        assert!(validate(&answer.body, &Rules::default()).is_empty(), "{place}");
        assert_eq!(decode(&answer.body)[0].name, "borders");
        let tag = answer.header("etag");
        assert_eq!(server.get_with(&format!("/borders/{place}"), &[("If-None-Match", tag)]).status, 304);
        let fewer = server.get(&format!("/borders/{place}?fields=code"));
        assert!(fewer.body.len() < answer.body.len() && fewer.header("etag") != tag, "{place}");
    }
    let told = run(program().arg("inspect").arg(folder.path()));
    assert!(told.contains("far: 2 lines, zooms 0 to 3, fields code rank, shown as borders"), "{told}");
    assert!(told.contains("view borders: far 0–3, near 4–6"), "{told}");
    let told = run(program().arg("inspect").arg(folder.path()).arg("--json"));
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!((&told["layers"][1]["name"], &told["layers"][1]["shown_as"]), (&json!("far"), &json!("borders")));
    assert_eq!(told["layers"][1]["per_zoom"].as_array().map(Vec::len), Some(4));
}
