//! Plain attributes that are no texts, beside figures.

use maillage::almanac::FigureColumn;
use maillage::atlas::{Attribute, Column};
use maillage::catalog::Catalog;
use maillage::gazetteer::{Field, FieldKind, Figure, Language, LayerKind};
use maillage::query::{Request, SelectError, select, tilejson};

use super::{Desk, drawn, open, places, record};
use crate::edition::asked;
use crate::validator::Value;

/// Three points with attributes of every type, and figures some of which are equal to them.
pub(crate) fn catalog() -> Catalog<Vec<u8>> {
    open(bytes())
}

/// The bytes of its atlas and its almanac.
pub(crate) fn bytes() -> [Vec<u8>; 2] {
    let field = |name: &str, kind| Field { kind, ..Field::text(name) };
    let fields = [
        Field::text("code"),
        field("rooms", FieldKind::Unsigned),
        field("size", FieldKind::Real),
        field("open", FieldKind::Flag),
    ];
    let columns: [Column; 4] = [
        ["c", "a", "b"].map(|code| Some(code.into())).to_vec(),
        vec![Some(Attribute::Unsigned(7)), Some(Attribute::Unsigned(8)), None],
        vec![Some(Attribute::Real(1.5)), Some(Attribute::Real(2.5)), Some(Attribute::Real(2.5))],
        vec![Some(Attribute::Flag(true)), None, Some(Attribute::Flag(false))],
    ];
    let (places, boxes) = places(3);
    let mut desk = Desk::new();
    let record = record("houses", LayerKind::Points, [0, 14], &fields, 3);
    let layer = desk.writer.begin_layer(record, &boxes, &[1, 2, 3], &columns).expect("the layer is written");
    desk.writer.add_places(layer, &places).expect("the places are written");
    let figures = |indicator: &str, decimals, values: [f64; 3]| FigureColumn {
        indicator: indicator.to_owned(),
        year: 2020,
        decimals,
        values: values.map(Figure::Known).to_vec(),
        coverage: Vec::new(),
        whole: None,
    };
    let figures = vec![figures("people", 0, [8.0, 7.0, 9.0]), figures("share", 1, [2.5, 0.5, 1.5])];
    desk.finish(Vec::new(), &["people", "share"], &[figures])
}

#[test]
fn attributes_keep_their_types_and_share_their_values_with_figures() {
    let catalog = catalog();
    let all = asked("houses", &[("indicators", "*")]);
    for tile in [(0, 0, 0), (14, 8192, 8192)] {
        // The validator would complain of a value that stands in the layer twice.
        let layers = drawn(&catalog, &all, tile);
        let found: Vec<Vec<(&str, &Value)>> = layers[0]
            .features
            .iter()
            .map(|feature| feature.attributes.iter().map(|(key, value)| (key.as_str(), value)).collect())
            .collect();
        let (uint, double) = (Value::UInt, Value::Double);
        let expected: [Vec<(&str, Value)>; 3] = [
            vec![
                ("code", Value::String("c".into())),
                ("rooms", uint(7)),
                ("size", double(1.5)),
                ("open", Value::Bool(true)),
                ("people", uint(8)),
                ("share", double(2.5)),
            ],
            vec![
                ("code", Value::String("a".into())),
                ("rooms", uint(8)),
                ("size", double(2.5)),
                ("people", uint(7)),
                ("share", double(0.5)),
            ],
            vec![
                ("code", Value::String("b".into())),
                ("size", double(2.5)),
                ("open", Value::Bool(false)),
                ("people", uint(9)),
                ("share", double(1.5)),
            ],
        ];
        let expected: Vec<Vec<(&str, &Value)>> =
            expected.iter().map(|feature| feature.iter().map(|(key, value)| (*key, value)).collect()).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn tilejson_tells_the_types_and_fields_are_chosen_by_name() {
    let catalog = catalog();
    let fields = |request: &Request| {
        let selection = select(&catalog, request).expect("it is there");
        let json = tilejson(&catalog, &selection, "http://host", Language::English);
        json["vector_layers"][0]["fields"].clone()
    };
    let request = asked("houses", &[("indicators", "")]);
    let expected = serde_json::json!({ "code": "String", "rooms": "Number", "size": "Number", "open": "Boolean" });
    assert_eq!(fields(&request), expected);
    let chosen = asked("houses", &[("indicators", ""), ("fields", "size,open")]);
    assert_eq!(fields(&chosen), serde_json::json!({ "size": "Number", "open": "Boolean" }));
    let keys: Vec<String> =
        drawn(&catalog, &chosen, (3, 4, 4))[0].features[0].attributes.iter().map(|(key, _)| key.clone()).collect();
    assert_eq!(keys, ["size", "open"]);
    let unknown = select(&catalog, &asked("houses", &[("fields", "colour")]));
    assert!(matches!(unknown, Err(SelectError::UnknownField { known, .. }) if known == "code, open, rooms, size"));
}

#[test]
fn features_are_found_by_the_text_of_their_codes() {
    let catalog = catalog();
    let layer = catalog.view(catalog.layer("houses").expect("the only layer").0);
    assert_eq!(["a", "b", "c", "d", ""].map(|code| layer.find(code)), [Some(1), Some(2), Some(0), None, None]);
    assert_eq!((layer.text(0, 2), layer.text(1, 2), layer.text(1, 0)), (Some("b"), None, None), "a number is no text");
}
