use super::*;
use crate::gazetteer::{Bilingual, Field, YearSource};

fn text(fr: &str, en: &str) -> Bilingual {
    Bilingual { fr: fr.to_owned(), en: en.to_owned() }
}

fn layer(name: &str, kind: LayerKind, features: u32) -> Layer {
    Layer {
        name: name.to_owned(),
        kind,
        label: text(name, name),
        description: (kind == LayerKind::Points).then(|| text("à la mairie", "at the town hall")),
        zooms: ZoomRange { min: 0, max: 14 },
        fields: ["code", "nom"].map(Field::text).to_vec(),
        default_fields: Vec::new(),
        default_indicators: Vec::new(),
        features,
        extent: [-5.0, 41.0, 9.0, 51.0],
    }
}

fn indicator() -> Indicator {
    Indicator {
        id: "population".to_owned(),
        label: text("Population municipale", "Population"),
        unit: Some(text("habitants", "inhabitants")),
        aggregation: Aggregation::Count,
        decimals: 0,
        years: vec![2021, 2023],
        sources: vec![YearSource { year: 2023, source: "INSEE".to_owned(), licence: "Licence Ouverte 2.0".to_owned() }],
    }
}

fn summary(with_value: u32) -> Summary {
    let percentiles: Vec<f64> = (0..=100).map(|place| f64::from(place) * 100.0).collect();
    Summary { with_value, missing: 1, min: 0.0, max: 10_000.0, sum: 505_000.0, percentiles }
}

fn input<'a>(parts: Vec<StylePart<'a>>) -> StyleInput<'a> {
    StyleInput {
        name: "france",
        title: "France",
        language: Language::English,
        bounds: [-5.3, 41.2, 9.7, 51.2],
        source_url: "https://maps.example/france?v=1".to_owned(),
        glyphs_url: "https://maps.example/fonts/{fontstack}/{range}.pbf".to_owned(),
        parts,
    }
}

fn part<'a>(layer: &'a Layer, zooms: [u8; 2], choropleth: Option<Choropleth<'a>>) -> StylePart<'a> {
    StylePart { layer, source_layer: &layer.name, zooms: zooms.into(), label_layer: None, choropleth }
}

fn layers_of(style: &Value) -> Vec<Value> {
    style["layers"].as_array().unwrap().clone()
}

#[test]
fn a_small_style() {
    let (regions, communes) =
        (layer("regions", LayerKind::Polygons, 18), layer("communes", LayerKind::Polygons, 34_875));
    let lycees = layer("lycees", LayerKind::Points, 4_000);
    let (indicator, summary) = (indicator(), summary(100));
    let figures = Choropleth { indicator: &indicator, year: 2023, summary: &summary };
    let style = style(&input(vec![
        part(&regions, [0, 5], Some(figures)),
        part(&communes, [6, 14], None),
        part(&lycees, [11, 14], None),
    ]));
    insta::assert_snapshot!(serde_json::to_string_pretty(&style).unwrap());
}

#[test]
fn parts_do_not_overlap_and_the_last_goes_on() {
    let (departements, communes) =
        (layer("departements", LayerKind::Polygons, 101), layer("communes", LayerKind::Polygons, 34_875));
    let style = style(&input(vec![part(&departements, [6, 8], None), part(&communes, [9, 14], None)]));
    for layer in layers_of(&style).iter().skip(1) {
        if layer["source-layer"] == "departements" {
            assert_eq!((layer["minzoom"].as_f64(), layer["maxzoom"].as_f64()), (Some(6.0), Some(9.0)));
        } else {
            assert_eq!((layer["minzoom"].as_f64(), layer["maxzoom"].as_f64()), (Some(9.0), None));
        }
    }
}

#[test]
fn labels_that_would_never_show_are_left_out() {
    let communes = layer("communes", LayerKind::Polygons, 34_875);
    let regions = layer("regions", LayerKind::Polygons, 18);
    let style = style(&input(vec![part(&communes, [4, 7], None), part(&regions, [8, 14], None)]));
    let layers = layers_of(&style);
    let ids: Vec<&str> = layers.iter().filter_map(|layer| layer["id"].as_str()).collect();
    assert_eq!(
        ids,
        ["background", "communes-fill", "regions-fill", "communes-borders", "regions-borders", "regions-labels"]
    );
}

#[test]
fn a_layer_without_figures_is_all_no_data_and_a_constant_one_has_one_class() {
    let (regions, indicator) = (layer("regions", LayerKind::Polygons, 18), indicator());
    let empty = summary(0);
    let choropleth = Choropleth { indicator: &indicator, year: 2023, summary: &empty };
    assert_eq!(color(&choropleth), json!(NO_DATA));
    assert_eq!(legend(&part(&regions, [0, 5], None), &choropleth, Language::French)["classes"], json!([]));
    let constant = Summary { percentiles: vec![7.0; 101], min: 7.0, max: 7.0, ..summary(3) };
    let choropleth = Choropleth { indicator: &indicator, year: 2023, summary: &constant };
    assert_eq!(color(&choropleth), json!(["case", ["has", "population"], "#7fcdbb", NO_DATA]));
}

#[test]
fn names_are_read_from_label_points_where_there_are_some() {
    let regions = layer("regions", LayerKind::Polygons, 18);
    let named = StylePart { label_layer: Some("regions_points"), ..part(&regions, [0, 14], None) };
    let style = style(&input(vec![named]));
    let labels = layers_of(&style).into_iter().find(|layer| layer["type"] == "symbol").unwrap();
    assert_eq!(labels["source-layer"], "regions_points");
}

#[test]
fn the_map_opens_on_the_bounds() {
    let (center, zoom) = opening([-5.3, 41.2, 9.7, 51.2]);
    assert_eq!(center[0], 2.2);
    assert!((46.0..47.0).contains(&center[1]) && (4.5..6.0).contains(&zoom), "{center:?} {zoom}");
    assert_eq!(opening([0.0, 0.0, 0.0, 0.0]).1, 16.0);
}
