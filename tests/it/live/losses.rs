//! Sources that suddenly hold much less than what is published.

use std::fs::{self, File};
use std::io::Write;
use std::time::Duration;

use serde_json::Value;

use super::{metric, version};
use crate::common::{Server, wait_until};
use crate::lilliput::{Lilliput, Told};

/// A country of which each commune has figures of two years.
fn country() -> (Lilliput, String) {
    let country = Lilliput::new();
    let whole = "code;population;young\n001;1000;100\n002;20;5\n003;300;60\n004;1;1\n005;80;8\n006;7;1\n".to_owned();
    country.write("figures.csv", &whole);
    (country, whole)
}

/// The table as it is when it was cut off behind its first row.
const SHORT: &str = "code;population;young\n001;1000;100\n";

fn serve_with(country: &Lilliput, more: &[&str]) -> Server {
    let recipe = country.path("recipe.toml");
    let arguments = [&["--recipe", recipe.to_str().expect("a path in UTF-8")], more].concat();
    Server::start_with(&country.out(), &arguments)
}

fn ready(server: &Server) -> Value {
    let answer = server.get("/ready");
    assert_eq!(answer.status, 200);
    answer.json()
}

fn why(server: &Server) -> String {
    ready(server)["last_refused"]["why"].as_str().unwrap_or_default().to_owned()
}

fn texts(losses: &Value) -> Vec<String> {
    let losses = losses.as_array().expect("a list");
    losses.iter().map(|loss| loss["text"].as_str().expect("a text").to_owned()).collect()
}

const LOST: [&str; 4] = [
    "figures.csv: 6 rows matched `communes` before and 1 match now (−83 %)",
    "figures.csv: `part_young` of 2020 had 6 figures at `communes` before and has 1 now (−83 %)",
    "figures.csv: `population` of 2020 had 6 figures at `communes` before and has 1 now (−83 %)",
    "figures.csv: `young` of 2020 had 6 figures at `communes` before and has 1 now (−83 %)",
];

/// A build that reports losses: its report, after looking at the warning.
fn reported(country: &Lilliput, arguments: &[&str]) -> Told {
    let told = country.build(arguments);
    assert_eq!(told.code, Some(0), "{told:?}");
    assert!(told.sentence.starts_with("warning: ") && told.sentence.contains(LOST[0]), "{told:?}");
    told
}

#[test]
fn a_build_by_hand_reports_first_what_is_lost() {
    let (country, whole) = country();
    country.build(&[]).done();
    country.write("figures.csv", SHORT);
    let told = country.build(&["--strict"]).refused(&["--strict refuses", "4 faults"]);
    assert!(told.out.starts_with("4 × fewer_than_before: "), "{}", told.out);
    let out = reported(&country, &[]).out;
    assert!(out.starts_with("4 × fewer_than_before: ") && out.contains("Published "), "{out}");
    // The same again is no less lost, and so is what else changes meanwhile.
    reported(&country, &["--quiet"]);
    country.replace("provinces.csv", "Alpha", "Omega");
    let report = reported(&country, &["--json"]).json();
    assert_eq!(report["complaints"]["kinds"][0]["kind"], "fewer_than_before");
    assert_eq!(report["complaints"]["kinds"][0]["effect"], "lost");
    assert_eq!(report["complaints"]["records"][0]["detail"], LOST[0].trim_start_matches("figures.csv: "));
    assert_eq!(texts(&ready(&Server::start(&country.out()))["losses"]), LOST);
    country.write("figures.csv", whole);
    country.build(&["--strict"]).done();
    assert_eq!(ready(&Server::start(&country.out()))["losses"], Value::Array(Vec::new()));
}

#[test]
fn a_loss_can_be_accepted_once_or_by_the_recipe() {
    let (country, whole) = country();
    country.build(&[]).done();
    country.write("figures.csv", SHORT);
    reported(&country, &[]);
    let server = Server::start(&country.out());
    assert_eq!(metric(&server, "maillage_map_losses"), 4);
    // The pair stays the same; what is published of it does not.
    let out = country.build(&["--strict", "--accept-loss"]).done().out;
    assert!(out.starts_with("4 × fewer_than_before: "), "{out}");
    wait_until("the loss is accepted", || metric(&server, "maillage_map_losses") == 0);
    country.build(&["--strict"]).done();
    country.write("figures.csv", &whole);
    country.build(&["--strict"]).done();
    country.write("figures.csv", SHORT);
    country.replace("recipe.toml", "attribution", "accept_loss = 0.8\nattribution");
    reported(&country, &["--quiet"]);
    for accepted in ["0.9", "true"] {
        country.write("figures.csv", &whole);
        country.build(&["--quiet"]).done();
        let text = fs::read_to_string(country.path("recipe.toml")).expect("a recipe");
        let line = text.lines().find(|line| line.starts_with("accept_loss")).expect("the key").to_owned();
        country.replace("recipe.toml", &line, &format!("accept_loss = {accepted}"));
        country.write("figures.csv", SHORT);
        country.build(&["--strict"]).done();
    }
    country.replace("recipe.toml", "accept_loss = true", "accept_loss = 1.5");
    country.build(&[]).refused(&["`accept_loss` cannot be 1.5", "0.3 for 30 %"]);
}

