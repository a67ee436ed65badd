use super::*;
use crate::gazetteer::{Bilingual, ColumnId, Field, Indicator, LayerId, MapStamp, Summary, YearSource};
use crate::portrayal::palette::NO_DATA;
use crate::portrayal::request::ClassRequest;
use crate::portrayal::scale::{Scale, Series};
use crate::statistics::{Column, Partial};

#[path = "theme_tests.rs"]
mod themes;

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
        borders: None,
        budget: None,
        clusters: None,
        notes: Vec::new(),
        features,
        extent: [-5.0, 41.0, 9.0, 51.0],
    }
}

fn indicator() -> Indicator {
    Indicator {
        id: "population".to_owned(),
        label: text("Population municipale", "Population"),
        description: None,
        better: None,
        hatch_below: None,
        unit: Some(text("habitants", "inhabitants")),
        aggregation: Aggregation::Count,
        decimals: 0,
        years: vec![2021, 2023],
        counts: Vec::new(),
        sources: vec![YearSource {
            year: 2023,
            source: "INSEE".to_owned(),
            licence: "Licence Ouverte 2.0".to_owned(),
            date: None,
        }],
    }
}

fn summary(with_value: u32) -> Summary {
    Summary { with_value, missing: 1, min: 0.0, max: 10_000.0, sum: 505_000.0, ..Summary::default() }
}

/// Figures from 0 to 10,000.
fn figures() -> Column {
    Column::new((0..=100).map(|place| f64::from(place) * 100.0))
}

/// Styles of plain data look nothing up by it.
fn column_id() -> ColumnId {
    LayerId::new(0, MapStamp::new(0)).column(0)
}

fn choropleth<'a>(indicator: &'a Indicator, summary: &'a Summary, column: &Column) -> Theme<'a> {
    let scale = Scale::new(column, indicator, &ClassRequest::default().read().unwrap());
    let counts = scale.counts(column);
    Theme::Choropleth(Choropleth {
        series: Series { column: column_id(), indicator, year: 2023, summary, partial: Partial::default() },
        scale,
        counts,
    })
}

fn input<'a>(parts: Vec<StylePart<'a>>) -> StyleInput<'a> {
    StyleInput {
        name: "france",
        title: "France",
        language: Language::English,
        bounds: [-5.3, 41.2, 9.7, 51.2],
        source_url: "https://maps.example/france?v=1".to_owned(),
        glyphs_url: "https://maps.example/fonts/{fontstack}/{range}.pbf".to_owned(),
        sprites_url: "https://maps.example/sprites".to_owned(),
        parts,
    }
}

fn part<'a>(layer: &'a Layer, zooms: [u8; 2], theme: Theme<'a>) -> StylePart<'a> {
    StylePart { layer, source_layer: &layer.name, zooms: zooms.into(), labels: None, borders: None, theme }
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
    let shown = choropleth(&indicator, &summary, &figures());
    let style = style(&input(vec![
        part(&regions, [0, 5], shown),
        part(&communes, [6, 14], Theme::Plain),
        part(&lycees, [11, 14], Theme::Plain),
    ]));
    insta::assert_snapshot!(serde_json::to_string_pretty(&style).unwrap());
}

#[test]
fn parts_do_not_overlap_and_the_last_goes_on() {
    let (departements, communes) =
        (layer("departements", LayerKind::Polygons, 101), layer("communes", LayerKind::Polygons, 34_875));
    let style = style(&input(vec![part(&departements, [6, 8], Theme::Plain), part(&communes, [9, 14], Theme::Plain)]));
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
    let style = style(&input(vec![part(&communes, [4, 7], Theme::Plain), part(&regions, [8, 14], Theme::Plain)]));
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
    let theme = choropleth(&indicator, &empty, &Column::default());
    assert_eq!(theme.color(), json!(NO_DATA));
    let style = style(&input(vec![part(&regions, [0, 5], theme)]));
    assert_eq!(style["metadata"]["maillage:legends"][0]["classes"], json!([]));
    let constant = Summary { min: 7.0, max: 7.0, ..summary(3) };
    let theme = choropleth(&indicator, &constant, &Column::new([7.0; 3]));
    assert_eq!(theme.color(), json!(["case", ["has", "population"], "#7fcdbb", NO_DATA]));
}

#[test]
fn names_are_read_from_label_points_where_there_are_some() {
    let regions = layer("regions", LayerKind::Polygons, 18);
    let points = LabelPoints { layer: "regions_points", has_space: false, importance: None };
    let named = StylePart { labels: Some(points), ..part(&regions, [0, 14], Theme::Plain) };
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

/// The levels of France, in no order.
fn levels() -> [Layer; 5] {
    let levels = [("communes", 34_875), ("epci", 1_255), ("regions", 18), ("academies", 30), ("departements", 101)];
    levels.map(|(name, features)| layer(name, LayerKind::Polygons, features))
}

/// Each level of lines with the level that it looks like, in a style of `part` that shows `shown`.
fn looks_like<'a>(levels: &'a [Layer], part: &str, shown: &[&str]) -> BorderLines<'a> {
    let level = levels.iter().find(|layer| layer.name == part).unwrap();
    BorderLines::of(level, levels.iter().collect(), |layer| shown.contains(&layer.name.as_str()))
}

