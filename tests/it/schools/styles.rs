//! Maps of points, their legends, and the pictures that they name.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{KINDS, SCHOOLS, map, schools};
use crate::common::Server;

/// A layer of a style by its id.
#[track_caller]
fn layer<'a>(style: &'a Value, id: &str) -> &'a Value {
    let found = style["layers"].as_array().expect("layers").iter().find(|layer| layer["id"] == id);
    found.unwrap_or_else(|| panic!("no layer {id}"))
}

fn has_layer(style: &Value, id: &str) -> bool {
    style["layers"].as_array().expect("layers").iter().any(|layer| layer["id"] == id)
}

#[test]
fn the_style_of_a_layer_shows_its_clusters() {
    let server = Server::start(map());
    let style = server.get("/styles/ecoles.json").json();
    assert_eq!(layer(&style, "ecoles-clusters")["filter"], serde_json::json!(["has", "cluster"]));
    assert_eq!(layer(&style, "ecoles-rings")["filter"], serde_json::json!(["has", "leaves"]));
    assert_eq!(layer(&style, "ecoles-points")["filter"], serde_json::json!(["!", ["has", "cluster"]]));
    assert_eq!(layer(&style, "ecoles-counts")["layout"]["text-field"][1][1], "point_count_abbreviated");
    let legend = &style["metadata"]["maillage:points"][0];
    assert_eq!((&legend["map"], &legend["indicator"]), (&"clusters".into(), &"ips".into()), "its own indicator");
    assert_eq!(style["metadata"]["maillage:legends"].as_array().map(Vec::len), Some(0));
}

#[test]
fn limits_of_points_are_those_of_their_classes() {
    let server = Server::start(map());
    let classes = server.get("/indicators/ips/classes?level=ecoles&n=4&lang=en").json();
    let style = server.get("/styles/points.json?indicator=ips&n=4&lang=en&level=none").json();
    let legend = &style["metadata"]["maillage:points"][0];
    assert_eq!((&legend["limits"], &legend["classes"]), (&classes["limits"], &classes["classes"]));
    let color = &layer(&style, "ecoles-clusters")["paint"]["circle-color"];
    assert_eq!(color[2][1], serde_json::json!(["get", "ips"]), "of an index a cluster has the mean");
    let style = server.get("/styles/points.json?indicator=eleves&level=none").json();
    let figure = &layer(&style, "ecoles-clusters")["paint"]["circle-color"][2][1];
    assert_eq!(figure[2], serde_json::json!(["get", "eleves_mean"]), "of a count the sum, and the mean beside it");
}

/// The donuts of a style are in the sprite that it names, each at a place of its own.
#[test]
fn every_donut_is_in_the_sprite() {
    let server = Server::start(map());
    let style = server.get("/styles/points.json?by=type").json();
    let sprite = style["sprite"].as_str().and_then(|it| it.strip_prefix(&server.base())).expect("a sprite of ours");
    assert_eq!(sprite, "/sprites/donuts-viridis-3");
    let name = layer(&style, "ecoles-clusters")["layout"]["icon-image"].clone();
    // Three values part the ring at two places, each at one of nine: 45 donuts.
    assert_eq!(name.as_array().map(Vec::len), Some(6), "{name}");
    for ratio in ["", "@2x"] {
        let index = server.get(&format!("{sprite}{ratio}.json")).json();
        let donuts = index.as_object().expect("an index");
        let places: BTreeSet<String> = donuts.values().map(|it| format!("{} {}", it["x"], it["y"])).collect();
        assert_eq!((donuts.len(), places.len()), (45, 45));
        assert!(
            donuts.contains_key("donut-0-8") && donuts.contains_key("donut-3-5") && !donuts.contains_key("donut-5-3")
        );
        let image = server.get(&format!("{sprite}{ratio}.png"));
        assert_eq!((image.status, image.header("content-type")), (200, "image/png"));
    }
    for wrong in
        ["donuts-viridis-3.svg", "donuts-viridis-9.png", "donuts-rainbow-3.json", "donuts-", "donuts-viridis-3"]
    {
        assert_eq!(server.get(&format!("/sprites/{wrong}")).status, 404, "{wrong}");
    }
}

#[test]
fn the_legend_counts_what_the_table_has() {
    let server = Server::start(map());
    let style = server.get("/styles/points.json?by=type&lang=en").json();
    let legend = &style["metadata"]["maillage:points"][0];
    let counted = legend["categories"].as_array().expect("categories");
    for kind in KINDS {
        let expected = schools().iter().filter(|school| school.kind == kind).count();
        let entry = counted.iter().find(|entry| entry["value"] == kind).expect("a value");
        assert_eq!(entry["count"], expected, "{kind}");
    }
    assert_eq!(legend["others"]["count"], 0);
    let picture = server.get("/legend.svg?layer=ecoles&by=type&lang=en&zoom=6");
    let text = picture.text();
    for entry in counted {
        assert!(text.contains(entry["color"].as_str().expect("a colour")), "{entry}: {text}");
    }
    assert!(text.contains(">in one place</text>"), "{text}");
    let mut circles = legend["circles"][0]["circles"].as_array().expect("circles").iter();
    let largest = circles.next().expect("a circle");
    assert!(largest["value"].as_f64().is_some_and(|count| count <= SCHOOLS as f64));
    assert!(circles.all(|smaller| smaller["radius"].as_f64() < largest["radius"].as_f64()));
}

#[test]
fn samples_and_heat_maps_have_styles_and_legends() {
    let server = Server::start(map());
    let style = server.get("/styles/points.json?mode=heatmap&indicator=eleves").json();
    let heat = layer(&style, "ecoles-heat");
    assert_eq!(heat["type"], "heatmap");
    assert_eq!(heat["paint"]["heatmap-weight"][1], serde_json::json!(["coalesce", ["get", "weight"], 1]));
    assert!(style["sources"]["maillage"]["url"].as_str().is_some_and(|url| url.contains("points=thinned")));
    let style = server.get("/styles/points.json?mode=thinned&lang=en").json();
    assert!(has_layer(&style, "ecoles-points") && !has_layer(&style, "ecoles-clusters"));
    assert_eq!(style["metadata"]["maillage:points"][0]["samples"][0]["one_of"], 1);
    for (query, words) in [("mode=heatmap", "beaucoup"), ("mode=thinned", "Tous les points"), ("", "au même endroit")]
    {
        let picture = server.get(&format!("/legend.svg?kind=points&{query}"));
        assert!(picture.status == 200 && picture.text().contains(words), "{query}");
        assert_eq!(server.get(&format!("/legend.png?kind=points&{query}")).status, 200);
    }
}

#[test]
fn maps_that_cannot_be_are_refused_with_what_can() {
    let server = Server::start(map());
    for (query, words) in [
        ("mode=pie", "clusters, thinned, heatmap, all"),
        ("by=nom", "they are by type"),
        ("by=type&indicator=ips", "leave out one"),
        ("mode=heatmap&indicator=ips", "take a count"),
        ("layer=communes", "layer of points; there are ecoles"),
        ("indicator=joy", "`joy`"),
        ("level=nowhere", "`nowhere`"),
        ("n=80", "2 to 9"),
    ] {
        for path in ["/styles/points.json?", "/legend.svg?kind=points&"] {
            let answer = server.get(&format!("{path}{query}"));
            let told = answer.json()["detail"].as_str().expect("a sentence").to_owned();
            assert!((400..=404).contains(&answer.status) && told.contains(words), "{path} {query}: {told}");
        }
    }
}
