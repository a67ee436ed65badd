//! The indicators' catalogue, classes, and the maps and legends that are made of them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::sentence;
use crate::common::{Server, france};

const METHODS: [&str; 7] =
    ["rounded", "quantile", "equal", "jenks", "stddev", "headtail", "manual&breaks=100,500,2000,10000,100000"];

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().filter_map(Value::as_f64).collect()
}

fn count(value: &Value) -> u64 {
    value.as_u64().expect("a whole number")
}

/// The layer of a style by its id.
fn layer<'a>(style: &'a Value, id: &str) -> &'a Value {
    let layers = style["layers"].as_array().expect("layers");
    layers.iter().find(|layer| layer["id"] == id).unwrap_or_else(|| panic!("no layer {id}"))
}

/// Limits and colours of a `step` in a fill colour of `["case", ["has", …], step, …]`.
fn steps(color: &Value) -> (Vec<f64>, Vec<&str>) {
    let step = color[2].as_array().expect("a step");
    assert_eq!(step[0], "step");
    (step[3..].iter().filter_map(Value::as_f64).collect(), step[2..].iter().filter_map(Value::as_str).collect())
}

#[test]
fn limits_of_classes_styles_and_legends_are_the_same() {
    let server = Server::start(france());
    for indicator in ["population", "part_0_19"] {
        for method in METHODS {
            let query = format!("level=communes&method={method}&n=6&lang=en");
            let classes = server.get(&format!("/indicators/{indicator}/classes?{query}")).json();
            let style = server.get(&format!("/styles/choropleth.json?indicator={indicator}&{query}")).json();
            let legend = server.get(&format!("/legend.svg?indicator={indicator}&{query}"));
            let (limits, mut colors) = steps(&layer(&style, "communes-fill")["paint"]["fill-color"]);
            assert_eq!(limits, numbers(&classes["limits"]), "{indicator} {method}");
            colors.retain(|color| color.starts_with('#'));
            let entries = classes["classes"].as_array().expect("classes");
            assert_eq!(colors, entries.iter().filter_map(|it| it["color"].as_str()).collect::<Vec<_>>());
            assert_eq!(style["metadata"]["maillage:legends"], Value::Array(vec![classes.clone()]));
            let text = legend.text();
            for entry in entries {
                let label = entry["label"].as_str().expect("a label");
                assert!(text.contains(&format!(">{label}</text>")), "{indicator} {method}: {label}");
                assert!(text.contains(entry["color"].as_str().expect("a colour")));
            }
            let counted: u64 = entries.iter().map(|entry| count(&entry["count"])).sum();
            assert_eq!(counted, count(&classes["with_value"]), "{indicator} {method}: every figure is in a class");
            assert_eq!(counted + count(&classes["missing"]), 34_875);
        }
    }
}

#[test]
fn rounding_moves_no_feature_and_can_be_left_out() {
    let server = Server::start(france());
    for method in ["quantile", "equal", "jenks", "stddev", "headtail"] {
        let of = |round: &str| {
            server
                .get(&format!("/indicators/logements/classes?level=communes&method={method}&n=7&round={round}"))
                .json()
        };
        let (round, raw) = (of("true"), of("false"));
        assert_eq!((&raw["limits"], &raw["rounded"]), (&raw["raw_limits"], &Value::Bool(false)));
        assert_eq!(round["raw_limits"], raw["raw_limits"]);
        let counts = |classes: &Value| -> Vec<u64> {
            classes["classes"].as_array().expect("classes").iter().map(|entry| count(&entry["count"])).collect()
        };
        assert_eq!(counts(&round), counts(&raw), "{method}");
    }
    let jenks = server.get("/indicators/population/classes?level=communes&method=jenks&n=5").json();
    assert_eq!(jenks["rounded"], true);
    assert!(numbers(&jenks["limits"]).iter().all(|limit| limit % 10.0 == 0.0), "{}", jenks["limits"]);
}

