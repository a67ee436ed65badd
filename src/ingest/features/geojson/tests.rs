use std::fs;

use proptest::prelude::*;

use super::super::open;
use super::*;
use crate::ingest::FeatureSource;

fn records(text: &str, wanted: &[&str]) -> Result<(Heading, Vec<Record>), String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.geojson"), text).unwrap();
    let mut reader = open(folder.path(), &FeatureSource::of("a.geojson")).map_err(|error| error.to_string())?;
    let mut all = Vec::new();
    let read = reader.read(wanted, &mut |record| {
        all.push(record);
        Ok(())
    });
    read.map_err(|error| error.to_string())?;
    Ok((reader.heading().clone(), all))
}

fn feature(geometry: &str, properties: &str) -> String {
    format!("{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":{geometry}}}")
}

fn collection(features: &[String]) -> String {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(","))
}

const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[0,0],[1,0,5],[1.5,1],[0,0]]]}"#;

#[test]
fn collections_lines_and_single_features_are_read() {
    let one = feature(SQUARE, r#"{"code":"01","n":3,"x":2.50,"on":true,"no":null,"blank":" "}"#);
    let rows = [one.clone(), one.clone()];
    let texts = [
        collection(&rows),
        rows.join("\n"),
        format!("\u{feff}{}", rows.join("\n")),
        format!("\u{1e}{one}\n\u{1e}{one}\n"),
    ];
    for text in texts {
        let (heading, records) = records(&text, &["n", "code", "x", "on", "no", "blank"]).unwrap();
        assert_eq!(heading.crs, DeclaredCrs::Known(Crs::DEGREES));
        assert_eq!(records.len(), 2, "{text}");
        let values: Vec<Option<&str>> = records[1].values.iter().map(Option::as_deref).collect();
        assert_eq!(values, [Some("3"), Some("01"), Some("2.5"), Some("true"), None, None]);
        let ring = vec![[0.0, 0.0], [1.0, 0.0], [1.5, 1.0], [0.0, 0.0]];
        assert_eq!((records[1].row, &records[1].shape), (2, &Shape::Polygons(vec![vec![ring]])));
        let rest = text.len() as u64 - records[1].at;
        assert!(rest < 3 && records[0].at < records[1].at, "{} {}", records[0].at, records[1].at);
    }
    assert_eq!(records(&one, &["code"]).unwrap().1.len(), 1);
}

#[test]
fn whole_numbers_keep_all_their_digits() {
    for (written, expected) in [
        ("9007199254740993.0", "9007199254740993"),
        ("-9007199254740993", "-9007199254740993"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("18446744073709551615", "18446744073709551615"),
        ("1234567890123456.5", "1234567890123456.5"),
        ("1.5e3", "1500"),
        ("12.0", "12"),
    ] {
        let text = feature(SQUARE, &format!("{{\"n\":{written}}}")).replacen('{', &format!("{{\"id\":{written},"), 1);
        let (_, records) = records(&text, &["n", "id"]).unwrap();
        assert_eq!(records[0].values, [Some(expected.to_owned()), Some(expected.to_owned())], "{written}");
    }
}

#[test]
fn shapes_are_what_they_say() {
    let shape = |geometry: &str| records(&feature(geometry, "{}"), &[]).map(|(_, mut records)| records.remove(0).shape);
    assert_eq!(shape("null"), Ok(Shape::Missing));
    assert_eq!(shape(r#"{"type":"Polygon","coordinates":[]}"#), Ok(Shape::Missing));
    assert_eq!(shape(r#"{"type":"Point","coordinates":[1,2]}"#), Ok(Shape::Point([1.0, 2.0])));
    assert_eq!(shape(r#"{"type":"LineString","coordinates":[[1,2],[3,4]]}"#), Ok(Shape::Other("a LineString")));
    let mixed =
        format!(r#"{{"type":"GeometryCollection","geometries":[{SQUARE},{{"type":"Point","coordinates":[1,2]}}]}}"#);
    assert!(matches!(shape(&mixed), Ok(Shape::Mixed(polygons, "a Point")) if polygons.len() == 1));
    for broken in [
        r#"{"type":"Polygon","coordinates":[[1,2],[3,4]]}"#,
        r#"{"type":"Polygon","coordinates":[[[[1,2]]]]}"#,
        r#"{"type":"Sphere","coordinates":[1,2]}"#,
        r#"{"coordinates":[1,2]}"#,
    ] {
        assert!(matches!(shape(broken), Ok(Shape::Broken(_))), "{broken}: {:?}", shape(broken));
    }
    let Ok(Shape::Polygons(polygons)) = shape(r#"{"type":"Polygon","coordinates":[[[0,null],[1],["a",2]]]}"#) else {
        panic!("positions without numbers are for others to judge");
    };
    assert!(polygons[0][0].iter().all(|place| place[1].is_nan() || place[0].is_nan()));
}

#[test]
fn what_has_no_place_somewhere_breaks_only_its_feature() {
    let square = feature(SQUARE, r#"{"code":"1"}"#);
    let geometries = [
        r#"{"type":"Polygon","coordinates":[[[0,0],null,[1,0],[1,1],[0,0]]]}"#,
        r#"{"type":"Polygon","coordinates":[[null,[0,0],[1,0],[1,1],[0,0]]]}"#,
        r#"{"type":"Polygon","coordinates":[[[0,0],"1,0",[1,1],[0,0]]]}"#,
        r#"{"type":"Polygon","coordinates":[[[0,0],5,[1,1],[0,0]]]}"#,
        r#"{"type":"Polygon","coordinates":[null,[[0,0],[1,0],[1,1],[0,0]]]}"#,
        r#"{"type":"MultiPolygon","coordinates":[{},[[[0,0],[1,0],[1,1],[0,0]]]]}"#,
        r#"{"type":"Polygon","coordinates":"0 0, 1 0, 1 1"}"#,
        r#"{"type":["Polygon"],"coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#,
        r#"{"type":"GeometryCollection","geometries":["POINT(0 0)"]}"#,
        r#""POLYGON((0 0,1 0,1 1,0 0))""#,
        "7",
        "[0,0]",
    ];
    for geometry in geometries {
        let (_, records) = records(&collection(&[feature(geometry, "{}"), square.clone()]), &["code"]).unwrap();
        assert!(matches!(records[0].shape, Shape::Broken(_)), "{geometry}: {:?}", records[0].shape);
        assert!(matches!(records[1].shape, Shape::Polygons(_)));
    }
    for stranger in ["null", "7", "true", "\"a\"", "[[0,0]]"] {
        let (_, records) = records(&collection(&[stranger.to_owned(), square.clone()]), &["code"]).unwrap();
        assert!(matches!(&records[0].shape, Shape::Broken(why) if why.ends_with("in the place of a feature")));
        assert_eq!((records.len(), records[1].row), (2, 2));
        let (_, records) = self::records(&collection(&[square.clone(), feature(SQUARE, stranger)]), &["code"]).unwrap();
        assert_eq!(records[1].values, [None], "{stranger} has no properties");
    }
}

#[test]
fn a_string_that_is_no_text_costs_only_itself() {
    let features = [r#"{"code":"1","note":"\ud800"}"#, r#"{"code":"a\udc00"}"#, r#"{"code":"\ud83d\ude00"}"#];
    let (_, records) = records(&collection(&features.map(|it| feature(SQUARE, it))), &["code"]).unwrap();
    let told: Vec<(Option<&str>, bool)> = records.iter().map(|it| (it.values[0].as_deref(), it.bad_text)).collect();
    // What nobody asks for is nothing to tell of.
    assert_eq!(told, [(Some("1"), false), (Some("a\u{fffd}"), true), (Some("\u{1f600}"), false)]);
}

#[test]
fn features_by_the_line_are_told_by_their_line() {
    let one = feature(SQUARE, r#"{"code":"01"}"#);
    let rows = |text: &str| -> Vec<u64> { records(text, &[]).unwrap().1.iter().map(|record| record.row).collect() };
    assert_eq!(rows(&format!("{one}\n\r\n{one}\n")), [1, 3]);
    assert_eq!(rows(&format!("\n\u{1e}{one}\n\u{1e}{}\n{one}", one.replace(',', ",\n"))), [2, 3, 15]);
    assert_eq!(rows(&collection(&[one.clone(), one.clone()]).replace(',', ",\n")), [1, 2]);
    let told = records(&format!("{one}\n{one}\n{}", &one[..40]), &[]).unwrap_err();
    assert!(told.contains("after 2 features") && told.contains("line 3"), "{told}");
}

#[test]
fn the_coordinate_system_of_2008_is_read() {
    let named = |name: &str| format!(r#""crs":{{"type":"name","properties":{{"name":"{name}"}}}}"#);
    let before = |name: &str| format!("{{\"type\":\"FeatureCollection\",{},\"features\":[]}}", named(name));
    let crs = |text: &str| records(text, &[]).map(|(heading, _)| heading.crs);
    assert_eq!(crs(&before("urn:ogc:def:crs:EPSG::2154")), Ok(DeclaredCrs::Known(Crs::of_code(2154).unwrap())));
    assert_eq!(crs(&before("urn:ogc:def:crs:OGC:1.3:CRS84")), Ok(DeclaredCrs::Known(Crs::DEGREES)));
    assert_eq!(crs(&before("EPSG:1")), Ok(DeclaredCrs::Unknown(UnknownCrs::NotKnown(1))));
    let one = feature(SQUARE, "{}");
    let after = format!("{{\"features\":[{one}],{}}}", named("EPSG:2154"));
    assert!(crs(&after).unwrap_err().contains("behind its features"));
    assert!(crs(&format!("{{\"features\":[{one}],{}}}", named("EPSG:4326"))).is_ok());
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let text = collection(&[feature(SQUARE, r#"{"code":1}"#), feature(SQUARE, r#"{"code":2}"#)]);
    let told = records(&text[..text.len() - 9], &["code"]).unwrap_err();
    assert!(told.contains("after 1 feature:") && told.contains("line 1 column"), "{told}");
    let told = records(&text, &["Code"]).unwrap_err();
    assert_eq!(told, "`a.geojson` has no column `Code`; it has `code`");
    assert!(records(r#"{"type":"Polygon","coordinates":[]}"#, &[]).unwrap_err().contains("a `Polygon` is neither"));
    let deep = format!("{{\"features\":[{}", "[".repeat(100_000));
    assert!(records(&deep, &[]).is_err());
}

proptest! {
    #[test]
    fn no_damage_makes_it_panic(at in 0..400usize, byte in any::<u8>()) {
        let mut bytes = collection(&[feature(SQUARE, r#"{"code":1}"#), feature(SQUARE, "null")]).into_bytes();
        let place = at % bytes.len();
        bytes[place] = byte;
        let _ = records(&String::from_utf8_lossy(&bytes), &["code"]);
    }
}
