//! Figures that rest on some of their parts say so wherever they go.

use serde_json::{Value, json};

use super::{Attribute, Attributes, by_code, layers, sentence};
use crate::common::Server;
use crate::lilliput::{self, Lilliput};

/// The tiles that hold the points of Alpha and Beta, at zooms of provinces and of communes.
const PROVINCES: &str = "/provinces/2/2/1";
const COMMUNES: &str = "/communes/2/2/1";

/// Lilliput in two years, whose population is hatched. Of Beta's communes one has no figure in 2020 and two have none in
/// 2021.
pub(crate) fn country(hatch: &str) -> Lilliput {
    let country = Lilliput::new();
    let table = "[[table]]\nfile = \"figures.csv\"";
    let later = "[[table]]\nfile = \"later.csv\"\nlevel = \"communes\"\nkey = \"code\"\nyear = 2021\n\
                 columns = { population = \"population\" }\nsource = \"Lilliput\"\nlicence = \"free\"\n\n";
    country.replace("recipe.toml", table, &format!("{later}{table}"));
    country.write("later.csv", "code;population\n001;1100\n002;\n003;310\n004;0\n005;\n006;7\n");
    let population = "id = \"population\"\n";
    country.replace("recipe.toml", population, &format!("{population}{hatch}"));
    country.build(&["--quiet"]).done();
    country
}

fn number(value: f64) -> Option<Attribute> {
    Some(Attribute::Number(value))
}

#[test]
fn tiles_give_it_beside_computed_figures_on_demand() {
    let country = country("");
    let server = Server::start(&country.out());
    let tile =
        |path: &str| -> std::collections::BTreeMap<String, Attributes> { by_code(&layers(&server.get(path))[0]) };
    let shares = |path: &str, key: &str| ["A", "B"].map(|code| tile(path)[code].get(key).cloned());

    let asked = format!("{PROVINCES}?coverage=true&year=2020&indicators=population,part_young");
    assert_eq!(shares(&asked, "population_coverage"), [number(1.0), number(0.6667)]);
    assert_eq!(shares(&asked, "population"), [number(1007.0), number(320.0)]);
    assert_eq!(shares(&asked, "part_young_coverage")[0], number(1.0));

    let both = format!("{PROVINCES}?coverage=true&year=2020,2021&indicators=population&evolution=difference");
    assert_eq!(shares(&both, "population@2020_coverage"), [number(1.0), number(0.6667)]);
    assert_eq!(shares(&both, "population@2021_coverage"), [number(1.0), number(0.3333)]);
    assert_eq!(shares(&both, "population_evolution_coverage"), [number(1.0), None]);
    let reason = format!("{:?}", tile(&both)["B"].get("population_evolution_reason"));
    assert!(reason.contains("not_comparable"), "the years may rest on other communes: {reason}");

    let labels = "/provinces_labels/2/2/1?coverage=true&indicators=population";
    assert_eq!(shares(labels, "population_coverage"), [number(1.0), number(0.3333)]);

    let has_share = |found: &Attributes| found.keys().any(|key| key.ends_with("_coverage"));
    let given = tile(&format!("{COMMUNES}?coverage=true"));
    assert!(!given.values().any(has_share), "a table gives them: {given:?}");
    let plain = server.get(PROVINCES);
    assert!(!by_code(&layers(&plain)[0]).values().any(has_share));
    let declined = server.get(&format!("{PROVINCES}?coverage=false"));
    assert_eq!((declined.header("etag"), &declined.body), (plain.header("etag"), &plain.body));
    assert_ne!(server.get(&format!("{PROVINCES}?coverage=true")).header("etag"), plain.header("etag"));
    for path in [PROVINCES, "/provinces", "/territories/provinces.csv", "/styles/provinces.json", "/points/schools"] {
        for value in ["perhaps", "1", "true,true"] {
            let refused = sentence(&server.get(&format!("{path}?coverage={value}")), 400);
            assert_eq!(refused, format!("`coverage` is true or false, not `{value}`"), "{path}");
        }
    }
}

