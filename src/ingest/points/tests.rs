use std::collections::BTreeMap;

use super::*;
use crate::atlas::Attribute;
use crate::gazetteer::FieldKind;
use crate::gazetteer::{Bilingual, ZoomRange};
use crate::ingest::{ComplaintKind, Crs, FeatureSource, FieldRecipe, FieldType, PositionRecipe};

fn recipe(crs: Option<Crs>, crs_column: Option<&str>, fields: &[(&str, FieldType)]) -> PointsRecipe {
    let field = |&(column, kind): &(&str, FieldType)| {
        (column.to_owned(), FieldRecipe { column: Some(column.to_owned()), kind, marks: None })
    };
    PointsRecipe {
        name: "ecoles".into(),
        label: Bilingual::default(),
        description: None,
        source: FeatureSource::of("p.csv"),
        has_shapes: false,
        key: "uai".into(),
        title: Some("nom".into()),
        position: Some(PositionRecipe {
            x: "lon".into(),
            y: "lat".into(),
            crs,
            crs_column: crs_column.map(str::to_owned),
        }),
        fallback: None,
        parents: BTreeMap::from([("commune".into(), Some("insee".into())), ("region".into(), None)]),
        codes: Vec::new(),
        within: None,
        also: Vec::new(),
        fields: fields.iter().map(field).collect(),
        shown: Vec::new(),
        id: None,
        zooms: ZoomRange { min: 0, max: 14 },
        indicators: Vec::new(),
        budget: None,
        clusters: None,
        notes: Vec::new(),
    }
}

fn read(recipe: &PointsRecipe, text: &str) -> (Result<PointTable, IngestError>, Complaints) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("p.csv"), text).unwrap();
    let mut complaints = Complaints::default();
    let points = read_points(recipe, folder.path(), &mut complaints);
    (points, complaints)
}

/// Kinds, rows, codes and details of what is told.
fn told(complaints: &Complaints) -> Vec<(&str, Option<u64>, Option<&str>, &str)> {
    let each = complaints.iter();
    each.map(|one| (one.kind.name(), one.row, one.code.as_deref(), one.detail.as_str())).collect()
}

#[test]
fn points_come_with_parents_and_fields() {
    let recipe = recipe(Some(Crs::DEGREES), None, &[("ville", FieldType::Text)]);
    let (table, complaints) =
        read(&recipe, "uai;nom;lon;lat;insee;ville\n0010001A;Un;5,25;46,5;01001;Bourg\n2;;-1;2;;\n");
    let PointTable { rows, kinds } = table.unwrap();
    let Position::Written(written) = &rows[0].position else { panic!("{:?}", rows[0]) };
    assert_eq!((written.numbers, written.crs, rows[0].row), ([5.25, 46.5], Crs::DEGREES, 2));
    assert_eq!(rows[0].parents, [Some("01001".to_owned()), None]);
    assert_eq!(rows[0].fields, [Some(Attribute::from("Bourg"))]);
    assert_eq!((rows[1].title.as_str(), &rows[1].parents[0], kinds), ("2", &None, vec![FieldKind::Text]));
    assert!(complaints.is_empty());
}

#[test]
fn rows_without_a_code_of_their_own_are_told() {
    let text = "uai;nom;lon;lat;insee\na;;1;2;\n;;1;2;\na;;3;4;\n";
    let (table, complaints) = read(&recipe(Some(Crs::DEGREES), None, &[]), text);
    assert_eq!(table.unwrap().rows.len(), 1);
    let expected = [
        ("missing_code", Some(3), None, "the column `uai` is empty"),
        ("duplicate_code", Some(4), Some("a"), "`a` occurs again"),
    ];
    assert_eq!(told(&complaints), expected);
}

#[test]
fn what_is_no_position_says_why() {
    let text = "uai;nom;lon;lat;insee\na;;;2;\nb;;NaN;2;\nc;;x;2;\nd;;inf;1;\ne;;181;2;\nf;;1,5;-91.0;\n";
    let rows = read(&recipe(Some(Crs::DEGREES), None, &[]), text).0.unwrap().rows;
    let unread = |kind, detail: &str| Position::Unread(kind, detail.to_owned());
    assert_eq!(rows[0].position, unread(ComplaintKind::MissingPosition, "`lon` is empty"));
    assert_eq!(rows[1].position, unread(ComplaintKind::MissingPosition, "`lon` is empty"));
    assert_eq!(rows[2].position, unread(ComplaintKind::BadPosition, "`lon`: `x` is not a number"));
    assert_eq!(rows[3].position, unread(ComplaintKind::BadPosition, "`lon`: `inf` is not a number"));
    for (row, numbers) in [(4, [181.0, 2.0]), (5, [1.5, -91.0])] {
        let written = Written { numbers, crs: Crs::DEGREES, place: None };
        assert_eq!(rows[row].position, Position::Written(written));
    }
}

