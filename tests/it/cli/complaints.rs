//! Records that are wrong are told with their place, and the rest is built.

use serde_json::Value;

use super::{files, inspect};
use crate::lilliput::{COMMUNES, Lilliput, flatgeobuf, square};

/// What a build complains of: kind, file, row and code.
#[track_caller]
fn complaints(lilliput: &Lilliput) -> Vec<(String, String, Option<u64>, Option<String>)> {
    let report = lilliput.build(&["--json"]).done().json();
    let records = report["complaints"]["records"].as_array().expect("records").clone();
    assert_eq!(report["complaints"]["total"], records.len(), "{report}");
    let text = |record: &Value, key: &str| record[key].as_str().map(str::to_owned);
    let told = records.iter().map(|record| {
        let (kind, file) = (text(record, "kind").expect("a kind"), text(record, "file").expect("a file"));
        assert!(text(record, "detail").is_some_and(|detail| !detail.is_empty()), "{record}");
        (kind, file, record["row"].as_u64(), text(record, "code"))
    });
    told.collect()
}

fn complaint(kind: &str, file: &str, row: u64, code: Option<&str>) -> (String, String, Option<u64>, Option<String>) {
    (kind.to_owned(), file.to_owned(), Some(row), code.map(str::to_owned))
}

#[test]
fn a_sound_country_has_no_complaints() {
    assert_eq!(complaints(&Lilliput::new()), []);
    Lilliput::new().build(&["--strict"]).done();
}

#[test]
fn codes_that_nobody_has_are_told() {
    let lilliput = Lilliput::new();
    lilliput.replace("figures.csv", "006;7;1", "999;7;1");
    assert_eq!(complaints(&lilliput), [complaint("unknown_code", "figures.csv", 7, Some("999"))]);
}

#[test]
fn codes_that_stand_twice_are_told() {
    let lilliput = Lilliput::new();
    lilliput.replace("figures.csv", "006;7;1\n", "006;7;1\n001;5;5\n");
    assert_eq!(complaints(&lilliput), [complaint("conflicting_rows", "figures.csv", 8, Some("001"))]);

    let lilliput = Lilliput::new();
    let shape = |west: f64| geo::MultiPolygon(vec![square(west, 40.0, 1.0)]);
    let mut territories: Vec<_> = COMMUNES.into_iter().zip((0..).map(|place| shape(f64::from(place)))).collect();
    territories[5].0.0 = "003";
    lilliput.write("communes.fgb", flatgeobuf(4326, territories));
    lilliput.replace("figures.csv", "006;7;1\n", "");
    lilliput.write("schools.csv", "code,nom,lon,lat,commune\nA1,One,0.2,40.2,001\n");
    let told = complaints(&lilliput);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (told[0].0.as_str(), told[0].1.as_str(), told[0].3.as_deref()),
        ("duplicate_code", "communes.fgb", Some("003"))
    );
    assert!(told[0].2.is_some());
    assert_eq!(inspect(&lilliput.out())["layers"][0]["features"], 5);
}

#[test]
fn rows_too_short_or_too_long_are_told() {
    let lilliput = Lilliput::new();
    lilliput.replace("figures.csv", "003;300;60", "003;300");
    lilliput.replace("figures.csv", "006;7;1", "006;7;1;9");
    let expected = [complaint("short_row", "figures.csv", 4, None), complaint("long_row", "figures.csv", 7, None)];
    let told: Vec<_> = complaints(&lilliput).into_iter().map(|(kind, file, row, _)| (kind, file, row, None)).collect();
    assert_eq!(told, expected);
}

/// A stray quotation mark opens a text that ends in the row of another commune, whose figures it would take.
#[test]
fn rows_that_a_stray_quote_swallows_keep_their_figures() {
    let lilliput = Lilliput::new();
    lilliput.replace("figures.csv", "002;20;5", "\"002;20;5");
    lilliput.replace("figures.csv", "005;;", "\"005;;");
    let told: Vec<_> = complaints(&lilliput).into_iter().map(|(kind, file, row, _)| (kind, file, row)).collect();
    let expected = [("open_quote", 6), ("swallowed_rows", 3)];
    assert_eq!(told, expected.map(|(kind, row)| (kind.to_owned(), "figures.csv".to_owned(), Some(row))));
    let sound = Lilliput::new();
    sound.build(&[]).done();
    assert_eq!(inspect(&lilliput.out())["layers"], inspect(&sound.out())["layers"]);
    lilliput.build(&["--strict"]).refused(&["--strict refuses data that is lost, changed or in doubt: 2 faults"]);
}