#[test]
fn classes_of_a_map_are_those_of_each_level_or_common_to_all() {
    let server = Server::start(france());
    let of = |query: &str| server.get(&format!("/indicators/part_0_19/classes?level=auto&method=jenks{query}")).json();
    let limits = |levels: &Value| -> Vec<Vec<f64>> {
        levels["levels"].as_array().expect("levels").iter().map(|level| numbers(&level["limits"])).collect()
    };
    let (own, common) = (limits(&of("")), limits(&of("&common=true")));
    assert_eq!((own.len(), common.len()), (3, 3), "régions, départements, communes");
    assert!(own[0] != own[1] && own[1] != own[2]);
    assert!(common.iter().all(|limits| *limits == common[0]));
    let weighted = of("&weights=population");
    assert_ne!(limits(&weighted), own, "weights move limits");
}

#[test]
fn the_catalogue_tells_what_figures_are_like() {
    let server = Server::start(france());
    let catalogue = server.get("/indicators").json();
    let indicators = catalogue["indicators"].as_array().expect("indicators");
    assert_eq!(indicators.len(), 16);
    let population = server.get("/indicators/population").json();
    assert_eq!(&population, indicators.iter().find(|it| it["id"] == "population").expect("population"));
    let levels = population["levels"].as_array().expect("levels");
    let names: BTreeSet<&str> = levels.iter().filter_map(|level| level["level"].as_str()).collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["academies", "communes", "departements", "epci", "regions"]);
    for level in levels {
        let years = level["years"].as_array().expect("years");
        assert_eq!(years.iter().map(|it| count(&it["year"])).collect::<Vec<_>>(), [2019, 2020, 2021, 2023]);
        for of_year in years {
            let with_value = count(&of_year["with_value"]);
            assert_eq!(with_value + count(&of_year["missing"]), count(&level["features"]));
            let bins = numbers(&of_year["histogram"]["counts"]);
            assert_eq!((bins.len(), bins.iter().sum::<f64>()), (20, with_value as f64));
            let quantiles: Vec<f64> = of_year["quantiles"]
                .as_array()
                .expect("quantiles")
                .iter()
                .filter_map(|it| it["value"].as_f64())
                .collect();
            assert!(quantiles.len() == 13 && quantiles.is_sorted());
            assert_eq!(
                (quantiles.first(), quantiles.last()),
                (of_year["min"].as_f64().as_ref(), of_year["max"].as_f64().as_ref())
            );
        }
    }
    let last = &levels[0]["years"][3];
    // INSEE's total of the communes in the table of 2023.
    assert_eq!((last["sum"].as_f64(), last["max"].as_f64()), (Some(68_350_798.0), Some(2_103_778.0)));
}

#[test]
fn circles_and_pairs_have_maps_and_legends() {
    let server = Server::start(france());
    let style = server.get("/styles/symbols.json?indicator=population&level=departements").json();
    let circles = layer(&style, "departements-symbols");
    assert_eq!(circles["source-layer"], "departements_labels");
    let legend = &style["metadata"]["maillage:legends"][0];
    let of = |place: usize, key: &str| legend["circles"][place][key].as_f64().expect("a number");
    assert!((of(0, "radius") / of(1, "radius")).powi(2) - of(0, "value") / of(1, "value") < 0.02, "area, not radius");
    let source = style["sources"]["maillage"]["url"].as_str().expect("a URL");
    assert!(source.contains("departements_labels") && source.contains("indicators=population"), "{source}");

    let style = server.get("/styles/bivariate.json?x=population&y=part_0_19&level=communes").json();
    let legend = &style["metadata"]["maillage:legends"][0];
    let counted: f64 = legend["counts"].as_array().expect("counts").iter().flat_map(numbers).sum();
    assert_eq!(counted as u64 + count(&legend["missing"]), 34_875);
    let colors: BTreeSet<&str> = legend["colors"]
        .as_array()
        .expect("colors")
        .iter()
        .flat_map(|it| it.as_array().expect("a row"))
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(colors.len(), 9);
    for part in ["x", "y"] {
        let id = legend[part]["indicator"].as_str().expect("an id");
        let classes = server.get(&format!("/indicators/{id}/classes?level=communes&n=3")).json();
        assert_eq!(legend[part]["limits"], classes["limits"], "{id}");
    }
}

