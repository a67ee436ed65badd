use super::super::{FieldType, PLACED_BY, PositionRecipe, Within};
use super::*;
use crate::ingest::Crs;

const POSITION: &str = "longitude = \"lon\"\nlatitude = \"lat\"";
const PARENTS: &str = "parents = { commune = \"insee\" }";

/// The points of the recipe after `old` has become `new`.
#[track_caller]
fn points(old: &str, new: &str) -> PointsRecipe {
    assert!(GOOD.contains(old), "the recipe has no {old}");
    load(&GOOD.replacen(old, new, 1)).unwrap().points.remove(0)
}

fn parents(points: &PointsRecipe) -> Vec<(&str, Option<&str>)> {
    points.parents.iter().map(|(attribute, column)| (attribute.as_str(), column.as_deref())).collect()
}

#[test]
fn the_territories_of_points_follow_from_their_level() {
    let within = Within { level: "communes".into(), by: "commune".into() };
    let declared = points(PARENTS, &format!("{PARENTS}\nwithin = \"communes\""));
    assert_eq!(declared.within, Some(within.clone()));
    assert_eq!(parents(&declared), [("canton", None), ("commune", Some("insee")), ("dep", None)]);
    let spelt = points(PARENTS, &format!("{PARENTS}\nwithin = {{ level = \"communes\", by = \"commune\" }}"));
    assert_eq!(spelt, declared);
    // By nothing but their places.
    let placed = points(PARENTS, "within = \"communes\"");
    assert_eq!(placed.within, Some(within));
    assert_eq!(parents(&placed), [("canton", None), ("commune", None), ("dep", None)]);
    // A column of the table stays one.
    let own = points(PARENTS, "parents = { commune = \"insee\", dep = \"code_dep\" }\nwithin = \"communes\"");
    assert_eq!(parents(&own)[2], ("dep", Some("code_dep")));
    let dissolved = points(PARENTS, "parents = { dep = \"code_dep\" }\nwithin = \"departements\"");
    assert_eq!(dissolved.within, Some(Within { level: "departements".into(), by: "dep".into() }));
    assert_eq!(parents(&dissolved), [("dep", Some("code_dep"))]);
}

#[test]
fn parents_that_cannot_be_are_refused() {
    let within = |text: &str| format!("{PARENTS}\nwithin = {text}");
    check(PARENTS, &within("\"comunes\""), "there is no level `comunes`", "\"comunes\"", "did you mean `communes`?");
    let by = within("{ level = \"communes\", by = \"comune\" }");
    check(PARENTS, &by, "`ecoles` has no parent `comune`", "\"comune\"", "its parents are commune");
    let field = within("\"communes\"\nfields = { dep = \"dep\" }");
    let sentence = "the attribute `dep` is taken: the territories that hold the points have it: see `parents`";
    check(PARENTS, &field, sentence, "dep", "another name");
}

#[test]
fn positions_are_degrees_or_in_a_system() {
    let position = |x: &str, y: &str, crs: Option<u32>, column: Option<&str>| {
        Some(PositionRecipe {
            x: x.into(),
            y: y.into(),
            crs: crs.map(|code| Crs::of_code(code).unwrap()),
            crs_column: column.map(str::to_owned),
        })
    };
    assert_eq!(points("\"pop\"", "\"pop\"").position, position("lon", "lat", Some(4326), None));
    let metres = points(POSITION, "x = \"e\"\ny = \"n\"\ncrs = \"EPSG:2154\"");
    assert_eq!(metres.position, position("e", "n", Some(2154), None));
    let by_row = points(POSITION, "x = \"e\"\ny = \"n\"\ncrs_column = \"EPSG\"");
    assert_eq!(by_row.position, position("e", "n", None, Some("EPSG")));
    let name = "\"ecoles\"";
    let sentence = "`ecoles` does not say in which coordinate system `x` and `y` are";
    check(POSITION, "x = \"e\"\ny = \"n\"", sentence, name, "crs_column");
    let sentence = "`ecoles` names half a position, or two";
    check(POSITION, "longitude = \"lon\"", sentence, name, "`latitude`");
    check(POSITION, &format!("{POSITION}\nx = \"e\"\ny = \"n\""), sentence, name, "two columns");
    check(POSITION, "", "the points of `ecoles` have no place", name, "fallback");
    let other = format!("{POSITION}\ncrs = \"EPSG:23030\"");
    let error = refused(POSITION, &other);
    assert!(error.to_string().starts_with("EPSG:23030 is none of the coordinate systems"), "{error}");
    assert_eq!(error.offending_text(), "\"EPSG:23030\"");
}

#[test]
fn points_without_a_position_stand_at_their_territory() {
    let placed = points(POSITION, "fallback = \"commune\"");
    assert_eq!((placed.position, placed.fallback.as_deref()), (None, Some("commune")));
    assert_eq!(placed.fields[PLACED_BY], FieldRecipe { column: None, kind: FieldType::Text, marks: None });
    assert_eq!(placed.shown, [PLACED_BY]);
    let named = format!("{POSITION}\nfallback = \"commune\"\nfields = {{ position = \"sorte\" }}");
    assert_eq!(points(POSITION, &named).fields[PLACED_BY].column.as_deref(), Some("sorte"));
    let sentence = "`ecoles` has no parent `ville`";
    check(POSITION, "fallback = \"ville\"", sentence, "\"ville\"", "name one of its `parents`: commune");
    let typed = named.replace("\"sorte\"", "{ column = \"n\", type = \"integer\" }");
    check(POSITION, &typed, "the field `position` has to be a text", "position", "name of a parent");
}

#[test]
fn fields_have_types_and_some_are_shown() {
    let fields =
        "fields = { ville = \"ville\", n = { column = \"eleves\", type = \"integer\" }, x = { column = \"x\" } }";
    let typed = points(PARENTS, &format!("{PARENTS}\n{fields}\nshown = [\"n\", \"commune\"]"));
    let kinds: Vec<FieldType> = typed.fields.values().map(|field| field.kind).collect();
    assert_eq!(kinds, [FieldType::Integer, FieldType::Text, FieldType::Text]);
    assert_eq!(typed.shown, ["n", "commune"]);
    let with = |more: &str| format!("{PARENTS}\n{fields}\n{more}");
    let sentence = "`ecoles` has no attribute `m`";
    check(PARENTS, &with("shown = [\"m\"]"), sentence, "\"m\"", "`fields` or `parents`");
    check(PARENTS, &with("shown = [\"n\", \"n\"]"), "the attribute `n` is listed twice", "\"n\"", "leave one");
    let sentence = "`ecoles` has no attribute `n` of texts";
    check(PARENTS, &with("clusters = { by = [\"n\"] }"), sentence, "\"n\"", "that is a text");
    check(PARENTS, &with("").replace("integer", "int"), "unknown value `int`", "\"int\"", "`integer`");
}

#[test]
fn attributes_of_clusters_are_taken() {
    let fields = format!("{PARENTS}\nfields = {{ cluster = \"lot\" }}");
    check(PARENTS, &fields, "the attribute `cluster` is taken: clusters have it", "cluster", "another name");
    let twice = format!("{PARENTS}\nfields = {{ type = \"type\" }}\nclusters = {{ by = [\"type\", \"type\"] }}");
    check(PARENTS, &twice, "`type` stands in `by` twice", "\"type\"", "name it once");
}
