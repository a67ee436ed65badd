//! Styles and legends of missing figures with reasons, of circles, and of two indicators.

use super::*;
use crate::gazetteer::Reason;
use crate::portrayal::legend::{Legend, svg};
use crate::portrayal::theme::Bivariate;
use crate::statistics::Hatch;

#[test]
fn missing_figures_with_a_reason_have_a_pattern_of_their_own() {
    let (regions, indicator) = (layer("regions", LayerKind::Polygons, 18), indicator());
    let without = summary(100);
    let reasons = [(Reason::Secret, 4), (Reason::NotComparable, 1)].into_iter().collect();
    let with = Summary { missing: 7, reasons, ..summary(100) };
    let of =
        |summary: &Summary| style(&input(vec![part(&regions, [0, 14], choropleth(&indicator, summary, &figures()))]));
    let ids = |style: &Value| layers_of(style).iter().map(|layer| layer["id"].clone()).collect::<Vec<_>>();
    assert_eq!((ids(&of(&without)).len(), of(&without).get("sprite")), (4, None), "no reason, no pattern");
    let style = of(&with);
    assert_eq!(style["sprite"], "https://maps.example/sprites/missing");
    let layers = layers_of(&style);
    assert_eq!((&layers[1]["id"], &layers[2]["id"]), (&json!("regions-fill"), &json!("regions-missing")));
    let reason = json!(["coalesce", ["get", "population_reason"], ""]);
    assert_eq!(layers[2]["paint"], json!({ "fill-pattern": ["concat", "missing-", reason] }));
    let names = ["secret", "not_communicated", "not_applicable", "not_collected", "not_comparable"];
    assert_eq!(layers[2]["filter"], json!(["match", reason, names, true, false]));
    let told = &style["metadata"]["maillage:legends"][0]["reasons"];
    assert_eq!(
        told[1],
        json!({ "reason": "not_comparable", "label": "Not comparable", "pattern": "missing-not_comparable", "count": 1 })
    );
}