#[test]
fn legends_are_pictures_too() {
    let server = Server::start(france());
    for query in ["indicator=part_0_19&lang=en", "kind=symbols&indicator=population&zoom=7", "x=population&y=part_0_19"]
    {
        let svg = server.get(&format!("/legend.svg?{query}"));
        assert_eq!((svg.status, svg.header("content-type")), (200, "image/svg+xml"), "{query}");
        let text = svg.text();
        assert!(text.contains("INSEE") && text.contains(" · "), "title, unit, year and source: {text}");
        let png = server.get(&format!("/legend.png?{query}"));
        assert_eq!((png.status, png.header("content-type")), (200, "image/png"));
        assert!(png.body.starts_with(b"\x89PNG\r\n\x1a\n"));
        let width = u32::from_be_bytes(png.body[16..20].try_into().expect("four bytes"));
        assert_eq!(width, 600, "two pixels for one of the SVG");
    }
    let french = server.get("/legend.svg?indicator=part_0_19&level=communes");
    let french = french.text();
    assert!(french.contains("Pas de donnée") && french.contains("moins de"), "{french}");
    for (zoom, level) in [(3, "Regions"), (7, "Departments"), (12, "Municipalities")] {
        let path = format!("/legend.svg?indicator=population&level=auto&lang=en&zoom={zoom}");
        assert!(server.get(&path).text().contains(level), "{path}");
    }
}

#[test]
fn patterns_and_palettes_are_served() {
    let server = Server::start(france());
    for (ratio, side) in [("", 8), ("@2x", 16)] {
        let index = server.get(&format!("/sprites/missing{ratio}.json")).json();
        assert_eq!(
            (index.as_object().map_or(0, serde_json::Map::len), &index["missing-secret"]["width"]),
            (7, &side.into()),
            "five patterns of missing figures, the hatch of partial ones, and the room of circles"
        );
        assert!(server.get(&format!("/sprites/missing{ratio}.png")).body.starts_with(b"\x89PNG"));
    }
    assert!(server.get("/sprites/partial.svg").text().contains("<path"));
    assert!(server.get("/sprites/missing-not_comparable.svg").text().contains("<path"));
    assert!(sentence(&server.get("/sprites/other.json"), 404).contains("/sprites/missing"));
    let palettes = server.get("/palettes").json();
    let palettes = palettes["palettes"].as_array().expect("palettes");
    assert!(palettes.len() >= 30);
    for palette in palettes {
        for count in 3..=9 {
            assert_eq!(palette["colors"][count.to_string()].as_array().map(Vec::len), Some(count), "{palette}");
        }
    }
    let style = server.get("/styles/choropleth.json?indicator=population&level=regions&palette=cividis&n=4").json();
    assert_eq!(style["metadata"]["maillage:legends"][0]["palette"], "cividis");
}

#[test]
fn what_cannot_be_classed_is_refused_with_what_can() {
    let server = Server::start(france());
    for (path, status, word) in [
        ("/indicators/joy", 404, "population"),
        ("/indicators/joy/classes", 404, "population"),
        ("/indicators/population/classes?method=magic", 400, "headtail"),
        ("/indicators/population/classes?n=1", 400, "2 to 9"),
        ("/indicators/population/classes?n=10", 400, "2 to 9"),
        ("/indicators/population/classes?method=manual", 400, "breaks=10,20,50"),
        ("/indicators/population/classes?breaks=3,2", 400, "ascending"),
        ("/indicators/population/classes?level=mairies", 404, "communes"),
        ("/indicators/population/classes?level=lycees", 400, "departements"),
        ("/indicators/pop/classes?level=communes&year=2019", 400, "2021"),
        ("/indicators/population/classes?method=jenks&weights=part_0_19", 400, "logements"),
        ("/indicators/population/classes?method=equal&weights=pop", 400, "jenks"),
        ("/styles/choropleth.json", 400, "indicator="),
        ("/styles/choropleth.json?indicator=population&palette=rainbow", 400, "viridis"),
        ("/styles/symbols.json?indicator=part_0_19", 400, "count"),
        ("/styles/bivariate.json?x=population", 400, "y="),
        ("/styles/bivariate.json?x=pop&y=population&breaks=1,2", 400, "no parameter `breaks`"),
        ("/styles/bivariate.json?x=pop&y=population&method=manual", 400, "two indicators"),
        ("/legend.png?indicator=population&zoom=high", 400, "zoom"),
        ("/legend.svg?kind=pie&indicator=population", 400, "symbols"),
    ] {
        assert!(sentence(&server.get(path), status).contains(word), "{path}");
    }
}
