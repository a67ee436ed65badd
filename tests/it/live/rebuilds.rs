//! `maillage serve --recipe`: builds by itself.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{metric, version};
use crate::common::{Server, program, project, run, wait_until};
use crate::lilliput::{Lilliput, Told};
use crate::validator::{Value, decode};

fn serve(country: &Lilliput) -> Server {
    let recipe = country.path("recipe.toml");
    Server::start_with(&country.out(), &["--recipe", recipe.to_str().expect("a path in UTF-8")])
}

/// The population of commune 001 as a tile has it.
fn population(server: &Server) -> Option<String> {
    let layers = decode(&server.get("/communes/5/16/11?indicators=population").body);
    let has_code =
        |(key, value): &(String, Value)| key == "code" && matches!(value, Value::String(code) if code == "001");
    let feature = layers[0].features.iter().find(|feature| feature.attributes.iter().any(has_code))?;
    let (_, value) = feature.attributes.iter().find(|(key, _)| key == "population")?;
    Some(format!("{value:?}").chars().filter(char::is_ascii_digit).collect())
}

fn refused(server: &Server) -> String {
    let ready = server.get("/ready");
    assert_eq!(ready.status, 200);
    ready.json()["last_refused"]["why"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_map_that_is_missing_or_stale_is_built_first() {
    let country = Lilliput::new();
    let server = serve(&country);
    assert_eq!(population(&server).as_deref(), Some("1000"));
    let first = version(&server);
    drop(server);
    assert_eq!(version(&serve(&country)), first);
    country.replace("figures.csv", "001;1000;", "001;1234;");
    // A file that was written a moment ago may have to rest first; what was published before is served until then.
    let server = serve(&country);
    wait_until("the changed figure is served", || population(&server).as_deref() == Some("1234"));
}

#[test]
fn a_changed_source_is_built_and_served() {
    let country = Lilliput::new();
    let server = serve(&country);
    let first = version(&server);
    country.replace("figures.csv", "001;1000;", "001;1234;");
    wait_until("the changed figure is served", || population(&server).as_deref() == Some("1234"));
    // Changed by moving another file into its place, as many programs save.
    let text = fs::read_to_string(country.path("figures.csv")).expect("a source");
    country.write("figures.new", text.replace("001;1234;", "001;5678;"));
    fs::rename(country.path("figures.new"), country.path("figures.csv")).expect("a file can be moved");
    wait_until("the moved figure is served", || population(&server).as_deref() == Some("5678"));
    // Each of the other kinds of sources.
    for (file, text, by) in [
        ("provinces.csv", "Alpha", "Omega"),
        ("recipe.toml", "en = \"Municipalities\"", "en = \"Communes\""),
        ("schools.csv", "One", "Uno"),
    ] {
        let before = version(&server);
        country.replace(file, text, by);
        wait_until(&format!("{file} counts"), || version(&server) != before);
    }
    // A source that the recipe names only now.
    let before = version(&server);
    country.write("more.csv", fs::read(country.path("figures.csv")).expect("a source"));
    country.replace("recipe.toml", "file = \"figures.csv\"", "file = \"more.csv\"");
    country.replace("more.csv", "001;5678;", "001;77;");
    wait_until("the other table is served", || population(&server).as_deref() == Some("77"));
    country.replace("more.csv", "001;77;", "001;78;");
    wait_until("the other table is watched", || population(&server).as_deref() == Some("78"));
    assert!(before != version(&server) && first != version(&server));
    assert_eq!(refused(&server), "");
}

#[test]
fn a_build_that_fails_is_told_and_the_map_before_goes_on() {
    let country = Lilliput::new();
    let server = serve(&country);
    let first = version(&server);
    for (file, parts) in [
        ("recipe.toml", &["recipe.toml, line 1", "schema"][..]),
        ("communes.fgb", &["communes.fgb"]),
        ("figures.csv", &["figures.csv"]),
    ] {
        let whole = fs::read(country.path(file)).expect("a source");
        country.write(file, "nonsense = [");
        wait_until(&format!("{file} is told of"), || parts.iter().all(|part| refused(&server).contains(part)));
        assert_eq!(version(&server), first);
        assert_eq!(population(&server).as_deref(), Some("1000"));
        assert_eq!(metric(&server, "maillage_map_refused"), 1);
        country.write(file, whole);
        wait_until(&format!("{file} is whole again"), || refused(&server).is_empty());
    }
    let whole = fs::read(country.path("figures.csv")).expect("a source");
    fs::remove_file(country.path("figures.csv")).expect("a file");
    wait_until("the missing file is told of", || refused(&server).contains("figures.csv"));
    country.write("figures.csv", whole);
    wait_until("the file is there again", || refused(&server).is_empty());
    country.replace("recipe.toml", "name = \"lilliput\"\n", "name = \"blefuscu\"\n");
    wait_until("another name is told of", || refused(&server).contains("blefuscu"));
    assert_eq!(version(&server), first);
}

#[test]
fn a_server_starts_with_the_map_before_when_the_first_build_fails() {
    let country = Lilliput::new();
    let first = version(&serve(&country));
    country.replace("recipe.toml", "year = 2020", "yaer = 2020");
    let server = serve(&country);
    assert_eq!(version(&server), first);
    // That the published map is looked at and found to be the served one takes nothing back.
    let looked = || metric(&server, "maillage_reloads_total{by=\"watch\",outcome=\"unchanged\"}");
    wait_until("the server has looked at what is published", || looked() > 0);
    let why = refused(&server);
    for part in ["recipe.toml, line ", "`yaer`", "did you mean `year`?"] {
        assert!(why.contains(part), "no {part} in {why}");
    }
    country.replace("recipe.toml", "yaer = 2020", "year = 2020");
    wait_until("nothing is refused any more", || refused(&server).is_empty());
}

fn serve_in_vain(arguments: &[&Path]) -> Told {
    let mut command = Command::new("timeout");
    command.arg("60").arg(program().get_program()).args(["serve", "--listen", "127.0.0.1:0"]).args(arguments);
    Told::of(&mut command)
}

#[test]
fn what_can_neither_be_built_nor_served_is_told() {
    let country = Lilliput::new();
    let (option, recipe, out) = (Path::new("--recipe"), country.path("recipe.toml"), country.out());
    serve_in_vain(&[option, &recipe, &country.path("figures.csv")]).refused(&["figures.csv is a file", "--recipe"]);
    serve_in_vain(&[option, &country.path("none.toml"), &out]).refused(&["none.toml"]);
    country.replace("recipe.toml", "year = 2020", "yaer = 2020");
    serve_in_vain(&[option, &recipe, &out]).refused(&["yaer"]);
}

#[test]
fn the_map_page_shows_new_figures_without_a_reload() {
    let country = Lilliput::new();
    let server = serve(&country);
    let script = project().join("tests/live.mjs");
    let mut node = Command::new("node");
    node.arg(script).arg(server.base()).arg(country.path("figures.csv")).args(["001", "1000", "3"]);
    println!("{}", run(&mut node));
}