#[test]
fn lost_features_are_a_loss_and_what_a_recipe_no_longer_names_is_none() {
    let (country, _) = country();
    country.build(&[]).done();
    country.write("schools.csv", "code,nom,lon,lat,commune\n");
    let told = country.build(&[]);
    let sentence = "schools.csv: `schools` had 3 features before and has 0 now (−100 %)";
    assert!(told.code == Some(0) && told.sentence.contains(sentence), "{told:?}");
    let recipe = fs::read_to_string(country.path("recipe.toml")).expect("a recipe");
    let (begin, end) = (recipe.find("[[points]]").expect("points"), recipe.find("[[view]]").expect("a view"));
    country.write("recipe.toml", format!("{}{}", &recipe[..begin], &recipe[end..]).replace("young = \"young\"", ""));
    country.build(&["--quiet"]).done();
}

#[test]
fn what_older_programs_have_published_is_served_and_replaced() {
    let (country, _) = country();
    country.build(&[]).done();
    let pointer = country.out().join("lilliput.json");
    let mut published: Value = serde_json::from_slice(&fs::read(&pointer).expect("a file")).expect("JSON");
    assert!(published.as_object_mut().expect("an object").remove("holdings").is_some());
    fs::write(&pointer, published.to_string()).expect("a file");
    assert_eq!(ready(&Server::start(&country.out()))["losses"], Value::Array(Vec::new()));
    country.write("figures.csv", SHORT);
    country.build(&["--strict"]).done();
}

#[test]
fn a_server_that_builds_refuses_a_loss_until_it_is_accepted_or_mended() {
    let (country, whole) = country();
    let server = serve_with(&country, &[]);
    let first = version(&server);
    country.write("figures.csv", SHORT);
    wait_until("the loss is refused", || why(&server).contains(LOST[0]));
    assert!(why(&server).contains("--accept-loss"), "{}", why(&server));
    assert_eq!((version(&server), metric(&server, "maillage_map_refused")), (first.clone(), 1));
    let builds = || metric(&server, "maillage_reloads_total{by=\"build\",outcome=\"refused\"}");
    assert_eq!(builds(), 1);
    std::thread::sleep(Duration::from_secs(4));
    assert_eq!(builds(), 1, "it is not tried again until something changes");
    // Neither does a new server publish it.
    drop(server);
    let server = serve_with(&country, &[]);
    assert_eq!(version(&server), first);
    assert!(why(&server).contains(LOST[0]), "{}", why(&server));
    country.write("figures.csv", &whole);
    wait_until("the file is whole again", || why(&server).is_empty());
    assert_eq!(version(&server), first);
    // Somebody who has looked at it publishes it by hand.
    country.write("figures.csv", SHORT);
    wait_until("the loss is refused again", || why(&server).contains(LOST[0]));
    reported(&country, &["--quiet"]);
    wait_until("it is served", || version(&server) != first && why(&server).is_empty());
    assert_eq!(texts(&ready(&server)["losses"]), LOST);
    drop(server);
    let server = serve_with(&country, &["--accept-loss"]);
    assert_eq!(ready(&server)["losses"], Value::Array(Vec::new()));
}

#[test]
fn what_is_being_written_is_not_built() {
    let (country, whole) = country();
    let server = serve_with(&country, &[]);
    let first = version(&server);
    let changed = whole.replace("1000", "1234").replace("6;7;1", "6;8;1");
    // Each moment of it is a sound table, and those after its third row are no loss either.
    country.replace("recipe.toml", "attribution", "accept_loss = true\nattribution");
    let mut file = File::create(country.path("figures.csv")).expect("a file");
    for line in changed.lines() {
        writeln!(file, "{line}").expect("the file can be written");
        file.flush().expect("the file can be written");
        std::thread::sleep(Duration::from_millis(700));
    }
    assert_eq!(version(&server), first, "nothing was built while it was written");
    wait_until("it is built when it is whole", || version(&server) != first);
    let figures = server.get("/territories/communes.csv?indicators=population").text().to_owned();
    assert!(figures.contains("1234") && figures.contains("006"), "{figures}");
    assert_eq!(metric(&server, "maillage_reloads_total{by=\"build\",outcome=\"swapped\"}"), 1);
}
