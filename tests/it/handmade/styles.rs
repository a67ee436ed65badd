//! Styles of maps whose borders are lines and whose label points know their room.

use maillage::almanac::FigureColumn;
use maillage::atlas::rtree::WorldBox;
use maillage::atlas::{AtlasLayer, Column, LabelColumns, LayerRecord};
use maillage::catalog::Catalog;
use maillage::gazetteer::{Field, FieldKind, Figure, Language, LayerKind, View, ViewPart};
use maillage::portrayal::{ClassRequest, StyleRequest, ThemeRequest};
use serde_json::{Value, json};

use super::order::square;
use super::{Desk, open, places, record, text};
use crate::edition::Edition;

const ZOOMS: [u8; 2] = [0, 2];

/// Two levels, their label points, and lines at `lines`; those of communes at `communes`.
fn catalog(lines: [u8; 2], communes: Option<[u8; 2]>) -> Catalog<Vec<u8>> {
    let mut desk = Desk::new();
    let levels = [("regions", 1, Some(ZOOMS)), ("communes", 2, communes)];
    let records = levels.map(|(name, features, borders)| add_level(&mut desk, name, features, borders));
    let field = |name: &str, kind| Field { kind, ..Field::text(name) };
    let fields = [field("rank", FieldKind::Unsigned), Field::text("level"), field("coast", FieldKind::Flag)];
    let borders = record("borders", LayerKind::Points, lines, &fields, 0);
    let layer = desk.writer.begin_layer(borders, &[], &[], &texts(0, 3)).expect("the layer is written");
    desk.writer.add_places(layer, &[]).expect("the places are written");
    for (number, (record, (name, features, _))) in (0..).zip(records.into_iter().zip(levels)) {
        let mut labels = LayerRecord { labels_of: Some(number), ..record };
        labels.layer = AtlasLayer { name: format!("{name}_labels"), kind: LayerKind::Points, ..labels.layer };
        let numbers = vec![1.0; features];
        let columns = LabelColumns { areas: &numbers, radii: &numbers };
        desk.writer.add_labels(labels, &places(features as u32).0, columns).expect("the labels are written");
    }
    let figures = [1, 2].map(|features| {
        let values = vec![Figure::Known(5.0); features];
        vec![FigureColumn {
            indicator: "population".to_owned(),
            year: 2020,
            decimals: 0,
            values,
            coverage: Vec::new(),
            whole: None,
        }]
    });
    let [regions, communes] = figures;
    open(desk.finish(views(), &["population"], &[regions, communes, Vec::new()]))
}

/// A level of squares, whose figures are its own.
fn add_level(desk: &mut Desk, name: &str, features: usize, borders: Option<[u8; 2]>) -> LayerRecord {
    let mut record = record(name, LayerKind::Polygons, ZOOMS, &["code", "nom"].map(Field::text), features);
    for layer in [name.to_owned(), format!("{name}_labels")] {
        desk.default_indicators.insert(layer, vec!["population".to_owned()]);
    }
    record.layer.borders = borders.map(Into::into);
    let quarter = f64::from(1u32 << 30);
    let boxes = vec![WorldBox { min: [quarter; 2], max: [3.0 * quarter; 2] }; features];
    let ids: Vec<u64> = (1..=features as u64).collect();
    let columns = texts(features, 2);
    let layer = desk.writer.begin_layer(record.clone(), &boxes, &ids, &columns).expect("the layer is written");
    for zoom in ZOOMS[0]..=ZOOMS[1] {
        let squares: Vec<_> = (0..features).map(|_| square(zoom)).collect();
        desk.writer.add_zoom(layer, zoom, &squares).expect("the zoom is written");
    }
    record
}

fn texts(features: usize, columns: usize) -> Vec<Column> {
    let column = (0..features).map(|number| Some(format!("{number}").as_str().into())).collect();
    vec![column; columns]
}

fn views() -> Vec<View> {
    let part = |layer: &str, zooms: [u8; 2]| ViewPart { layer: layer.to_owned(), zooms: zooms.into() };
    let view = |name: &str, parts| View { name: name.to_owned(), label: text(name), parts };
    vec![
        view("country", vec![part("regions", [0, 0]), part("communes", [1, 2])]),
        view("country_labels", vec![part("regions_labels", [0, 0]), part("communes_labels", [1, 2])]),
    ]
}

fn style(catalog: &Catalog<Vec<u8>>, name: &str) -> Value {
    let request = StyleRequest {
        name: Some(name),
        theme: ThemeRequest::Usual(None),
        year: None,
        filter: None,
        coverage: false,
        classes: ClassRequest::default(),
        language: Language::English,
        base: "http://host",
    };
    Edition::of(catalog).portrayal().style(&request).expect("it is there")
}

/// The source layers of the lines, and what the source is made of.
fn lines(style: &Value) -> (Vec<&str>, &str) {
    let layers = style["layers"].as_array().expect("layers").iter().filter(|layer| layer["type"] == "line");
    let drawn = layers.map(|layer| layer["source-layer"].as_str().expect("a source layer")).collect();
    (drawn, style["sources"]["maillage"]["url"].as_str().expect("an address"))
}

#[test]
fn borders_are_lines_and_names_have_room() {
    let catalog = catalog(ZOOMS, Some(ZOOMS));
    let country = style(&catalog, "country");
    assert_eq!(lines(&country), (vec!["borders", "borders"], "http://host/country,country_labels,borders"));
    let layers = country["layers"].as_array().expect("layers");
    let found = |id: &str| layers.iter().find(|layer| layer["id"] == id).expect("the layer is there");
    assert_eq!(found("regions-borders")["filter"], json!(["match", ["get", "level"], ["regions"], true, false]));
    let levels = json!(["match", ["get", "level"], ["regions", "communes"], true, false]);
    assert_eq!(found("communes-borders")["filter"], levels);
    assert_eq!(country["sources"]["maillage"]["promoteId"].get("borders"), None);
    let names = found("communes-labels");
    assert_eq!(names["filter"][1][2], json!(["get", "space_px"]));
    assert_eq!(names["layout"]["symbol-sort-key"], json!(["-", 0, ["coalesce", ["get", "population"], 0]]));
    let alone = style(&catalog, "regions");
    assert_eq!(lines(&alone), (vec!["borders"], "http://host/regions,regions_labels,borders"));
}

#[test]
fn borders_are_outlines_where_there_are_no_lines() {
    let none = catalog(ZOOMS, None);
    let outlined = (vec!["communes"], "http://host/communes,communes_labels");
    assert_eq!(lines(&style(&none, "communes")), outlined);
    let source = "http://host/country,country_labels,borders";
    assert_eq!(lines(&style(&none, "country")), (vec!["borders", "communes"], source));
    // Beyond the last zoom of the areas their tiles are drawn larger, which lines of a further one would end.
    let further = catalog([0, 3], Some(ZOOMS));
    assert_eq!(lines(&style(&further, "communes")), outlined);
}
