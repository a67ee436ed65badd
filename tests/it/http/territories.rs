//! Portraits of territories, and finding them by name.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::sentence;
use crate::common::{Server, france, project};
use crate::lilliput;

fn texts<'a>(list: &'a Value, key: &str) -> Vec<&'a str> {
    list.as_array().expect("a list").iter().filter_map(|entry| entry[key].as_str()).collect()
}

/// The entry of an indicator and a year in a portrait.
#[track_caller]
fn figure<'a>(portrait: &'a Value, indicator: &str, year: i32) -> &'a Value {
    let all = portrait["figures"].as_array().expect("figures");
    let found = all.iter().find(|entry| entry["indicator"] == indicator).expect("the indicator");
    let years = found["years"].as_array().expect("years");
    years.iter().find(|entry| entry["year"] == year).expect("the year")
}

/// The rows of a table of the example by code.
fn table(file: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let path = project().join("data/france").join(file);
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(path).expect("a table");
    let header = reader.headers().expect("a header").clone();
    let row = |row: csv::StringRecord| {
        let cells = header.iter().zip(&row).map(|(name, cell)| (name.to_owned(), cell.to_owned()));
        (row[0].to_owned(), cells.collect())
    };
    reader.records().map(|record| row(record.expect("a row"))).collect()
}

#[test]
fn a_small_country_is_told_of_in_every_detail() {
    let server = Server::start(lilliput::map());
    let base = server.base();
    let around = server.get("/territories/001").json();
    let expected = json!({
        "level": "communes", "level_label": "Communes", "code": "001", "name": "Around",
        "url": format!("{base}/territories/communes/001"),
    });
    for (key, value) in expected.as_object().expect("an object") {
        assert_eq!(&around[key], value, "{key}");
    }
    assert_eq!(around["parents"][0]["url"], format!("{base}/territories/provinces/A"));
    // Its hole is the enclave; the lake's commune lies north, the twofold one east; the plain meets it at a corner.
    assert_eq!(texts(&around["neighbours"], "code"), ["002", "003", "004"]);
    assert_eq!(around["children"], json!([{ "level": "schools", "level_label": "Écoles", "count": 1 }]));
    let bounds: Vec<f64> = around["bounds"].as_array().expect("bounds").iter().filter_map(Value::as_f64).collect();
    for (found, wanted) in bounds.iter().zip([0.0, 40.0, 2.0, 42.0]) {
        assert!((found - wanted).abs() < 1e-4, "{bounds:?}");
    }
    let population = figure(&around, "population", 2020);
    assert_eq!((&population["value"], &population["reason"]), (&json!(1000), &Value::Null));
    // 1000, 20, 300, 0, none and 7: five have a figure, three of them in Alpha.
    assert_eq!(population["country"], json!({ "rank": 1, "of": 5, "partial": 0, "value": 1327, "coverage": 0.8333 }));
    let alpha = json!({ "level": "provinces", "code": "A", "value": 1007, "reason": null, "coverage": 1.0, "rank": 1, "of": 3, "partial": 0 });
    assert_eq!(population["parents"], json!([alpha]));
    assert_eq!((&population["source"], &population["licence"]), (&json!("Lilliput"), &json!("free")));
    let share = figure(&around, "part_young", 2020);
    assert_eq!((&share["value"], &share["country"]["value"]), (&json!(10.0), &json!(12.5)));

    let plain = server.get("/territories/communes/005").json();
    let missing = figure(&plain, "population", 2020);
    assert_eq!((&missing["value"], &missing["country"]["rank"]), (&Value::Null, &Value::Null));
    assert_eq!(missing["country"]["of"], 5);
    let empty = server.get("/territories/004").json();
    let zero = figure(&empty, "population", 2020);
    assert_eq!((&zero["value"], &zero["country"]["rank"]), (&json!(0), &json!(5)), "zero is a figure");

    let beta = server.get("/territories/B?lang=en&indicators=young").json();
    assert_eq!(beta["figures"].as_array().map(Vec::len), Some(1));
    assert_eq!(figure(&beta, "young", 2020)["parents"], json!([]));
    assert_eq!(
        figure(&beta, "young", 2020)["country"],
        json!({ "rank": 2, "of": 2, "partial": 1, "value": 166, "coverage": 0.8333 })
    );
    assert_eq!(texts(&beta["children"], "level_label"), ["Municipalities"]);
    assert_eq!(texts(&beta["neighbours"], "code"), ["A"]);

    let school = server.get("/territories/schools/B3").json();
    assert_eq!(
        (&school["kind"], &school["area_km2"], &school["point"]),
        (&json!("point"), &Value::Null, &json!([8.000001, 44.000001]))
    );
    assert_eq!(texts(&school["parents"], "name"), ["Speck"]);
    assert_eq!(school["figures"], json!([]));
}

