//! A second country beside France: other levels, other codes, files as their packages ship them.

use serde_json::Value;

use crate::common::{Server, program, project, run};

#[test]
fn the_united_states_are_built_and_served() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let mut build = program();
    build.arg("build").arg(project().join("data/usa/recipe.toml")).arg("--out").arg(folder.path()).arg("--json");
    let report: Value = serde_json::from_str(&run(&mut build)).expect("a report");
    let counts: Vec<(&str, u64)> = report["layers"]
        .as_array()
        .expect("layers")
        .iter()
        .map(|layer| (layer["name"].as_str().unwrap_or_default(), layer["features"].as_u64().unwrap_or_default()))
        .collect();
    assert_eq!(counts, [("counties", 3_230), ("states", 56)]);
    let server = Server::start(folder.path());
    let portrait = |code: &str| -> Value {
        let answer = server.get(&format!("/territories/{code}"));
        assert_eq!(answer.status, 200, "{code}");
        serde_json::from_slice(&answer.body).expect("JSON")
    };
    let autauga = portrait("counties/01001").to_string();
    assert!(autauga.contains("Autauga") && autauga.contains("Alabama") && autauga.contains("0.097"), "{autauga}");
    let alabama = portrait("states/01").to_string();
    assert!(alabama.contains("Alabama") && alabama.contains("32274"), "{alabama}");
    let tile = server.get("/country/4/4/6.mvt");
    assert_eq!(tile.status, 200);
    assert!(!tile.body.is_empty());
}