#[test]
fn figures_of_too_few_parts_are_hatched_above_their_colour() {
    let (regions, indicator) = (layer("regions", LayerKind::Polygons, 18), indicator());
    let summary = summary(100);
    let hatched = |below: f64| match choropleth(&indicator, &summary, &figures()) {
        Theme::Choropleth(mut side) => {
            side.series.partial = Partial { count: 5, hatch: Some(Hatch { below, count: 2 }) };
            side
        }
        _ => panic!("a choropleth"),
    };
    let below = |share: f64| json!(["<", ["coalesce", ["get", "population_coverage"], 1], share]);
    let theme = Theme::Choropleth(hatched(0.8));
    assert_eq!(theme.hatch(), (below(0.8), json!("partial")));
    let picture = drawn(&theme, Language::English);
    assert!(picture.contains(">Partial: less than 80% of its parts</text>"), "in two lines: {picture}");
    assert!(picture.contains(">known</text>") && picture.contains(r#"fill="url(#partial)""#), "{picture}");

    let shown = style(&input(vec![part(&regions, [0, 14], theme)]));
    assert_eq!(shown["sprite"], "https://maps.example/sprites/missing");
    let ids: Vec<Value> = layers_of(&shown).iter().map(|layer| layer["id"].clone()).collect();
    assert_eq!(ids[1..3], [json!("regions-fill"), json!("regions-partial")], "{ids:?}");

    let counts = vec![vec![1; 6]; 6];
    let both = Theme::Bivariate(Bivariate { x: hatched(0.8), y: hatched(0.5), counts, missing: 0 });
    assert_eq!(both.hatch().0, json!(["any", below(0.8), below(0.5)]));
    let picture = drawn(&both, Language::English);
    assert_eq!(picture.matches(r#"<pattern id="partial""#).count(), 1, "drawn once");
    assert!(picture.contains("less than 80%") && picture.contains("less than 50%"), "{picture}");
}

#[test]
fn circles_have_areas_that_grow_with_their_counts() {
    let (regions, indicator) = (layer("regions", LayerKind::Polygons, 18), indicator());
    let summary = summary(100);
    let series = Series {
        column: column_id(),
        indicator: &indicator,
        year: 2023,
        summary: &summary,
        partial: Partial::default(),
    };
    let symbols = Symbols { series, factor: 0.4, zoom: 4.0 };
    assert_eq!((symbols.radius(10_000.0, 4.0), symbols.radius(2_500.0, 4.0)), (40.0, 20.0));
    assert!((symbols.radius(10_000.0, 6.0) - 80.0).abs() < 1e-9, "the area doubles with a zoom");
    let points = LabelPoints { layer: "regions_labels", has_space: true, importance: None };
    let part = StylePart { labels: Some(points), ..part(&regions, [0, 14], Theme::Symbols(symbols)) };
    let style = style(&input(vec![part]));
    let layers = layers_of(&style);
    let circle = layers.iter().find(|layer| layer["type"] == "circle").unwrap();
    assert_eq!(circle["source-layer"], "regions_labels");
    assert_eq!(circle["layout"]["circle-sort-key"], json!(["-", 0, ["coalesce", ["get", "population"], 0]]));
    let radius = circle["paint"]["circle-radius"].as_array().unwrap();
    let stop = |place: usize| (radius[place].as_f64().unwrap(), radius[place + 1][1].as_f64().unwrap());
    let ((low, least), (high, most)) = (stop(3), stop(5));
    assert_eq!(radius[1][0], "exponential");
    let base = radius[1][1].as_f64().unwrap();
    // As MapLibre finds the factor at zoom 4 between the stops.
    let part = (base.powf(4.0 - low) - 1.0) / (base.powf(high - low) - 1.0);
    assert!((least + (most - least) * part - 0.4).abs() < 1e-12);
    assert_eq!(style["metadata"]["maillage:legends"][0]["circles"][0]["value"], 10_000.0);
}

/// The legend of a theme as SVG, at zoom 5.
fn drawn(theme: &Theme<'_>, language: Language) -> String {
    let regions = layer("regions", LayerKind::Polygons, 18);
    let legend = Legend { layer: &regions, source_layer: "regions", zooms: [0, 14].into(), language, theme };
    svg(&legend, 5.0).unwrap().svg
}

#[test]
fn a_legend_tells_reasons_apart_from_other_missing_figures() {
    let indicator = Indicator { label: text("Élèves & « 10 < 20 »", "Pupils"), ..indicator() };
    let reasons = [(Reason::Secret, 4)].into_iter().collect();
    let summary = Summary { missing: 7, reasons, ..summary(101) };
    let picture = drawn(&choropleth(&indicator, &summary, &figures()), Language::French);
    assert!(
        picture.contains(r##"fill="url(#missing-secret)""##) && picture.contains(r#"<pattern id="missing-secret""#)
    );
    assert!(picture.contains(">Secret statistique</text>") && picture.contains(">4</text>"));
    assert!(picture.contains(">Pas de donnée</text>") && picture.contains(">3</text>"), "the others: {picture}");
    assert!(picture.contains("Élèves &amp; « 10 &lt; 20 »"), "{picture}");
    assert!(drawn(&choropleth(&indicator, &summary, &figures()), Language::English).contains(">Confidential</text>"));
}

#[test]
fn a_legend_of_two_has_a_square_for_each_pair_of_classes() {
    let (indicator, summary) = (indicator(), summary(101));
    let side = || match choropleth(&indicator, &summary, &figures()) {
        Theme::Choropleth(mut side) => {
            side.scale.limits.truncate(2);
            side
        }
        _ => panic!("a choropleth"),
    };
    let counts = vec![vec![1, 2, 3], vec![4, 5, 6], vec![7, 8, 9]];
    let theme = Theme::Bivariate(Bivariate { x: side(), y: side(), counts, missing: 11 });
    let picture = drawn(&theme, Language::English);
    for color in ["#e8e8e8", "#5ac8c8", "#be64ac", "#4a5694"] {
        assert!(picture.contains(&format!(r#"fill="{color}""#)), "{color}");
    }
    assert!((1..=9).all(|count| picture.contains(&format!(">{count}</text>"))) && picture.contains(">11</text>"));
    let Value::Array(color) = theme.color() else { panic!("an expression") };
    assert_eq!(color[1], json!(["all", ["has", "population"], ["has", "population"]]));
    assert_eq!(color[2][2][2], "#e8e8e8", "little of both");
}
