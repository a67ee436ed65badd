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
    assert!(autauga.contains("Autauga") && autauga.contains("Alabama") && autauga.contains("55869"), "{autauga}");
    // Sums of counties, as the Census Bureau's own table has them for states; incomes stand in a table of states.
    for (code, figures) in
        [("01", ["4903185", "57313", "53879", "32274"]), ("51", ["8535519", "98403", "69729", "43211"])]
    {
        let state = portrait(&format!("states/{code}")).to_string();
        assert!(figures.iter().all(|figure| state.contains(figure)), "{state}");
    }
    let complaints = report["complaints"]["kinds"].as_array().expect("kinds");
    let unknown = complaints.iter().find(|kind| kind["kind"] == "unknown_code");
    assert_eq!(unknown, None, "every row of the tables has its county or state");
    let tile = server.get("/country/4/4/6.mvt");
    assert_eq!(tile.status, 200);
    assert!(!tile.body.is_empty());
}