#[test]
fn each_row_may_have_a_system_of_its_own() {
    let text = "uai;nom;lon;lat;insee;epsg\na;;652469,02;6862035,26;;EPSG:2154\nb;;2,35;48,85;;4326\nc;;1;2;;\nd;;1;2;;23030\n";
    let rows = read(&recipe(None, Some("epsg"), &[]), text).0.unwrap().rows;
    let place = |row: usize| match &rows[row].position {
        Position::Written(written) => written.place.map(|place| [place.lon, place.lat]),
        other => panic!("{other:?}"),
    };
    let [longitude, latitude] = place(0).unwrap();
    assert!((longitude - 2.352_199_963).abs() < 1e-8 && (latitude - 48.856_600_005).abs() < 1e-8);
    assert_eq!(place(1), Some([2.35, 48.85]));
    let Position::Unread(ComplaintKind::UnknownCrs, detail) = &rows[2].position else { panic!("{:?}", rows[2]) };
    assert_eq!(detail, "`epsg` is empty, and the recipe names no `crs` for such rows");
    let Position::Unread(ComplaintKind::UnknownCrs, detail) = &rows[3].position else { panic!("{:?}", rows[3]) };
    assert!(detail.starts_with("`epsg`: EPSG:23030 is none of the coordinate systems"), "{detail}");
    // The system of the recipe is that of rows that name none.
    let rows = read(&recipe(Some(Crs::DEGREES), Some("epsg"), &[]), text).0.unwrap().rows;
    assert!(matches!(rows[2].position, Position::Written(Written { crs: Crs::DEGREES, .. })));
}

#[test]
fn a_wrong_position_can_be_read_in_other_ways() {
    let written = |x, y, crs: u32| Written { numbers: [x, y], crs: Crs::of_code(crs).unwrap(), place: None };
    let ways = |written: Written| written.otherwise().into_iter().map(|(how, _)| how).collect::<Vec<_>>();
    assert_eq!(ways(written(48.85, 2.35, 4326)), [Misreading::Swapped]);
    assert_eq!(ways(written(0.04, 0.85, 4326)), [Misreading::Swapped, Misreading::Radians]);
    assert!(ways(written(2.35, 48.85, 2154)).contains(&Misreading::Degrees));
    let lambert = written(652_469.02, 6_862_035.26, 4326);
    assert!(lambert.looks_projected() && !written(200.0, 100.0, 4326).looks_projected());
    let (crs, place) = lambert.in_likely_systems().next().unwrap();
    assert_eq!((crs.to_string().as_str(), (place.lon - 2.352_2).abs() < 1e-4), ("EPSG:2154", true));
}

/// A column of each type, with what fits and what does not.
const TYPED: &str = "uai;nom;lon;lat;insee;n;x;oui;code;froid\n\
    a;;0;0;;12;1,5;oui;01004;-5\n\
    b;;0;0;;540,0;2;NON;75056;3\n\
    c;;0;0;;;nan;1;;\n\
    d;;0;0;;1,5;abc;peut-être;2A004;007\n";

#[test]
fn fields_have_their_types_and_misfits_are_told() {
    use FieldType::{Boolean, Integer, Number, Text};
    let kinds = [("code", Text), ("froid", Integer), ("n", Integer), ("oui", Boolean), ("x", Number)];
    let (table, complaints) = read(&recipe(Some(Crs::DEGREES), None, &kinds), TYPED);
    let PointTable { rows, kinds } = table.unwrap();
    let doubles = FieldKind::Real;
    assert_eq!(kinds, [FieldKind::Text, doubles, FieldKind::Unsigned, FieldKind::Flag, doubles]);
    let (text, number) = (|text: &str| Some(Attribute::from(text)), |number| Some(Attribute::Real(number)));
    let (whole, flag) = (|number| Some(Attribute::Unsigned(number)), |flag| Some(Attribute::Flag(flag)));
    assert_eq!(rows[0].fields, [text("01004"), number(-5.0), whole(12), flag(true), number(1.5)]);
    assert_eq!(rows[1].fields, [text("75056"), number(3.0), whole(540), flag(false), number(2.0)]);
    assert_eq!(rows[2].fields, [None, None, None, flag(true), None]);
    assert_eq!(rows[3].fields, [text("2A004"), None, None, None, None]);
    let zeros = "`froid`: `007` has zeros in front, as codes have: declare the field as a text";
    let expected = [
        ("wrong_type", Some(5), Some("d"), zeros),
        ("wrong_type", Some(5), Some("d"), "`n`: `1,5` is no whole number"),
        ("wrong_type", Some(5), Some("d"), "`oui`: `peut-être` is neither true nor false"),
        ("wrong_type", Some(5), Some("d"), "`x`: `abc` is not a number"),
    ];
    assert_eq!(told(&complaints), expected);
}

