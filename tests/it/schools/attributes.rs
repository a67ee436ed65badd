//! What schools say of themselves, with its type.

use std::collections::BTreeMap;

use serde_json::json;

use super::country::{Country, DEGREES, layer};
use crate::common::Server;
use crate::validator::Value;

const FIELDS: &str = "fields = { n = { column = \"n\", type = \"integer\" }, x = { column = \"x\", type = \"number\" }, \
                      b = { column = \"b\", type = \"boolean\" }, postal = { column = \"postal\", type = \"auto\" }, \
                      ville = \"ville\" }\nshown = [\"n\"]\n";

const TABLE: &str = "code;lon;lat;n;x;b;postal;ville\n\
    A1;1;41;540;110,4;oui;01000;Bourg\n\
    A2;1;41;12;;non;75001;\n\
    A3;1,0;41,0;douze;1,5;;13001;12\n";

fn country() -> Country {
    Country::build(&layer("s", &format!("{DEGREES}{FIELDS}")), &[("s.csv", TABLE)])
}

#[test]
fn attributes_are_numbers_and_booleans_in_tiles() {
    let country = country();
    let points = country.points("s", Some("code,n,x,b,postal,ville"));
    let text = |text: &str| Value::String(text.to_owned());
    let expected = |values: &[(&str, Value)]| -> BTreeMap<String, Value> {
        values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    };
    let first = [
        ("code", text("A1")),
        ("n", Value::UInt(540)),
        ("x", Value::Double(110.4)),
        ("b", Value::Bool(true)),
        ("postal", text("01000")),
        ("ville", text("Bourg")),
    ];
    assert_eq!(points["A1"].attributes, expected(&first));
    let second = [("code", text("A2")), ("n", Value::UInt(12)), ("b", Value::Bool(false)), ("postal", text("75001"))];
    assert_eq!(points["A2"].attributes, expected(&second));
    assert_eq!(points["A3"].attributes.get("n"), None);
    assert_eq!(country.told(), [("A3", "wrong_type")]);
    assert_eq!(country.detail("A3"), "`n`: `douze` is not a number");
    // Several schools on one spot are all there, and a tile carries what the recipe says.
    let own = country.points("s", None);
    assert_eq!(own.len(), 3);
    assert_eq!(own["A2"].attributes.keys().collect::<Vec<_>>(), ["code", "n", "nom"]);
}

#[test]
fn types_are_described_and_downloads_and_portraits_have_them() {
    let country = country();
    let server = Server::start(&country.folder());
    let fields = server.get("/s?fields=code,n,x,b,postal").json()["vector_layers"][0]["fields"].clone();
    assert_eq!(fields, json!({ "code": "String", "n": "Number", "x": "Number", "b": "Boolean", "postal": "String" }));
    let attributes = server.get("/territories/s/A1").json()["attributes"].clone();
    assert_eq!(attributes, json!({ "n": 540, "x": 110.4, "b": true, "postal": "01000", "ville": "Bourg" }));
    let lines = server.get("/territories/s.csv").text().replace("\r\n", "\n");
    let header = "code,nom,b,n,postal,ville,x,longitude,latitude";
    assert!(lines.contains(&format!("{header}\nA1,A1,true,540,01000,Bourg,110.4,")), "{lines}");
    let geojson = server.get("/territories/s.geojson").json();
    let second = &geojson["features"][1]["properties"];
    assert_eq!((&second["n"], &second["x"], &second["b"]), (&json!(12), &json!(null), &json!(false)), "{second}");
}

#[test]
fn whole_numbers_that_doubles_do_not_hold_are_exact_everywhere() {
    let exact = 9_007_199_254_740_993_u64;
    let fields = format!("{DEGREES}fields = {{ n = {{ column = \"n\", type = \"integer\" }} }}\nshown = [\"n\"]\n");
    let table = format!("code,lon,lat,n\nA1,1,41,{exact}\nA2,1,41,7\n");
    let country = Country::build(&layer("s", &fields), &[("s.csv", &table)]);
    assert_eq!(country.points("s", None)["A1"].attributes["n"], Value::UInt(exact));
    let server = Server::start(&country.folder());
    assert_eq!(server.get("/territories/s/A1").json()["attributes"]["n"], json!(exact));
    assert_eq!(server.get("/territories/s.json").json()["territories"][0]["n"], json!(exact));
    assert_eq!(server.get("/territories/s.geojson").json()["features"][0]["properties"]["n"], json!(exact));
    assert!(server.get("/territories/s.csv").text().contains(&format!("A1,A1,{exact},")));
    assert_eq!(country.told(), []);
}

#[test]
fn a_recipe_may_have_several_layers_of_points() {
    let layers = layer("s", &format!("{DEGREES}fields = {{ n = {{ column = \"n\", type = \"integer\" }} }}\n"))
        + &layer("t", &format!("{DEGREES}within = \"communes\"\n"));
    let country = Country::build(&layers, &[("s.csv", TABLE), ("t.csv", "code,lon,lat\nA1,1,41\nT2,1,41\n")]);
    assert_eq!((country.points("s", None).len(), country.points("t", None).len()), (3, 2));
    assert_eq!(country.texts("t", "province").len(), 2);
}