#[test]
fn descriptions_and_files_name_it() {
    let country = country("");
    let server = Server::start(&country.out());
    let described = server.get("/provinces?coverage=true&indicators=population").json();
    assert!(described["tiles"][0].as_str().is_some_and(|url| url.contains("&coverage=true&")), "{described}");
    let fields = |document: &Value| document["vector_layers"][0]["fields"].clone();
    let told = fields(&described)["population_coverage"].clone();
    assert_eq!(told, "Number: share of its parts that had a figure, 0 to 1");
    assert_eq!(fields(&server.get("/provinces").json()).get("population_coverage"), None);
    assert_eq!(fields(&server.get("/communes?coverage=true").json()).get("population_coverage"), None);

    let address =
        |format: &str| format!("/territories/provinces.{format}?coverage=true&year=2020&indicators=population");
    let csv = server.get(&address("csv"));
    assert!(csv.header("link").contains("coverage=true"), "{}", csv.header("link"));
    let ends: Vec<Vec<&str>> = csv.text().lines().map(|line| line.rsplit(',').take(2).collect()).collect();
    assert_eq!(ends, [["population_coverage", "population"], ["1", "1007"], ["0.6667", "320"]]);
    let french = server.get(&format!("{}&delimiter=semicolon", address("csv")));
    assert!(french.text().lines().nth(2).is_some_and(|line| line.ends_with(";320;0,6667")), "{}", french.text());
    assert_eq!(server.get(&address("json")).json()["territories"][1]["population_coverage"], 0.6667);
    let features = server.get(&address("geojson")).json()["features"].clone();
    assert_eq!(features[1]["properties"]["population_coverage"], 0.6667);
    let column = |path: &str| {
        let columns = server.get(path).json()["tableSchema"]["columns"].clone();
        let found = columns.as_array().expect("columns").iter().find(|it| it["titles"] == "population_coverage");
        found.cloned()
    };
    let metadata = column(&address("csv-metadata.json")).expect("the column is described");
    assert_eq!(metadata["datatype"]["base"], "decimal");
    let properties = flatgeobuf_numbers(&server.get(&address("fgb")).body, "population_coverage");
    assert_eq!(properties, [("A".to_owned(), 1.0), ("B".to_owned(), 0.6667)]);
    let plain = server.get("/territories/provinces.csv?indicators=population");
    assert!(!plain.text().contains("_coverage") && plain.header("etag") != csv.header("etag"));
    let partial = server.get("/territories/provinces.json?year=2020&filter=population_coverage%3C0.7").json();
    assert_eq!(
        (&partial["territories"][0]["code"], partial["territories"].as_array().map(Vec::len)),
        (&json!("B"), Some(1))
    );
}