#[test]
fn whole_numbers_are_exact_or_doubtful() {
    let text = "uai;nom;lon;lat;insee;auto;froid;large;n;x\n\
        a;;0;0;;123456789012345678901;-1;9007199254740993;9007199254740993;9007199254740993\n\
        b;;0;0;;1;9007199254740993;99999999999999999999;9223372036854775807;9007199254740992\n";
    use FieldType::{Auto, Integer, Number};
    let fields = [("auto", Auto), ("froid", Integer), ("large", Integer), ("n", Integer), ("x", Number)];
    let (table, complaints) = read(&recipe(Some(Crs::DEGREES), None, &fields), text);
    let PointTable { rows, kinds } = table.unwrap();
    use FieldKind::{Real, Text, Unsigned};
    assert_eq!(kinds, [Text, Real, Unsigned, Unsigned, Real]);
    let whole = |number| Some(Attribute::Unsigned(number));
    assert_eq!(rows[0].fields[2..4], [whole(9_007_199_254_740_993), whole(9_007_199_254_740_993)]);
    assert_eq!(rows[1].fields[2..4], [None, whole(9_223_372_036_854_775_807)]);
    let detail = |name: &str| {
        format!(
            "`{name}`: `9007199254740993` has more digits than numbers keep; 9007199254740992 was published; declare \
             the field as a text"
        )
    };
    let (beside_negatives, of_decimals) = (detail("froid"), detail("x"));
    let large = "`large`: `99999999999999999999` is larger than whole numbers can be; declare the field as a text";
    let expected = [
        ("wrong_type", Some(3), Some("b"), large),
        ("inexact_integer", Some(3), Some("b"), &*beside_negatives),
        ("inexact_integer", Some(2), Some("a"), &*of_decimals),
    ];
    assert_eq!(told(&complaints), expected);
}

#[test]
fn types_are_recognised_where_the_recipe_asks_for_it() {
    let names = ["un_zero", "n", "x", "b", "code", "vide", "mixte"];
    let text = "uai;nom;lon;lat;insee;un_zero;n;x;b;code;vide;mixte\n\
        a;;0;0;;1;12;1.5;true;01004;;1\nb;;0;0;;0;;2;False;75056;;x\nc;;0;0;;1;3;3;;12000;;2\n";
    let fields: Vec<(&str, FieldType)> = names.map(|name| (name, FieldType::Auto)).to_vec();
    let (table, complaints) = read(&recipe(Some(Crs::DEGREES), None, &fields), text);
    use FieldKind::{Flag, Real, Text, Unsigned};
    // In the order of their names: b, code, mixte, n, un_zero, vide, x.
    assert_eq!(table.unwrap().kinds, [Flag, Text, Text, Unsigned, Unsigned, Text, Real]);
    assert!(complaints.is_empty());
}

#[test]
fn a_missing_column_ends_it() {
    let error =
        read(&recipe(Some(Crs::DEGREES), None, &[]), "uai;nom;longitude;lat;insee\n").0.unwrap_err().to_string();
    assert!(error.starts_with("`p.csv` has no column `lon`; it has `uai`, `nom`"), "{error}");
}

#[test]
fn numbers_that_stand_for_none_or_may_mean_two_are_reported() {
    use FieldType::{Auto, Integer, Number, Text};
    let head = "uai;nom;lon;lat;insee;auto;code;eleves;huge;marks\n";
    let rows = [
        "a;;0;0;;1.234;1.234;-999;1e20;1.234",
        "b;;0;0;;12.345;2;101;101.5;12.345",
        "c;;0;0;;987;99999;102;102.5;987",
        "d;;0;0;;12;-999;103;103.5;3",
    ];
    let fields = [("auto", Auto), ("code", Text), ("eleves", Integer), ("huge", Number), ("marks", Number)];
    let text = head.to_owned() + &rows.join("\n") + "\n";
    let (table, complaints) = read(&recipe(Some(Crs::DEGREES), None, &fields), &text);
    let PointTable { rows, kinds } = table.unwrap();
    assert_eq!(kinds, [FieldKind::Text, FieldKind::Text, FieldKind::Unsigned, FieldKind::Real, FieldKind::Real]);
    assert_eq!(rows[0].fields, [Some(Attribute::from("1.234")), Some(Attribute::from("1.234")), None, None, None]);
    assert_eq!(rows[2].fields[4], Some(Attribute::Real(987.0)));
    let told: Vec<_> = told(&complaints).into_iter().map(|one| (one.0, one.1, one.2)).collect();
    let expected = [
        ("doubtful_mark", Some(2), None),
        ("doubtful_mark", Some(2), None),
        ("sentinel", Some(2), Some("a")),
        ("sentinel", Some(2), Some("a")),
    ];
    assert_eq!(told, expected);

    // Who says what the points mean gets the numbers.
    let mut recipe = recipe(Some(Crs::DEGREES), None, &[("marks", Number)]);
    let marks = |decimal, thousands| Some(crate::ingest::Marks { decimal, thousands });
    for (marks, expected) in [(marks('.', None), 1.234), (marks(',', Some('.')), 1234.0)] {
        recipe.fields.get_mut("marks").unwrap().marks = marks;
        let (table, complaints) = read(&recipe, &text);
        assert_eq!((&table.unwrap().rows[0].fields[0], complaints.total()), (&Some(Attribute::Real(expected)), 0));
    }
}