#[test]
fn rennes_is_told_of_with_the_figures_of_the_tables() {
    let server = Server::start(france());
    let rennes = server.get("/territories/35238").json();
    for year in [2019, 2020, 2021, 2023] {
        let table = table(&format!("indicators/population_{year}.csv"));
        let told = &figure(&rennes, "population", year)["value"];
        assert_eq!(told.to_string(), table["35238"]["population_municipale"], "{year}");
    }
    let census = table("indicators/recensement_2021.csv");
    for (name, cell) in census["35238"].iter().filter(|(name, _)| *name != "code_commune") {
        let told = figure(&rennes, name, 2021)["value"].as_f64().expect("a number");
        assert!((told - cell.parse::<f64>().expect("a number")).abs() < 1e-9, "{name}");
    }
    // Ranks against a count of the table.
    let of_table = table("indicators/population_2023.csv");
    let own: f64 = of_table["35238"]["population_municipale"].parse().expect("a number");
    let figures =
        || of_table.iter().filter_map(|(code, row)| Some((code, row["population_municipale"].parse::<f64>().ok()?)));
    let larger = figures().filter(|(_, figure)| *figure > own).count();
    let country = &figure(&rennes, "population", 2023)["country"];
    let (rank, of) = (larger + 1, figures().count());
    let expected = json!({ "rank": rank, "of": of, "partial": 0, "value": 68_350_798, "coverage": 1.0 });
    assert_eq!(country, &expected);
    let parents = figure(&rennes, "population", 2023)["parents"].as_array().expect("parents").clone();
    let departement = parents.iter().find(|entry| entry["level"] == "departements").expect("its département");
    let within = figures().filter(|(code, _)| code.starts_with("35"));
    assert_eq!((&departement["rank"], &departement["of"]), (&json!(1), &json!(within.clone().count())));
    assert_eq!(departement["value"].as_f64(), Some(within.map(|(_, figure)| figure).sum()));
    assert_eq!(texts(&rennes["parents"], "level"), ["epci", "departements", "academies", "regions"]);
    assert!(texts(&rennes["neighbours"], "name").contains(&"Cesson-Sévigné"));
}

#[test]
fn portraits_of_coarser_levels_have_the_expected_sums() {
    let server = Server::start(france());
    for (level, file, codes) in
        [("departements", "departement", ["29", "75", "2A"]), ("regions", "region", ["53", "94", "11"])]
    {
        let expected = table(&format!("expected/ind_rp2021_{file}.csv"));
        for code in codes {
            let portrait = server.get(&format!("/territories/{level}/{code}")).json();
            for name in ["pop", "pop_0_19", "logements", "maisons"] {
                let told = &figure(&portrait, name, 2021)["value"];
                assert_eq!(told.to_string(), expected[code][name], "{level} {code} {name}");
            }
        }
    }
    let mayotte = server.get("/territories/976").json();
    assert_eq!(figure(&mayotte, "pop", 2021)["value"], Value::Null);
    let finistere = server.get("/territories/departements/29").json();
    assert_eq!(texts(&finistere["neighbours"], "name"), ["Côtes-d'Armor", "Morbihan"]);
    let children: Vec<(&str, Option<u64>)> = (finistere["children"].as_array().expect("children").iter())
        .map(|child| (child["level"].as_str().expect("a level"), child["count"].as_u64()))
        .collect();
    let communes = table("indicators/population_2023.csv").into_keys().filter(|code| code.starts_with("29")).count();
    assert!(children.contains(&("communes", Some(communes as u64))), "{children:?}");
}