/// The numbers of a column of a FlatGeobuf by the codes of the features, in order.
fn flatgeobuf_numbers(bytes: &[u8], column: &str) -> Vec<(String, f64)> {
    use flatgeobuf::{FallibleStreamingIterator, FeatureProperties, FgbReader};
    let mut reader =
        FgbReader::open(std::io::Cursor::new(bytes)).expect("a FlatGeobuf").select_all().expect("features");
    let mut found = Vec::new();
    while let Some(feature) = reader.next().expect("a feature") {
        let code = feature.property::<String>("code").expect("a code");
        found.push((code, feature.property::<f64>(column).expect("a number")));
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

/// What a portrait says of the population in 2020.
fn population(server: &Server, territory: &str) -> Value {
    server.get(&format!("/territories/{territory}?indicators=population&year=2020")).json()["figures"][0]["years"][0]
        .clone()
}

#[test]
fn portraits_ranks_and_indicators_always_say_it() {
    let server = Server::start(lilliput::map());
    let beta = population(&server, "B");
    assert_eq!((&beta["value"], &beta["coverage"]), (&json!(320), &json!(0.6667)));
    // Five of six communes have a figure.
    let country = json!({ "rank": 2, "of": 2, "partial": 1, "value": 1327, "coverage": 0.8333 });
    assert_eq!(beta["country"], country);
    let enclave = population(&server, "002");
    assert_eq!((&enclave["coverage"], &enclave["country"]["partial"]), (&Value::Null, &json!(0)));
    let parent = &enclave["parents"][0];
    assert_eq!((&parent["code"], &parent["coverage"]), (&json!("B"), &json!(0.6667)));
    assert_eq!(population(&server, "001")["parents"][0]["coverage"], 1.0);

    let levels = server.get("/indicators/population").json()["levels"].clone();
    let coverage = |level: &str| {
        let all = levels.as_array().expect("levels");
        all.iter().find(|it| it["level"] == level).expect("the level")["years"][0]["coverage"].clone()
    };
    assert_eq!(coverage("provinces"), json!({ "whole": 1, "partial": 1, "least": 0.6667 }));
    assert_eq!(coverage("communes"), Value::Null, "a table gives them");
    let indicators = server.get("/catalog").json()["indicators"].clone();
    assert_eq!((&indicators[0]["id"], &indicators[0]["computed"]), (&json!("population"), &json!(["provinces"])));
}

/// The style layers of a style that draw a hatch.
fn hatches(style: &Value) -> Vec<Value> {
    let layers = style["layers"].as_array().expect("layers");
    layers.iter().filter(|layer| layer["paint"]["fill-pattern"] == "partial").cloned().collect()
}

#[test]
fn maps_hatch_below_what_the_recipe_says() {
    let country = country("hatch_below = 0.5\n");
    let server = Server::start(&country.out());
    assert_eq!(server.get("/catalog").json()["indicators"][0]["hatch_below"], 0.5);
    for kind in ["choropleth", "symbols"] {
        let address = format!("/styles/{kind}.json?indicator=population&level=provinces&lang=en");
        let style = server.get(&address).json();
        let hatched = hatches(&style);
        assert_eq!(hatched.len(), 1, "{kind}: {style}");
        let filter = json!(["<", ["coalesce", ["get", "population_coverage"], 1], 0.5]);
        assert_eq!((&hatched[0]["id"], &hatched[0]["filter"]), (&json!("provinces-partial"), &filter));
        let ids: Vec<&str> =
            (style["layers"].as_array().expect("layers").iter()).filter_map(|it| it["id"].as_str()).collect();
        let place = |id: &str| ids.iter().position(|known| *known == id).unwrap_or_else(|| panic!("{id} in {ids:?}"));
        assert!(place("provinces-fill") < place("provinces-partial"), "over the colour: {ids:?}");
        assert!(place("provinces-partial") < place("provinces-borders"), "under the borders: {ids:?}");
        assert!(style["sprite"].as_str().is_some_and(|url| url.ends_with("/sprites/missing")), "{}", style["sprite"]);
        let source = style["sources"]["maillage"]["url"].as_str().expect("a source").to_owned();
        assert!(source.contains("coverage=true"), "{source}");
        let path = source.strip_prefix(&server.base()).expect("of this server");
        let fields = server.get(path).json()["vector_layers"].to_string();
        assert!(fields.contains("population_coverage"), "{fields}");
        let legend = &style["metadata"]["maillage:legends"][0];
        let hatch = json!({ "below": 0.5, "label": "Partial: less than 50% of its parts known", "pattern": "partial", "count": 1 });
        assert_eq!((&legend["hatch"], &legend["partial"]), (&hatch, &json!(1)));
        let drawn = server.get(&format!("/legend.svg?kind={kind}&indicator=population&level=provinces&lang=fr"));
        let text = drawn.text();
        assert!(text.contains("url(#partial)") && text.contains(r#"<pattern id="partial""#), "{text}");
        assert!(text.contains("Partiel\u{a0}: moins de 50\u{a0}%"), "{text}");
    }
    // In 2020 Beta has two parts of three, more than half.
    let earlier = server.get("/styles/choropleth.json?indicator=population&level=provinces&year=2020").json();
    assert_eq!(
        (hatches(&earlier).len(), earlier["metadata"]["maillage:legends"][0]["hatch"].clone()),
        (0, Value::Null)
    );
    assert_eq!(server.get("/sprites/missing.json").json()["partial"]["width"], 8);
    assert_eq!(server.get("/sprites/partial.svg").status, 200);
}

#[test]
fn without_the_key_nothing_is_hatched_and_tiles_stay_as_they_are() {
    let server = Server::start(lilliput::map());
    let address = "/styles/choropleth.json?indicator=population&level=provinces";
    let plain = server.get(address).json();
    assert_eq!(hatches(&plain), [Value::Null; 0]);
    assert!(!plain["sources"].to_string().contains("coverage"), "{}", plain["sources"]);
    let asked = server.get(&format!("{address}&coverage=true")).json();
    assert_eq!(hatches(&asked), [Value::Null; 0]);
    assert!(asked["sources"].to_string().contains("coverage=true"), "{}", asked["sources"]);
}
