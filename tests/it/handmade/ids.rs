//! Ids are good for the map that gave them, and columns for the layer whose figures they are.

use std::panic::{AssertUnwindSafe, catch_unwind};

use maillage::almanac::{Almanac, FigureColumn};
use maillage::catalog::Catalog;
use maillage::gazetteer::{Field, Figure, Language, LayerKind, View, ViewPart, ZoomRange};
use maillage::portrayal::{ClassRequest, Parting, Steps, StyleRequest, ThemeRequest};
use maillage::statistics::Method;

use super::{Desk, open, places, record, text};
use crate::edition::Edition;

/// Figures of people in a year, one for each house.
fn people(year: i32, values: [f64; 4]) -> FigureColumn {
    FigureColumn {
        indicator: "people".to_owned(),
        year,
        decimals: 0,
        values: values.map(Figure::Known).to_vec(),
        coverage: Vec::new(),
        whole: None,
    }
}

/// Layers of four points each, behind one view.
fn pair(layers: &[(&str, [u8; 2], Vec<FigureColumn>)], indicators: &[&str]) -> [Vec<u8>; 2] {
    let (places, boxes) = places(4);
    let mut desk = Desk::new();
    for &(name, zooms, _) in layers {
        let record = record(name, LayerKind::Points, zooms, &[Field::text("code")], 4);
        let codes = [["a", "b", "c", "d"].map(|code| Some(code.into())).to_vec()];
        let layer = desk.writer.begin_layer(record, &boxes, &[1, 2, 3, 4], &codes).expect("the layer is written");
        desk.writer.add_places(layer, &places).expect("the places are written");
    }
    let parts =
        layers.iter().map(|&(name, [min, max], _)| ViewPart { layer: name.to_owned(), zooms: ZoomRange { min, max } });
    let view = View { name: "all".to_owned(), label: text("All"), parts: parts.collect() };
    let figures: Vec<Vec<FigureColumn>> = layers.iter().map(|(.., figures)| figures.clone()).collect();
    desk.finish(vec![view], indicators, &figures)
}

fn houses(values: [f64; 4]) -> Catalog<Vec<u8>> {
    open(pair(&[("houses", [0, 14], vec![people(2020, values)])], &["people"]))
}

/// A debug build notices an id of another map, in every lookup; a release build has nothing to notice it by.
#[test]
fn an_id_of_another_map_is_noticed_in_debug_builds() {
    let (own, other) = (houses([1.0, 2.0, 3.0, 4.0]), houses([1.0, 2.0, 3.0, 5.0]));
    let (layer, _) = own.layer("houses").expect("the layer");
    let (field, _) = own.fields(layer).next().expect("its code");
    let column = own.column(layer, "people", 2020).expect("its figures");
    let feature = own.territory("houses", "b").expect("a house");
    type LookUp<'a> = &'a dyn Fn(&Catalog<Vec<u8>>);
    let lookups: [(&str, LookUp<'_>); 6] = [
        ("layer", &|catalog| assert_eq!(catalog.layer_at(layer).name, "houses")),
        ("view", &|catalog| assert!(catalog.view(layer).find("a").is_some())),
        ("field", &|catalog| assert_eq!(catalog.field(field).name, "code")),
        ("column by name", &|catalog| assert_eq!(catalog.column(layer, "people", 2020), Some(column))),
        ("figures", &|catalog| assert_eq!(catalog.figures(column).figure(0), Figure::Known(1.0))),
        ("feature", &|catalog| assert_eq!(catalog.code_and_name(feature), ("b", "b"))),
    ];
    for (what, look_up) in lookups {
        look_up(&own);
        let foreign = catch_unwind(AssertUnwindSafe(|| look_up(&other)));
        assert_eq!(foreign.is_err(), cfg!(debug_assertions), "{what}");
    }
}

/// The same files opened again are the same map.
#[test]
fn ids_are_those_of_the_files_whoever_opens_them() {
    let files = pair(&[("houses", [0, 14], vec![people(2020, [1.0; 4])])], &["people"]);
    let [one, again] = [open(files.clone()), open(files)];
    let (layer, _) = one.layer("houses").expect("the layer");
    assert_eq!(again.layer("houses").map(|(id, _)| id), Some(layer));
    assert_eq!(again.layer_at(layer).name, "houses");
}

#[test]
fn figures_of_an_indicator_that_is_not_described_are_refused() {
    let [_, almanac] = pair(&[("houses", [0, 14], vec![people(2020, [1.0; 4])])], &[]);
    let error = Almanac::open(almanac).expect_err("no indicator is described").to_string();
    assert!(error.contains("unknown indicator people"), "{error}");
}

fn request<'a>(name: Option<&'a str>, theme: ThemeRequest<'a>, classes: ClassRequest<'a>) -> StyleRequest<'a> {
    StyleRequest {
        name,
        theme,
        classes,
        year: None,
        filter: None,
        coverage: false,
        language: Language::English,
        base: "",
    }
}

/// Each layer shows its latest year; classes that they have in common are of all figures shown.
#[test]
fn common_classes_are_the_same_where_layers_have_different_years() {
    let huts = vec![people(2020, [1.0, 2.0, 4.0, 9.0])];
    let houses = vec![people(2020, [100.0, 200.0, 300.0, 400.0]), people(2021, [500.0, 600.0, 700.0, 900.0])];
    let catalog = open(pair(&[("huts", [0, 7], huts), ("houses", [8, 14], houses)], &["people"]));
    let edition = Edition::of(&catalog);
    let parting = Parting { method: Some(Method::Equal), ..Parting::default() };
    let steps = Steps { n: 3, ..Steps::default() };
    let limits = |common: bool| -> Vec<_> {
        let classes = ClassRequest { common, parting: Some(&parting), steps: Some(&steps) };
        let request = request(Some("all"), ThemeRequest::Choropleth(Some("people")), classes);
        let legends = edition.portrayal().legends(&request).expect("both layers have figures");
        assert_eq!(legends.iter().map(|legend| legend["year"].as_i64()).collect::<Vec<_>>(), [Some(2020), Some(2021)]);
        legends.iter().map(|legend| legend["limits"].clone()).collect()
    };
    let (own, common) = (limits(false), limits(true));
    assert_ne!(own[0], own[1]);
    assert_eq!(common[0], common[1]);
    let last = common[0].as_array().and_then(|limits| limits.last()?.as_f64()).expect("limits");
    assert!((500.0..=700.0).contains(&last), "two thirds of the way from 1 to 900, not {last}");
}

#[test]
fn a_map_without_areas_asks_for_a_name() {
    let catalog = houses([1.0, 2.0, 3.0, 4.0]);
    let request = request(None, ThemeRequest::Usual(None), ClassRequest::default());
    let error = Edition::of(&catalog).portrayal().style(&request).expect_err("nothing is named").to_string();
    assert_eq!(error, "this map has no areas; name what it shall show: houses");
}