#[test]
fn lines_of_levels_that_a_map_does_not_show_look_like_those_of_the_next_finer_one() {
    let levels = levels();
    let names = |lines: BorderLines<'_>| -> Vec<String> {
        lines.levels.iter().map(|level| format!("{} as {}", level.name, level.shown_as.name)).collect()
    };
    let view = ["regions", "departements", "communes"];
    assert_eq!(names(looks_like(&levels, "regions", &view)), ["regions as regions"]);
    assert_eq!(
        names(looks_like(&levels, "communes", &view)),
        [
            "regions as regions",
            "academies as departements",
            "departements as departements",
            "epci as communes",
            "communes as communes"
        ]
    );
    let all: Vec<&str> = levels.iter().map(|layer| layer.name.as_str()).collect();
    assert_eq!(
        names(looks_like(&levels, "epci", &all)),
        ["regions as regions", "academies as academies", "departements as departements", "epci as epci"]
    );
}

/// A style of régions, then communes, whose borders are lines and whose names know their room.
fn lined_style() -> Value {
    let levels = levels();
    let lines = |level| Some(looks_like(&levels, level, &["regions", "departements", "communes"]));
    let points = |layer| Some(LabelPoints { layer, has_space: true, importance: Some("population") });
    let [communes, _, regions, ..] = &levels;
    let wide = part(regions, [0, 5], Theme::Plain);
    let fine = part(communes, [6, 14], Theme::Plain);
    style(&input(vec![
        StylePart { labels: points("regions_labels"), borders: lines("regions"), ..wide },
        StylePart { labels: points("communes_labels"), borders: lines("communes"), ..fine },
    ]))
}

#[test]
fn borders_are_lines_where_there_are_some() {
    let style = lined_style();
    insta::assert_snapshot!(serde_json::to_string_pretty(&style["layers"]).unwrap());
    let layers = layers_of(&style);
    for line in layers.iter().filter(|layer| layer["type"] == "line") {
        assert_eq!(line["source-layer"], "borders", "no outline of polygons is left");
        assert_eq!(line["layout"]["line-sort-key"], json!(["-", 0, ["get", "rank"]]));
    }
    assert_eq!(style["sources"]["maillage"]["promoteId"].get("borders"), None, "lines have no code");
}

/// The widths of a line layer at each of its stops: coast, then by look, the widest level first.
fn widths(line: &Value) -> Vec<(f64, Vec<f64>)> {
    let stops = line["paint"]["line-width"].as_array().unwrap()[3..].chunks(2);
    let widths = |by_level: &Value| -> Vec<f64> {
        let inland = match by_level[3].as_array() {
            Some(matched) => matched[2..].iter().filter_map(Value::as_f64).collect(),
            None => vec![by_level[3].as_f64().unwrap()],
        };
        by_level[2].as_f64().into_iter().chain(inland).collect()
    };
    stops.map(|stop| (stop[0].as_f64().unwrap(), widths(&stop[1]))).collect()
}

#[test]
fn wider_levels_have_wider_lines_at_every_zoom() {
    let layers = layers_of(&lined_style());
    let lines: Vec<&Value> = layers.iter().filter(|layer| layer["type"] == "line").collect();
    assert_eq!(lines[0]["filter"], json!(["match", ["get", "level"], ["regions"], true, false]));
    assert!(widths(lines[0]).iter().all(|(_, widths)| widths.len() == 2));
    let stops = widths(lines[1]);
    assert!(stops.windows(2).all(|pair| pair[0].0 < pair[1].0), "zooms ascend: {stops:?}");
    for (zoom, widths) in &stops {
        assert!(widths.len() == 4 && widths[1..].windows(2).all(|pair| pair[0] > pair[1]), "zoom {zoom}: {widths:?}");
    }
    for pair in stops.windows(2) {
        assert!(pair[0].1.iter().zip(&pair[1].1).all(|(low, high)| low <= high), "lines grow: {pair:?}");
    }
}

#[test]
fn names_show_where_they_have_room() {
    let layers = layers_of(&lined_style());
    let labels: Vec<&Value> = layers.iter().filter(|layer| layer["type"] == "symbol").collect();
    for label in &labels {
        let room = json!(["*", 2.2, ["get", "space_px"], ["^", 2, ["max", 0, ["-", ["zoom"], 14]]]]);
        assert_eq!((&label["filter"][0], &label["filter"][1]), (&json!(">="), &room));
        assert_eq!(label["filter"][2][1], label["layout"]["text-size"], "the room is that of the text's own size");
        assert_eq!(label["layout"]["symbol-sort-key"], json!(["-", 0, ["coalesce", ["get", "population"], 0]]));
    }
    assert_eq!(labels.len(), 2);
    let points = LabelPoints { layer: "", has_space: true, importance: None };
    assert_eq!(points.sort_key(), json!(["-", 0, ["coalesce", ["get", "area_km2"], 0]]));
    let points = LabelPoints { has_space: false, ..points };
    assert_eq!(
        (points.sort_key(), points.filter(Look::of(&layer("x", LayerKind::Polygons, 1)), 14)),
        Default::default()
    );
}
