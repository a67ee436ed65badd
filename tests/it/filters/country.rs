//! Places and territories, in a country whose shapes are known.

use maillage::catalog::Catalog;
use maillage::container::Mapping;
use maillage::filter::evaluate;
use maillage::query::{SelectError, select};

use super::codes;
use crate::edition::asked;
use crate::lilliput;

fn catalog() -> Catalog<Mapping> {
    Catalog::map(lilliput::map()).expect("the country opens").0
}

#[track_caller]
fn assert_codes(layer: &str, filter: &str, expected: &[&str]) {
    let found = codes(&catalog(), layer, filter);
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected, "{layer}: {filter}");
}

#[test]
fn territories_meet_a_box_with_their_shape() {
    let bounds = |bounds: &str| format!("S_INTERSECTS(geom,BBOX({bounds}))");
    // Inside the enclave, which lies in the hole of another.
    assert_codes("communes", &bounds("0.9,40.9,1.1,41.1"), &["002"]);
    assert_codes("communes", &bounds("0.4,40.9,1.1,41.1"), &["001", "002"]);
    // Inside the lake, and between the two parts of one commune.
    assert_codes("communes", &bounds("0.9,42.9,1.1,43.1"), &[]);
    assert_codes("communes", &bounds("4.5,40.2,5.5,40.8"), &[]);
    assert_codes("communes", &bounds("5.5,40.2,6.5,40.8"), &["003"]);
    assert_codes("communes", &bounds("-1,39,10,45"), &["001", "002", "003", "004", "005", "006"]);
    assert_codes("communes", &bounds("170,39,-170,45"), &[]);
    assert_codes("communes", &bounds("7,39,1,40.2"), &["001", "003"]);
    assert_codes("communes", &format!("NOT {}", bounds("0,40,4,44")), &["006"]);
}

#[test]
fn territories_and_points_meet_a_polygon() {
    // A triangle with its right angle in the south-west, and one inside the enclave.
    let polygon = |points: &str| format!("S_INTERSECTS(geom,POLYGON({points}))");
    let triangle = "(0.1 40.1,3.5 40.1,0.1 43.5,0.1 40.1)";
    assert_codes("communes", &polygon(triangle), &["001", "002", "003", "004"]);
    assert_codes("schools", &polygon(triangle), &["A1", "A2"]);
    let hole = "(0.4 40.4,1.6 40.4,1.6 41.6,0.4 41.6,0.4 40.4)";
    assert_codes("communes", &polygon(&format!("{triangle},{hole}")), &["001", "003", "004"]);
    assert_codes("schools", &polygon(&format!("{triangle},{hole}")), &["A1"]);
    assert_codes("communes", &polygon("(0.9 40.9,1.1 40.9,1 41.1,0.9 40.9)"), &["002"]);
}

#[test]
fn territories_are_held_by_the_hierarchy() {
    assert_codes("communes", "within('provinces','A')", &["001", "004", "006"]);
    assert_codes("communes", "S_INTERSECTS(geom,within('provinces','B'))", &["002", "003", "005"]);
    assert_codes("communes", "within('communes','003')", &["003"]);
    assert_codes("provinces", "within('provinces','B')", &["B"]);
    // A province meets its communes and lies in none of them.
    assert_codes("provinces", "S_INTERSECTS(geom,within('communes','003'))", &["B"]);
    assert_codes("provinces", "within('communes','003')", &[]);
    // Schools name their commune, which names its province.
    assert_codes("schools", "within('communes','001')", &["A1"]);
    assert_codes("schools", "within('provinces','A')", &["A1", "B3"]);
    assert_codes("schools", "NOT within('provinces','A')", &["A2"]);
}

#[test]
fn a_level_knows_its_own_codes_by_the_name_that_others_give_them() {
    assert_codes("communes", "province='A'", &["001", "004", "006"]);
    assert_codes("provinces", "province='A'", &["A"]);
    assert_codes("communes", "commune IN('001','002')", &["001", "002"]);
    assert_codes("schools", "commune='001' AND nom='One'", &["A1"]);
}

#[test]
fn sizes_and_missing_figures_can_be_asked_for() {
    assert_codes("communes", "area_km2<1", &["006"]);
    assert_codes("communes", "population IS NULL", &["005"]);
    assert_codes("communes", "NOT population>=20", &["004", "006"]);
    assert_codes("communes", "part_young>10 AND population@2020<100", &["002", "006"]);
    assert_codes("communes", "population_reason IS NULL AND part_young IS NULL", &["004", "005"]);
}

/// What a request with a filter is refused with.
#[track_caller]
fn refused(layers: &str, year: &str, filter: &str) -> String {
    let request = asked(layers, &[("year", year), ("filter", filter)]);
    match select(&catalog(), &request) {
        Err(SelectError::Filter(error)) => error.to_string(),
        other => panic!("{filter}: {other:?}"),
    }
}

#[test]
fn what_cannot_be_asked_is_told() {
    let told = |filter: &str, parts: &[&str]| {
        let told = refused("communes", "", filter);
        assert!(parts.iter().all(|part| told.contains(part)), "{filter}: {told}");
    };
    told(
        "a = 1",
        &["character 1:", "a property `a`", "area_km2, code, commune, nom, part_young, population, province, young"],
    );
    told("code = '001' AND nome = 'x'", &["character 18:", "`nome`"]);
    told("population@1999 > 3", &["character 1:", "`population@1999` has no figures", "2020"]);
    told("code = 1", &["character 8:", "code is a text; write '1' in quotes"]);
    told("population > 'many'", &["character 14:", "population is a number", "'many'"]);
    told("population IN (1,'2')", &["character 18:", "population is a number"]);
    told("population LIKE '1%'", &["character 1:", "LIKE goes with texts"]);
    told("nom LIKE population", &["character 10:", "a pattern of LIKE is a text"]);
    told("CASEI(population) = 1", &["character 1:", "CASEI and ACCENTI go with texts"]);
    told("nom = population", &["character 7:", "different kinds"]);
    told("1 = 1", &["character 5:", "1 is a value"]);
    told("within('provinces','Z')", &["character 1:", "has the code `Z`"]);
    told("within('regions','Z')", &["character 1:", "no level `regions`", "communes, provinces"]);
    told("within('schools','A1')", &["character 1:", "communes, provinces"]);
    let told = refused("communes", "2020", "population=1 AND population@2019=1");
    assert!(told.contains("`population@2019`"), "{told}");
    let told = refused("communes,schools", "", "province='A' AND commune='001' AND part_young=1 AND area=2");
    assert!(told.contains("character 53:"), "{told}");
    let told = refused("provinces,schools", "", "province='A' AND commune='001'");
    assert!(told.contains("commune, province"), "{told}");
    let told = refused("borders", "", "code='A'");
    assert!(told.contains("borders"), "{told}");
}

#[test]
fn of_several_layers_those_that_have_all_properties_are_filtered() {
    let catalog = catalog();
    let request = asked("country,schools,communes_labels,borders", &[("filter", "province = 'A'")]);
    let selection = select(&catalog, &request).expect("some have it");
    assert_eq!(selection.parameters, "filter=province%3D%27A%27");
    let filtered: Vec<&str> = (selection.parts.iter().filter(|part| part.filter.is_some()))
        .map(|part| catalog.layer_at(part.layer).name.as_str())
        .collect();
    assert_eq!(filtered, ["communes", "provinces", "communes_labels"]);
    let counts: Vec<u32> =
        selection.parts.iter().filter_map(|part| Some(evaluate(&catalog, part.filter.as_ref()?).count())).collect();
    assert_eq!(counts, [3, 1, 3]);
}
