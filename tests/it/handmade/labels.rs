//! Label points: one tile each, and what they tell beside their territories.

use maillage::almanac::FigureColumn;
use maillage::atlas::rtree::WorldBox;
use maillage::atlas::{EncodedShape, LabelColumns, LayerRecord};
use maillage::catalog::Catalog;
use maillage::gazetteer::{Field, Figure, Language, LayerKind};
use maillage::geo::{GridPoint, WorldPoint};
use maillage::query::{Request, select, tilejson};

use super::{Desk, drawn, open, record};
use crate::edition::asked;
use crate::validator::{Geometry, Point, Value};

/// Where the middle of the map is, which is a corner of tiles at every zoom but 0.
const MIDDLE: u32 = 1 << 31;

/// Three territories around the middle of the map, whose labels stand a world unit north-west of it, on it, and far off
/// in the south-east; with figures.
fn catalog() -> Catalog<Vec<u8>> {
    let mut desk = Desk::new();
    let places = [(MIDDLE - 1, MIDDLE - 1), (MIDDLE, MIDDLE), (u32::MAX, u32::MAX)];
    let places = places.map(|(x, y)| WorldPoint { x, y });
    let level = record("areas", LayerKind::Polygons, [0, 3], &[Field::text("code")], 3);
    let boxes = [WorldBox { min: [0.0; 2], max: [f64::from(u32::MAX); 2] }; 3];
    let codes = ["a", "b", "c"].map(|code| Some(code.into())).to_vec();
    let layer = desk.writer.begin_layer(level.clone(), &boxes, &[4, 5, 6], &[codes]).expect("the layer is written");
    for zoom in 0..=3 {
        let ring = [(1, 1), (9, 1), (9, 9), (1, 9)].map(|(x, y)| GridPoint { x, y }).to_vec();
        let shapes = [0; 3].map(|_| EncodedShape::new(&[vec![ring.clone()]], ring[0], false));
        desk.writer.add_zoom(layer, zoom, &shapes).expect("the zoom is written");
    }
    let mut labels = LayerRecord { labels_of: Some(layer), ..level };
    labels.layer.name = "areas_labels".to_owned();
    labels.layer.kind = LayerKind::Points;
    // A tile is 512 pixels and 2³² units at zoom 0: 10 pixels and a bit, half a pixel less than 20, nothing.
    let unit = f64::from(1 << 23);
    let columns = LabelColumns { areas: &[12_345_678.9, 7.0e6, 20.0], radii: &[5.01 * unit, 9.75 * unit, 0.0] };
    desk.writer.add_labels(labels, &places, columns).expect("the labels are written");
    let figures = FigureColumn {
        indicator: "people".to_owned(),
        year: 2020,
        decimals: 0,
        values: [Some(19.0), Some(10.0), None].map(Figure::from).to_vec(),
        coverage: Vec::new(),
        whole: None,
    };
    open(desk.finish(Vec::new(), &["people"], &[vec![figures]]))
}

fn all() -> Request {
    asked("areas_labels", &[("indicators", "*")])
}

#[test]
fn a_label_is_drawn_by_the_tile_that_holds_its_point() {
    let catalog = catalog();
    for zoom in 0..=3u8 {
        let side = 1u32 << zoom;
        let mut found = Vec::new();
        for (x, y) in (0..side).flat_map(|y| (0..side).map(move |x| (x, y))) {
            let layers = drawn(&catalog, &all(), (zoom, x, y));
            found.extend(
                layers
                    .iter()
                    .flat_map(|layer| &layer.features)
                    .map(|feature| (feature.id, (x, y), feature.geometry.clone())),
            );
        }
        found.sort_by_key(|(id, ..)| *id);
        let at = |x, y| Geometry::Points(vec![Point { x, y }]);
        let (half, last) = (side / 2, side - 1);
        let expected = if zoom == 0 {
            [(Some(4), (0, 0), at(2047, 2047)), (Some(5), (0, 0), at(2048, 2048)), (Some(6), (0, 0), at(4095, 4095))]
        } else {
            [
                (Some(4), (half - 1, half - 1), at(4095, 4095)),
                (Some(5), (half, half), at(0, 0)),
                (Some(6), (last, last), at(4095, 4095)),
            ]
        };
        assert_eq!(found, expected, "zoom {zoom}");
    }
}

#[test]
fn labels_tell_area_and_room_beside_the_attributes_of_their_territory() {
    let catalog = catalog();
    let attributes = |zoom: u8, place: u32, id: u64| {
        let layers = drawn(&catalog, &all(), (zoom, place, place));
        let feature = layers[0].features.iter().find(|feature| feature.id == Some(id)).expect("it is there");
        feature.attributes.clone()
    };
    let expected = |code: &str, area: f64, space: u64, people: Option<u64>| {
        let mut all = vec![
            ("code".to_owned(), Value::String(code.into())),
            ("area_km2".to_owned(), Value::Double(area)),
            ("space_px".to_owned(), Value::UInt(space)),
        ];
        all.extend(people.map(|people| ("people".to_owned(), Value::UInt(people))));
        all
    };
    assert_eq!(attributes(0, 0, 4), expected("a", 12.346, 10, Some(19)));
    assert_eq!(attributes(0, 0, 5), expected("b", 7.0, 19, Some(10)));
    assert_eq!(attributes(0, 0, 6), expected("c", 0.0, 0, None));
    assert_eq!(attributes(1, 0, 4), expected("a", 12.346, 20, Some(19)));
    assert_eq!(attributes(1, 1, 5), expected("b", 7.0, 39, Some(10)));
    assert_eq!(attributes(3, 3, 4), expected("a", 12.346, 80, Some(19)));
}

#[test]
fn tilejson_tells_the_fields_of_labels_and_the_level_has_none_of_them() {
    let catalog = catalog();
    let request = asked("areas,areas_labels", &[("indicators", "")]);
    let selection = select(&catalog, &request).expect("they are there");
    let json = tilejson(&catalog, &selection, "http://host", Language::English);
    assert_eq!(json["vector_layers"][0]["fields"], serde_json::json!({ "code": "String" }));
    let expected = serde_json::json!({ "code": "String", "area_km2": "Number", "space_px": "Number" });
    assert_eq!(json["vector_layers"][1]["fields"], expected);
    let chosen = asked("areas_labels", &[("indicators", ""), ("fields", "space_px")]);
    let layers = drawn(&catalog, &chosen, (2, 1, 1));
    assert_eq!(layers[0].features[0].attributes, [("space_px".to_owned(), Value::UInt(40))]);
    let ((areas, _), (labels, _)) =
        (catalog.layer("areas").expect("areas"), catalog.layer("areas_labels").expect("labels"));
    let column = catalog.column(labels, "people", 2020).expect("the figures of what they label");
    assert_eq!((catalog.column(areas, "people", 2020), column.layer()), (Some(column), areas));
    let labels = catalog.view(labels);
    assert_eq!((labels.find("b"), labels.column(2).is_none(), labels.column_at(2, 4).is_none()), (Some(1), true, true));
}
