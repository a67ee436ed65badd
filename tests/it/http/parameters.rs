//! Fields, indicators and years.

use std::collections::BTreeSet;

use super::{Attribute, Attributes, RENNES, by_code, layers};
use crate::common::{Server, france};

const RENNES_CODE: &str = "35238";

/// Rennes, as a tile of communes shows it.
#[track_caller]
fn rennes(server: &Server, query: &str) -> Attributes {
    let layers = layers(&server.get(&format!("{RENNES}{query}")));
    by_code(&layers[0]).remove(RENNES_CODE).expect("Rennes is in the tile")
}

fn keys(attributes: &Attributes) -> Vec<&str> {
    attributes.keys().map(String::as_str).collect()
}

#[test]
fn code_name_and_the_layers_own_indicators_are_there_unasked() {
    let server = Server::start(france());
    let rennes = rennes(&server, "");
    assert_eq!(keys(&rennes), ["code", "nom", "part_0_19", "population"]);
    assert_eq!(rennes["nom"], Attribute::Text("Rennes".to_owned()));
}

#[test]
fn fields_are_those_asked_for() {
    let server = Server::start(france());
    let all = rennes(&server, "?fields=code,nom,departement,region,academie,epci&indicators=");
    assert_eq!(keys(&all), ["academie", "code", "departement", "epci", "nom", "region"]);
    assert_eq!(all["departement"], Attribute::Text("35".to_owned()));
    assert_eq!(all["region"], Attribute::Text("53".to_owned()));
    assert_eq!(all["academie"], Attribute::Text("14".to_owned()));
    assert_eq!(all["epci"], Attribute::Text("243500139".to_owned()));
    assert_eq!(keys(&rennes(&server, "?fields=code&indicators=")), ["code"]);
    let bare = layers(&server.get(&format!("{RENNES}?fields=&indicators=")));
    assert!(!bare[0].features.is_empty() && bare[0].features.iter().all(|feature| feature.attributes.is_empty()));
    assert!(bare[0].features.iter().all(|feature| feature.id.is_some_and(|id| id > 0)));
}

#[test]
fn no_indicators_and_all_indicators() {
    let server = Server::start(france());
    assert_eq!(keys(&rennes(&server, "?indicators=")), ["code", "nom"]);
    let catalog = server.get("/catalog").json();
    let known = catalog["indicators"].as_array().expect("indicators");
    let mut expected: BTreeSet<&str> = known.iter().filter_map(|indicator| indicator["id"].as_str()).collect();
    assert_eq!(expected.len(), 16);
    expected.extend(["code", "nom"]);
    let all = rennes(&server, "?indicators=*");
    assert_eq!(all.keys().map(String::as_str).collect::<BTreeSet<_>>(), expected);
}

#[test]
fn one_year_keeps_the_key_and_several_name_theirs() {
    let server = Server::start(france());
    let one = rennes(&server, "?year=2019");
    assert_eq!(keys(&one), ["code", "nom", "population"]);
    let two = rennes(&server, "?year=2019,2023");
    assert_eq!(keys(&two), ["code", "nom", "population@2019", "population@2023"]);
    assert_eq!(two["population@2019"], one["population"]);
    let latest = rennes(&server, "");
    assert_eq!(latest["population"], two["population@2023"], "the latest year without the parameter");
    assert_ne!(two["population@2019"], two["population@2023"]);
}

#[test]
fn an_indicator_without_the_year_is_absent() {
    let server = Server::start(france());
    assert_eq!(keys(&rennes(&server, "?year=2019&indicators=pop,population")), ["code", "nom", "population"]);
    let several = rennes(&server, "?year=2019,2021&indicators=pop,population");
    assert_eq!(keys(&several), ["code", "nom", "pop@2021", "population@2019", "population@2021"]);
    assert_eq!(keys(&rennes(&server, "?year=2019&indicators=pop")), ["code", "nom"]);
    assert_eq!(keys(&rennes(&server, "?indicators=pop,population")), ["code", "nom", "pop", "population"]);
}

#[test]
fn a_missing_value_is_left_out() {
    let server = Server::start(france());
    // Mamoudzou in Mayotte, of which the census tells nothing.
    let tile = layers(&server.get("/communes/8/160/137?indicators=pop,population,part_0_19&year=2021"));
    let mayotte = by_code(&tile[0]);
    let missing: Vec<&String> = mayotte.keys().filter(|code| code.starts_with("976")).collect();
    assert!(mayotte.contains_key("97608"), "{missing:?}");
    for code in missing {
        assert_eq!(keys(&mayotte[code]), ["code", "nom", "population"], "{code}");
        assert!(mayotte[code]["population"].number() > 0.0, "{code}");
    }
}

#[test]
fn nobody_is_a_figure_too() {
    let server = Server::start(france());
    // Six villages of the Meuse were destroyed in 1916 and count nobody.
    let codes = ["55039", "55050", "55139", "55189", "55239", "55307"];
    let mut found = BTreeSet::new();
    for (x, y) in [(131, 87), (132, 87), (131, 88), (132, 88)] {
        for (code, attributes) in by_code(&layers(&server.get(&format!("/communes/8/{x}/{y}")))[0]) {
            if codes.contains(&code.as_str()) {
                assert_eq!(attributes["population"], Attribute::Number(0.0), "{code}");
                found.insert(code);
            }
        }
    }
    assert_eq!(found.len(), codes.len(), "{found:?}");
}

#[test]
fn shares_have_decimals_and_counts_have_none() {
    let server = Server::start(france());
    let rennes = rennes(&server, "?indicators=part_0_19,pop_0_19,pop");
    let exact = 100.0 * rennes["pop_0_19"].number() / rennes["pop"].number();
    let share = rennes["part_0_19"].number();
    assert!((share - exact).abs() <= 0.05 + 1e-9, "{share} of {exact}");
    assert!((share * 10.0 - (share * 10.0).round()).abs() < 1e-9, "{share} has one decimal");
}

#[test]
fn commas_may_be_written_in_percent() {
    let server = Server::start(france());
    let (plain, encoded) = (server.get("/communes,lycees/10/505/355"), server.get("/communes%2Clycees/10/505/355"));
    assert_eq!((plain.status, encoded.status), (200, 200));
    assert_eq!(plain.header("etag"), encoded.header("etag"));
    assert!(plain.body == encoded.body);
    assert!(server.get("/communes%2clycees").body == server.get("/communes,lycees").body);
}