#[test]
fn codes_of_several_levels_are_a_choice_and_unknown_ones_are_refused() {
    let server = Server::start(france());
    let answer = server.get("/territories/01");
    assert!(sentence(&answer, 300).contains("3 levels"));
    let candidates = answer.json()["candidates"].clone();
    assert_eq!(texts(&candidates, "name"), ["Ain", "Paris", "Guadeloupe"]);
    for url in texts(&candidates, "url") {
        let path = url.strip_prefix(&server.base()).expect("an address of this server");
        assert_eq!(server.get(path).json()["code"], "01");
    }
    assert!(sentence(&server.get("/territories/99999"), 404).contains("no territory has the code `99999`"));
    assert!(sentence(&server.get("/territories/regions/35238"), 404).contains("of `regions` has the code `35238`"));
    assert!(sentence(&server.get("/territories/cantons/01"), 404).contains("communes, epci, departements"));
    assert!(sentence(&server.get("/territories/communes"), 404).contains("communes.csv"));
    assert!(sentence(&server.get("/territories/35238?indicators=nothing"), 400).contains("population"));
    assert!(sentence(&server.get("/territories/35238?year=1999"), 400).contains("2023"));
    assert!(sentence(&server.get("/territories/communes_labels/35238"), 404).contains("no level"));
}

#[test]
fn a_portrait_is_kept_by_its_tag() {
    let server = Server::start(france());
    let first = server.get("/territories/35238");
    let again = server.get_with("/territories/35238", &[("If-None-Match", first.header("etag"))]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_ne!(server.get("/territories/35238?lang=en").header("etag"), first.header("etag"));
}

#[test]
fn names_are_found_as_people_type_them() {
    let server = Server::start(france());
    let found = |query: &str| -> Vec<(String, String)> {
        let answer = server.get(&format!("/territories?q={query}")).json();
        let results = answer["results"].as_array().expect("results").clone();
        results
            .iter()
            .map(|it| (it["name"].as_str().unwrap_or("").into(), it["level"].as_str().unwrap_or("").into()))
            .collect()
    };
    let is = |found: &(String, String), name: &str, level: &str| found == &(name.to_owned(), level.to_owned());
    for query in ["saint-etienne", "Saint%20%C3%89tienne", "st%20etienne", "SAINTETIENNE"] {
        assert!(is(&found(query)[0], "Saint-Étienne", "communes"), "{query}: {:?}", found(query));
    }
    assert!(is(&found("l%27hay-les-roses")[0], "L'Haÿ-les-Roses", "communes"));
    assert!(is(&found("oeuilly")[0], "Œuilly", "communes"));
    assert!(is(&found("havre")[0], "Le Havre", "communes"));
    assert!(is(&found("2a004")[0], "Ajaccio", "communes"));
    assert!(is(&found("marse")[0], "Marseille", "communes"));
    // Among equal names the one with more people.
    let saint_denis = server.get("/territories?q=saint%20denis&level=communes").json();
    assert_eq!(texts(&saint_denis["results"], "code")[..2], ["97411", "93066"]);
    let first = &saint_denis["results"][0];
    assert_eq!(texts(&first["parents"], "level"), ["epci", "departements", "academies", "regions"]);
    assert!(first["point"].as_array().is_some_and(|point| point.len() == 2));
}

#[test]
fn searches_are_bounded_and_count_everything() {
    let server = Server::start(france());
    let all = server.get("/territories?limit=3").json();
    assert_eq!((&all["count"], texts(&all["results"], "name").len()), (&json!(34_875 + 1_255 + 101 + 30 + 18), 3));
    assert_eq!(all["results"][0]["name"], "Île-de-France");
    let lycees = server.get("/territories?level=lycees&q=saint-pierre").json();
    assert!(lycees["count"].as_u64().is_some_and(|count| count > 5), "{lycees}");
    assert!(texts(&lycees["results"], "level").iter().all(|level| *level == "lycees"));
    assert_eq!(server.get("/territories?q=zzzzz").json()["results"], json!([]));
    assert_eq!(server.get("/territories?limit=").json()["count"], all["count"], "an empty value is none");
    for wrong in ["limit=0", "limit=101", "limit=ten"] {
        assert!(sentence(&server.get(&format!("/territories?{wrong}")), 400).contains("`limit`"), "{wrong}");
    }
    assert!(sentence(&server.get("/territories?level=cantons"), 400).contains("communes"));
    assert!(sentence(&server.get(&format!("/territories?q={}", "a".repeat(201))), 400).contains("`q`"));
}