#[test]
fn what_is_no_number_is_told() {
    let lilliput = Lilliput::new();
    lilliput.replace("figures.csv", "003;300;60", "003;three;60");
    assert_eq!(complaints(&lilliput), [complaint("not_a_number", "figures.csv", 4, Some("003"))]);
    let column = &inspect(&lilliput.out())["layers"][0]["figures"];
    let population = column.as_array().expect("columns").iter().find(|column| column["indicator"] == "population");
    assert_eq!(population.expect("population")["summary"]["missing"], 2, "{column}");
}

#[test]
fn a_row_without_a_code_is_told() {
    let lilliput = Lilliput::new();
    lilliput.replace("figures.csv", "003;300;60", ";300;60");
    assert_eq!(complaints(&lilliput), [complaint("missing_code", "figures.csv", 4, None)]);
}

#[test]
fn text_in_other_encodings_is_read_or_told() {
    let lilliput = Lilliput::new();
    // In UTF-8 as declared by its mark, a byte that is none.
    lilliput.write("provinces.csv", b"\xef\xbb\xbfcode;nom\nA;Alph\xff\nB;Beta\n");
    let told = complaints(&lilliput);
    assert!(told.iter().all(|complaint| complaint.0 == "invalid_text" && complaint.1 == "provinces.csv"), "{told:?}");
    assert_eq!(told.len(), 1);
    // In Windows-1252, which is recognised.
    lilliput.write("provinces.csv", b"code;nom\nA;Alph\xe9a la premi\xe8re\nB;B\xeata\n");
    let report = lilliput.build(&["--json"]).done().json();
    assert_eq!(report["complaints"]["total"], 0);
    assert!(
        report["tables"]["provinces.csv"].as_str().is_some_and(|format| format.contains("1252")),
        "{}",
        report["tables"]
    );
}

#[test]
fn a_point_without_a_place_is_told() {
    let lilliput = Lilliput::new();
    lilliput.replace("schools.csv", "A1,One,0.2,40.2", "A1,One,,40.2");
    lilliput.replace("schools.csv", "A2,Two,1,41", "A2,Two,1,4100");
    let expected = [
        complaint("missing_position", "schools.csv", 2, Some("A1")),
        complaint("bad_position", "schools.csv", 3, Some("A2")),
    ];
    assert_eq!(complaints(&lilliput), expected);
}

#[test]
fn the_compiled_map_keeps_its_complaints() {
    let lilliput = Lilliput::new();
    lilliput.replace("figures.csv", "006;7;1", "999;7;1");
    lilliput.build(&["--quiet"]).done();
    let kept = &inspect(&lilliput.out())["complaints"]["figures"];
    assert_eq!((&kept[0]["kind"], &kept[0]["count"]), (&"unknown_code".into(), &1.into()), "{kept}");
    assert!(kept[0]["examples"][0].as_str().is_some_and(|text| text.contains("row 7")), "{kept}");
}

#[test]
fn a_strict_build_publishes_nothing_when_it_complains() {
    for (file, text, by) in [("figures.csv", "006;7;1", "999;7;1"), ("schools.csv", "A1,One,0.2,40.2", "A1,One,,40.2")]
    {
        let lilliput = Lilliput::new();
        lilliput.replace(file, text, by);
        for extra in [&["--strict"][..], &["--strict", "--quiet"], &["--strict", "--json"]] {
            let told = lilliput
                .build(extra)
                .refused(&["--strict refuses data that is lost, changed or in doubt: 1 fault; nothing was published"]);
            assert!(files(&lilliput.out()).is_empty(), "{:?}", files(&lilliput.out()));
            match extra.last() {
                Some(&"--quiet") => assert_eq!(told.out, ""),
                Some(&"--json") => assert_eq!(told.json()["total"], 1),
                _ => assert!(told.out.contains(file), "{}", told.out),
            }
        }
    }
}

#[test]
fn a_quiet_build_prints_nothing_and_another_tells_what_it_did() {
    let lilliput = Lilliput::new();
    lilliput.replace("figures.csv", "006;7;1", "999;7;1");
    assert_eq!(lilliput.build(&["--quiet"]).done().out, "");
    let told = lilliput.build(&[]).done().out;
    for part in ["communes", "6 features", "figures.csv, row 7, code 999", "Published", "lilliput.json"] {
        assert!(told.contains(part), "no {part} in {told}");
    }
}
