//! `?filter=` over real connections.

use std::collections::BTreeSet;

use super::{by_code, layers, names, sentence};
use crate::common::{Answer, Server, france};

/// A filter as an address has it.
fn escaped(filter: &str) -> String {
    percent_encoding::utf8_percent_encode(filter, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// The cells of a column of a CSV file, and one more that tells which row.
fn cells(answer: &Answer, column: &str) -> Vec<(String, String)> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let mut reader = csv::ReaderBuilder::new().from_reader(&answer.body[..]);
    let header = reader.headers().expect("a header").clone();
    let place = header.iter().position(|name| name == column).expect("the column is there");
    let cell = |row: csv::StringRecord| (row[0].to_owned(), row[place].to_owned());
    reader.records().map(|row| cell(row.expect("a row"))).collect()
}

fn get(server: &Server, path: &str, filter: &str) -> Answer {
    let separator = if path.contains('?') { '&' } else { '?' };
    server.get(&format!("{path}{separator}filter={}", escaped(filter)))
}

#[test]
fn downloads_have_the_communes_that_match() {
    let server = Server::start(france());
    let all = cells(&server.get("/territories/communes.csv?indicators=population"), "departement");
    let of = |filter: &str| -> BTreeSet<String> {
        let answer = get(&server, "/territories/communes.csv?indicators=population", filter);
        cells(&answer, "departement").into_iter().map(|(code, _)| code).collect()
    };
    let expected: BTreeSet<String> =
        all.iter().filter(|(_, departement)| departement == "35").map(|(code, _)| code.clone()).collect();
    assert!(expected.len() > 300 && expected.contains("35238"), "{}", expected.len());
    for filter in [
        "departement='35'",
        "departement IN ('35', '999')",
        "within('departements','35')",
        "S_INTERSECTS(geom, within('departements','35'))",
        "code LIKE '35%'",
        "departement BETWEEN '35' AND '35' AND (population >= 0 OR population IS NULL)",
    ] {
        assert_eq!(of(filter), expected, "{filter}");
    }
    let named = of("ACCENTI(CASEI(nom)) LIKE 'l''hay-%' OR CASEI(nom)='évry-courcouronnes'");
    assert_eq!(named.into_iter().collect::<Vec<_>>(), ["91228", "94038"]);
    let populated =
        cells(&get(&server, "/territories/communes.csv?indicators=population", "population>=200000"), "population");
    let counts = cells(&server.get("/territories/communes.csv?indicators=population"), "population");
    let large = counts.into_iter().filter(|(_, count)| count.parse().is_ok_and(|count: f64| count >= 200_000.0));
    assert_eq!(populated, large.collect::<Vec<_>>());
    let geojson = get(&server, "/territories/lycees.geojson", "departement='35'").json();
    let json = get(&server, "/territories/lycees.json", "within('departements','35')").json();
    let (features, rows) =
        (geojson["features"].as_array().expect("a list"), json["territories"].as_array().expect("a list"));
    assert!(features.len() > 20 && features.len() == rows.len(), "{} and {}", features.len(), rows.len());
    assert_eq!((&geojson["filter"], &json["map"]), (&"departement='35'".into(), &"france".into()));
    let described = get(&server, "/territories/communes.csv-metadata.json", "code='35238'").json();
    assert!(
        described["url"].as_str().is_some_and(|url| url.ends_with(".csv?filter=code%3D%2735238%27")),
        "{described}"
    );
    assert_eq!(get(&server, "/territories/communes.fgb", "code='35238'").status, 200);
}

#[test]
fn tiles_show_what_matches_and_years_are_those_of_the_request() {
    let server = Server::start(france());
    let shown = |query: &str, filter: &str| -> BTreeSet<String> {
        let layers = layers(&get(&server, &format!("/communes/8/126/88{query}"), filter));
        by_code(&layers[0]).into_keys().collect()
    };
    let all = by_code(&layers(&server.get("/communes/8/126/88?year=2019,2023"))[0]);
    let figure = |code: &str, key: &str| all[code].get(key).map(super::Attribute::number);
    let grown = all.keys().filter(|code| {
        let figures = figure(code, "population@2019").zip(figure(code, "population@2023"));
        figures.is_some_and(|(before, after)| before < after)
    });
    assert_eq!(shown("", "population@2019 < population@2023"), grown.cloned().collect());
    let of_year = |year: &str| -> BTreeSet<String> {
        let key = format!("population@{year}");
        all.keys().filter(|code| figure(code, &key).is_some_and(|count| count > 3000.0)).cloned().collect()
    };
    assert_eq!(shown("?year=2019", "population>3000"), of_year("2019"));
    assert_eq!(shown("", "population>3000"), of_year("2023"));
    assert_ne!(of_year("2019"), of_year("2023"));
    let none = get(&server, "/communes/8/126/88", "code='35238' AND code='35001'");
    assert_eq!((none.status, none.body.len()), (204, 0));
}

#[test]
fn one_filter_is_for_all_layers_that_have_its_properties() {
    let server = Server::start(france());
    let both =
        layers(&get(&server, "/communes,lycees/9/252/177?points=all&fields=code,departement", "departement='35'"));
    assert_eq!(names(&both), ["communes", "lycees"]);
    for layer in &both {
        let features = by_code(layer);
        assert!(!features.is_empty());
        for attributes in features.values() {
            assert_eq!(attributes["departement"], super::Attribute::Text("35".to_owned()));
        }
    }
    assert_eq!(layers(&get(&server, "/regions,departements/6/31/22", "departement='35'")).len(), 2);
    assert!(sentence(&get(&server, "/regions/6/31/22", "nom='x' AND commune='1'"), 400).contains("`commune`"));
}

#[test]
fn one_meaning_is_one_tile_and_addresses_carry_it() {
    let server = Server::start(france());
    let tag = |filter: &str| get(&server, "/communes/8/126/88", filter).header("etag").to_owned();
    let first = tag("departement='35' AND population>1000");
    assert_eq!(first, tag("  departement = '35'\nand(population>1000.0)"));
    assert_ne!(first, tag("departement='35' AND population>1001"));
    assert_ne!(first, server.get("/communes/8/126/88").header("etag"));
    let document = get(&server, "/communes", "nom LIKE 'Saint-É%'").json();
    let template = document["tiles"][0].as_str().expect("an address");
    assert!(template.ends_with("&filter=nom%20LIKE%20%27Saint-%C3%89%25%27"), "{template}");
    let path = template.strip_prefix(&server.base()).expect("the server's address");
    let tile = server.get(&path.replace("{z}/{x}/{y}", "8/126/88"));
    assert!(tile.header("cache-control").contains("immutable"));
    for attributes in by_code(&layers(&tile)[0]).into_values() {
        let super::Attribute::Text(name) = &attributes["nom"] else { panic!("a name is a text") };
        assert!(name.starts_with("Saint-É"), "{name}");
    }
    for style in [
        "/styles/france.json",
        "/styles/choropleth.json?indicator=population",
        "/styles/communes.json?indicator=population",
    ] {
        let style = get(&server, style, "departement='35'").json();
        let sources = style["sources"].as_object().expect("sources");
        let mut urls = sources.values().filter_map(|source| source["url"].as_str());
        assert!(urls.all(|url| url.contains("filter=departement%3D%2735%27")), "{sources:?}");
    }
    assert_eq!(tag(""), server.get("/communes/8/126/88").header("etag"));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let server = Server::start(france());
    let told = |path: &str, filter: &str| sentence(&get(&server, path, filter), 400);
    for path in ["/communes/8/126/88", "/communes", "/styles/communes.json", "/territories/communes.csv"] {
        let wrong = told(path, "population= AND departement='35'");
        assert!(wrong.contains("character 13: expected a value such as 35 or 'Rennes'"), "{wrong}");
        assert!(wrong.contains("found `AND`"), "{wrong}");
    }
    assert!(told("/communes", "departement=35").contains("write '35' in quotes"));
    let unknown = told("/communes", "departements='35'");
    assert!(unknown.contains("`departements`") && unknown.contains("commune, departement, epci"), "{unknown}");
    assert!(told("/communes", &"(".repeat(1900)).contains("32"));
    assert!(told("/communes", &format!("nom='{}'", "é".repeat(1000))).contains("2006 bytes and 2000"));
    let longest = format!("nom<>'{}'", "'".repeat(1992));
    assert_eq!(longest.len(), 1999);
    assert_eq!(get(&server, "/communes", &longest).status, 200, "nearly every byte of it in percent");
    let twice = server.get("/communes?filter=code%3D%271%27&filter=code%3D%272%27");
    assert!(sentence(&twice, 400).contains("`filter` is given twice"));
}
