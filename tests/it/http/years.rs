//! Several years in one tile, what became of figures between two, and why figures are missing.

use super::{Attribute, by_code, layers};
use crate::common::{Server, france};
use crate::lilliput::Lilliput;

/// A tile of communes of the Cantal, where Neussargues (15141) was split in 2025.
const CANTAL: &str = "/communes/9/260/183";

fn text(text: &str) -> Attribute {
    Attribute::Text(text.to_owned())
}

#[test]
fn several_years_and_their_evolution_stand_side_by_side() {
    let server = Server::start(france());
    let tile =
        layers(&server.get("/departements/5/15/11?indicators=population,part_0_19&year=2019,2023&evolution=auto"));
    let finistere = &by_code(&tile[0])["29"];
    let (before, after) = (finistere["population@2019"].number(), finistere["population@2023"].number());
    let expected = (1000.0 * (after - before) / before).round() / 10.0;
    assert_eq!(finistere["population_evolution"].number(), expected);
    assert!(!finistere.contains_key("part_0_19_evolution"), "it has one year only");
    let tile =
        layers(&server.get("/departements/5/15/11?indicators=population&year=2019,2021,2023&evolution=difference"));
    let finistere = &by_code(&tile[0])["29"];
    assert_eq!(finistere["population_evolution"].number(), after - before);
    assert!(finistere.contains_key("population@2021"));
    for (query, part) in
        [("year=2019&evolution=percent", "needs two years"), ("year=2019,2023&evolution=slope", "slope")]
    {
        let refused = server.get(&format!("/departements/5/15/11?{query}"));
        assert_eq!(refused.status, 400);
        assert!(refused.json()["detail"].as_str().is_some_and(|detail| detail.contains(part)), "{}", refused.json());
    }
    let described = server.get("/departements?indicators=population&year=2019,2023&evolution=auto&lang=en").json();
    let fields = &described["vector_layers"][0]["fields"];
    assert_eq!(fields["population_evolution"], "Number: Population, 2019–2023, %", "{fields}");
    assert!(described["tiles"][0].as_str().is_some_and(|url| url.contains("evolution=auto")), "{described}");
}

#[test]
fn what_cannot_be_compared_says_so() {
    let server = Server::start(france());
    let tile = layers(&server.get(&format!("{CANTAL}?indicators=population&year=2019,2023&evolution=auto")));
    let communes = by_code(&tile[0]);
    let neussargues = communes.get("15141").unwrap_or_else(|| panic!("{:?}", communes.keys()));
    assert_eq!(neussargues["population@2019_reason"], text("not_comparable"));
    assert!(!neussargues.contains_key("population@2019"));
    assert_eq!(neussargues["population@2023"].number(), 824.0);
    assert_eq!(neussargues["population_evolution_reason"], text("not_comparable"));
}

#[test]
fn a_secret_a_gap_and_a_zero_are_three_things() {
    let lilliput = Lilliput::new();
    lilliput.replace("recipe.toml", "source = \"Lilliput\"", "absences = { secret = [\"s\"] }\nsource = \"Lilliput\"");
    lilliput.replace("figures.csv", "002;20;5", "002;s;5");
    lilliput.build(&["--quiet"]).done();
    let server = Server::start(&lilliput.out());
    for tile in ["2/2/1", "3/4/2"] {
        let tile = layers(&server.get(&format!("/communes/{tile}?indicators=population,part_young")));
        let communes = by_code(&tile[0]);
        let population = |code: &str| (communes[code].get("population"), communes[code].get("population_reason"));
        assert_eq!(population("001"), (Some(&Attribute::Number(1000.0)), None));
        assert_eq!(population("002"), (None, Some(&text("secret"))));
        assert_eq!(population("004"), (Some(&Attribute::Number(0.0)), None));
        assert_eq!(population("005"), (None, None));
        // The share of a secret is one too.
        assert_eq!(communes["002"].get("part_young_reason"), Some(&text("secret")));
    }
    let fields = server.get("/communes").json()["vector_layers"][0]["fields"].clone();
    assert!(fields["population_reason"].as_str().is_some_and(|text| text.contains("secret")), "{fields}");
}
